"""Run the user's dbt command and report on what it left behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dbt_onus.app.after_dbt import report_after_dbt
from dbt_onus.app.permission import Permission
from dbt_onus.artifacts import target_of
from dbt_onus.errors import OnusError

_RESULTS = ("run_results.json", "sources.json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What to print after dbt, and the code to end with: dbt's."""

    text: str | None
    exit_code: int


def run_dbt(command: Sequence[str], telling: Permission) -> Outcome:
    """Run `command` with the terminal as it is, then make the report, and tell people where that is permitted.

    OnusError where the command cannot be started. Nothing that goes wrong afterwards changes dbt's exit code.
    """
    if shutil.which(command[0]) is None:
        raise OnusError(f'"{command[0]}" is not a command here; write `onus run -- dbt build …`')
    root = Path(_option(command, "--project-dir") or os.environ.get("DBT_PROJECT_DIR") or ".")
    given = _option(command, "--target-path") or os.environ.get("DBT_TARGET_PATH")
    target = target_of(root, Path(given) if given else None)
    before = _stamps(target)
    # the report is made here: the hook of dbt 1.x would make it twice
    ended = subprocess.run(command, env={**os.environ, "ONUS_HOOK": "off"}, check=False)  # noqa: S603 - theirs
    code = ended.returncode if ended.returncode >= 0 else 128 - ended.returncode
    if _stamps(target) == before:
        return Outcome(text=None, exit_code=code)
    return Outcome(text=_report(root, target, telling), exit_code=code)


def _report(root: Path, target: Path, telling: Permission) -> str | None:
    try:
        return report_after_dbt(root, target, None, only_open=False, telling=telling)
    except OnusError as error:
        print(f"onus: no report: {error} (dbt's result stands)", file=sys.stderr)  # noqa: T201
    except Exception as error:  # noqa: BLE001 - dbt's result must stand whatever is wrong in here
        print(f"onus: no report: {error!r} (dbt's result stands)", file=sys.stderr)  # noqa: T201
    return None


def _stamps(target: Path) -> tuple[tuple[int, int] | None, ...]:
    """When dbt last wrote its results, to know whether this command wrote any."""
    found: list[tuple[int, int] | None] = []
    for name in _RESULTS:
        try:
            stat = (target / name).stat()
            found.append((stat.st_mtime_ns, stat.st_size))
        except OSError:
            found.append(None)
    return tuple(found)


def _option(command: Sequence[str], name: str) -> str | None:
    """The value of one of dbt's options, written either way; the last one counts, as with dbt."""
    value = None
    for place, word in enumerate(command):
        if word == name and place + 1 < len(command):
            value = command[place + 1]
        elif word.startswith(f"{name}="):
            value = word.partition("=")[2]
    return value

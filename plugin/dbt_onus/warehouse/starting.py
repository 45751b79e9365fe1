"""One start of the user's dbt: bounded in time, its files kept out of the project, its children ended with it."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from dbt_onus.warehouse.connection import Warehouse

#: As many rows as a batch may have: dbt shows five unless told.
_NO_LIMIT = "-1"


def run(
    command: Sequence[str], cwd: Path, seconds: float, more: Mapping[str, str] | None = None
) -> tuple[int | None, str, str]:
    """The command's exit code, output and errors; no code where it had to be killed, its children with it."""
    environment = {
        **os.environ,
        **(more or {}),
        "ONUS_HOOK": "off",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
        "NO_COLOR": "1",
        "DBT_USE_COLORS": "false",
    }
    with subprocess.Popen(  # noqa: S603 - the user's own dbt, an argument each, no shell
        command,
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            output, errors = process.communicate(timeout=seconds)
        except BaseException as error:
            _kill(process)
            if isinstance(error, subprocess.TimeoutExpired):
                return None, "", ""
            raise
    return process.returncode, output, errors


def _kill(process: subprocess.Popen[str]) -> None:
    """End the process and those it started: dbt may be a launcher, and its driver a process of its own."""
    with contextlib.suppress(OSError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def show_command(inline: str, warehouse: Warehouse, folder: Path) -> list[str]:
    """`dbt show` of a query; dbt writes nothing into the project."""
    return [
        *warehouse.dbt,
        *("show", "--quiet", "--inline", inline, "--output", "json", "--limit", _NO_LIMIT),
        *elsewhere(folder),
        *warehouse.options,
    ]


def elsewhere(folder: Path) -> tuple[str, ...]:
    """Options that keep dbt's files out of the project."""
    return ("--target-path", str(folder / "target"), "--log-path", str(folder / "logs"))


def literally(sql: str) -> str:
    """The SQL so that Jinja leaves it as it is: every opening of a tag begins with a brace."""
    return sql.replace("{", "{{ '{' }}")


def lend_parsed_project(warehouse: Warehouse, folder: Path) -> None:
    """Spare dbt 1.x the parsing of a project that has not changed since the run; it checks that itself."""
    if warehouse.target_path is not None:
        (folder / "target").mkdir()
        with contextlib.suppress(OSError):
            shutil.copy(warehouse.target_path / "partial_parse.msgpack", folder / "target")

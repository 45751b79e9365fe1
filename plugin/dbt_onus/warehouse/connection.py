"""Whose dbt is used, and which connection: the ones of the run that is reported on."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

#: What a run was told about its connection, as dbt writes it into run_results.json, and how to tell dbt again.
_CONNECTION = {"profile": "--profile", "target": "--target", "profiles_dir": "--profiles-dir", "vars": "--vars"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Warehouse:
    """A dbt project whose connection is used. `dbt` is the command, `options` go to `dbt show` as they are."""

    project_dir: Path
    dbt: tuple[str, ...]
    options: tuple[str, ...] = ()
    target_path: Path | None = None


def dbt_command() -> tuple[str, ...] | None:
    """The dbt to use: `ONUS_DBT` as a shell would read it, the one beside this Python, the one on PATH."""
    named = os.environ.get("ONUS_DBT")
    if named:
        return tuple(shlex.split(named, posix=os.name == "posix"))
    beside = shutil.which("dbt", path=str(Path(sys.executable).parent))
    found = beside or shutil.which("dbt")
    return None if found is None else (found,)


def read_connection(target_path: Path) -> tuple[str, ...]:
    """The options by which the run in this target folder chose its connection; none where it does not say.

    dbt writes them into `args` of run_results.json: another target would be another warehouse.
    """
    try:
        document = json.loads((target_path / "run_results.json").read_bytes())
        said = dict(document["args"])
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    options: list[str] = []
    for key, option in _CONNECTION.items():
        value = said.get(key)
        if isinstance(value, dict) and value:
            options += [option, json.dumps(value)]
        elif isinstance(value, str) and value:
            options += [option, value]
    return tuple(options)

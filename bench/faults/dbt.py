"""Runs dbt commands quickly: each in a process of its own, forked from one that has imported dbt already.

Importing dbt takes a third of a small build. `ONUS_DBT` names another dbt executable, which is then started anew
for every command.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

#: Where dbt finds the plugin that knows other projects' public models.
REFS = str(Path(__file__).resolve().parent / "projects" / "borders" / "refs")

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["faults.dbt", "dbt.cli.main", "dbt.adapters.duckdb", "duckdb"])


def run_dbt(folder: Path, arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[int, str]:
    """dbt's exit code and what it printed."""
    if executable := os.environ.get("ONUS_DBT"):
        finished = subprocess.run(
            [executable, *arguments],
            cwd=folder,
            env={**os.environ, **environment},
            text=True,
            capture_output=True,
            check=False,
        )
        return finished.returncode, finished.stdout + finished.stderr
    with tempfile.NamedTemporaryFile(suffix=".log") as log:
        process = _FORKS.Process(
            target=_dbt, args=(str(folder), list(arguments), dict(environment), log.name), name="dbt"
        )
        process.start()
        process.join()
        return process.exitcode if process.exitcode is not None else 2, Path(log.name).read_text(
            "utf-8", "replace"
        )


def _dbt(folder: str, arguments: list[str], environment: dict[str, str], log: str) -> None:
    """In the forked process: become the dbt command."""
    from dbt.cli.main import dbtRunner

    os.chdir(folder)
    os.environ.update(environment)
    if environment.get("BENCH_REFS"):
        sys.path.append(REFS)
    output = os.open(log, os.O_WRONLY | os.O_APPEND)
    os.dup2(output, 1)
    os.dup2(output, 2)
    result = dbtRunner().invoke(arguments)
    sys.stdout.flush()
    if result.exception is not None:
        print(result.exception, flush=True)
    sys.exit(0 if result.success else 2 if result.exception is not None else 1)

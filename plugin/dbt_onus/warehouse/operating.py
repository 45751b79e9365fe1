"""A macro of the project's, run by its own dbt."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from dbt_onus.core.signatures import masked
from dbt_onus.warehouse.connection import Warehouse
from dbt_onus.warehouse.printed import problem_in
from dbt_onus.warehouse.starting import elsewhere, lend_parsed_project, run


def run_operation(
    macro: str, warehouse: Warehouse, *, environment: Mapping[str, str], seconds: float
) -> str | None:
    """Run a macro of the project's, within `seconds`; `None` when it went well, else what went wrong, in one line.

    What it is given goes through `environment`, not through its arguments: those are short, and dbt logs them. dbt
    writes nothing into the project.
    """
    with tempfile.TemporaryDirectory(prefix="onus-operation-", ignore_cleanup_errors=True) as folder:
        lend_parsed_project(warehouse, Path(folder))
        command = [*warehouse.dbt, "run-operation", macro, *elsewhere(Path(folder)), *warehouse.options]
        try:
            code, output, errors = run(command, warehouse.project_dir, seconds, environment)
        except OSError as error:
            return f"{warehouse.dbt[0]} cannot be started: {error.strerror or error}"
    if code is None:
        return f"dbt did not end within {seconds:g} seconds"
    return None if code == 0 else masked(problem_in(errors, output)) or f"dbt ended with code {code}"

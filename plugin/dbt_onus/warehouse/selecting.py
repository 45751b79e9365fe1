"""The rows of one SELECT."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dbt_onus.core.signatures import masked
from dbt_onus.warehouse.connection import Warehouse
from dbt_onus.warehouse.printed import documents, problem_in
from dbt_onus.warehouse.starting import lend_parsed_project, literally, run, show_command


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The rows of one query, every value as text; `problem` says in one line why there are none."""

    rows: tuple[Mapping[str, str | None], ...] = ()
    problem: str | None = None


def rows_of(
    sql: str, warehouse: Warehouse, *, seconds: float, template: bool = False, text_type: str = ""
) -> Told:
    """The rows of a SELECT, through the user's dbt, within `seconds`.

    `template`: Jinja in it is dbt's to read. `text_type` stands in it for the warehouse's word for a text type.
    """
    with tempfile.TemporaryDirectory(prefix="onus-draft-", ignore_cleanup_errors=True) as folder:
        lend_parsed_project(warehouse, Path(folder))
        inline = sql if template else literally(sql)
        if text_type:
            inline = inline.replace(text_type, "{{ dbt.type_string() }}")
        command = show_command(inline, warehouse, Path(folder))
        try:
            code, output, errors = run(command, warehouse.project_dir, seconds)
        except OSError as error:
            return Told(problem=f"{warehouse.dbt[0]} cannot be started: {error.strerror or error}")
    if code is None:
        return Told(problem=f"dbt did not answer within {seconds:g} seconds")
    rows = documents(output)
    if code != 0 or rows is None:
        problem = masked(problem_in(errors, output)) or f"dbt ended with code {code}"
        return Told(problem=None if code == 0 else problem)
    return Told(
        rows=tuple(
            {str(name).lower(): None if value is None else str(value) for name, value in row.items()}
            for row in rows
        )
    )

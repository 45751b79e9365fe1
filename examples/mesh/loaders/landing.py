"""How a producer's rows land in the warehouse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from duckdb import DuckDBPyConnection


def land(
    warehouse: DuckDBPyConnection, table: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]
) -> None:
    """Replace `schema.table` by `rows`; `columns` gives each column its type, in the order of a row."""
    schema = table.partition(".")[0]
    declared = ", ".join(f"{name} {kind}" for name, kind in columns.items())
    warehouse.execute(f"create schema if not exists {schema}")
    warehouse.execute(f"create or replace table {table} ({declared})")
    # One list per column: a thousand times faster here than one statement per row.
    lists = [list(values) for values in zip(*rows, strict=True)]
    unnested = ", ".join(f"unnest(?::{kind}[])" for kind in columns.values())
    warehouse.execute(f"insert into {table} select {unnested}", lists)

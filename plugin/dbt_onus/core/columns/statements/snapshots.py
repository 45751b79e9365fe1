"""What dbt makes of the query of a snapshot."""

from __future__ import annotations

from dataclasses import replace

from dbt_onus.core.columns.edges import NodeColumns

#: What dbt adds to the query of a snapshot, under its default names.
SNAPSHOT_COLUMNS = ("dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to")


def snapshot_of(columns: NodeColumns) -> NodeColumns:
    """The columns of the query and those that dbt adds. Nothing stays unique: a snapshot keeps every version."""
    if not columns.columns and not columns.passes:
        return columns
    added = tuple(name for name in SNAPSHOT_COLUMNS if name not in columns.columns)
    return replace(
        columns,
        columns=(*columns.columns, *added) if columns.columns else (),
        hidden=(*columns.hidden, *added) if columns.passes else (),
        constants=(*columns.constants, *added),
        unique_by=(),
    )

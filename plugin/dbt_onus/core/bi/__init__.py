"""What BI tools are given: rows of plain values, by the table they go into."""

from __future__ import annotations

from dbt_onus.core.bi.exposures import Health, exposure_rows
from dbt_onus.core.bi.incidents import hit_rows, incident_rows
from dbt_onus.core.bi.nodes import coverage_rows, owner_rows
from dbt_onus.core.bi.tables import Row, Tables, batches, moment

__all__ = [
    "Health",
    "Row",
    "Tables",
    "batches",
    "coverage_rows",
    "exposure_rows",
    "hit_rows",
    "incident_rows",
    "moment",
    "owner_rows",
]

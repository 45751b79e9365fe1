"""Which node feeds which: the graph that every verdict and every lookup walks."""

from dbt_onus.core.lineage.graph import NOT_DRAWN, Lineage

__all__ = ["NOT_DRAWN", "Lineage"]

"""Ephemeral models: their code is part of the SQL of who reads them, and no step that can be asked."""

from __future__ import annotations

from collections.abc import Collection

from dbt_onus.core.attribution import Case
from dbt_onus.core.evidence import Place


def inlined(case: Case, place: Place, between: Collection[str]) -> frozenset[str]:
    """The ephemeral models on the way from a place down to any of the nodes `between` it and what failed."""
    on_the_way = case.lineage.descendants(place.unique_id or "")
    found: set[str] = set()
    queue = list(between)
    while queue:
        for parent in case.lineage.parents(queue.pop()):
            node = case.nodes.get(parent)
            is_inlined = node is not None and node.config.materialized == "ephemeral"
            if is_inlined and parent in on_the_way and parent not in found:
                found.add(parent)
                queue.append(parent)
    return frozenset(found)

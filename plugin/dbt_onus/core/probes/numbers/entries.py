"""Where the values that a column is made of come in."""

from __future__ import annotations

from collections.abc import Iterator

from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.walking.walk import Walk

_MAX_HOPS = 50


def value_entries(walk: Walk, place: Place) -> frozenset[Place]:
    """Where the values that a column is made of come in; what only decides them or their rows is left out."""
    entries: set[Place] = set()
    queue, seen = [(place, 0)], {place}
    while queue:
        here, hops = queue.pop()
        uid = here.unique_id or ""
        if walk.case.is_entry(uid):
            entries.add(here)
        for above in _values(walk, here) if hops < _MAX_HOPS else ():
            if above not in seen:
                seen.add(above)
                queue.append((above, hops + 1))
    return frozenset(entries)


def _values(walk: Walk, place: Place) -> Iterator[Place]:
    uid = place.unique_id or ""
    node = walk.case.nodes.get(uid)
    if node is not None and node.resource_type == "source":
        for parent in walk.case.lineage.parents(uid):
            yield Place(unique_id=parent, column=place.column)
        return
    for edge in walk.columns.edges_into(uid, place.column):
        if not edge.kind.indirect:
            yield Place(unique_id=edge.parent, column=edge.column)

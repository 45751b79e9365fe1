"""A reference between two tables, and the columns that either side is made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dbt_onus.core.columns import ROWS, EdgeKind
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.oracle import Walk

_UNCHANGED = frozenset({EdgeKind.COPY, EdgeKind.RENAME, EdgeKind.CAST})
_MAX_HOPS = 50


@dataclass(frozen=True, slots=True)
class Reference:
    """The columns that refer, those referred to, and how far above the symptom they are joined.

    `only`: conditions on the rows that may be referred to, as SQL.
    """

    child: tuple[Place, ...]
    parent: tuple[Place, ...]
    hops: int
    below: frozenset[str]
    only: tuple[str, ...] = ()


def chain(walk: Walk, place: Place, *, bent: bool) -> Iterator[Place]:
    """The place and the columns that it is, further and further up; `bent`: with one that the SQL alters, last."""
    yield place
    for _ in range(_MAX_HOPS):
        node = walk.case.nodes.get(place.unique_id or "")
        if node is not None and node.resource_type == "source":
            places = [
                Place(unique_id=uid, column=place.column) for uid in walk.case.lineage.parents(node.unique_id)
            ]
            altered = False
        else:
            edges = [one for one in walk.columns.edges_into(place.unique_id or "", place.column) if one.certain]
            edges = [edge for edge in edges if not edge.kind.indirect]
            altered = any(edge.kind not in _UNCHANGED for edge in edges)
            places = [Place(unique_id=edge.parent, column=edge.column) for edge in edges if edge.column != ROWS]
        if len(places) != 1 or places[0].unique_id not in walk.case.lineage or (altered and not bent):
            return
        place = places[0]
        if walk.case.nodes[place.unique_id or ""].config.materialized != "ephemeral":
            yield place
        if altered:
            return

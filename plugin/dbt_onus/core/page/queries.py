"""Counts that anybody can run to see the fault: one SELECT per place, written only where it is beyond doubt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Place
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.nodes import Node
from dbt_onus.core.page.page import Query
from dbt_onus.core.probes.questions.values import Key, broken_when, duplicates, emptiness, rows_where
from dbt_onus.core.properties import Property
from dbt_onus.core.says import place_name
from dbt_onus.core.spelling import Spelling

#: As many places as a person looks at.
_MOST = 4


def queries_of(
    incident: Incident, broken: Iterable[Check], nodes: Mapping[str, Node], adapter: str
) -> tuple[Query, ...]:
    """How much is broken at the origin, then at each place that failed; `adapter` spells names and values."""
    found: dict[str, Query] = {}
    for check in broken:
        for place, heading in _places(incident, check, nodes):
            sql = _count(place, check, nodes, Spelling(adapter))
            if sql is not None:
                found.setdefault(sql, Query(heading=heading, sql=sql))
    return tuple(sorted(found.values(), key=lambda one: not one.heading.startswith("at the origin")))[:_MOST]


def _places(incident: Incident, check: Check, nodes: Mapping[str, Node]) -> Iterator[tuple[Place, str]]:
    origin = incident.origin
    node = nodes.get(origin.unique_id or "")
    if incident.confidence.pages and node is not None and origin.unique_id != check.node and origin.column:
        yield origin, f"at the origin: {place_name(node, origin.column)}"
    if check.node is not None and check.node in nodes:
        where = place_name(nodes[check.node], "+".join(check.columns) or None)
        yield Place(unique_id=check.node, column=check.column), f"where it failed: {where}"


def _count(place: Place, check: Check, nodes: Mapping[str, Node], spelling: Spelling) -> str | None:
    relation = spelling.relation(nodes[place.unique_id or ""].relation_name)
    if relation is None:
        return None
    if check.about is Property.VOLUME:
        return emptiness(relation)
    columns = (place.column,) if place.column else check.columns
    names = [spelling.name(column) for column in columns]
    written = tuple(name for name in names if name is not None)
    if not written or len(written) != len(names):
        return None
    if check.about is Property.UNIQUENESS:
        return duplicates(Key(relation, written))
    condition = broken_when(check.about, check, nodes.get(check.unique_id), spelling)
    return rows_where(relation, condition(written[0])) if condition is not None and len(written) == 1 else None

"""The columns that a fault came by or may have come by: down from where it was born, and up from what failed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from dbt_onus.core.checks import Check
from dbt_onus.core.columns import ROWS, ColumnLineage, ColumnRef
from dbt_onus.core.incidents.incident import Incident

#: More columns than these say no more of a node.
_MOST = 3


def carried_by(
    incident: Incident, broken: Iterable[Check], drawn: Collection[str], columns: ColumnLineage
) -> Mapping[str, tuple[str, ...]]:
    """By node, as its SQL spells them; empty where the incident is of no column."""
    inside = set(drawn)
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for ref in _reached(incident, broken, inside, columns):
        if ref.node in inside and ref.column not in (None, ROWS):
            found[ref.node][ref.column or ""] = None
    return {uid: tuple(names)[:_MOST] for uid, names in found.items()}


def _reached(
    incident: Incident, broken: Iterable[Check], inside: set[str], columns: ColumnLineage
) -> Iterator[ColumnRef]:
    failed = [ColumnRef(check.node, column) for check in broken if check.node for column in check.columns]
    yield from failed
    origin = incident.origin
    if incident.confidence.pages and origin.unique_id and origin.column:
        start = ColumnRef(origin.unique_id, origin.column)
        yield start
        yield from columns.downstream(*start, within=inside).reached
    for ref in failed:
        yield from columns.upstream(*ref).reached

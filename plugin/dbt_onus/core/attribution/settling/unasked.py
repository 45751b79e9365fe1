"""A column that the SQL asks for no more, though nobody edited it: its macros went by what the warehouse has.

Packages fill in a null for what a connector does not deliver (`fill_staging_columns`, `union_relations`). No build
fails when a table loses a column, and the SQL of that day does not name it: the SQL of the day before does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.errors.passed_on import seen_through
from dbt_onus.core.attribution.finding import Finding
from dbt_onus.core.attribution.ways.frontier import Frontier, nodes_above
from dbt_onus.core.attribution.ways.way import Way
from dbt_onus.core.checks import Check
from dbt_onus.core.code import asks_for_columns
from dbt_onus.core.evidence import Cause, Confidence, Evidence, EvidenceKind, Place
from dbt_onus.core.properties import Property, explains

K = EvidenceKind


def by_unasked(case: Case, symptom: Check, frontier: Frontier, open_: Iterable[Way]) -> Finding | None:
    """The one column of a source that a node above read when the check last passed, and that it reads no more."""
    if not explains(Property.PRESENCE, frontier.about):
        return None
    asking = {uid for uid in case.history.texts if uid in case.nodes and asks_for_columns(uid, case.nodes)}
    if not asking:
        return None
    above = sorted(asking & nodes_above(case, frontier, open_))
    found = [(uid, place) for uid in above for place in _unasked(case, symptom, uid, frontier.place)]
    lost = {_came_from(case, place) for _, place in found}
    if len(lost) != 1:
        return None
    (origin,) = lost
    if not case.is_entry(origin.unique_id or ""):
        return None
    return Finding(
        origin=origin,
        about=Property.PRESENCE,
        cause=Cause.SCHEMA_CHANGE,
        confidence=Confidence.LIKELY,
        evidence=(*frontier.trail, *_says(case, found)),
        symptoms=(symptom,),
    )


def _says(case: Case, found: Iterable[tuple[str, Place]]) -> Iterator[Evidence]:
    for uid, place in found:
        yield Evidence(
            kind=K.CODE_UNCHANGED,
            says=f"{case.name(Place(unique_id=uid))} asks the warehouse which columns there are: it read "
            f"{case.name(place)} when this last passed, and does so no more, though nobody edited it",
            unique_id=place.unique_id,
            column=place.column,
        )


def _unasked(case: Case, symptom: Check, unique_id: str, bad: Place) -> Iterator[Place]:
    """The parents' columns that a node no longer reads, of which the bad place was made."""
    passed, node = case.history.last_pass.get(symptom.key), case.nodes.get(unique_id)
    old = case.history.text(unique_id, passed) if passed is not None else None
    if old is None or not old.sql or node is None or not node.sql or old.sql == node.sql:
        return
    if case.changed(symptom, [unique_id]):
        return
    now = {_folded(place) for place in case.paths.inputs(unique_id, node.sql)}
    still_read = {place.unique_id for place in case.paths.inputs(unique_id, node.sql)}
    for column in sorted(case.paths.edited(unique_id, old.sql, node.sql).columns or ()):
        if case.paths.certainty(Place(unique_id=unique_id, column=column), bad) is None:
            continue
        for place in case.paths.inputs(unique_id, old.sql, column):
            if place.column is not None and _folded(place) not in now and place.unique_id in still_read:
                yield place


def _folded(place: Place) -> tuple[str | None, str]:
    return place.unique_id, (place.column or "").lower()


def _came_from(case: Case, place: Place) -> Place:
    """Where the column came from, as long as each node above only passed it on."""
    above = seen_through(case, place.unique_id or "", place.column)
    return Place(unique_id=above[-1], column=place.column) if above else place

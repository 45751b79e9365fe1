"""Tables that were skipped, and what their yesterday's rows bring about beside today's.

dbt skips what lies below a failing test or build; the tables stay as they were. What is built from one of them and
from something new, by a job that the failure does not stop, finds rows that have no partner yet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.feeds import Side
from dbt_onus.core.attribution.finding import Finding
from dbt_onus.core.attribution.ways.way import open_above, ways_to
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Confidence, Evidence, EvidenceKind, Place, weaker
from dbt_onus.core.properties import Property

#: Explains a broken check, given the keys of those that wait for its explanation.
Explain = Callable[[Case, Check, frozenset[str]], Finding]


def by_stale_rows(case: Case, symptom: Check, explain: Explain, asked: frozenset[str]) -> Finding | None:
    """The finding of what made a table be skipped, where the symptom is that its rows are not today's."""
    if symptom.reading is not None or case.history.last_pass.get(symptom.key) is None:
        return None
    old = {uid: cause for uid, cause in case.held_up.items() if cause.key not in asked}
    behind = _behind(case, symptom, old) if old else None
    if behind is None:
        return None
    cause = old[behind]
    finding = explain(case, cause, asked)
    says = (
        f"{case.name(Place(unique_id=behind))} was skipped because of that and still holds its earlier rows, "
        "beside rows of today"
    )
    path = Evidence(kind=EvidenceKind.PATH, says=says, unique_id=behind)
    return replace(
        finding,
        confidence=weaker(finding.confidence, Confidence.LIKELY),
        symptoms=(symptom,),
        evidence=(*finding.evidence, path),
    )


def _behind(case: Case, symptom: Check, held_up: Mapping[str, Check]) -> str | None:
    """The skipped node by which one side of what the symptom compares is older than the other."""
    for older, newer in _sides(case, symptom):
        behind = _above(case, older, held_up)
        if behind is not None and not _is_made_of(case, newer, held_up):
            return behind
    return None


def _sides(case: Case, symptom: Check) -> list[tuple[str, Place]]:
    """Tables that have to have rows, each with the place that asks for them."""
    if symptom.reference is not None:
        asks = Place(unique_id=symptom.node, column=symptom.column)
        return [(symptom.reference.unique_id or "", asks)]
    parents = [uid for uid in case.nodes[symptom.unique_id].parents if uid in case.lineage]
    if symptom.about is Property.UNKNOWN and not symptom.is_build and len(parents) > 1:
        return [(one, Place(unique_id=other)) for one in parents for other in parents if one != other]
    if symptom.about is not Property.NULLNESS or symptom.node is None:
        return []
    start = Place(unique_id=symptom.node, column=symptom.column)
    found: list[tuple[str, Place]] = []
    above = open_above(case, start, symptom.about, ways_to(case, start, symptom.about))
    for place in (start, *(way.feed.place for way in above)):
        to = ways_to(case, place, Property.NULLNESS)
        rows = [way.feed.place.unique_id for way in to if way.rows and way.is_open(strictly=True)]
        keys = [way.feed.place for way in to if way.feed.side is Side.KEY]
        found.extend((one, other) for one in rows if one is not None for other in keys)
    return found


def _is_made_of(case: Case, start: Place, held_up: Mapping[str, Check]) -> bool:
    """Whether the values of a place come from a skipped table, however they are bent on the way."""
    queue, seen = [start], {start}
    while queue:
        place = queue.pop()
        if place.unique_id in held_up:
            return True
        if place.column is None and _above(case, place.unique_id or "", held_up) is not None:
            return True
        for feed in case.feeds(place, Property.MEMBERSHIP):
            if not feed.decides and feed.place not in seen:
                seen.add(feed.place)
                queue.append(feed.place)
    return False


def _above(case: Case, unique_id: str, held_up: Mapping[str, Check]) -> str | None:
    """The skipped node that a table is, or is made from, the nearest one."""
    above = {unique_id: 0, **case.lineage.distances_above(unique_id)}
    found = [(above[uid], uid) for uid in held_up if uid in above]
    return min(found)[1] if found else None

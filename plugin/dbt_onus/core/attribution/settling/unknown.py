"""Where the trail ends: said plainly, with what would decide it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.finding import Finding
from dbt_onus.core.attribution.ways.frontier import Frontier
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Confidence, Evidence, EvidenceKind, Place
from dbt_onus.core.properties import CAUSES, OF_TABLES, Property

NOBODY_TESTED = "on the way that nobody tested for this"
#: More tests than this are no advice.
_ASKED_FOR = 3


def open_question(
    case: Case, symptom: Check, frontier: Frontier, suspects: tuple[Place, ...], seen: Evidence
) -> Finding:
    """Candidates are left: each of them may have done it, and none is more than a suspect."""
    finding = unknown(case, symptom, frontier, suspects)
    return replace(
        finding,
        confidence=Confidence.POSSIBLE if suspects else Confidence.UNKNOWN,
        evidence=(*frontier.trail, seen, *finding.evidence[len(frontier.trail) :]),
    )


def unknown(case: Case, symptom: Check, frontier: Frontier, suspects: tuple[Place, ...]) -> Finding:
    """The trail ends here: nothing above was checked for this, and no earlier run tells more."""
    untested = _untested(case, symptom, frontier)
    evidence: tuple[Evidence, ...] = ()
    remedy = None
    if untested:
        above = {uid for place in untested for uid in case.lineage.ancestors(place.unique_id or "")}
        count = len(above | {place.unique_id for place in untested})
        says = f"{count} ancestor{'' if count == 1 else 's'} {NOBODY_TESTED}"
        evidence = (Evidence(kind=EvidenceKind.GAP, says=says),)
        remedy = f"{_wanted(symptom, untested)} {_listed(case, untested)} would decide it"
    return Finding(
        origin=ends_at(case, symptom, frontier),
        about=frontier.about,
        cause=CAUSES[frontier.about],
        confidence=Confidence.POSSIBLE if len(suspects) == 1 else Confidence.UNKNOWN,
        evidence=(*frontier.trail, *evidence),
        symptoms=(symptom,),
        suspects=suspects,
        remedy=remedy,
        untested=untested,
    )


def ends_at(case: Case, symptom: Check, frontier: Frontier) -> Place:
    """Where the trail ends: a table, where there is one, rather than the test that looked at two."""
    node = case.nodes.get(frontier.place.unique_id or "")
    if node is not None and node.is_test and symptom.node is not None:
        return Place(unique_id=symptom.node, column=symptom.column)
    return frontier.place


def _untested(case: Case, symptom: Check, frontier: Frontier) -> tuple[Place, ...]:
    """The nearest places above what failed that no check of this kind looked at, some of them at most.

    Of a value that a join brings, the value: where it is good, the join did it.
    """
    failed = (symptom.node, symptom.column)
    feeds = list(case.feeds(frontier.place, frontier.about))
    for feed in [one for one in feeds if (one.place.unique_id, one.place.column) == failed]:
        # a relationship was tested on its own table: what is not known is what feeds it
        feeds.remove(feed)
        feeds.extend(case.feeds(feed.place, frontier.about))
    open_ = [feed for feed in feeds if not case.pass_at(feed.place, frontier.about)]
    of_value = {feed.place for feed in open_ if not feed.decides}
    places = of_value or {feed.place for feed in open_}
    known = {place.unique_id for place in places if place.column is not None}
    # of a table, some of whose columns are known to matter, those
    places = {place for place in places if place.column is not None or place.unique_id not in known}
    return tuple(sorted(places, key=case.name)[:_ASKED_FOR])


#: What dbt calls its own tests.
_DBT_SAYS = {
    Property.NULLNESS: "not_null",
    Property.UNIQUENESS: "unique",
    Property.MEMBERSHIP: "accepted_values",
    Property.REFERENCE: "relationships",
}


def _wanted(symptom: Check, places: Sequence[Place]) -> str:
    """The test that would decide, by the name of the one that failed; of a table, its contract."""
    if symptom.about not in OF_TABLES and not any(place.column for place in places):
        return "`data_tests: [onus.contract]` on"
    if symptom.term is not None:
        return f"the contract term {symptom.term.term} on"
    if symptom.about is Property.UNKNOWN:
        return "a test like the one that failed, on"
    if (name := _DBT_SAYS.get(symptom.about)) is not None:
        return f"{'an' if name[0] == 'a' else 'a'} {name} test on" if len(places) == 1 else f"{name} tests on"
    return f"a test of {symptom.about.value} on"


def _listed(case: Case, places: Sequence[Place]) -> str:
    *most, last = (case.name(place) for place in places)
    return f"{', '.join(most)} and {last}" if most else last

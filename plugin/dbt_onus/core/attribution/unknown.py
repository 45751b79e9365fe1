"""Where the trail ends: said plainly, with what would decide it."""

from __future__ import annotations

from dataclasses import replace

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.finding import Finding
from dbt_onus.core.attribution.frontier import Frontier
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Confidence, Evidence, EvidenceKind, Place
from dbt_onus.core.properties import CAUSES, Property

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
        says = f"{count} ancestor{'' if count == 1 else 's'} on the way that nobody tested for this"
        evidence = (Evidence(kind=EvidenceKind.GAP, says=says),)
        targets = " and ".join(case.name(place) for place in untested)
        remedy = f"{_test_word(symptom)} on {targets} would decide it"
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
    """The nearest places above what failed that no check of this kind looked at, some of them at most."""
    failed = (symptom.node, symptom.column)
    places = {feed.place for feed in case.feeds(frontier.place, frontier.about)}
    for place in [one for one in places if (one.unique_id, one.column) == failed]:
        # a relationship was tested on its own table: what is not known is what feeds it
        places.remove(place)
        places.update(feed.place for feed in case.feeds(place, frontier.about))
    open_ = (place for place in places if not case.pass_at(place, frontier.about))
    return tuple(sorted(open_, key=case.name)[:_ASKED_FOR])


def _test_word(symptom: Check) -> str:
    """The test that would decide, by the name of the one that failed."""
    if symptom.term is not None:
        return f"the contract term {symptom.term.term}"
    if symptom.about is Property.UNKNOWN:
        return "a test like the one that failed,"
    return f"a test of {symptom.about.value}"

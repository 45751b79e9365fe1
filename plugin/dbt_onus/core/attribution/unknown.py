"""Where the trail ends: said plainly, with what would decide it."""

from __future__ import annotations

from dataclasses import replace

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.finding import Finding
from dbt_onus.core.attribution.frontier import Frontier
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Confidence, Evidence, EvidenceKind, Place
from dbt_onus.core.properties import CAUSES


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
    feeds = [feed.place for feed in case.feeds(frontier.place, frontier.about)]
    above = case.lineage.ancestors(frontier.place.unique_id or "")
    evidence: tuple[Evidence, ...] = ()
    remedy = None
    if feeds:
        untested = len(above)
        says = f"{untested} untested ancestor{'' if untested == 1 else 's'} on the way"
        evidence = (Evidence(kind=EvidenceKind.GAP, says=says),)
        targets = " and ".join(sorted(case.name(place) for place in feeds)[:3])
        remedy = f"a {_test_word(symptom)} test on {targets} would decide it"
    return Finding(
        origin=ends_at(case, symptom, frontier),
        about=frontier.about,
        cause=CAUSES[frontier.about],
        confidence=Confidence.POSSIBLE if len(suspects) == 1 else Confidence.UNKNOWN,
        evidence=(*frontier.trail, *evidence),
        symptoms=(symptom,),
        suspects=suspects,
        remedy=remedy,
    )


def ends_at(case: Case, symptom: Check, frontier: Frontier) -> Place:
    """Where the trail ends: a table, where there is one, rather than the test that looked at two."""
    node = case.nodes.get(frontier.place.unique_id or "")
    if node is not None and node.is_test and symptom.node is not None:
        return Place(unique_id=symptom.node, column=symptom.column)
    return frontier.place


def _test_word(symptom: Check) -> str:
    return symptom.about.value if symptom.term is None else symptom.term.term

"""From the first bad place seen to where the fault was born.

Nothing above it failed, so what is known of it?

In this order: data enters here; the value is only copied from above; everything above passed the same check;
the code did not change, so the data did; the code of one node changed, so that node did it. Else it is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.feeds import Certainty
from dbt_onus.core.attribution.finding import Finding
from dbt_onus.core.attribution.settling.invariance import by_invariance, code_changed
from dbt_onus.core.attribution.settling.kept_rows import twice_in_all
from dbt_onus.core.attribution.settling.unasked import by_unasked
from dbt_onus.core.attribution.settling.unknown import unknown
from dbt_onus.core.attribution.ways.frontier import (
    Frontier,
    followed_up,
    heard_up,
    sorted_ways,
    undeclared_above,
)
from dbt_onus.core.attribution.ways.way import Way
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Cause, Confidence, Evidence, EvidenceKind, Place, weaker
from dbt_onus.core.nodes import Node
from dbt_onus.core.properties import CAUSES
from dbt_onus.core.says import place_name

K = EvidenceKind


def settle(case: Case, symptom: Check, frontier: Frontier) -> Finding:
    """Decide where a fault seen at the frontier was born, with the symptom's history to help.

    What follows from a comparison alone is no proof.
    """
    finding = _settled(case, symptom, frontier)
    return (
        replace(finding, confidence=weaker(finding.confidence, Confidence.LIKELY)) if symptom.inferred else finding
    )


def _settled(case: Case, symptom: Check, frontier: Frontier) -> Finding:
    frontier = heard_up(case, symptom, followed_up(case, symptom, frontier))
    node = case.nodes.get(frontier.place.unique_id or "")
    if node is None:
        return unknown(case, symptom, frontier, ())
    open_, cleared = sorted_ways(case, frontier)
    if (unasked := by_unasked(case, symptom, frontier, open_)) is not None:
        return unasked
    if case.is_entry(node.unique_id):
        return _entry(symptom, frontier, node)
    if (twice := twice_in_all(case, symptom, frontier, node)) is not None:
        return twice
    ends = not open_ and not undeclared_above(case, frontier, open_)
    if ends and not cleared and not node.is_test:
        return _reads_nothing(symptom, frontier, node)
    if ends and cleared:
        return _bracketed(case, symptom, frontier, cleared)
    return by_invariance(case, symptom, frontier, open_)


def _good(case: Case, way: Way, passed: Check) -> str:
    """What shows that a place above is good: a test of it, or one of what is made of it."""
    if passed.node == way.feed.place.unique_id:
        return f"good above it: {passed.says}"
    return f"good above it: {case.name(way.feed.place)}, by what it goes into: {passed.says}"


def _entry(symptom: Check, frontier: Frontier, node: Node) -> Finding:
    kind = "a source: no SQL of this project makes it" if node.resource_type == "source" else "a seed"
    if node.is_external:
        kind = f"built by {node.package_name}, of which no artifacts are here"
    evidence = Evidence(
        kind=K.BRACKET,
        says=f"{place_name(node)} is {kind}; nothing lies above it",
        unique_id=node.unique_id,
    )
    sure = Confidence.PROVEN if frontier.certainty is Certainty.COLUMN else Confidence.LIKELY
    # of a condition on several columns that the warehouse was asked, nobody knows which is wrong
    of_several = symptom.sql is not None and len(symptom.columns) > 1
    return Finding(
        origin=Place(unique_id=node.unique_id) if of_several else frontier.place,
        about=frontier.about,
        cause=CAUSES[frontier.about],
        confidence=sure,
        evidence=(*frontier.trail, evidence),
        symptoms=(symptom,),
    )


def _reads_nothing(symptom: Check, frontier: Frontier, node: Node) -> Finding:
    """A node that makes its rows itself, or reads what the project does not declare: the trail ends for good."""
    says = f"{place_name(node)} reads nothing that the project declares; nothing lies above it"
    return Finding(
        origin=frontier.place,
        about=frontier.about,
        cause=CAUSES[frontier.about],
        confidence=Confidence.LIKELY,
        evidence=(*frontier.trail, Evidence(kind=K.BRACKET, says=says, unique_id=node.unique_id)),
        symptoms=(symptom,),
    )


def _bracketed(case: Case, symptom: Check, frontier: Frontier, cleared: Mapping[Way, Check]) -> Finding:
    evidence = [
        Evidence(
            kind=K.BRACKET,
            says=_good(case, way, passed),
            unique_id=passed.unique_id,
            column=way.feed.place.column,
            sql=passed.sql,
        )
        for way, passed in {passed.key: (way, passed) for way, passed in cleared.items()}.values()
    ]
    changed = case.changed_towards(symptom, [frontier.place.unique_id or ""])
    if changed:
        evidence.append(code_changed(case, frontier.place.unique_id or ""))
    there = all(passed.node == way.feed.place.unique_id for way, passed in cleared.items())
    sure = there and max(way.feed.certainty for way in cleared) is Certainty.COLUMN
    return Finding(
        origin=frontier.place,
        about=frontier.about,
        cause=Cause.CODE_CHANGE if changed else CAUSES[frontier.about],
        confidence=Confidence.PROVEN if sure else Confidence.LIKELY,
        evidence=(*frontier.trail, *evidence),
        symptoms=(symptom,),
    )

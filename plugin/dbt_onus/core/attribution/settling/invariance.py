"""Compare with the last run in which a check passed: either the code changed since, or the data did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.edits import set_otherwise, was_steady
from dbt_onus.core.attribution.finding import Finding
from dbt_onus.core.attribution.settling.moving import Move, the_one_that_moved, those_that_moved
from dbt_onus.core.attribution.settling.unknown import ends_at, open_question, unknown
from dbt_onus.core.attribution.ways.frontier import (
    Frontier,
    columns_above,
    entries_above,
    left_of,
    nodes_above,
    undeclared_above,
)
from dbt_onus.core.attribution.ways.way import Way, open_above
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Cause, Confidence, Evidence, EvidenceKind, Place
from dbt_onus.core.properties import CAUSES

K = EvidenceKind

#: How many of the tests that speak for the other sources are quoted.
_QUOTED = 3

_NEVER_PASSED = Evidence(
    kind=K.GAP, says="no earlier run is known in which it passed: the code may never have been right"
)


def by_invariance(
    case: Case,
    symptom: Check,
    frontier: Frontier,
    open_: Sequence[Way],
) -> Finding:
    """Compare with the last run in which the check passed: either the code changed since, or the data did."""
    above = nodes_above(case, frontier, open_)
    changed = case.changed_towards(symptom, above | {symptom.unique_id})
    if changed is None:
        # a seed that the warehouse leaves may have been edited
        entries, asked = left_of(case, symptom, entries_above(case, frontier, above, seeds=True))
        entries = entries if asked else entries_above(case, frontier, above)
        frontier = replace(frontier, trail=(*frontier.trail, *asked, _NEVER_PASSED))
        return _open(case, symptom, frontier, entries) if asked else unknown(case, symptom, frontier, entries)
    if not changed and (hidden := undeclared_above(case, frontier, open_)):
        return _open_ended(case, symptom, frontier, above, hidden)
    if not changed:
        return _data_changed(case, symptom, frontier, above, open_)
    if changed == {symptom.unique_id} and not symptom.is_build:
        return _test_changed(case, symptom, frontier)
    if not symptom.is_build:
        changed -= {symptom.unique_id} - above
    if len(changed) == 1:
        (only,) = changed
        if _may_be_the_day(case, symptom, only):
            places = (Place(unique_id=only), *entries_above(case, frontier, above))
            return open_question(case, symptom, frontier, places, code_changed(case, symptom, only))
        entries = entries_above(case, frontier, above)
        if moves := those_that_moved(case, symptom, frontier.about, entries, columns_above(case, frontier)):
            return _change_or_data(case, symptom, frontier, only, moves)
        return _one_change(case, symptom, frontier, only)
    suspects = tuple(Place(unique_id=uid) for uid in case.lineage.order(changed))
    says = f"{len(changed)} nodes on the way changed since it last passed"
    return open_question(case, symptom, frontier, suspects, Evidence(kind=K.CODE_CHANGED, says=says))


def _open(case: Case, symptom: Check, frontier: Frontier, entries: tuple[Place, ...]) -> Finding:
    """No earlier run tells, but the warehouse leaves few places."""
    return replace(unknown(case, symptom, frontier, entries), confidence=Confidence.POSSIBLE, narrowed=True)


def _open_ended(
    case: Case, symptom: Check, frontier: Frontier, above: frozenset[str], hidden: tuple[Evidence, ...]
) -> Finding:
    """The data changed, and some of it comes from where nobody can be asked."""
    frontier = replace(frontier, trail=(*frontier.trail, *hidden))
    entries = entries_above(case, frontier, above)
    finding = unknown(case, symptom, frontier, entries)
    names = " and ".join(dict.fromkeys(case.name(Place(unique_id=piece.unique_id)) for piece in hidden))
    remedy = f"sources for all that {names} reads would decide it"
    return replace(finding, confidence=Confidence.POSSIBLE if entries else Confidence.UNKNOWN, remedy=remedy)


def _data_changed(
    case: Case, symptom: Check, frontier: Frontier, above: frozenset[str], open_: Sequence[Way]
) -> Finding:
    passed = case.history.last_pass[symptom.key]
    edited = case.changed(symptom, above | {symptom.unique_id}) or frozenset()
    harmless = f" (the edit of {_names(case, edited)} cannot touch this)" if edited else ""
    unchanged = Evidence(
        kind=K.CODE_UNCHANGED,
        says=f"no code on the way changed since this passed on {passed:%Y-%m-%d %H:%M} UTC{harmless}: "
        "the data did",
    )
    entries, asked = left_of(case, symptom, entries_above(case, frontier, above))
    frontier = replace(frontier, trail=(*frontier.trail, *asked))
    if len(entries) != 1:
        # what tests further down saw of others is the weaker word where the warehouse was asked and left several
        heard = None if asked else _the_one_not_heard_of(case, symptom, frontier, entries, unchanged, open_)
        return (
            _the_one_that_moved(case, symptom, frontier, entries, unchanged)
            or heard
            or open_question(case, symptom, frontier, entries, unchanged)
        )
    narrowed = case.narrowed.get(symptom.key) if asked else None
    about = (narrowed.about if narrowed is not None else None) or frontier.about
    left = "all that is left" if asked else "the only place where data comes in"
    only = Evidence(
        kind=K.PATH,
        says=f"{case.name(entries[0])} is {left}",
        unique_id=entries[0].unique_id,
    )
    return Finding(
        origin=entries[0],
        about=about,
        cause=CAUSES[about],
        confidence=Confidence.LIKELY,
        evidence=(*frontier.trail, unchanged, only),
        symptoms=(symptom,),
    )


def _the_one_that_moved(
    case: Case, symptom: Check, frontier: Frontier, entries: tuple[Place, ...], unchanged: Evidence
) -> Finding | None:
    """Of several sources whose data may have changed, the only one that was seen to."""
    move = the_one_that_moved(case, symptom, frontier.about, entries, columns_above(case, frontier))
    if move is None:
        return None
    alone = "moved" if move.alone else "moved as this fault would"
    says = f"of what feeds it, only {case.name(move.place)} {alone}: {move.says}"
    seen = Evidence(kind=K.OBSERVATION, says=says, unique_id=move.place.unique_id, column=move.place.column)
    return Finding(
        origin=move.place,
        about=frontier.about,
        cause=move.cause(frontier.about),
        confidence=Confidence.LIKELY,
        evidence=(*frontier.trail, unchanged, seen),
        symptoms=(symptom,),
    )


def _the_one_not_heard_of(
    case: Case,
    symptom: Check,
    frontier: Frontier,
    entries: tuple[Place, ...],
    unchanged: Evidence,
    open_: Sequence[Way],
) -> Finding | None:
    """Of several sources, the only one for whose data no test further down speaks."""
    left = entries_above(case, frontier, nodes_above(case, frontier, open_, strictly=False))
    known = {place.unique_id for place in entries}
    if len(left) != 1 or left[0].unique_id not in known:
        return None
    ways = open_above(case, frontier.place, frontier.about, open_)
    spoken = {way.heard.key: way.heard for way in ways if way.heard is not None}
    says = "; ".join(sorted(check.says for check in spoken.values())[:_QUOTED])
    return Finding(
        origin=left[0],
        about=frontier.about,
        cause=CAUSES[frontier.about],
        confidence=Confidence.LIKELY,
        evidence=(
            *frontier.trail,
            unchanged,
            Evidence(
                kind=K.PATH,
                says=f"{case.name(left[0])} is left: for all else that feeds it, tests speak that passed ({says})",
                unique_id=left[0].unique_id,
            ),
        ),
        symptoms=(symptom,),
    )


def _names(case: Case, unique_ids: Iterable[str]) -> str:
    return " and ".join(sorted(case.name(Place(unique_id=uid)) for uid in unique_ids))


def _one_change(case: Case, symptom: Check, frontier: Frontier, changed: str) -> Finding:
    evidence = (*frontier.trail, code_changed(case, symptom, changed))
    return Finding(
        origin=frontier.place if changed == frontier.place.unique_id else Place(unique_id=changed),
        about=frontier.about,
        cause=Cause.CODE_CHANGE,
        confidence=Confidence.LIKELY,
        evidence=evidence,
        symptoms=(symptom,),
    )


def _change_or_data(
    case: Case, symptom: Check, frontier: Frontier, changed: str, moves: Mapping[Place, Move]
) -> Finding:
    """One node changed, and on the same day the numbers of what feeds it did: it may have been either."""
    seen = (
        Evidence(
            kind=K.OBSERVATION,
            says=f"{case.name(move.place)} moved as well: {move.says}",
            unique_id=move.place.unique_id,
            column=move.place.column,
        )
        for move in moves.values()
    )
    places = (Place(unique_id=changed), *(move.place for move in moves.values()))
    frontier = replace(frontier, trail=(*frontier.trail, *seen))
    return open_question(case, symptom, frontier, places, code_changed(case, symptom, changed))


def _test_changed(case: Case, symptom: Check, frontier: Frontier) -> Finding:
    """The test is another one than the one that passed: the data may be as it always was."""
    says = f"the test {case.nodes[symptom.unique_id].name} itself changed since it last passed, and nothing else"
    changed = Evidence(kind=K.CODE_CHANGED, says=says, unique_id=symptom.unique_id)
    return Finding(
        origin=ends_at(case, symptom, frontier),
        about=frontier.about,
        cause=Cause.CODE_CHANGE,
        confidence=Confidence.LIKELY,
        evidence=(*frontier.trail, changed),
        symptoms=(symptom,),
    )


def _may_be_the_day(case: Case, symptom: Check, unique_id: str) -> bool:
    """Whether what differs is a variable of which no run tells that it does not differ every day."""
    passed = case.history.last_pass[symptom.key]
    return bool(set_otherwise(case, unique_id, passed)) and not was_steady(case, unique_id, passed)


def code_changed(case: Case, symptom: Check, unique_id: str) -> Evidence:
    """That a node or macro is not what it was when the check last passed."""
    name = case.name(Place(unique_id=unique_id))
    passed = case.history.last_pass.get(symptom.key)
    says = f"the code of {name} changed since it last passed"
    if passed is not None and (settings := set_otherwise(case, unique_id, passed)):
        by = f"the variable {settings[0]}" if len(settings) == 1 else f"the variables {', '.join(settings)}"
        says = f"{name} is compiled to other SQL than when this last passed, though nobody edited it: look at {by}"
    return Evidence(kind=K.CODE_CHANGED, says=says, unique_id=unique_id)

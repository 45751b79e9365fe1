"""Open questions that have suspects in common: one fault may explain them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.feeds import Certainty, same_column
from dbt_onus.core.attribution.finding import Finding
from dbt_onus.core.attribution.merging.joining import joined
from dbt_onus.core.attribution.merging.lost_rows import may_lack_rows
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Cause, Confidence, Evidence, EvidenceKind, Place
from dbt_onus.core.properties import Property


def looked_at(case: Case, symptom: Check) -> list[Place]:
    """The places that a check compares; of a test that is of no node, what it reads."""
    if symptom.node is None:
        return [Place(unique_id=parent) for parent in case.nodes[symptom.unique_id].parents]
    columns: tuple[str | None, ...] = symptom.columns or (None,)
    places = [Place(unique_id=symptom.node, column=column) for column in columns]
    return places if symptom.reference is None else [*places, symptom.reference]


def shared_by(case: Case, known: Finding, fault: Finding) -> Finding:
    """Two open questions with suspects in common are one, and it is one of those that they share.

    If no other node is suspected by both, and it is known for both that the rest of the way is as it was when they
    passed, it is the one: a single fault is likelier than two at once.
    """
    shared = in_common(case, known, fault)
    both = {place.unique_id for place in known.suspects} & {place.unique_id for place in fault.suspects}
    # a table of which each suspects another column is not what they share, and may still be what both come from
    apart = both - {place.unique_id for place in shared}
    suspects = (*shared, *(place for place in known.suspects if place.unique_id in apart))
    question = replace(joined(known, fault), origin=_end_of_both(case, known, fault, shared), suspects=suspects)
    if len(shared) != 1 or len(both) != 1 or not (known.is_compared and fault.is_compared):
        return question
    (only,) = shared
    says = f"{case.name(only)} is the only suspect that all of these failures share"
    in_code = case.history.code.get(only.unique_id or "") is not None
    return replace(
        question,
        origin=only,
        cause=Cause.CODE_CHANGE if in_code else question.cause,
        confidence=Confidence.LIKELY,
        evidence=(*question.evidence, Evidence(kind=EvidenceKind.PATH, says=says, unique_id=only.unique_id)),
        suspects=(),
        remedy=None,
    )


def in_common(case: Case, known: Finding, fault: Finding) -> tuple[Place, ...]:
    """The suspects that both have, by node; with the column where both mean the same one.

    Not a table of which each suspects another column, unless rows that it lacks would explain both: two columns
    that went wrong at once are two faults.
    """
    theirs = {place.unique_id: place.column for place in fault.suspects}
    found = []
    for place in known.suspects:
        if place.unique_id not in theirs:
            continue
        other = theirs[place.unique_id]
        if same_column(place.column, other):
            found.append(place)
        elif _may_be_one(case, (known, fault), place.unique_id, (place.column, other)):
            found.append(replace(place, column=None))
    return tuple(found)


def _may_be_one(
    case: Case, questions: Iterable[Finding], suspect: str | None, columns: tuple[str | None, ...]
) -> bool:
    """Whether one fault of a suspect would explain all: in a column that feeds all, or in rows that it lacks."""
    named = [Place(unique_id=suspect, column=column) for column in columns if column is not None]
    asked = tuple(questions)
    symptoms = [symptom for one in asked for symptom in one.symptoms]
    if not named or any(all(_feeds(case, place, symptom) for symptom in symptoms) for place in named):
        return True
    return all(may_lack_rows(case, one, Place(unique_id=suspect)) for one in asked)


def _feeds(case: Case, place: Place, symptom: Check) -> bool:
    """Whether the column goes into what failed; one that only decides its rows makes no null there."""
    ways = {case.paths.certainty(place, below) for below in looked_at(case, symptom)} - {None}
    return bool(ways - {Certainty.ROWS} if symptom.about is Property.NULLNESS else ways)


def _end_of_both(case: Case, known: Finding, fault: Finding, shared: tuple[Place, ...]) -> Place:
    """Where both trails end: the higher end, if it feeds the failures of both, else the last node that does."""
    for one, other in ((known, fault), (fault, known)):
        if all(case.reaches(one.origin.unique_id, symptom) for symptom in other.symptoms):
            return one.origin
    suspects = {place.unique_id for place in shared if place.unique_id in case.lineage}
    below = {uid for suspect in suspects for uid in case.lineage.descendants(suspect or "")}
    above = case.lineage.ancestors(known.origin.unique_id or "")
    both = (*known.symptoms, *fault.symptoms)
    fed = [uid for uid in case.lineage.order(below & above) if all(case.reaches(uid, one) for one in both)]
    return Place(unique_id=fed[-1]) if fed else shared[-1]

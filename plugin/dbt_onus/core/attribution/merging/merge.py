"""From one finding per symptom to the smallest set of faults that explains them all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.feeds import Certainty, same_column
from dbt_onus.core.attribution.finding import Finding
from dbt_onus.core.attribution.merging.lost_rows import as_lost_rows, may_lack_rows, missed_by
from dbt_onus.core.attribution.settling.unknown import NOBODY_TESTED
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import CONFIDENCES, Cause, Confidence, Evidence, EvidenceKind, Place
from dbt_onus.core.properties import OF_TABLES, Property, explains, explains_by_rows

#: Of two faults at one place that can each explain the other, the one further to the left is the name of it.
FUNDAMENTAL = (
    Property.RELATION,
    Property.PRESENCE,
    Property.TYPE,
    Property.CODE,
    Property.FRESHNESS,
    Property.VOLUME,
    Property.UNIQUENESS,
    Property.NULLNESS,
    Property.REFERENCE,
    Property.MEMBERSHIP,
    Property.RANGE,
    Property.DISTRIBUTION,
    Property.UNKNOWN,
)


def merge(case: Case, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """One finding per fault: same origin and cause, then one fault that explains another, then open questions."""
    by_key: dict[tuple[object, ...], Finding] = {}
    for finding in sorted(findings, key=_rank):
        key = (finding.origin.unique_id, finding.cause)
        known = by_key.get(key)
        by_key[key] = finding if known is None else _at_one_origin(case, known, finding)
    faults = sorted(by_key.values(), key=_rank)
    return _fold(case, faults)


def _rank(finding: Finding) -> tuple[object, ...]:
    """The surest first; then by name, so that the order of dbt's results never matters."""
    return (
        CONFIDENCES.index(finding.confidence),
        FUNDAMENTAL.index(finding.about),
        -len(finding.symptoms),
        finding.origin.unique_id or "",
        finding.origin.column or "",
        finding.cause.value,
        finding.symptoms[0].key,
    )


def _at_one_origin(case: Case, known: Finding, finding: Finding) -> Finding:
    """Two open questions that end in one place are about what both suspect, if there is such a thing."""
    open_ = not known.confidence.pages and not finding.confidence.pages
    return _shared(case, known, finding) if open_ and _in_common(case, known, finding) else _joined(known, finding)


def _joined(first: Finding, second: Finding) -> Finding:
    """The surer finding, carrying what the other saw and explains."""
    evidence = list(first.evidence)
    evidence.extend(piece for piece in second.evidence if piece not in evidence and _adds(piece, evidence))
    symptoms = list(first.symptoms)
    symptoms.extend(check for check in second.symptoms if check not in symptoms)
    suspects = list(first.suspects)
    known = {place.unique_id for place in suspects}
    suspects.extend(
        place for place in second.suspects if place.unique_id not in known and not first.confidence.pages
    )
    return replace(
        first,
        origin=first.origin if first.origin.column else replace(second.origin, unique_id=first.origin.unique_id),
        evidence=tuple(evidence),
        symptoms=tuple(symptoms),
        suspects=tuple(suspects),
    )


def _adds(piece: Evidence, known: Sequence[Evidence]) -> bool:
    """Whether it says more than is known: an answer, and that nobody tested what lies above, are said once."""
    if piece.kind is EvidenceKind.PROBE and any(one.says == piece.says for one in known):
        return False
    return not piece.says.endswith(NOBODY_TESTED) or not any(one.says.endswith(NOBODY_TESTED) for one in known)


def _fold(case: Case, faults: list[Finding]) -> tuple[Finding, ...]:
    """Let each fault take in the weaker ones that it explains, until none is left to take."""
    kept: list[Finding] = []
    # a fault that pages can only be part of one at its own origin, or of the platform's, which has none
    at: dict[str | None, set[int]] = defaultdict(set)
    for fault in faults:
        near = sorted(at[None] | at[fault.origin.unique_id]) if fault.confidence.pages else range(len(kept))
        place = next((one for one in near if _accounts_for(case, kept[one], fault)), len(kept))
        if place < len(kept):
            kept[place] = _absorbed(case, kept[place], fault)
        else:
            kept.append(fault)
        at[kept[place].origin.unique_id].add(place)
    return tuple(kept)


def _accounts_for(case: Case, known: Finding, fault: Finding) -> bool:
    """Whether the known fault is reason enough for the other one."""
    if known.cause is Cause.INFRASTRUCTURE:
        # a query that the platform broke, and that dbt v2 calls a failing row
        return all(symptom.unclear for symptom in fault.symptoms)
    if known.origin.unique_id == fault.origin.unique_id:
        return _same_fault(known, fault)
    if fault.confidence.pages:
        return False
    if known.confidence.pages:
        reached = all(_reaches(case, known, symptom) for symptom in fault.symptoms)
        return reached or missed_by(case, known, fault) is not None
    return bool(_in_common(case, known, fault))


def _same_fault(known: Finding, fault: Finding) -> bool:
    """Two things seen at one origin are one fault if one follows from the other on the same column."""
    follows = explains(known.about, fault.about) or explains(fault.about, known.about)
    one, other = known.origin.column, fault.origin.column
    of_table = known.about in OF_TABLES or one is None or other is None
    return follows and (of_table or same_column(one, other))


def _reaches(case: Case, known: Finding, symptom: Check) -> bool:
    ways = {case.paths.certainty(known.origin, place) for place in _looked_at(case, symptom)} - {None}
    if not ways:
        return False
    by_rows = ways == {Certainty.ROWS} and known.origin.column is not None
    return (explains_by_rows if by_rows else explains)(known.about, symptom.about)


def _looked_at(case: Case, symptom: Check) -> list[Place]:
    """The places that a check compares; of a test that is of no node, what it reads."""
    if symptom.node is None:
        return [Place(unique_id=parent) for parent in case.nodes[symptom.unique_id].parents]
    columns: tuple[str | None, ...] = symptom.columns or (None,)
    places = [Place(unique_id=symptom.node, column=column) for column in columns]
    return places if symptom.reference is None else [*places, symptom.reference]


def _absorbed(case: Case, known: Finding, fault: Finding) -> Finding:
    if known.origin.unique_id == fault.origin.unique_id:
        return _joined(known, fault)
    if not known.confidence.pages:
        return _shared(case, known, fault)
    key = missed_by(case, known, fault)
    known = as_lost_rows(known, key) if key is not None else known
    symptoms = tuple(check for check in fault.symptoms if check not in known.symptoms)
    also = tuple(
        Evidence(kind=EvidenceKind.PATH, says=f"it explains too: {check.says}", unique_id=check.unique_id)
        for check in symptoms
    )
    return replace(known, symptoms=(*known.symptoms, *symptoms), evidence=(*known.evidence, *also))


def _shared(case: Case, known: Finding, fault: Finding) -> Finding:
    """Two open questions with suspects in common are one, and it is one of those that they share.

    If no other node is suspected by both, and it is known for both that the rest of the way is as it was when they
    passed, it is the one: a single fault is likelier than two at once.
    """
    shared = _in_common(case, known, fault)
    both = {place.unique_id for place in known.suspects} & {place.unique_id for place in fault.suspects}
    # a table of which each suspects another column is not what they share, and may still be what both come from
    apart = both - {place.unique_id for place in shared}
    suspects = (*shared, *(place for place in known.suspects if place.unique_id in apart))
    joined = replace(_joined(known, fault), origin=_end_of_both(case, known, fault, shared), suspects=suspects)
    if len(shared) != 1 or len(both) != 1 or not (known.is_compared and fault.is_compared):
        return joined
    (only,) = shared
    says = f"{case.name(only)} is the only suspect that all of these failures share"
    in_code = case.history.code.get(only.unique_id or "") is not None
    return replace(
        joined,
        origin=only,
        cause=Cause.CODE_CHANGE if in_code else joined.cause,
        confidence=Confidence.LIKELY,
        evidence=(*joined.evidence, Evidence(kind=EvidenceKind.PATH, says=says, unique_id=only.unique_id)),
        suspects=(),
        remedy=None,
    )


def _in_common(case: Case, known: Finding, fault: Finding) -> tuple[Place, ...]:
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
    ways = {case.paths.certainty(place, below) for below in _looked_at(case, symptom)} - {None}
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

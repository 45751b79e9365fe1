"""From one finding per symptom to the smallest set of faults that explains them all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.feeds import Certainty, same_column
from dbt_onus.core.attribution.finding import Finding
from dbt_onus.core.attribution.merging.joining import joined
from dbt_onus.core.attribution.merging.lost_rows import as_lost_rows, missed_by
from dbt_onus.core.attribution.merging.sharing import in_common, looked_at, shared_by
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import CONFIDENCES, Cause, Evidence, EvidenceKind
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
    return shared_by(case, known, finding) if open_ and in_common(case, known, finding) else joined(known, finding)


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
    return bool(in_common(case, known, fault))


def _same_fault(known: Finding, fault: Finding) -> bool:
    """Two things seen at one origin are one fault if one follows from the other on the same column."""
    follows = explains(known.about, fault.about) or explains(fault.about, known.about)
    one, other = known.origin.column, fault.origin.column
    of_table = known.about in OF_TABLES or one is None or other is None
    return follows and (of_table or same_column(one, other))


def _reaches(case: Case, known: Finding, symptom: Check) -> bool:
    ways = {case.paths.certainty(known.origin, place) for place in looked_at(case, symptom)} - {None}
    if not ways:
        return False
    by_rows = ways == {Certainty.ROWS} and known.origin.column is not None
    return (explains_by_rows if by_rows else explains)(known.about, symptom.about)


def _absorbed(case: Case, known: Finding, fault: Finding) -> Finding:
    if known.origin.unique_id == fault.origin.unique_id:
        return joined(known, fault)
    if not known.confidence.pages:
        return shared_by(case, known, fault)
    key = missed_by(case, known, fault)
    known = as_lost_rows(known, key) if key is not None else known
    symptoms = tuple(check for check in fault.symptoms if check not in known.symptoms)
    also = tuple(
        Evidence(kind=EvidenceKind.PATH, says=f"it explains too: {check.says}", unique_id=check.unique_id)
        for check in symptoms
    )
    return replace(known, symptoms=(*known.symptoms, *symptoms), evidence=(*known.evidence, *also))

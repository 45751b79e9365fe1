"""From one finding per symptom to the smallest set of faults that explains them all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dbt_onus.core.attribution.case import Case, same_column
from dbt_onus.core.attribution.finding import Finding
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import CONFIDENCES, Evidence, EvidenceKind, Place
from dbt_onus.core.properties import OF_TABLES, Property, explains


def merge(case: Case, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """One finding per fault: same origin and cause, then one fault that explains another, then open questions."""
    by_key: dict[tuple[object, ...], Finding] = {}
    for finding in sorted(findings, key=_rank):
        key = (finding.origin.unique_id, finding.cause)
        known = by_key.get(key)
        by_key[key] = finding if known is None else _joined(known, finding)
    faults = sorted(by_key.values(), key=_rank)
    return _fold(case, faults)


def _rank(finding: Finding) -> tuple[object, ...]:
    """The surest first; then by name, so that the order of dbt's results never matters."""
    return (
        CONFIDENCES.index(finding.confidence),
        finding.about is Property.UNKNOWN,
        -len(finding.symptoms),
        finding.origin.unique_id or "",
        finding.origin.column or "",
        finding.cause.value,
        finding.symptoms[0].key,
    )


def _joined(first: Finding, second: Finding) -> Finding:
    """The surer finding, carrying what the other saw and explains."""
    evidence = list(first.evidence)
    evidence.extend(piece for piece in second.evidence if piece not in evidence)
    symptoms = list(first.symptoms)
    symptoms.extend(check for check in second.symptoms if check not in symptoms)
    suspects = list(first.suspects)
    suspects.extend(place for place in second.suspects if place not in suspects and not first.confidence.pages)
    return replace(
        first,
        origin=first.origin if first.origin.column else replace(second.origin, unique_id=first.origin.unique_id),
        evidence=tuple(evidence),
        symptoms=tuple(symptoms),
        suspects=tuple(suspects),
    )


def _fold(case: Case, faults: list[Finding]) -> tuple[Finding, ...]:
    """Let each fault take in the weaker ones that it explains, until none is left to take."""
    kept: list[Finding] = []
    for fault in faults:
        for place, known in enumerate(kept):
            if _accounts_for(case, known, fault):
                kept[place] = _absorbed(case, known, fault)
                break
        else:
            kept.append(fault)
    return tuple(kept)


def _accounts_for(case: Case, known: Finding, fault: Finding) -> bool:
    """Whether the known fault is reason enough for the other one."""
    if known.origin.unique_id is None or known.origin.unique_id == fault.origin.unique_id:
        return known.origin.unique_id is not None and _same_fault(known, fault)
    if fault.confidence.pages:
        return False
    if known.confidence.pages:
        return all(_reaches(case, known, symptom) for symptom in fault.symptoms)
    return bool(set(known.suspects) & set(fault.suspects)) and known.about is fault.about


def _same_fault(known: Finding, fault: Finding) -> bool:
    """Two things seen at one origin are one fault if one follows from the other on the same column."""
    follows = explains(known.about, fault.about) or explains(fault.about, known.about)
    one, other = known.origin.column, fault.origin.column
    of_table = known.about in OF_TABLES or one is None or other is None
    return follows and (of_table or same_column(one, other))


def _reaches(case: Case, known: Finding, symptom: Check) -> bool:
    if symptom.node is None:
        parents = case.nodes[symptom.unique_id].parents
        places = [Place(unique_id=parent) for parent in parents]
    else:
        columns: tuple[str | None, ...] = symptom.columns or (None,)
        places = [Place(unique_id=symptom.node, column=column) for column in columns]
        if symptom.reference is not None:
            places.append(symptom.reference)
    return explains(known.about, symptom.about) and any(
        case.paths.certainty(known.origin, place) is not None for place in places
    )


def _absorbed(case: Case, known: Finding, fault: Finding) -> Finding:
    if known.origin.unique_id == fault.origin.unique_id:
        return _joined(known, fault)
    if not known.confidence.pages:
        shared = tuple(place for place in known.suspects if place in fault.suspects)
        return replace(_joined(known, fault), suspects=shared or known.suspects)
    symptoms = tuple(check for check in fault.symptoms if check not in known.symptoms)
    also = tuple(
        Evidence(kind=EvidenceKind.PATH, says=f"it explains too: {check.says}", unique_id=check.unique_id)
        for check in symptoms
    )
    return replace(known, symptoms=(*known.symptoms, *symptoms), evidence=(*known.evidence, *also))

"""Failures of the warehouse, the network or a permission: nobody upstream is to be paged for those."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.finding import Finding
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Cause, Confidence, Evidence, EvidenceKind, Place
from dbt_onus.core.properties import Property
from dbt_onus.core.signatures import Kind

_OURS = frozenset({Kind.INFRASTRUCTURE, Kind.PERMISSION})

#: As many nodes that do not feed each other, failing with the very same words, are no accident of one of them.
_ALIKE = 3

#: How many of the failing nodes are quoted.
_QUOTED = 3


def infrastructure(case: Case) -> Finding | None:
    """The one finding for everything that the platform broke, or `None`."""
    recognised = tuple(check for check in case.symptoms if check.reading and check.reading.kind in _OURS)
    if recognised:
        return _finding(recognised, _kinds(recognised), Confidence.PROVEN)
    alike = _failing_alike(case)
    if alike:
        says = f"{len(alike)} nodes that do not feed each other fail with the same unknown error"
        return _finding(alike, says, Confidence.LIKELY)
    return None


def platform_error(case: Case, symptom: Check) -> Finding | None:  # noqa: ARG001 - a rule like the others
    """One failure that the platform owns up to; what failed further down for want of it is part of the same."""
    if symptom.reading is None or symptom.reading.kind not in _OURS:
        return None
    return _finding([symptom], _kinds([symptom]), Confidence.PROVEN)


def _finding(symptoms: Sequence[Check], says: str, confidence: Confidence) -> Finding:
    quoted = [
        Evidence(kind=EvidenceKind.INFRASTRUCTURE, says=check.says, unique_id=check.unique_id)
        for check in symptoms[:_QUOTED]
    ]
    return Finding(
        origin=Place(unique_id=None),
        about=Property.UNKNOWN,
        cause=Cause.INFRASTRUCTURE,
        confidence=confidence,
        evidence=(Evidence(kind=EvidenceKind.INFRASTRUCTURE, says=says), *quoted),
        symptoms=tuple(symptoms),
    )


def _kinds(symptoms: Sequence[Check]) -> str:
    words = {check.reading.infra or check.reading.kind.value for check in symptoms if check.reading}
    nodes = len({check.unique_id for check in symptoms})
    counted = f"{nodes} node{'' if nodes == 1 else 's'}"
    return f"{counted} stopped by the platform ({', '.join(sorted(words))}), not by data"


def _failing_alike(case: Case) -> tuple[Check, ...]:
    """Unrelated nodes that stop with one and the same message that no signature knows."""
    alike: dict[str, list[Check]] = defaultdict(list)
    for check in case.symptoms:
        changed = case.changed(check, [check.node]) if check.node else None
        if check.reading is not None and check.reading.kind is Kind.OTHER and not changed:
            # what was said, without the name of the node that it was said of
            alike[check.says.partition(": ")[2]].append(check)
    for checks in alike.values():
        nodes = {check.node for check in checks if check.node}
        unrelated = [node for node in nodes if not case.lineage.ancestors(node) & nodes]
        shared = (
            frozenset.intersection(*(case.lineage.ancestors(node) for node in unrelated))
            if unrelated
            else frozenset()
        )
        if len(unrelated) >= _ALIKE and not shared:
            return tuple(checks)
    return ()

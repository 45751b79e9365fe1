"""What an incident is called: what broke and where, and no more than is known of it."""

from __future__ import annotations

from dbt_onus.core.attribution import Case, Finding
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Cause, Confidence, EvidenceKind, Place
from dbt_onus.core.nodes import Node
from dbt_onus.core.says import place_name

_BLUNT: dict[Cause, str] = {
    Cause.SCHEMA_CHANGE: "is no longer there",
    Cause.TYPE_CHANGE: "changed its type",
    Cause.MISSING_RELATION: "does not exist",
    Cause.FRESHNESS: "is late",
    Cause.VOLUME: "has the wrong number of rows",
    Cause.NULLS: "has nulls",
    Cause.DUPLICATES: "has duplicates",
    Cause.ACCEPTED_VALUES: "holds values that are not accepted",
    Cause.RANGE: "is out of range",
    Cause.REFERENTIAL: "refers to rows that are missing",
    Cause.DISTRIBUTION: "is distributed unlike before",
    Cause.CODE_CHANGE: "was broken by a change of its code",
    Cause.RUN_ERROR: "stops with an error",
    Cause.INFRASTRUCTURE: "The platform failed",
    Cause.UNKNOWN: "fails a test",
}


#: What can look otherwise further down than where it was born.
_OF_DATA = frozenset(
    {
        Cause.NULLS,
        Cause.DUPLICATES,
        Cause.ACCEPTED_VALUES,
        Cause.RANGE,
        Cause.REFERENTIAL,
        Cause.DISTRIBUTION,
        Cause.UNKNOWN,
    }
)
#: Evidence of the very place that it names.
_SEES = frozenset(
    {
        EvidenceKind.TRANSPARENT_PATH,
        EvidenceKind.OBSERVATION,
    }
)


def title_of(finding: Finding, case: Case) -> str:
    """One line: what broke, where, and how much of it where a check on that very place counted."""
    if finding.origin.unique_id is None:
        return _BLUNT[finding.cause] + f": {finding.evidence[0].says}"
    if finding.symptoms[0].observed:
        return f"{finding.symptoms[0].says}, and no test failed"
    node: Node | None = case.nodes.get(finding.origin.unique_id)
    # it is a table that has rows
    column = finding.origin.column if finding.cause is not Cause.VOLUME else None
    name = place_name(node, column)
    if not finding.confidence.pages:
        return f"{finding.symptoms[0].says}; where it was born is not known"
    at_origin = [check for check in finding.symptoms if check.node == finding.origin.unique_id]
    counted = next((check for check in at_origin if _counts(check)), None)
    if counted is not None:
        return counted.says
    return f"{name} {_blunt(finding, case)}" if _was_seen(finding) else f"{name}: {finding.symptoms[0].says}"


def _was_seen(finding: Finding) -> bool:
    """Whether what is wrong there is known; else only that it comes from there.

    A null further down may be a key without its row, and a key that is there twice a row of a union too many.
    """
    if finding.cause not in _OF_DATA or finding.confidence is Confidence.PROVEN:
        return True
    if finding.cause is Cause.REFERENTIAL and {check.reference is None for check in finding.symptoms} == {
        True,
        False,
    }:
        # nulls that a join brought, and references without a row, of one table
        return True
    here = finding.origin.unique_id
    return any(
        piece.kind is EvidenceKind.PROBE or (piece.kind in _SEES and piece.unique_id == here)
        for piece in finding.evidence
    )


def _blunt(finding: Finding, case: Case) -> str:
    """What is wrong with the origin, in a few words."""
    if finding.cause is Cause.SCHEMA_CHANGE and finding.origin.column is None:
        return "has other columns than before"
    if finding.cause is Cause.REFERENTIAL and _is_referred_to(finding, case):
        return "lacks rows that others refer to"
    return _BLUNT[finding.cause]


def _is_referred_to(finding: Finding, case: Case) -> bool:
    """Whether the origin feeds the side of a relationship that is referred to, and not the one that refers."""
    for check in finding.symptoms:
        if check.reference is not None:
            refers = Place(unique_id=check.node, column=check.column)
            below = case.paths.certainty(finding.origin, check.reference) is not None
            return below and case.paths.certainty(finding.origin, refers) is None
    return False


def _counts(check: Check) -> bool:
    return check.reading is None and (check.failures is not None or check.term is not None)

"""Builds and tests that stopped with an error which does not name what is missing."""

from __future__ import annotations

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.errors.sentences import error_of, own_code
from dbt_onus.core.attribution.finding import Finding
from dbt_onus.core.checks import READ_AS, Check
from dbt_onus.core.evidence import Cause, Confidence, Evidence, EvidenceKind, Place
from dbt_onus.core.properties import Property
from dbt_onus.core.signatures import Kind

#: What cannot come from upstream: the node's own text is wrong, whatever the data.
_OWN_TEXT = frozenset({Kind.SYNTAX, Kind.MISSING_MACRO_OR_REF})


def own_text(case: Case, symptom: Check) -> Finding | None:
    """Errors of the node's own text: syntax, a macro or ref that does not exist."""
    node = case.nodes.get(symptom.node or "") or case.nodes[symptom.unique_id]
    if symptom.reading is None or symptom.reading.kind not in _OWN_TEXT:
        return None
    changed = case.changed(symptom, [node.unique_id])
    return Finding(
        origin=Place(unique_id=node.unique_id),
        about=Property.CODE,
        cause=Cause.CODE_CHANGE if changed else Cause.RUN_ERROR,
        confidence=Confidence.PROVEN,
        evidence=(error_of(symptom), own_code(node, changed=True)) if changed else (error_of(symptom),),
        symptoms=(symptom,),
    )


def unit_test_failure(case: Case, symptom: Check) -> Finding | None:
    """A unit test feeds fixed rows to one model: only that model's SQL, or the test, can have changed."""
    if case.nodes[symptom.unique_id].resource_type != "unit_test" or symptom.node is None:
        return None
    name = case.nodes[symptom.node].label_name
    says = f"a unit test gives {name} fixed rows: only its own SQL can fail it"
    return Finding(
        origin=Place(unique_id=symptom.node),
        about=Property.CODE,
        cause=Cause.CODE_CHANGE,
        confidence=Confidence.PROVEN,
        evidence=(
            Evidence(kind=EvidenceKind.SAME_RUN_FAILURE, says=symptom.says, unique_id=symptom.unique_id),
            Evidence(kind=EvidenceKind.BRACKET, says=says, unique_id=symptom.node),
        ),
        symptoms=(symptom,),
    )


def unread_error(case: Case, symptom: Check) -> Finding | None:
    """An error in words that say nothing of data: the node's own code if that changed, unknown otherwise."""
    reading = symptom.reading
    if reading is None or reading.kind in READ_AS:
        return None
    where = symptom.node or symptom.unique_id
    error = Evidence(kind=EvidenceKind.ERROR_MESSAGE, says=symptom.says, unique_id=symptom.unique_id)
    changed = case.changed(symptom, {where, symptom.unique_id})
    if changed:
        name = case.nodes[where].label_name
        evidence = Evidence(
            kind=EvidenceKind.CODE_CHANGED,
            says=f"the code of {name} changed since it last worked",
            unique_id=where,
        )
        cause, confidence = Cause.CODE_CHANGE, Confidence.LIKELY
    else:
        says = "the message names no column, table or type" + (
            ", and the node's own code has not changed" if changed is not None else ""
        )
        evidence = Evidence(kind=EvidenceKind.GAP, says=says, unique_id=where)
        cause, confidence = Cause.RUN_ERROR, Confidence.UNKNOWN
    return Finding(
        origin=Place(unique_id=where),
        about=Property.UNKNOWN,
        cause=cause,
        confidence=confidence,
        evidence=(error, evidence),
        symptoms=(symptom,),
    )

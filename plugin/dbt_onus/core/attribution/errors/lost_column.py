"""A column that the SQL names and the warehouse does not have, or has twice.

Which side moved? The consumer's SQL may newly name what never was there; or the parent stopped giving it. In
order: a broken promise of the parent in this run, what runs measured of it, the code that changed since it last
worked, what the parent declares.
"""

from __future__ import annotations

from dataclasses import replace

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.errors.loss import Loss, lost_at, own_change, undecided
from dbt_onus.core.attribution.errors.measured import gone_from, has_it
from dbt_onus.core.attribution.errors.passed_on import declares, seen_through
from dbt_onus.core.attribution.errors.sentences import error_of, own_code
from dbt_onus.core.attribution.errors.suppliers import makes, suppliers_of
from dbt_onus.core.attribution.feeds import same_column
from dbt_onus.core.attribution.finding import Finding
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Confidence, Evidence, EvidenceKind
from dbt_onus.core.properties import Property
from dbt_onus.core.says import place_name
from dbt_onus.core.signatures import Kind

K = EvidenceKind


def lost_column(case: Case, symptom: Check) -> Finding | None:
    """A column that is not there, or that is there twice."""
    reading = symptom.reading
    if reading is None or symptom.node is None or symptom.node not in case.nodes:
        return None
    if reading.kind not in (Kind.MISSING_COLUMN, Kind.AMBIGUOUS_COLUMN):
        return None
    loss = Loss(symptom=symptom, reading=reading, consumer=case.nodes[symptom.node], seen=error_of(symptom))
    return (
        _broken_promise(case, loss)
        or _measured_without(case, loss)
        or (_lost_by_build(case, loss) if symptom.is_build else _lost_by_test(case, loss))
    )


def _broken_promise(case: Case, loss: Loss) -> Finding | None:
    """A parent's contract says in this very run that it no longer gives the column."""
    for unique_id in case.lineage.order(
        case.lineage.ancestors(loss.consumer.unique_id) | {loss.consumer.unique_id}
    ):
        for check in case.suspicious([unique_id]):
            if (
                check.about is Property.PRESENCE
                and check is not loss.symptom
                and same_column(check.column, loss.column)
            ):
                promise = Evidence(
                    kind=K.SAME_RUN_FAILURE, says=check.says, unique_id=check.unique_id, column=check.column
                )
                if case.is_entry(unique_id):
                    sure = Confidence.LIKELY if check.inferred else Confidence.PROVEN
                    return lost_at(case, loss, unique_id, sure, promise)
    return None


def _measured_without(case: Case, loss: Loss) -> Finding | None:
    """The only one of those that can have given the column of which runs measured that it is gone."""
    givers = suppliers_of(case, loss) if loss.symptom.is_build else (loss.consumer.unique_id,)
    tops = {(uid, *seen_through(case, uid, loss.column))[-1] for uid in givers}
    gone = {uid: seen for uid in tops if case.is_entry(uid) and (seen := gone_from(case, loss, uid))}
    if len(gone) != 1:
        return None
    (lost, seen), *_ = gone.items()
    sure = all(has_it(case, uid, loss.column) for uid in tops if uid != lost)
    return lost_at(case, loss, lost, Confidence.PROVEN if sure else Confidence.LIKELY, seen)


def _lost_by_test(case: Case, loss: Loss) -> Finding:
    """A test asked for a column that its own table lacks: the table lost it, or never had it."""
    node = loss.consumer
    if case.is_entry(node.unique_id):
        says = f"{node.label_name} has no column {loss.column}, which its YAML declares and tests"
        return lost_at(case, loss, node.unique_id, Confidence.PROVEN, Evidence(kind=K.ERROR_MESSAGE, says=says))
    return _trace_up(case, loss, node.unique_id, ())


def _lost_by_build(case: Case, loss: Loss) -> Finding:
    """A model could not be built for want of a column of one of its parents."""
    node = loss.consumer
    changed = case.changed(loss.symptom, [node.unique_id])
    suppliers = suppliers_of(case, loss)
    declared = any(declares(case, uid, loss.column) for uid in suppliers)
    given = bool(suppliers) and all(makes(case, uid, loss.column) for uid in suppliers)
    if changed and not given and case.asked_before(loss.symptom, node.unique_id, loss.column, suppliers):
        # whatever the edit was for, it is not what asks for the column
        changed = frozenset()
    if changed and (given or not declared):
        return own_change(case, loss, changed)
    if len(suppliers) != 1:
        return undecided(case, loss, suppliers)
    if changed is None and not declared:
        others = _also_asking(case, loss, suppliers[0])
        if not others:
            return undecided(case, loss, suppliers)
        return _trace_up(case, loss, suppliers[0], (others,), Confidence.LIKELY)
    if changed is None or changed:
        return _trace_up(case, loss, suppliers[0], (), Confidence.LIKELY)
    return _trace_up(case, loss, suppliers[0], (_asked_for_it(case, loss),), Confidence.PROVEN)


def _asked_for_it(case: Case, loss: Loss) -> Evidence:
    """That the node is no other than when it last worked, or at least asked for the same column."""
    node = loss.consumer
    if not case.changed(loss.symptom, [node.unique_id]):
        return own_code(node, changed=False)
    says = f"the code of {node.label_name} was edited, and asked for {loss.column} before that as well"
    return Evidence(kind=K.CODE_UNCHANGED, says=says, unique_id=node.unique_id)


def _also_asking(case: Case, loss: Loss, supplier: str) -> Evidence | None:
    """Other nodes that miss the same column of the same parent: they will not all have made the same mistake."""
    asking = [
        check
        for check in case.symptoms
        if check.node not in (None, loss.consumer.unique_id)
        and check.reading is not None
        and check.reading.kind is Kind.MISSING_COLUMN
        and same_column(check.column, loss.column)
        and supplier in (check.node, *case.lineage.parents(check.node or ""))
    ]
    if not asking:
        return None
    names = " and ".join(sorted({place_name(case.nodes.get(check.node or "")) for check in asking}))
    says = f"{names} {'asks' if len(asking) == 1 else 'ask'} for {loss.column} in vain as well"
    return Evidence(kind=K.SAME_RUN_FAILURE, says=says, unique_id=asking[0].unique_id, column=loss.column)


def _trace_up(
    case: Case, loss: Loss, supplier: str, trail: tuple[Evidence, ...], sure: Confidence = Confidence.LIKELY
) -> Finding:
    """From a parent that lost the column to where it was lost: code that changed, or where data comes in."""
    way = (supplier, *seen_through(case, supplier, loss.column))
    for unique_id in way:
        node = case.nodes[unique_id]
        if case.is_entry(unique_id):
            return lost_at(case, loss, unique_id, sure, *trail)
        changed = case.changed(loss.symptom, [unique_id])
        if changed:
            origin = unique_id if unique_id in changed else min(changed)
            return lost_at(case, loss, origin, sure, *trail, own_code(case.nodes[origin], changed=True))
        if changed is not None:
            trail = (*trail, own_code(node, changed=False))
    parents = case.lineage.parents(way[-1])
    above = [uid for uid in parents if declares(case, uid, loss.column)] or list(parents)
    if len(above) == 1 and case.is_entry(above[0]) and case.changed(loss.symptom, [way[-1]]) is not None:
        return lost_at(case, loss, above[0], Confidence.LIKELY, *trail)
    return replace(undecided(case, loss, (way[-1],)), evidence=(loss.seen, *trail))

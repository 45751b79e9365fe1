"""A column that the SQL names and the warehouse does not have, or has twice.

Which side moved? The consumer's SQL may newly name what never was there; or the parent stopped giving it. In
order: a broken promise of the parent in this run, the code that changed since it last worked, what the parent
declares.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.errors.lost_relation import named_relation
from dbt_onus.core.attribution.errors.sentences import error_of, own_code
from dbt_onus.core.attribution.feeds import same_column
from dbt_onus.core.attribution.finding import Finding
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Cause, Confidence, Evidence, EvidenceKind, Place
from dbt_onus.core.nodes import Node
from dbt_onus.core.properties import CAUSES, Property
from dbt_onus.core.results import Status
from dbt_onus.core.says import place_name
from dbt_onus.core.signatures import Kind, Reading

K = EvidenceKind

_MAX_LEVELS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What a node's SQL asked for in vain."""

    symptom: Check
    reading: Reading
    consumer: Node
    seen: Evidence

    @property
    def column(self) -> str | None:
        """The column asked for."""
        return self.reading.column


def lost_column(case: Case, symptom: Check) -> Finding | None:
    """A column that is not there, or that is there twice."""
    reading = symptom.reading
    if reading is None or symptom.node is None or symptom.node not in case.nodes:
        return None
    if reading.kind not in (Kind.MISSING_COLUMN, Kind.AMBIGUOUS_COLUMN):
        return None
    loss = Loss(symptom=symptom, reading=reading, consumer=case.nodes[symptom.node], seen=error_of(symptom))
    return _broken_promise(case, loss) or (
        _lost_by_build(case, loss) if symptom.is_build else _lost_by_test(case, loss)
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
                    return _lost_at(case, loss, unique_id, Confidence.PROVEN, promise)
    return None


def _lost_by_test(case: Case, loss: Loss) -> Finding:
    """A test asked for a column that its own table lacks: the table lost it, or never had it."""
    node = loss.consumer
    if case.is_entry(node.unique_id):
        says = f"{node.label_name} has no column {loss.column}, which its YAML declares and tests"
        return _lost_at(case, loss, node.unique_id, Confidence.PROVEN, Evidence(kind=K.ERROR_MESSAGE, says=says))
    return _trace_up(case, loss, node.unique_id, ())


def _lost_by_build(case: Case, loss: Loss) -> Finding:
    """A model could not be built for want of a column of one of its parents."""
    node = loss.consumer
    changed = case.changed(loss.symptom, [node.unique_id])
    suppliers = _suppliers(case, loss)
    declared = any(_declares(case, uid, loss.column) for uid in suppliers)
    given = bool(suppliers) and all(_makes(case, uid, loss.column) for uid in suppliers)
    if changed and not given and case.asked_before(loss.symptom, node.unique_id, loss.column, suppliers):
        # whatever the edit was for, it is not what asks for the column
        changed = frozenset()
    if changed and (given or not declared):
        return _own_change(case, loss, changed)
    if len(suppliers) != 1:
        return _undecided(case, loss, suppliers)
    if changed is None and not declared:
        others = _also_asking(case, loss, suppliers[0])
        if not others:
            return _undecided(case, loss, suppliers)
        return _trace_up(case, loss, suppliers[0], (others,), Confidence.LIKELY)
    if changed is None or changed:
        return _trace_up(case, loss, suppliers[0], (), Confidence.LIKELY)
    return _trace_up(case, loss, suppliers[0], (_asked_for_it(case, loss),), Confidence.PROVEN)


def _makes(case: Case, unique_id: str, column: str | None) -> bool:
    """Whether a node that this run built makes a column of that name itself: then it is there to be asked for."""
    node = case.nodes[unique_id]
    built = (check.status for check in case.by_node.get(unique_id, ()) if check.is_build)
    if column is None or not node.sql or Status.SUCCESS not in built:
        return False
    if case.paths.passed_from(unique_id, column) is not None:
        return False
    return bool(case.paths.inputs(unique_id, node.sql, column))


def _asked_for_it(case: Case, loss: Loss) -> Evidence:
    """That the node is no other than when it last worked, or at least asked for the same column."""
    node = loss.consumer
    if not case.changed(loss.symptom, [node.unique_id]):
        return own_code(node, changed=False)
    says = f"the code of {node.label_name} was edited, and asked for {loss.column} before that as well"
    return Evidence(kind=K.CODE_UNCHANGED, says=says, unique_id=node.unique_id)


def _own_change(case: Case, loss: Loss, changed: frozenset[str]) -> Finding:
    """The code that asks for the column is new, and nobody promised the column: it is the asking that is wrong."""
    node = loss.consumer
    origin = node.unique_id if node.unique_id in changed or len(changed) > 1 else next(iter(changed))
    return Finding(
        origin=Place(unique_id=origin),
        about=Property.PRESENCE,
        cause=Cause.CODE_CHANGE,
        confidence=Confidence.PROVEN,
        evidence=(loss.seen, own_code(case.nodes[origin], changed=True)),
        symptoms=(loss.symptom,),
    )


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


def _suppliers(case: Case, loss: Loss) -> tuple[str, ...]:
    """Who can have given the column: the parent that the message names, else those of which the SQL asks it.

    Of several that one place can mean, those that declare it. A parent that only passes on what it reads
    (`select *`) is looked through: it gives what is above it.
    """
    parents = case.lineage.parents(loss.consumer.unique_id)
    named = named_relation(case, loss.symptom, loss.reading.relation)
    if named is not None and named.unique_id in parents:
        return (named.unique_id,)
    places = _asked_of(case, loss)
    if not places or not all(set(place) <= set(parents) for place in places):
        places = (tuple(parents),)
    likely = ([uid for uid in place if _declares(case, uid, loss.column)] or place for place in places)
    return tuple(dict.fromkeys(uid for place in likely for uid in place))


def _asked_of(case: Case, loss: Loss) -> tuple[tuple[str, ...], ...]:
    """The parents that each place in the SQL asks for the column; nothing where it is there twice."""
    if loss.column is None or loss.reading.kind is not Kind.MISSING_COLUMN:
        return ()
    column = loss.column
    return case.paths.asked_of(loss.consumer.unique_id, column, lambda uid: case.kept(loss.symptom, uid, column))


def _declares(case: Case, unique_id: str, column: str | None) -> bool:
    """Whether the column is promised by the node, or by what it passes on whole."""
    return any(
        same_column(name, column)
        for uid in (unique_id, *seen_through(case, unique_id, column))
        for name in case.nodes[uid].columns or {}
    )


def seen_through(case: Case, unique_id: str, column: str | None) -> tuple[str, ...]:
    """The nodes above, one by one, as long as each only passes on what it reads under the same name."""
    place = Place(unique_id=unique_id, column=column)
    chain: list[str] = []
    while len(chain) < _MAX_LEVELS:
        above = _passed_from(case, place)
        if above is None or above not in case.lineage:
            break
        chain.append(above)
        place = Place(unique_id=above, column=column)
    return tuple(chain)


def _passed_from(case: Case, place: Place) -> str | None:
    """Whose column of the same name this one is; by the SQL alone where what is above has it no more."""
    feeds = case.feeds(place, Property.PRESENCE)
    if len(feeds) == 1 and feeds[0].copies and same_column(feeds[0].place.column, place.column):
        return feeds[0].place.unique_id
    return case.paths.passed_from(place.unique_id or "", place.column or "")


def _trace_up(
    case: Case, loss: Loss, supplier: str, trail: tuple[Evidence, ...], sure: Confidence = Confidence.LIKELY
) -> Finding:
    """From a parent that lost the column to where it was lost: code that changed, or where data comes in."""
    way = (supplier, *seen_through(case, supplier, loss.column))
    for unique_id in way:
        node = case.nodes[unique_id]
        if case.is_entry(unique_id):
            return _lost_at(case, loss, unique_id, sure, *trail)
        changed = case.changed(loss.symptom, [unique_id])
        if changed:
            origin = unique_id if unique_id in changed else min(changed)
            return _lost_at(case, loss, origin, sure, *trail, own_code(case.nodes[origin], changed=True))
        if changed is not None:
            trail = (*trail, own_code(node, changed=False))
    parents = case.lineage.parents(way[-1])
    above = [uid for uid in parents if _declares(case, uid, loss.column)] or list(parents)
    if len(above) == 1 and case.is_entry(above[0]) and case.changed(loss.symptom, [way[-1]]) is not None:
        return _lost_at(case, loss, above[0], Confidence.LIKELY, *trail)
    return replace(_undecided(case, loss, (way[-1],)), evidence=(loss.seen, *trail))


def _lost_at(case: Case, loss: Loss, unique_id: str, confidence: Confidence, *evidence: Evidence) -> Finding:
    node = case.nodes[unique_id]
    gone = Evidence(
        kind=K.ERROR_MESSAGE,
        says=f"{place_name(node, loss.column)} is asked for and no longer there",
        unique_id=unique_id,
        column=loss.column,
    )
    return Finding(
        origin=Place(unique_id=unique_id, column=loss.column),
        about=Property.PRESENCE,
        cause=Cause.SCHEMA_CHANGE,
        confidence=confidence,
        evidence=(loss.seen, *evidence, gone),
        symptoms=(loss.symptom,),
    )


def _undecided(case: Case, loss: Loss, suspects: tuple[str, ...]) -> Finding:
    node = loss.consumer
    suspects = tuple(dict.fromkeys((uid, *seen_through(case, uid, loss.column))[-1] for uid in suspects))
    places = tuple(Place(unique_id=uid) for uid in suspects)
    names = " and ".join(place_name(case.nodes[uid]) for uid in suspects[:3])
    changed = case.changed(loss.symptom, [node.unique_id])
    if changed is None:
        says = f"no earlier run tells whether {node.label_name} newly asks for it or a parent dropped it"
    elif changed:
        says = (
            f"{node.label_name} was edited since it last worked: it may newly ask for it, or a parent dropped it"
        )
    else:
        says = (
            f"the code of {node.label_name} has not changed since it last worked: "
            "a parent dropped it, and nothing tells which"
        )
    return Finding(
        origin=Place(unique_id=node.unique_id, column=loss.column),
        about=Property.PRESENCE,
        cause=CAUSES[loss.symptom.about],
        confidence=Confidence.POSSIBLE if places else Confidence.UNKNOWN,
        evidence=(loss.seen, Evidence(kind=K.GAP, says=says, unique_id=node.unique_id)),
        symptoms=(loss.symptom,),
        suspects=places,
        remedy=f"`data_tests: [onus.contract]` on {names} would decide it" if names else None,
    )

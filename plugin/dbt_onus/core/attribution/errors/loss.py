"""A column that is missed, and what can be found of it: who lost it, who newly asks for it, or nobody knows."""

from __future__ import annotations

from dataclasses import dataclass

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.errors.passed_on import seen_through
from dbt_onus.core.attribution.errors.sentences import own_code
from dbt_onus.core.attribution.finding import Finding
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Cause, Confidence, Evidence, EvidenceKind, Place
from dbt_onus.core.nodes import Node
from dbt_onus.core.properties import CAUSES, Property
from dbt_onus.core.says import place_name
from dbt_onus.core.signatures import Reading

K = EvidenceKind


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


def own_change(case: Case, loss: Loss, changed: frozenset[str]) -> Finding:
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


def lost_at(case: Case, loss: Loss, unique_id: str, confidence: Confidence, *evidence: Evidence) -> Finding:
    """The node gives the column no more."""
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


def undecided(case: Case, loss: Loss, suspects: tuple[str, ...]) -> Finding:
    """Nothing tells who moved; of a suspect that only passes the column on, what is above it."""
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

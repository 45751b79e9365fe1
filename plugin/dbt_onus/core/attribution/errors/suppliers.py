"""Which nodes can have given a column that is missed."""

from __future__ import annotations

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.errors.loss import Loss
from dbt_onus.core.attribution.errors.lost_relation import named_relation
from dbt_onus.core.attribution.errors.measured import has_it
from dbt_onus.core.attribution.errors.passed_on import declares, seen_through
from dbt_onus.core.results import Status
from dbt_onus.core.signatures import Kind


def makes(case: Case, unique_id: str, column: str | None) -> bool:
    """Whether a node that this run built makes a column of that name itself: then it is there to be asked for."""
    node = case.nodes[unique_id]
    built = (check.status for check in case.by_node.get(unique_id, ()) if check.is_build)
    if column is None or not node.sql or Status.SUCCESS not in built:
        return False
    if case.paths.passed_from(unique_id, column) is not None:
        return False
    return bool(case.paths.inputs(unique_id, node.sql, column))


def suppliers_of(case: Case, loss: Loss) -> tuple[str, ...]:
    """Who can have given the column: the parent that the message names, else those of which the SQL asks it.

    Of several that one place can mean, those that declare it. A parent that only passes on what it reads
    (`select *`) is looked through: it gives what is above it. Whose column this run measured has lost nothing,
    unless that goes for all of them.
    """
    parents = case.lineage.parents(loss.consumer.unique_id)
    named = named_relation(case, loss.symptom, loss.reading.relation)
    if named is not None and named.unique_id in parents:
        return (named.unique_id,)
    places = _asked_of(case, loss)
    if not places or not all(set(place) <= set(parents) for place in places):
        places = (tuple(parents),)
    likely = ([uid for uid in place if declares(case, uid, loss.column)] or place for place in places)
    asked = tuple(dict.fromkeys(uid for place in likely for uid in place))
    return tuple(uid for uid in asked if not _still_gives(case, uid, loss.column)) or asked


def _still_gives(case: Case, unique_id: str, column: str | None) -> bool:
    top = (unique_id, *seen_through(case, unique_id, column))[-1]
    return case.is_entry(top) and has_it(case, top, column)


def _asked_of(case: Case, loss: Loss) -> tuple[tuple[str, ...], ...]:
    """The parents that each place in the SQL asks for the column; nothing where it is there twice."""
    if loss.column is None or loss.reading.kind is not Kind.MISSING_COLUMN:
        return ()
    column = loss.column
    return case.paths.asked_of(loss.consumer.unique_id, column, lambda uid: case.kept(loss.symptom, uid, column))

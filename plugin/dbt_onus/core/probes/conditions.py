"""A condition that a test makes of a row, carried up through the SQL that makes its columns.

`amount_paid <= amount_due` of a model is a condition on the cents of a source, for each branch of a union. Where
the SQL in between is as it was when the test passed, rows that meet it above are the rows that fail below.
"""

from __future__ import annotations

from dbt_onus.core.columns import Formula, Predicate
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.chains import is_plain
from dbt_onus.core.probes.oracle import Keyed, Look, Seen, Walk, conclude
from dbt_onus.core.probes.questions import Key, broken_when, rows_where
from dbt_onus.core.properties import Property

_MAX_HOPS = 50
_OF_CONDITIONS = frozenset({Property.MEMBERSHIP, Property.RANGE, Property.UNKNOWN})


def walk_condition(walk: Walk) -> bool:
    """Ask for the rows that fail the test's condition, in each table above that they are made from.

    False where the condition, or the first step up, cannot be read, or where no earlier run tells that the SQL in
    between was right.
    """
    node = walk.symptom.node
    made, columns = condition_of(walk), walk.symptom.columns
    if node is None or made is None or not walk.held_before:
        return False
    if not conditions_above(walk, node, made, columns):
        return False
    value = walk.key((Place(unique_id=node, column=walk.symptom.column),)) if walk.symptom.column else None
    start = Formula(parent=node, columns=columns, sql=made)
    _walk(walk, start, value.columns[0] if value is not None else "", 1, frozenset())
    return True


def condition_of(walk: Walk) -> str | None:
    """What is true of a row that fails the test, as SQL over the tested table."""
    symptom = walk.symptom
    node = walk.case.nodes.get(symptom.node or "")
    if node is None or symptom.about not in _OF_CONDITIONS:
        return None
    spelling = walk.spelling(node.package_name)
    if symptom.column is not None:
        key = walk.key((Place(unique_id=symptom.node, column=symptom.column),))
        broken = broken_when(symptom.about, symptom, walk.case.nodes.get(symptom.unique_id), spelling)
        if key is not None and broken is not None:
            return broken(key.columns[0])
    found = walk.columns.looked_for(symptom.unique_id)
    if not isinstance(found, Predicate):
        return None
    key = walk.key(tuple(Place(unique_id=symptom.node, column=column) for column in found.columns))
    return found.on(key.columns) if key is not None else None


def conditions_above(walk: Walk, uid: str, made: str, columns: tuple[str, ...]) -> tuple[Formula, ...]:
    """The condition over the tables above; over the one that another project makes of a source."""
    node = walk.case.nodes.get(uid)
    if node is not None and node.resource_type == "source":
        parents = walk.case.lineage.parents(uid)
        return tuple(Formula(parent=parent, columns=columns, sql=made) for parent in parents[:1])
    found = walk.columns.formulas(uid, made)
    return found if all(one.parent in walk.case.lineage and not one.optional for one in found) else ()


def _walk(walk: Walk, here: Formula, value: str, hops: int, below: frozenset[str]) -> None:
    """`here`: the condition on a table, `value`: what it is about, as SQL; `""` if that is not one column."""
    if hops > _MAX_HOPS or here.parent in below:
        return
    below |= {here.parent}
    conditions, values = (conditions_above(walk, here.parent, made, here.columns) for made in (here.sql, value))
    known = [one.sql for one in values] if len(values) == len(conditions) else [""] * len(conditions)
    conclude(walk, [_look(walk, one, value, hops, below) for one, value in zip(conditions, known, strict=True)])


def _look(walk: Walk, formula: Formula, value: str, hops: int, below: frozenset[str]) -> Look:
    places = tuple(Place(unique_id=formula.parent, column=column) for column in formula.columns)
    places = places or (Place(unique_id=formula.parent),)
    key = _table(walk, formula)
    sql = (
        rows_where(key.relation, " and ".join(f"({one})" for one in (formula.sql, *formula.only))) if key else None
    )
    asked = walk.ask(places, walk.symptom.about, sql, hops)
    if asked is None:
        return Look(seen=Seen.OPEN)
    probe, answer = asked
    if answer is not None and answer.broken == 0:
        if len(places) == 1 and is_plain(walk, Keyed(places[0], value)):
            # of a value that the SQL alters, the condition of the test says nothing to others
            walk.clears(probe, says=f"no row of {walk.name(formula.parent)} fails the condition of the test")
        return Look(seen=Seen.GOOD)

    def follow() -> None:
        if answer is not None:
            rows = f"{answer.broken:,} of {answer.seen:,} rows of {walk.name(formula.parent)}"
            says = f"{rows} fail the condition of the test"
            if not walk.convicts(probe, answer, below, says=says):
                return
        _walk(walk, formula, value, hops + 1, below)

    return Look(seen=walk.unknown(probe) if answer is None else Seen.BAD, follow=follow)


def _table(walk: Walk, formula: Formula) -> Key | None:
    node = walk.node(Place(unique_id=formula.parent))
    relation = walk.spelling(node.package_name).relation(node.relation_name) if node is not None else None
    return Key(relation, ()) if relation is not None else None

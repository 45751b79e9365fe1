"""A condition that a test makes of a row, carried up through the SQL that makes its columns.

`amount_paid <= amount_due` of a model is a condition on the cents of a source, for each branch of a union. Where
the SQL in between is as it was when the test passed, rows that meet it above are the rows that fail below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dbt_onus.core.columns import Formula, Predicate
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.questions.values import Key, broken_when, rows_where
from dbt_onus.core.probes.references.chains import is_plain
from dbt_onus.core.probes.values.stand_ins import shown_by_nobody
from dbt_onus.core.probes.walking.looks import Look, conclude
from dbt_onus.core.probes.walking.walk import Keyed, Seen, Walk
from dbt_onus.core.properties import Property

_MAX_HOPS = 50


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of rows that meet the condition, and of a table that has none.

    `of_value`: the fault is in the value alone, and what else is in the condition says which rows count; that it
    is the fault which was seen is inferred.
    """

    of_rows: str
    of_none: str
    of_value: bool = False


_FAIL = Said("fail the condition of the test", "no row of {0} fails the condition of the test")
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
    key = walk.key((Place(unique_id=node, column=walk.symptom.column),)) if walk.symptom.column else None
    start = Formula(parent=node, columns=columns, sql=made)
    value = Formula(parent=node, columns=columns, sql=key.columns[0]) if key is not None else None
    _walk(walk, start, value, 1, frozenset(), _FAIL)
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
    found = walk.columns.formulas(uid, made) or walk.columns.choices(uid, made)
    return found if all(one.parent in walk.case.lineage and not one.optional for one in found) else ()


def _walk(walk: Walk, here: Formula, value: Formula | None, hops: int, below: frozenset[str], said: Said) -> None:
    """`here`: the condition on a table, `value`: what it is about; `None` if that is not one column."""
    if hops > _MAX_HOPS or here.parent in below:
        return
    below |= {here.parent}
    made = value.sql if value is not None else ""
    conditions, values = (conditions_above(walk, here.parent, one, here.columns) for one in (here.sql, made))
    known = values if len(values) == len(conditions) else [None] * len(conditions)
    looks = [
        look_at_rows(walk, one, value, hops, below, said) for one, value in zip(conditions, known, strict=True)
    ]
    for place, one in enumerate(conditions):
        if one.behind and (looks[place].seen is Seen.OPEN or walk.foresees):
            looks[place] = _look_at_stand_in(
                walk, (here.parent, conditions, place), known[place], hops, below, said
            )
    conclude(walk, looks)


def _look_at_stand_in(
    walk: Walk,
    here: tuple[str, Sequence[Formula], int],
    value: Formula | None,
    hops: int,
    below: frozenset[str],
    said: Said,
) -> Look:
    """The bad rows of a table that stands in for those before it, which may have hidden them until today."""
    uid, conditions, place = here
    one = conditions[place]
    shown = shown_by_nobody(walk, uid, one, conditions[:place], hops, below)
    if shown is None:
        return look_at_rows(walk, one, value, hops, below, said)
    own = Said(f"{said.of_rows}; {shown}", said.of_none, of_value=True)
    return look_at_rows(walk, replace(one, behind=False), value, hops, below, own)


def look_at_rows(
    walk: Walk, formula: Formula, value: Formula | None, hops: int, below: frozenset[str], said: Said
) -> Look:
    """What is known of the rows of a table that meet a condition, asked for where it is not; and on above them."""
    columns = value.columns if said.of_value and value is not None else formula.columns
    places = tuple(Place(unique_id=formula.parent, column=column) for column in columns)
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
        if len(places) == 1 and value is not None and is_plain(walk, Keyed(places[0], value.sql)):
            # of a value that the SQL alters, the condition says nothing to others
            walk.clears(probe, says=said.of_none.format(walk.name(formula.parent)))
        return Look(seen=Seen.GOOD)
    if answer is not None and formula.behind:
        # such rows may have been there before, behind others that are gone now
        return Look(seen=Seen.OPEN)

    def follow() -> None:
        if answer is not None:
            rows = f"{answer.broken:,} of {answer.seen:,} rows of {walk.name(formula.parent)}"
            if not walk.convicts(probe, answer, below, says=f"{rows} {said.of_rows}", inferred=said.of_value):
                return
        _walk(walk, formula, value, hops + 1, below, said)

    return Look(seen=walk.unknown(probe) if answer is None else Seen.BAD, follow=follow)


def _table(walk: Walk, formula: Formula) -> Key | None:
    node = walk.node(Place(unique_id=formula.parent))
    relation = walk.spelling(node.package_name).relation(node.relation_name) if node is not None else None
    return Key(relation, ()) if relation is not None else None

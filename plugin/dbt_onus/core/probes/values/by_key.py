"""Nulls below an outer join, of the very rows that fail: a key tells which rows of the table above they are.

Of all rows that a join makes, many may find no partner, and rightly. What matters is those that the test minds:
if each of them has its row above, and the value is null there, no join has made it null.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbt_onus.core.attribution.feeds import same_column
from dbt_onus.core.columns import EdgeKind
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.questions.keys import null_for_keys
from dbt_onus.core.probes.questions.values import Key
from dbt_onus.core.probes.walking.walk import Onward, Walk
from dbt_onus.core.properties import Property

_UNCHANGED = frozenset({EdgeKind.COPY, EdgeKind.RENAME})


def walk_by_key(walk: Walk, place: Place, hops: int, below: frozenset[str], onward: Onward) -> None:
    """Follow the one column that the place takes from an outer join, if it is null for every row that fails."""
    values = [feed.place for feed in walk.case.feeds(place, Property.NULLNESS) if not feed.decides]
    if len(values) != 1 or values[0].column is None or walk.symptom.column is None:
        return
    (value,) = values
    sql = next((sql for sql in _questions(walk, place, value) if sql is not None), None)
    asked = walk.ask((value,), Property.NULLNESS, sql, hops + 1)
    if asked is None or (asked[1] is None and not walk.foresees):
        return
    probe, answer = asked
    if answer is not None:
        if not answer.broken or answer.broken < answer.seen:
            return
        failing = walk.name(walk.symptom.node, walk.symptom.column)
        says = f"{walk.where(probe)} is null for each of the {answer.seen:,} keys with a null in {failing}"
        if not walk.convicts(probe, answer, below, says=says, inferred=True):
            return
    further = walk.case.feeds(value, Property.NULLNESS)
    if len(further) != 1 or not further[0].copies:
        # a copy is followed without a question, which would say more than the key did
        onward(walk, value, Property.NULLNESS, hops + 1, below)


def _questions(walk: Walk, place: Place, value: Place) -> Iterator[str | None]:
    """The question by each key of the place that the failing rows have, too, and the table above."""
    failing = Place(unique_id=walk.symptom.node, column=walk.symptom.column)
    for below, key in _keys(walk, place, failing):
        made = walk.key((key,))
        above = walk.columns.formulas(place.unique_id or "", made.columns[0]) if made is not None else ()
        mine = [one for one in above if one.parent == value.unique_id and not one.optional]
        rows, null, known = walk.key((below,)), walk.key((failing,)), walk.key((value,))
        if len(mine) == 1 and rows is not None and null is not None and known is not None:
            child = Key(rows.relation, rows.columns, (f"{null.columns[0]} is null",))
            yield null_for_keys(child, Key(known.relation, (mine[0].sql,)), known.columns[0])


def _keys(walk: Walk, place: Place, failing: Place) -> Iterator[tuple[Place, Place]]:
    """The columns of the failing table that are keys of the place's, each with the key that it is."""
    uid = place.unique_id or ""
    for check in walk.case.by_node.get(uid, ()):
        if check.column is None or not walk.case.clears(check, Property.UNIQUENESS):
            continue
        key = Place(unique_id=uid, column=check.column)
        if failing.unique_id == uid:
            yield key, key
            continue
        for edge in walk.columns.of(failing.unique_id or "").edges:
            copied = edge.kind in _UNCHANGED and edge.certain and not edge.optional
            if copied and edge.parent == uid and same_column(edge.column, check.column) and edge.to:
                yield Place(unique_id=failing.unique_id, column=edge.to), key

"""Two numbers that should be the same, and of which one is everywhere so many times the other: another unit.

Rows that are missing or there twice change a sum by no fixed factor. So the fault is in the values that the two
are made of, not in what decides their rows; in the other one, where a condition holds with the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dbt_onus.core.attribution import Narrowed
from dbt_onus.core.checks import Check
from dbt_onus.core.columns import Predicate
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.oracle import Walk
from dbt_onus.core.probes.questions import rows_in_proportion
from dbt_onus.core.properties import Property
from dbt_onus.core.results import Status

#: From fewer failing rows than these no factor is read.
_FEWEST_ROWS = 5
_MAX_HOPS = 50
#: A condition that fails where two columns differ.
_SAME = re.compile(r"(?i)(?:not \(?a = b\)?|a <> b|not \(?b = a\)?|b <> a)")


def walk_units(walk: Walk) -> None:
    """Leave the sources of the values of one side, where all rows that fail are out by one factor."""
    sides = _sides(walk)
    if sides is None or not walk.held_before:
        return
    key = walk.key(sides)
    sql = rows_in_proportion(key) if key is not None else None
    asked = walk.ask(sides, Property.DISTRIBUTION, sql, 1)
    probe, answer = asked or (None, None)
    if walk.planning or probe is None or answer is None:
        return
    if answer.seen < _FEWEST_ROWS or answer.broken != answer.seen:
        return
    left = [side for side in sides if not _is_vouched_for(walk, side, sides)]
    places = {entry for side in left for entry in _value_entries(walk, side)}
    if not places:
        return
    one, other = (walk.name(side.unique_id, side.column or "") for side in sides)
    says = f"in all {answer.seen:,} rows that fail {one} and {other} differ by the same factor, as by another unit"
    if len(left) == 1:
        says = f"{says}; another condition on {walk.name(left[0].unique_id)} with the other one in it holds"
    ordered = tuple(sorted(places, key=lambda place: (place.unique_id or "", place.column or "")))
    walk.notes.narrowed.setdefault(walk.symptom.key, Narrowed(places=ordered, says=says, sql=probe.sql))


def _sides(walk: Walk) -> tuple[Place, Place] | None:
    """The two columns that the test compares."""
    found = walk.columns.looked_for(walk.symptom.unique_id)
    node = walk.symptom.node
    if node is None or not isinstance(found, Predicate) or len(found.columns) != 2:
        return None
    if not _SAME.fullmatch(found.on(["a", "b"])):
        return None
    one, other = (Place(unique_id=node, column=column) for column in found.columns)
    return one, other


def _is_vouched_for(walk: Walk, side: Place, sides: Iterable[Place]) -> bool:
    """Whether another condition on the same table, with this column and not the other one in it, holds."""
    others = {place.column for place in sides} - {side.column}
    return any(
        len(columns) > 1 and side.column in columns and not others & set(columns)
        for columns in _holding(walk, walk.case.by_node.get(side.unique_id or "", ()))
    )


def _holding(walk: Walk, checks: Iterable[Check]) -> Iterator[tuple[str, ...]]:
    """The columns of conditions on several of them that passed on every row."""
    for check in checks:
        if check.status is Status.PASS and not check.filtered and check.sql is None:
            found = walk.columns.looked_for(check.unique_id)
            if isinstance(found, Predicate):
                yield found.columns


def _value_entries(walk: Walk, place: Place) -> set[Place]:
    """Where the values that a column is made of come in; what only decides them or their rows is left out."""
    entries: set[Place] = set()
    queue, seen = [(place, 0)], {place}
    while queue:
        here, hops = queue.pop()
        uid = here.unique_id or ""
        if walk.case.is_entry(uid):
            entries.add(here)
        for above in _values(walk, here) if hops < _MAX_HOPS else ():
            if above not in seen:
                seen.add(above)
                queue.append((above, hops + 1))
    return entries


def _values(walk: Walk, place: Place) -> Iterator[Place]:
    uid = place.unique_id or ""
    node = walk.case.nodes.get(uid)
    if node is not None and node.resource_type == "source":
        for parent in walk.case.lineage.parents(uid):
            yield Place(unique_id=parent, column=place.column)
        return
    for edge in walk.columns.edges_into(uid, place.column):
        if not edge.kind.indirect:
            yield Place(unique_id=edge.parent, column=edge.column)

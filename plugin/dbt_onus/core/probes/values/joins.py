"""Faults that a join makes: a row that finds none on the other side, and a row that finds two.

A join can only be asked about where it is plain: one table on either side, and columns, not expressions, as keys.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from dbt_onus.core.columns import ROWS, EdgeKind, Join, JoinKind, Only
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.questions.values import duplicates, rows_where
from dbt_onus.core.probes.references.chains import Reference
from dbt_onus.core.probes.references.references import look_at_reference
from dbt_onus.core.probes.walking.looks import Look, look_at
from dbt_onus.core.probes.walking.sides import Side, finds_once, joined_to, sides_of
from dbt_onus.core.probes.walking.walk import Keyed, Onward, Seen, Walk
from dbt_onus.core.properties import Property

#: What shapes the rows of one side before they are joined: then its raw keys say nothing of the join.
_SHAPING = frozenset({EdgeKind.FILTER, EdgeKind.GROUP_KEY, EdgeKind.ORDER})
_ROWLESS = frozenset({JoinKind.SEMI, JoinKind.ANTI})


def looks_at_doubling(
    walk: Walk, place: Place, home: Collection[str | None], hops: int, below: frozenset[str], onward: Onward
) -> tuple[list[Look], set[Place]]:
    """Whether a join can have doubled rows, and the columns that the joins go by.

    `home` are the tables that the column comes from; asked are the keys of what is joined to them. Where most keys
    are repeated the table is not meant to have one row per key, and nothing is concluded.
    """
    looks: list[Look] = []
    keys: set[Place] = set()
    for join in walk.columns.of(place.unique_id or "").joins:
        if join.kind in _ROWLESS:
            continue
        if finds_once(join, home):
            continue
        sides = sides_of(join)
        other = joined_to(join, home) or (sides[1] if sides is not None else None)
        if other is None or join.loose:
            # which rows meet is said by more than keys
            looks.append(Look(seen=Seen.OPEN))
            continue
        keys.update((*sides[0].keys, *sides[1].keys) if sides is not None else other.keys)
        only = join.only if other.node in join.right else ()
        looks.append(_look_at_repeats(walk, place, other, only, hops, below, onward))
    return looks, keys


def _look_at_repeats(
    walk: Walk, place: Place, side: Side, only: Sequence[Only], hops: int, below: frozenset[str], onward: Onward
) -> Look:
    key, joined = walk.key(side.keys), _written(walk, side.node, only)
    sql = duplicates(key, joined) if key is not None and joined is not None else None
    asked = walk.ask(side.keys, Property.UNIQUENESS, sql, hops)
    if asked is None:
        return Look(seen=Seen.OPEN)
    probe, answer = asked
    if answer is not None and answer.broken == 0:
        walk.clears(probe)
        return Look(seen=Seen.GOOD)
    if answer is not None and (_shaped(walk, place, side.node) or answer.broken * 2 > answer.seen):
        return Look(seen=Seen.OPEN)

    def follow() -> None:
        convicted = answer is None or walk.convicts(probe, answer, below)
        if convicted and len(side.keys) == 1:
            onward(walk, side.keys[0], Property.UNIQUENESS, hops + 1, below)

    return Look(seen=walk.unknown(probe) if answer is None else Seen.BAD, follow=follow)


def _written(walk: Walk, node: str, only: Sequence[Only]) -> list[str] | None:
    """The conditions on the rows that are joined at all; `None` where one cannot be written."""
    found = []
    for one in only:
        key = walk.key(tuple(Place(unique_id=node, column=column) for column in one.columns))
        if key is None:
            return None
        found.append(one.on(key.columns))
    return found


def looks_at_missing(walk: Walk, place: Place, hops: int, below: frozenset[str], onward: Onward) -> Iterator[Look]:
    """Whether a null can be a row that was not there to be joined: no key to look it up by, or no row under it."""
    edges = walk.columns.edges_into(place.unique_id or "", place.column)
    for relation in dict.fromkeys(edge.parent for edge in edges if edge.optional):
        joins = walk.columns.of(place.unique_id or "").joins
        found = [(join, sides) for join in joins if (sides := _onto(join, relation)) is not None]
        only = _written(walk, relation, found[0][0].only) if len(found) == 1 else None
        if only is None:
            yield Look(seen=Seen.OPEN)
            continue
        child, parent = found[0][1]
        for key in child.keys:
            yield _look_at_null_key(walk, key, hops, below, onward)
        looked_up, found_in = _keyed(walk, child), _keyed(walk, parent)
        if not looked_up or not found_in:
            yield Look(seen=Seen.OPEN)
            continue
        reference = Reference(looked_up, found_in, hops, below, tuple(only))
        yield look_at_reference(walk, reference, onward, shaped=_shaped(walk, place, parent.node))


def _keyed(walk: Walk, side: Side) -> tuple[Keyed, ...]:
    keys = [walk.keyed(place) for place in side.keys]
    return tuple(one for one in keys if one is not None) if None not in keys else ()


def _look_at_null_key(walk: Walk, key: Place, hops: int, below: frozenset[str], onward: Onward) -> Look:
    if walk.case.pass_at(key, Property.NULLNESS) is not None:
        return Look(seen=Seen.GOOD)
    table = walk.key((key,))
    sql = rows_where(table.relation, f"{table.columns[0]} is null") if table is not None else None
    asked = walk.ask((key,), Property.NULLNESS, sql, hops)
    return look_at(walk, asked, below, lambda: onward(walk, key, Property.NULLNESS, hops + 1, below))


def _onto(join: Join, relation: str) -> tuple[Side, Side] | None:
    """The keys looked up and the keys they are looked up in, where the join makes `relation` optional."""
    sides = sides_of(join) if relation in join.left or relation in join.right else None
    if sides is None or join.loose or (join.only and join.kind is not JoinKind.LEFT):
        return None
    left, right = sides
    if right.node == relation and join.kind in (JoinKind.LEFT, JoinKind.FULL):
        return left, right
    if left.node == relation and join.kind in (JoinKind.RIGHT, JoinKind.FULL):
        return right, left
    return None


def _shaped(walk: Walk, place: Place, relation: str) -> bool:
    rows = walk.columns.edges_into(place.unique_id or "", ROWS)
    return any(edge.parent == relation and edge.kind in _SHAPING for edge in rows)

"""Faults that a join makes: a row that finds none on the other side, and a row that finds two.

A join can only be asked about where it is plain: one table on either side, and columns, not expressions, as keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from dbt_onus.core.columns import ROWS, ColumnRef, EdgeKind, Join, JoinKind
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.oracle import Seen, Walk
from dbt_onus.core.probes.probe import Answer, Probe
from dbt_onus.core.probes.questions import duplicates, rows_where
from dbt_onus.core.probes.references import Reference, ask_reference
from dbt_onus.core.properties import Property

#: What shapes the rows of one side before they are joined: then its raw keys say nothing of the join.
_SHAPING = frozenset({EdgeKind.FILTER, EdgeKind.GROUP_KEY, EdgeKind.ORDER})


class Onward(Protocol):
    """The walk above a place that is found to be bad."""

    def __call__(
        self, walk: Walk, place: Place, about: Property, hops: int = 1, below: frozenset[str] = frozenset()
    ) -> None:
        """Ask what feeds the place."""


@dataclass(frozen=True, slots=True)
class Side:
    """The keys of one side of a join, all of one table."""

    keys: tuple[Place, ...]

    @property
    def node(self) -> str:
        """The table."""
        return self.keys[0].unique_id or ""


def _sides(join: Join) -> tuple[Side, Side] | None:
    """Both sides of a plain join, `None` for any other."""
    left = _side([key.left for key in join.keys])
    right = _side([key.right for key in join.keys])
    return None if left is None or right is None or left.node == right.node else (left, right)


def _side(keys: Sequence[tuple[ColumnRef, ...]]) -> Side | None:
    refs = [key[0] for key in keys if len(key) == 1]
    if not refs or len(refs) != len(keys) or len({ref.node for ref in refs}) != 1:
        return None
    if any(ref.column in (None, ROWS) for ref in refs):
        return None
    return Side(tuple(Place(unique_id=ref.node, column=ref.column) for ref in refs))


def _shaped(walk: Walk, node: str, relation: str) -> bool:
    rows = walk.columns.edges_into(node, ROWS)
    return any(edge.parent == relation and edge.kind in _SHAPING for edge in rows)


def ask_joins(
    walk: Walk, place: Place, *, looks_at: Sequence[Place], hops: int, below: frozenset[str], onward: Onward
) -> tuple[Seen, ...]:
    """Whether a join can have doubled the rows of a column: the keys of the other side, asked for repeats.

    Where most keys are repeated the table is not meant to have one row per key, and nothing is concluded.
    """
    node = place.unique_id or ""
    home = {one.unique_id for one in looks_at}
    seen: list[Seen] = []
    bad: list[tuple[Side, Probe, Answer]] = []
    feeding: set[Place] = set()
    for join in walk.columns.of(node).joins:
        if join.kind in (JoinKind.SEMI, JoinKind.ANTI):
            continue
        sides = _sides(join)
        other = _other_side(sides, home)
        key = walk.key(other.keys) if other is not None else None
        asked = walk.ask(other.keys, Property.UNIQUENESS, duplicates(key), hops) if other and key else None
        if sides is None or other is None or asked is None or asked[1] is None:
            seen.append(Seen.OPEN)
            if walk.planning and other is not None and len(other.keys) == 1:
                onward(walk, other.keys[0], Property.UNIQUENESS, hops + 1, below)
            continue
        probe, answer = asked
        feeding.update(one for side in sides for one in side.keys)
        if answer.broken == 0:
            seen.append(Seen.GOOD)
            walk.clears(probe)
        elif _shaped(walk, node, other.node) or answer.broken * 2 > answer.seen:
            seen.append(Seen.OPEN)
        else:
            seen.append(Seen.BAD)
            bad.append((other, probe, answer))
    return _conclude(walk, place, tuple(seen), bad, feeding, hops, below, onward)


def _conclude(
    walk: Walk,
    place: Place,
    seen: tuple[Seen, ...],
    bad: list[tuple[Side, Probe, Answer]],
    feeding: set[Place],
    hops: int,
    below: frozenset[str],
    onward: Onward,
) -> tuple[Seen, ...]:
    if all(one is Seen.GOOD for one in seen):
        # every row finds at most one: what the join reads cannot have doubled anything
        walk.cleared.setdefault((place, Property.UNIQUENESS), set()).update(feeding)
        return seen
    values_good = walk.case.feeds(place, Property.UNIQUENESS)
    if len(bad) != 1 or Seen.OPEN in seen or not values_good:
        return seen
    side, probe, answer = bad[0]
    if walk.convicts(probe, answer, below) and len(side.keys) == 1:
        onward(walk, side.keys[0], Property.UNIQUENESS, hops + 1, below)
    return seen


def _other_side(sides: tuple[Side, Side] | None, home: Iterable[str | None]) -> Side | None:
    if sides is None:
        return None
    left, right = sides
    homes = set(home)
    if left.node in homes and right.node not in homes:
        return right
    if right.node in homes and left.node not in homes:
        return left
    # a third table joined to the second one: its rows come in on the right
    return right if right.node not in homes else None

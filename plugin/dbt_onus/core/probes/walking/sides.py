"""The two sides of a join that is plain enough to be asked about."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from dbt_onus.core.columns import ROWS, ColumnRef, Join
from dbt_onus.core.evidence import Place


@dataclass(frozen=True, slots=True)
class Side:
    """The keys of one side of a join, all of one table."""

    keys: tuple[Place, ...]

    @property
    def node(self) -> str:
        """The table."""
        return self.keys[0].unique_id or ""


def sides_of(join: Join) -> tuple[Side, Side] | None:
    """Both sides of a plain join, `None` for any other."""
    if not all(key.plain for key in join.keys):
        return None
    left = _side([key.left for key in join.keys])
    right = _side([key.right for key in join.keys])
    return None if left is None or right is None or left.node == right.node else (left, right)


def joined_to(join: Join, home: Collection[str | None]) -> Side | None:
    """The keys of the table that a join puts beside those of `home`, of however many tables these are a union."""
    if not all(key.plain for key in join.keys):
        return None
    right = _side([key.right for key in join.keys])
    left = _side([key.left for key in join.keys])
    mine = [
        other
        for other, side in ((right, join.left), (left, join.right))
        if other is not None and other.node not in home and any(table in home for table in side)
    ]
    return mine[0] if len(mine) == 1 else None


def finds_once(join: Join, home: Collection[str | None]) -> bool:
    """Whether the SQL itself keeps one row of what is joined to the tables of `home`."""
    kept = [
        once
        for side, once in ((join.left, join.right_once), (join.right, join.left_once))
        if any(table in home for table in side)
    ]
    return bool(kept) and all(kept)


def _side(keys: Sequence[tuple[ColumnRef, ...]]) -> Side | None:
    refs = [key[0] for key in keys if len(key) == 1]
    if not refs or len(refs) != len(keys) or len({ref.node for ref in refs}) != 1:
        return None
    if any(ref.column in (None, ROWS) for ref in refs):
        return None
    return Side(tuple(Place(unique_id=ref.node, column=ref.column) for ref in refs))

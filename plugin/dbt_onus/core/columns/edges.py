"""What is known of a node's columns: where each one comes from, and how.

Pure values; nothing here needs the SQL parser.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import msgspec

#: In place of a column: the rows themselves. An edge into `*` says what decides which rows there are and how
#: many; an edge from `*` says that a column counts rows.
ROWS = "*"
#: Stands for a column in a condition that was read; no SQL has such a name.
HOLE = "onus_hole_{0}_onus"
_HOLE = re.compile(HOLE.format(r"(\d+)"))


class EdgeKind(StrEnum):
    """How a column arrives: the direct kinds carry its value, the indirect ones decide about others."""

    COPY = "copy"
    RENAME = "rename"
    CAST = "cast"
    EXPRESSION = "expression"
    CONDITIONAL = "conditional"
    WINDOW = "window"
    AGGREGATE = "aggregate"
    CONDITION = "condition"
    GROUP_KEY = "group_key"
    ORDER = "order"
    JOIN_KEY = "join_key"
    FILTER = "filter"
    UNKNOWN = "unknown"

    @property
    def indirect(self) -> bool:
        """Whether the column decides (which branch, which rows) without being the value."""
        return self in _INDIRECT


_INDIRECT = frozenset({EdgeKind.CONDITION, EdgeKind.GROUP_KEY, EdgeKind.ORDER, EdgeKind.JOIN_KEY, EdgeKind.FILTER})


class ColumnRef(NamedTuple):
    """A column of a node. `column` is `*` for the rows, `None` where only the node is known."""

    node: str
    column: str | None

    @property
    def folded(self) -> ColumnRef:
        """The same column, its name in lower case."""
        return ColumnRef(self.node, self.column.lower() if self.column is not None else None)


class ColumnEdge(msgspec.Struct, frozen=True, kw_only=True, gc=False, array_like=True):
    """`column` of `parent` goes into `to`. A struct, because a large project has a million of them.

    `parent` is a `unique_id`, or the relation's name where no node of the project is that relation.
    `kind` is the strongest thing done on the way, whatever the number of CTEs between.
    `optional`: it comes through the nullable side of an outer join, so a row missing there is a null here.
    `adds_nulls`: a null can arise here although the parent has none (outer join, `nullif`, `try_cast`, `case`
    without `else`, a union branch that says `null`). `drops_nulls`: a null of the parent cannot arrive as a null
    (`coalesce` to a literal, `count`, `is null`). `certain` is false for a guess among candidates.
    """

    parent: str
    column: str | None
    to: str | None
    kind: EdgeKind
    optional: bool = False
    adds_nulls: bool = False
    drops_nulls: bool = False
    certain: bool = True

    @property
    def origin(self) -> ColumnRef:
        """The parent's side of the edge."""
        return ColumnRef(self.parent, self.column)


class JoinKind(StrEnum):
    """A join as SQL names it; `right` keeps the order in which the SQL was written."""

    INNER = "inner"
    LEFT = "left"
    RIGHT = "right"
    FULL = "full"
    CROSS = "cross"
    SEMI = "semi"
    ANTI = "anti"


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinKey:
    """One equality of a join: the parents' columns that each side is computed from; `plain`: as they are."""

    left: tuple[ColumnRef, ...]
    right: tuple[ColumnRef, ...]
    plain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Only:
    """A condition on rows of the joined table alone: `condition` has `onus_hole_N_onus` for `columns[N]`."""

    columns: tuple[str, ...]
    condition: str

    def on(self, columns: Sequence[str]) -> str:
        """The condition on columns written as the warehouse wants them, in the order of `columns`."""
        return _HOLE.sub(lambda hole: columns[int(hole[1])], self.condition)


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """A join anywhere in the node's SQL: the relations whose rows each side is made of, and the keys.

    `only`: which rows of the right side are joined at all. `loose`: there are conditions that are neither.
    `left_once`, `right_once`: the SQL itself keeps at most one row of that side for what it is asked by
    (`group by`, `row_number() = 1`), so it cannot repeat the rows of the other.
    """

    kind: JoinKind
    left: tuple[str, ...]
    right: tuple[str, ...]
    keys: tuple[JoinKey, ...]
    only: tuple[Only, ...] = ()
    loose: bool = False
    left_once: bool = False
    right_once: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeColumns:
    """The columns of one node.

    `columns`: the output in order, `()` where it is not known in full. `passes`: parents whose further, unnamed
    columns arrive under their own names (`select *` over a relation whose columns nobody listed), except `hidden`.
    `constants`: output columns made from no column (literals, `now()`, `row_number()` without keys);
    `nulls`: those of them that are nothing but null.
    `unique_by`: sets of output columns that the SQL itself makes unique (`group by`, `distinct`,
    `row_number() = 1`).
    `reads`: every relation read, also those that only filter.
    `certain` is false where any part is a guess; `why_uncertain` says which, in words for people.
    """

    columns: tuple[str, ...] = ()
    edges: tuple[ColumnEdge, ...] = ()
    certain: bool = True
    why_uncertain: str | None = None
    joins: tuple[Join, ...] = ()
    reads: tuple[str, ...] = ()
    passes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    constants: tuple[str, ...] = ()
    nulls: tuple[str, ...] = ()
    unique_by: tuple[tuple[str, ...], ...] = ()


def to_bytes(columns: NodeColumns) -> bytes:
    """The value as MessagePack, to be kept under the checksum of the SQL and of the parents' columns."""
    return msgspec.msgpack.encode(columns)


def from_bytes(data: bytes) -> NodeColumns | None:
    """The value again, or `None` where the bytes are damaged or of another version of Onus."""
    try:
        return msgspec.msgpack.decode(data, type=NodeColumns)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None

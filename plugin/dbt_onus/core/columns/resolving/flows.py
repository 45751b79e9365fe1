"""How a column travels from a relation to an output, coded as one small integer.

A model has thousands of such steps; an integer is composed and merged without making an object. `edge_of` turns
the code into words at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TypeAlias

from dbt_onus.core.columns.edges import ROWS, ColumnEdge, EdgeKind

Flow: TypeAlias = int
Ref: TypeAlias = tuple[str, str]
Origins: TypeAlias = Mapping[Ref, Flow]

#: Direct kinds: the greater one is what a chain of steps amounts to.
COPY, CAST, EXPRESSION, CONDITIONAL, WINDOW, AGGREGATE = range(6)
#: Indirect kinds, from `INDIRECT` on: once indirect, always indirect.
INDIRECT = 8
CONDITION, GROUP_KEY, ORDER, JOIN_KEY, FILTER = range(8, 13)
_KIND = 15
OPTIONAL, ADDS, DROPS, UNSURE = 16, 32, 64, 128

_KINDS = {
    COPY: EdgeKind.COPY,
    CAST: EdgeKind.CAST,
    EXPRESSION: EdgeKind.EXPRESSION,
    CONDITIONAL: EdgeKind.CONDITIONAL,
    WINDOW: EdgeKind.WINDOW,
    AGGREGATE: EdgeKind.AGGREGATE,
    CONDITION: EdgeKind.CONDITION,
    GROUP_KEY: EdgeKind.GROUP_KEY,
    ORDER: EdgeKind.ORDER,
    JOIN_KEY: EdgeKind.JOIN_KEY,
    FILTER: EdgeKind.FILTER,
}

NOTHING: dict[Ref, Flow] = {}


def compose(outer: Flow, inner: Flow) -> Flow:
    """`inner` first, then `outer`: what removes nulls last also removes those that an earlier step added."""
    if not inner or not outer:
        return outer or inner
    kind = max(outer & _KIND, inner & _KIND)
    flags = (outer | inner) & (OPTIONAL | UNSURE)
    nulls = outer & (ADDS | DROPS) if outer & DROPS else (outer | inner) & (ADDS | DROPS)
    return kind | flags | nulls


def merge(one: Flow, other: Flow) -> Flow:
    """Two ways from one column: a direct one wins over an indirect one; a null gets through if either lets it."""
    one_kind, other_kind = one & _KIND, other & _KIND
    if (one_kind < INDIRECT) != (other_kind < INDIRECT):
        return one if one_kind < INDIRECT else other
    kind = max(one_kind, other_kind) if one_kind < INDIRECT else min(one_kind, other_kind)
    return kind | (one | other) & (OPTIONAL | ADDS) | one & other & (DROPS | UNSURE)


def pour(sink: dict[Ref, Flow], origins: Origins, flow: Flow) -> None:
    """Add `origins`, each taken through `flow`, to `sink`."""
    if not flow and not sink:
        sink.update(origins)
        return
    for ref, inner in origins.items():
        new = compose(flow, inner) if flow and inner else flow or inner
        old = sink.get(ref)
        sink[ref] = new if old is None or old == new else merge(old, new)


def through(origins: Origins, flow: Flow) -> Origins:
    """`origins` taken through `flow`."""
    if not flow or not origins:
        return origins
    return {ref: compose(flow, inner) for ref, inner in origins.items()}


def is_direct(flow: Flow) -> bool:
    """Whether the value itself arrives."""
    return flow & _KIND < INDIRECT


def is_unchanged(flow: Flow) -> bool:
    """Whether the value arrives as it is, but for its type."""
    return flow & _KIND <= CAST


def edge_of(ref: Ref, flow: Flow, to: str) -> ColumnEdge:
    """The edge in words."""
    parent, column = ref
    renamed = not flow & _KIND and column != to and column.lower() != to.lower()
    kind, optional, adds, drops, certain = _words(flow, renamed, to == ROWS)
    return ColumnEdge(
        parent=parent,
        column=column,
        to=to,
        kind=kind,
        optional=optional,
        adds_nulls=adds,
        drops_nulls=drops,
        certain=certain,
    )


@cache  # there are a few hundred at most, and a large project has a million edges
def _words(flow: Flow, renamed: bool, into_rows: bool) -> tuple[EdgeKind, bool, bool, bool, bool]:  # noqa: FBT001
    direct = flow & _KIND < INDIRECT and not into_rows
    return (
        EdgeKind.RENAME if renamed else _KINDS[flow & _KIND],
        bool(flow & OPTIONAL),
        direct and bool(flow & ADDS),
        direct and bool(flow & DROPS),
        not flow & UNSURE,
    )

"""The edges between the columns of a project's nodes: into a column, and out of it.

A name stands for one column in whatever case the SQL spells it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from dbt_onus.core.columns.edges import ROWS, ColumnEdge, ColumnRef, EdgeKind, NodeColumns


class ColumnGraph:
    """Indexes what was read of each node, when its edges are first asked for.

    `columns_of` gives what is known of a node's columns, `parents` its direct parents in the graph.
    """

    def __init__(self, columns_of: Callable[[str], NodeColumns], parents: Callable[[str], Sequence[str]]) -> None:
        self._columns_of = columns_of
        self._parents = parents
        self._into: dict[str, dict[str, tuple[ColumnEdge, ...]]] = {}
        self._out: dict[str, dict[tuple[str, str], list[ColumnEdge]]] = {}
        self._spelling: dict[tuple[str, str], str] = {}

    def ref(self, uid: str, column: str | None) -> ColumnRef:
        """One reference per column, however the SQL spells it."""
        if column is None:
            return ColumnRef(uid, None)
        return ColumnRef(uid, self._spelling.setdefault((uid, column.lower()), column))

    def into(self, uid: str, column: str | None) -> tuple[ColumnEdge, ...]:
        """The edges into one column; where only the node is known, one per parent, not certain."""
        node = self._columns_of(uid)
        if column is None:
            return tuple(self._by_node(uid, None))
        into = self._into.get(uid)
        if into is None:
            into = self._into[uid] = _by_target(uid, node)
        found = into.get(column.lower())
        if found is not None:
            return found
        if _has_more(node) and not node.passes:
            return tuple(self._by_node(uid, column))
        return tuple(edge for parent in node.passes for edge in _passing(node, parent, column) if parent != uid)

    def out(self, ref: ColumnRef, child: str) -> list[ColumnEdge]:
        """The edges from a column into one child."""
        node = self._columns_of(child)
        if ref.column is None or (_has_more(node) and not node.edges and not node.passes):
            return [ColumnEdge(parent=ref.node, column=ref.column, to=None, kind=EdgeKind.UNKNOWN, certain=False)]
        index = self._out.get(child)
        if index is None:
            index = self._out[child] = {}
            for edge in node.edges:
                index.setdefault((edge.parent, (edge.column or "").lower()), []).append(edge)
        found = index.get((ref.node, ref.column.lower()), [])
        return [*found, *(_passing(node, ref.node, ref.column) if ref.node in node.passes else ())]

    def _by_node(self, uid: str, column: str | None) -> Iterator[ColumnEdge]:
        for parent in self._parents(uid):
            yield ColumnEdge(parent=parent, column=None, to=column, kind=EdgeKind.UNKNOWN, certain=False)


def _has_more(node: NodeColumns) -> bool:
    """Whether the node has, or may have, columns that nothing lists."""
    return not node.certain and not node.columns


def _by_target(uid: str, node: NodeColumns) -> dict[str, tuple[ColumnEdge, ...]]:
    """The edges by the column they go into, but for those from the node's own earlier state."""
    found: dict[str, list[ColumnEdge]] = {name.lower(): [] for name in (*node.columns, *node.constants)}
    for edge in node.edges:
        targets = found.setdefault((edge.to or "").lower(), [])
        if edge.parent != uid:
            targets.append(edge)
    return {name: tuple(edges) for name, edges in found.items()}


def _passing(node: NodeColumns, parent: str, column: str) -> Iterator[ColumnEdge]:
    """The edge of a column that no SQL names, through `select *`."""
    if column != ROWS and column.lower() not in node.hidden:
        sure = len(node.passes) == 1
        yield ColumnEdge(parent=parent, column=column, to=column, kind=EdgeKind.COPY, certain=sure)

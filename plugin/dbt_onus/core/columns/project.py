"""Column lineage of a whole project, resolved node by node as it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from functools import cached_property

from dbt_onus.core.columns.casting.casts import columns_cast_to
from dbt_onus.core.columns.edges import ROWS, ColumnEdge, ColumnRef, NodeColumns
from dbt_onus.core.columns.graph import ColumnGraph
from dbt_onus.core.columns.node_sql import NodeSql
from dbt_onus.core.columns.resolved import Readers
from dbt_onus.core.columns.statements.statement import SqlSource
from dbt_onus.core.columns.traces import ColumnTrace, Step, trace
from dbt_onus.core.columns.written import WrittenColumns
from dbt_onus.core.nodes import Node


class ColumnLineage(NodeSql):
    """Which column of which node goes into which column.

    `parents` gives the direct parents of a node in the graph, `children` what reads it (without it, every node is
    looked at); `known` the columns that a catalog lists (name to type), complete and in order. `cache` keeps
    resolved nodes under a fingerprint of everything that went in; it is read and filled, never emptied.
    """

    def __init__(
        self,
        nodes: Mapping[str, Node],
        parents: Callable[[str], Sequence[str]],
        *,
        children: Callable[[str], Sequence[str]] | None = None,
        adapter: str,
        known: Mapping[str, Mapping[str, str]] | None = None,
        cache: MutableMapping[str, bytes] | None = None,
        read_already: Mapping[str, NodeColumns] | None = None,
    ) -> None:
        """`read_already` are the columns of nodes whose SQL somebody else has read."""
        self._nodes = nodes
        self._parents = parents
        self._children_of = children
        super().__init__(nodes, parents, adapter=adapter, known=known, cache=cache)
        self._resolved.take(read_already or {})
        self.written = WrittenColumns(nodes.get, self._resolved)
        self._graph = ColumnGraph(self.of, parents)

    def of(self, uid: str) -> NodeColumns:
        """Everything known of the node's columns, read from its SQL."""
        return self._resolved.of(uid)

    def resolve(self, uids: Iterable[str], read: Readers) -> None:
        """Read the SQL of the nodes and of what they are made from, all at once: `read` may do it side by side."""
        self._resolved.resolve(uids, read)

    def cast_to(self, uid: str, kind: str) -> frozenset[ColumnRef] | None:
        """The columns that the node's SQL casts to a type; `None` where it may cast others to it too."""
        statement = self._resolved.statement(uid)
        if statement.source is not SqlSource.COMPILED:
            return None
        made = columns_cast_to(statement.sql, self._resolved.dialect, kind)
        if made is None:
            return None
        edges = [edge for name in made for edge in self.edges_into(uid, name) if not edge.kind.indirect]
        return frozenset(edge.origin for edge in edges) if all(edge.certain for edge in edges) else None

    def edges_into(self, uid: str, column: str | None) -> tuple[ColumnEdge, ...]:
        """The edges into one column, in any case; `*` for the rows, `None` where only the node is known.

        Where the SQL cannot be read there is one edge per parent, without a column and not certain.
        """
        return self._graph.into(uid, column) if uid in self._nodes else ()

    def upstream(self, uid: str, column: str | None, *, rows: bool = False) -> ColumnTrace:
        """Every column that this one comes from; with `rows`, also what decides the rows of the nodes between."""

        def onward(ref: ColumnRef) -> Iterator[tuple[Step, ColumnRef]]:
            edges = self.edges_into(ref.node, ref.column)
            if rows and ref.column not in (None, ROWS):
                edges += self.edges_into(ref.node, ROWS)
            for edge in edges:
                yield Step(ref.node, edge), self._graph.ref(edge.parent, edge.column)

        return trace(self._graph.ref(uid, column), onward)

    def downstream(
        self, uid: str, column: str | None, *, within: Collection[str] | None = None, rows: bool = False
    ) -> ColumnTrace:
        """Every column that this one goes into, in the nodes `within` (all by default); `rows`: rows as well."""

        def onward(ref: ColumnRef) -> Iterator[tuple[Step, ColumnRef]]:
            for child in self._readers_of(ref.node):
                if within is None or child in within:
                    for edge in self._graph.out(ref, child):
                        if rows or edge.to != ROWS:
                            yield Step(child, edge), self._graph.ref(child, edge.to)

        return trace(self._graph.ref(uid, column), onward)

    def _readers_of(self, uid: str) -> Sequence[str]:
        return self._children_of(uid) if self._children_of is not None else self._children.get(uid, ())

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for uid, node in self._nodes.items():
            if not node.is_test:
                for parent in self._parents(uid):
                    found.setdefault(parent, []).append(uid)
        return found

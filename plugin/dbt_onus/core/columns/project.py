"""Column lineage of a whole project, resolved node by node as it is asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from functools import cached_property
from typing import TypedDict

from dbt_onus.core.columns.asking import asked_of
from dbt_onus.core.columns.casts import cast_types, columns_cast_to
from dbt_onus.core.columns.definitions import Formula, formulas, named_branches, unhashed
from dbt_onus.core.columns.distances import Distance, distances, distances_in
from dbt_onus.core.columns.edges import ROWS, ColumnEdge, ColumnRef, NodeColumns
from dbt_onus.core.columns.edits import Edit, edit_between
from dbt_onus.core.columns.graph import ColumnGraph
from dbt_onus.core.columns.makings import Making, makings
from dbt_onus.core.columns.members import Minded, minded, stand_in
from dbt_onus.core.columns.misfits import misfits
from dbt_onus.core.columns.predicates import Wanted, predicate_of
from dbt_onus.core.columns.reading import resolve
from dbt_onus.core.columns.refusals import Refusal, refusals
from dbt_onus.core.columns.resolved import Readers, ResolvedNodes
from dbt_onus.core.columns.restating import restated
from dbt_onus.core.columns.retesting import retested
from dbt_onus.core.columns.statements import SqlSource
from dbt_onus.core.columns.traces import ColumnTrace, Step, trace
from dbt_onus.core.columns.written import WrittenColumns
from dbt_onus.core.nodes import Node


class _Names(TypedDict):
    """What an expression is read with."""

    dialect: str
    relations: Mapping[str, str]
    listed: Callable[[str], tuple[str, ...]]


class ColumnLineage:
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
        self._resolved = ResolvedNodes(nodes, parents, adapter=adapter, known=known or {}, cache=cache)
        self._resolved.take(read_already or {})
        self.written = WrittenColumns(nodes.get, self._resolved)
        self._graph = ColumnGraph(self.of, parents)
        self._looked_for: dict[str, Wanted | None] = {}
        self._formulas: dict[tuple[str, str], tuple[Formula, ...]] = {}
        self._makings: dict[tuple[str, str], tuple[Making, ...]] = {}

    def of(self, uid: str) -> NodeColumns:
        """Everything known of the node's columns, read from its SQL."""
        return self._resolved.of(uid)

    def resolve(self, uids: Iterable[str], read: Readers) -> None:
        """Read the SQL of the nodes and of what they are made from, all at once: `read` may do it side by side."""
        self._resolved.resolve(uids, read)

    def columns_of(self, uid: str) -> tuple[str, ...]:
        """The node's columns in order; where nothing lists them all, those that are declared or named."""
        return self._resolved.columns_of(uid)[0]

    def lacks(self, uid: str, column: str) -> bool:
        """Whether all columns of the node are known, and this is none of them in any spelling."""
        names, are_all = self._resolved.columns_of(uid)
        known = {name.lower() for name in (*names, *self._resolved.of(uid).columns)}
        return are_all and column.lower() not in known

    def source_of_sql(self, uid: str) -> SqlSource:
        """Whether the node's SQL was compiled by dbt, made from its template, or cannot be had."""
        return self._resolved.statement(uid).source

    def looked_for(self, test: str) -> Wanted | None:
        """What a test's own SQL looks for in one table; `None` where it does more, or is not compiled."""
        if test not in self._looked_for:
            sql = self._compiled(test)
            self._looked_for[test] = predicate_of(sql, self._resolved.dialect) if sql else None
        return self._looked_for[test]

    def minded(self, test: str) -> Minded:
        """Which values of which columns a test minds; see `members`."""
        sql = self._compiled(test)
        return minded(sql, self._resolved.dialect) if sql else {}

    def stand_in(self, uid: str, column: str) -> str | None:
        """The literal that the node's SQL writes where the column would be null; see `members`."""
        sql = self._compiled(uid)
        return stand_in(sql, column, **self._names_in(uid)) if sql else None

    def misfits(self, uid: str, call: str, types: Sequence[str]) -> frozenset[str]:
        """The columns that a function or an operator of the node's SQL can have refused; see `misfits`."""
        sql = self._compiled(uid)
        return misfits(sql, self._resolved.dialect, call, types) if sql else frozenset()

    def formulas(self, uid: str, expression: str) -> tuple[Formula, ...]:
        """What an expression over the node's columns is over what the node reads; see `definitions`."""
        if (uid, expression) not in self._formulas:
            sql = self._compiled(uid)
            self._formulas[uid, expression] = formulas(sql, expression, **self._names_in(uid)) if sql else ()
        return self._formulas[uid, expression]

    def named_branches(self, uid: str, column: str) -> tuple[tuple[str, frozenset[str]], ...]:
        """Where the column names the branches of a union: each literal, and what the node reads there."""
        sql = self._compiled(uid)
        return named_branches(sql, column, **self._names_in(uid)) if sql else ()

    def restated(self, uid: str, expression: str) -> str | None:
        """An expression over the node's columns in terms of other columns of it; see `restating`."""
        sql = self._compiled(uid)
        return restated(sql, expression, dialect=self._resolved.dialect) if sql else None

    def refusals(self, uid: str, kind: str) -> tuple[Refusal, ...] | None:
        """The texts that the SQL of a node or a test reads as a type; `None` where one cannot be told."""
        sql = self._compiled(uid)
        return refusals(sql, kind, **self._names_in(uid)) if sql else None

    def unhashed(self, expression: str) -> str | None:
        """What an expression makes a hash of; `None` where it does not."""
        return unhashed(expression, dialect=self._resolved.dialect)

    def makings(self, uid: str, column: str) -> tuple[Making, ...]:
        """Where the node's SQL makes a column of several things; see `makings`."""
        if (uid, column) not in self._makings:
            sql = self._compiled(uid)
            self._makings[uid, column] = makings(sql, column, own=uid, **self._names_in(uid)) if sql else ()
        return self._makings[uid, column]

    def distances(self, uid: str, column: str) -> tuple[Distance, ...]:
        """The distances that a column is told by, where the node's SQL makes it of two; see `distances`."""
        sql = self._compiled(uid)
        return distances(sql, column, own=uid, **self._names_in(uid)) if sql else ()

    def distances_in(self, uid: str, relation: str, ends: tuple[str, str]) -> tuple[Distance, ...]:
        """The same of two moments of the node's table, `relation` as the warehouse writes it."""
        return distances_in(relation, uid, ends, self.columns_of(uid), dialect=self._resolved.dialect)

    def retested(self, test: str, uid: str, rows: str) -> str | None:
        """The SQL of a test that looks at one node alone, with a query instead of that node's table."""
        sql = self._compiled(test)
        relations = self._resolved.relations_of(test)
        return retested(sql, uid, rows, dialect=self._resolved.dialect, relations=relations) if sql else None

    def edited(self, uid: str, old: str, new: str) -> Edit:
        """What differs between two texts of the node's SQL, by the columns that its parents have now."""
        relations, schema = self._around(uid)
        return edit_between(old, new, dialect=self._resolved.dialect, relations=relations, schema=schema)

    def edited_since(
        self,
        earlier: ColumnLineage,
        uid: str,
        *,
        moved: Mapping[str, str] | None = None,
        renamed: Mapping[str, str] | None = None,
    ) -> Edit:
        """What differs between a node's SQL here and in an earlier state of the project.

        `moved`: tables under the names that they have here, and `renamed`: new names of columns that it reads;
        both are put into the earlier text beforehand.
        """
        statements = [side._resolved.statement(uid) for side in (earlier, self)]
        old, new = (statement.sql for statement in statements)
        for name, now in (moved or {}).items():
            old = old.replace(name, now)
        for name, now in (renamed or {}).items():
            old = re.sub(rf"\b{re.escape(name)}\b", lambda _, now=now: now, old, flags=re.IGNORECASE)  # type: ignore[misc]
        # a short name may be another node's here: then the longer ones tell them apart
        relations = {**statements[0].relations, **statements[1].relations}
        schema = {**earlier._around(uid)[1], **self._around(uid)[1]}
        return edit_between(old, new, dialect=self._resolved.dialect, relations=relations, schema=schema)

    def asks(self, uid: str, column: str, parent: str, names: Sequence[str]) -> bool | None:
        """Whether the node's SQL asks a parent for a column, used or not: SQL that names it fails without it.

        `names` are the parent's columns while it had this one. `None` where it may be another relation's.
        """
        sql = self._resolved.statement(uid).sql
        if not re.search(rf"\b{re.escape(column)}\b", sql, re.IGNORECASE):
            return False
        relations, schema = self._around(uid)
        places = asked_of(
            sql, column, dialect=self._resolved.dialect, schema={**schema, parent: names}, relations=relations
        )
        if frozenset({parent}) in places:
            return True
        return None if any(parent in place for place in places) else False

    def cast_types(self, uid: str) -> dict[str, str]:
        """The types that the casts in a node's own SQL give its columns."""
        return cast_types(self._resolved.statement(uid).sql, self._resolved.dialect)

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

    def read_as(self, uid: str, sql: str) -> NodeColumns:
        """What the node's columns would be, were this its SQL."""
        relations, schema = self._around(uid)
        return resolve(sql, dialect=self._resolved.dialect, schema=schema, relations=relations)

    def _compiled(self, uid: str) -> str:
        """The SQL of a node or test as dbt compiled it; `""` where it is not at hand."""
        statement = self._resolved.statement(uid)
        return statement.sql if statement.source is SqlSource.COMPILED else ""

    def _names_in(self, uid: str) -> _Names:
        """What the names in the node's SQL stand for."""
        return {
            "dialect": self._resolved.dialect,
            "relations": self._resolved.relations_of(uid),
            "listed": self.columns_of,
        }

    def _around(self, uid: str) -> tuple[Mapping[str, str], Mapping[str, tuple[str, ...]]]:
        """The relations that the node's SQL may name, and the columns of those that are known in full."""
        relations = self._resolved.statement(uid).relations
        known = {parent: self._resolved.columns_of(parent) for parent in relations.values() if parent != uid}
        return relations, {parent: columns for parent, (columns, whole) in known.items() if whole}

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

"""What the SQL of one node says: what a test looks for, what a value is made of, what an edit of it differs in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from typing import TypedDict

from dbt_onus.core.columns.casting.casts import cast_types
from dbt_onus.core.columns.casting.misfits import misfits
from dbt_onus.core.columns.casting.refusals import Refusal, refusals
from dbt_onus.core.columns.edges import NodeColumns
from dbt_onus.core.columns.edits import Edit, edit_between
from dbt_onus.core.columns.formulas.definitions import Formula, formulas, named_branches, unhashed
from dbt_onus.core.columns.formulas.distances import Distance, distances, distances_in
from dbt_onus.core.columns.formulas.factors import factors
from dbt_onus.core.columns.formulas.found import LookedUp, looked_up
from dbt_onus.core.columns.formulas.keys import KeyBranch, key_branches
from dbt_onus.core.columns.formulas.makings import Making, makings
from dbt_onus.core.columns.formulas.restating import restated
from dbt_onus.core.columns.reading import resolve
from dbt_onus.core.columns.resolved import ResolvedNodes
from dbt_onus.core.columns.resolving.asking import asked_of
from dbt_onus.core.columns.statements.statement import SqlSource
from dbt_onus.core.columns.wanted.members import Minded, minded, stand_in
from dbt_onus.core.columns.wanted.predicates import Wanted, predicate_of
from dbt_onus.core.columns.wanted.retesting import retested
from dbt_onus.core.nodes import Node


class _Names(TypedDict):
    """What an expression is read with."""

    dialect: str
    relations: Mapping[str, str]
    listed: Callable[[str], tuple[str, ...]]


class NodeSql:
    """Asked of the SQL of each node by itself, read when it is first asked for."""

    def __init__(
        self,
        nodes: Mapping[str, Node],
        parents: Callable[[str], Sequence[str]],
        *,
        adapter: str,
        known: Mapping[str, Mapping[str, str]] | None = None,
        cache: MutableMapping[str, bytes] | None = None,
    ) -> None:
        """As `ColumnLineage` is made."""
        self._resolved = ResolvedNodes(nodes, parents, adapter=adapter, known=known or {}, cache=cache)
        self._looked_for: dict[str, Wanted | None] = {}
        self._formulas: dict[tuple[str, str], tuple[Formula, ...]] = {}
        self._makings: dict[tuple[str, str], tuple[Making, ...]] = {}

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

    def choices(self, uid: str, expression: str) -> tuple[Formula, ...]:
        """The same, also of a value that is the first of several tables' that is not null; see `formulas`."""
        sql = self._compiled(uid)
        return formulas(sql, expression, choosing=True, **self._names_in(uid)) if sql else ()

    def key_branches(self, uid: str, parts: Sequence[str]) -> tuple[KeyBranch, ...]:
        """What a key of the node is in each branch of what the node reads; see `keys`."""
        sql = self._compiled(uid)
        return key_branches(sql, parts, **self._names_in(uid)) if sql else ()

    def named_branches(self, uid: str, column: str) -> tuple[tuple[str, frozenset[str]], ...]:
        """Where the column names the branches of a union: each literal, and what the node reads there."""
        sql = self._compiled(uid)
        return named_branches(sql, column, **self._names_in(uid)) if sql else ()

    def restated(self, uid: str, expression: str) -> str | None:
        """An expression over the node's columns in terms of other columns of it; see `restating`."""
        sql = self._compiled(uid)
        return restated(sql, expression, dialect=self._resolved.dialect) if sql else None

    def factors(self, uid: str, condition: str) -> tuple[str, ...]:
        """The columns of which an odd number is below 0 where the condition is met; see `factors`."""
        sql = self._compiled(uid)
        return factors(sql, condition, dialect=self._resolved.dialect) if sql else ()

    def looked_up(self, uid: str) -> tuple[LookedUp, ...]:
        """What the node's SQL looks up for its rows, and the SELECT of these with whether it was found."""
        sql = self._compiled(uid)
        return looked_up(sql, own=uid, **self._names_in(uid)) if sql else ()

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
        earlier: NodeSql,
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

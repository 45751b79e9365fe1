"""What the SQL of the nodes says of their columns by itself, whatever the tables have today.

A table that lost a column lists it no more, in a catalog least of all; the SQL that was written for it still does.
"""

from __future__ import annotations

from collections.abc import Callable

from dbt_onus.core.columns.edges import NodeColumns
from dbt_onus.core.columns.reading import resolve
from dbt_onus.core.columns.resolved import ResolvedNodes
from dbt_onus.core.columns.resolving.asking import asked_of
from dbt_onus.core.nodes import Node

_NOTHING_READ = NodeColumns(certain=False, why_uncertain="no SQL that dbt compiled")
#: A chain of `select *` that is longer is not followed.
_MAX_LEVELS = 50


class WrittenColumns:
    """Read when first asked for, like the columns themselves."""

    def __init__(self, node_of: Callable[[str], Node | None], resolved: ResolvedNodes) -> None:
        self._node_of = node_of
        self._resolved = resolved
        self._alone: dict[str, NodeColumns] = {}

    def passed_from(self, uid: str, column: str) -> str | None:
        """The one relation whose column of that name the node passes on without naming it (`select *`)."""
        own = self._alone_of(uid)
        named = {name.lower() for name in own.constants} | {(edge.to or "").lower() for edge in own.edges}
        if len(own.passes) != 1 or column.lower() in named or column.lower() in own.hidden:
            return None
        return own.passes[0]

    def asked_of(self, uid: str, column: str, kept: Callable[[str], bool]) -> tuple[tuple[str, ...], ...]:
        """The relations that the node asks for the column: for each place in its SQL, those that can be meant.

        `kept` says of a node whether its SQL speaks for the past too: then a relation whose SQL has no column of
        that name never had it, and one whose SQL names it still has it. Empty where the SQL does not tell.
        """
        if self._alone_of(uid) is _NOTHING_READ:
            return ()
        statement = self._resolved.statement(uid)
        parents = {parent for parent in statement.relations.values() if parent != uid}
        schema = {parent: columns for parent in parents if (columns := self._columns_of(parent, kept))}
        places = asked_of(
            statement.sql, column, dialect=self._resolved.dialect, schema=schema, relations=statement.relations
        )
        if not all(place <= parents for place in places):
            return ()
        giving = {uid for uid, names in schema.items() if column.lower() in map(str.lower, names)}
        lost = {place - giving for place in places} - {frozenset()} or places
        return tuple(sorted(tuple(sorted(place)) for place in lost))

    def _columns_of(self, uid: str, kept: Callable[[str], bool], level: int = 0) -> tuple[str, ...]:
        """All columns of a node, where its own SQL and that of those it passes on whole list them; else none."""
        own = self._alone_of(uid)
        if level > _MAX_LEVELS or own is _NOTHING_READ or not kept(uid):
            return ()
        if own.columns or not own.passes:
            return own.columns
        above = {parent: self._columns_of(parent, kept, level + 1) for parent in own.passes}
        if not all(above.values()):
            return ()
        statement = self._resolved.statement(uid)
        whole = resolve(statement.sql, dialect=self._resolved.dialect, schema=above, relations=statement.relations)
        return whole.columns

    def _alone_of(self, uid: str) -> NodeColumns:
        """What the SQL says when nothing is known of what it reads."""
        known = self._alone.get(uid)
        if known is None:
            node = self._node_of(uid)
            model = node is not None and node.resource_type == "model"
            known = self._alone[uid] = (self._resolved.alone(uid) if model else None) or _NOTHING_READ
        return known

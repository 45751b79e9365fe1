"""Where the values of a column can be seen again further down, as they are.

A test below speaks for what lies above: a value that is good there was good here, if each of them arrived; one
that is bad there was bad here, if nothing else arrived with them.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from dbt_onus.core.attribution.feeds import Copy
from dbt_onus.core.columns import ROWS, ColumnEdge, ColumnLineage, EdgeKind, Join, JoinKind, NodeColumns
from dbt_onus.core.evidence import Place
from dbt_onus.core.lineage import Lineage

#: A column that goes into more places than these is not looked for in all of them.
_MOST = 120
#: Nor is the SQL of more nodes read for all questions together: it takes a millisecond or two each.
_MOST_READ = 1_500
_UNCHANGED = frozenset({EdgeKind.COPY, EdgeKind.RENAME, EdgeKind.CAST})
#: What lets some rows go, and with them their values.
_LETS_GO = frozenset({EdgeKind.FILTER, EdgeKind.ORDER, EdgeKind.UNKNOWN})
_LIMIT = re.compile(r"\b(limit|top|fetch\s+first|tablesample|sample)\b", re.IGNORECASE)


class Copies:
    """Finds them by the SQL of the nodes below, each place once."""

    def __init__(self, columns: ColumnLineage, lineage: Lineage) -> None:
        self._columns = columns
        self._lineage = lineage
        self._known: dict[Place, tuple[Copy, ...]] = {}
        self._read: set[str] = set()

    def of(self, place: Place) -> tuple[Copy, ...]:
        """The nearest first."""
        if place.unique_id is None or place.column is None:
            return ()
        if place not in self._known:
            self._known[place] = tuple(self._below(place))
        return self._known[place]

    def _below(self, place: Place) -> Iterator[Copy]:
        start = Copy(place=place, whole=True, alone=True, gaps=False, through=frozenset())
        seen = {_key(place)}
        queue = deque([start])
        while queue and len(seen) < _MOST:
            above = queue.popleft()
            for found in self._one_below(above):
                if _key(found.place) not in seen:
                    seen.add(_key(found.place))
                    queue.append(found)
                    yield found

    def _one_below(self, above: Copy) -> Iterator[Copy]:
        uid, column = above.place.unique_id or "", (above.place.column or "").lower()
        for child in self._lineage.children(uid):
            through = above.through | {child}
            if self._lineage.nodes[child].resource_type == "source":
                # another project reads the table by that name: it is the same table
                yield replace(above, place=Place(unique_id=child, column=above.place.column), through=through)
                continue
            node = self._sql_of(child)
            if node is None or not node.certain:
                continue
            for edge in node.edges:
                if edge.parent == uid and (edge.column or "").lower() == column and _is_copy(edge):
                    yield replace(self._taken(above, edge, child, node), through=through)
            for name in _brought_by(uid, column, node):
                yield Copy(
                    place=Place(unique_id=child, column=name),
                    whole=above.whole and self._keeps_rows(uid, child, node),
                    alone=False,
                    gaps=True,
                    through=through,
                    follows=True,
                    chosen=above.chosen or _chooses(uid, column, node),
                )

    def _sql_of(self, unique_id: str) -> NodeColumns | None:
        if unique_id not in self._read and len(self._read) >= _MOST_READ:
            return None
        self._read.add(unique_id)
        return self._columns.of(unique_id)

    def _taken(self, above: Copy, edge: ColumnEdge, child: str, node: NodeColumns) -> Copy:
        values = [one for one in node.edges if one.to == edge.to and not one.kind.indirect]
        return Copy(
            place=Place(unique_id=child, column=edge.to),
            whole=above.whole and not edge.drops_nulls and self._keeps_rows(edge.parent, child, node),
            alone=above.alone and len(values) == 1,
            gaps=above.gaps or edge.adds_nulls or edge.optional,
            through=above.through,
            follows=above.follows,
            chosen=above.chosen or _chooses(edge.parent, (edge.column or "").lower(), node),
        )

    def _keeps_rows(self, parent: str, child: str, node: NodeColumns) -> bool:
        """Whether each row of the parent is in the child, or a group of it."""
        made = self._lineage.nodes[child]
        if made.resource_type == "snapshot" or _LIMIT.search(made.sql):
            return False
        if any(edge.to == ROWS and edge.kind in _LETS_GO for edge in node.edges):
            return False
        return all(_keeps(join, parent) for join in node.joins)


def _is_copy(edge: ColumnEdge) -> bool:
    return edge.kind in _UNCHANGED and edge.certain and edge.to not in (None, ROWS)


def _brought_by(uid: str, column: str, node: NodeColumns) -> Iterator[str]:
    """The columns that the node takes as they are from a table which it joins by this one, or by such a column."""
    tables: set[str] = set()
    for join in node.joins:
        keys = [ref for key in join.keys for ref in key.left]
        keyed = any(
            ref.node in tables or (ref.node == uid and (ref.column or "").lower() == column) for ref in keys
        )
        if join.kind is JoinKind.LEFT and keyed and uid not in join.right:
            tables.update(join.right)
    for edge in node.edges if tables else ():
        if edge.parent in tables and edge.optional and _is_copy(edge) and not edge.drops_nulls:
            values = [one for one in node.edges if one.to == edge.to and not one.kind.indirect]
            if len(values) == 1 and edge.to is not None:
                yield edge.to


def _chooses(parent: str, column: str, node: NodeColumns) -> bool:
    """Whether rows of the parent are let go for the column itself, or for having no partner in a join."""
    filtered = any(
        edge.to == ROWS
        and edge.kind is EdgeKind.FILTER
        and edge.parent == parent
        and (edge.column or "").lower() in (column, "")
        for edge in node.edges
    )
    return filtered or any(
        join.kind not in (JoinKind.LEFT, JoinKind.FULL) and parent in (*join.left, *join.right)
        for join in node.joins
    )


def _keeps(join: Join, parent: str) -> bool:
    """Whether a join leaves every row of the parent; of a table that stands on both sides nothing is said."""
    left, right = parent in join.left, parent in join.right
    if left and right:
        return False
    if join.kind is JoinKind.FULL or not (left or right):
        return True
    return join.kind is (JoinKind.LEFT if left else JoinKind.RIGHT)


def _key(place: Place) -> tuple[str | None, str]:
    return place.unique_id, (place.column or "").lower()

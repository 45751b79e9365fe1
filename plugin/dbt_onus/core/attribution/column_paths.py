"""Column paths read from the SQL, by node where it cannot be read.

The translation of a property along an edge is here: what may carry it down, what may add it, and where a value is
so surely the parent's own that the fault must have been there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from dbt_onus.core.attribution.copies import Copies, Copy
from dbt_onus.core.attribution.feeds import Certainty, Feed, Side, same_column
from dbt_onus.core.columns import (
    ROWS,
    ColumnEdge,
    ColumnLineage,
    ColumnRef,
    ColumnTrace,
    EdgeKind,
    Edit,
    JoinKind,
    NodeColumns,
    Repeats,
)
from dbt_onus.core.evidence import Place
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.properties import Property

_UNCHANGED = frozenset({EdgeKind.COPY, EdgeKind.RENAME, EdgeKind.CAST})

#: What warehouses say of themselves.
_OF_THE_SYSTEM = re.compile(r"(?:^|\.)(?:information_schema|pg_catalog|sys|system)\.", re.IGNORECASE)

#: What makes several rows of one, also of a single table.
_REPEATS = re.compile(r"\b(?:union|unnest|flatten|explode|lateral|generate_series|unpivot|pivot)", re.IGNORECASE)

#: How far up a copied value is followed; a chain longer than this is not one people build.
MAX_COPIES = 200

_DECIDE = frozenset({EdgeKind.JOIN_KEY, EdgeKind.CONDITION})

#: What is part of the query of whoever reads it.
_INLINED = frozenset({"view", "ephemeral"})
#: A fault of these sits in single values: a value that is copied brings it along, whatever rows are joined to it.
_OF_VALUES = frozenset({Property.MEMBERSHIP, Property.RANGE, Property.TYPE, Property.FRESHNESS, Property.PRESENCE})
#: A test of these lets a null through: a column that is nothing but null brings none of them.
_PASS_OVER_NULLS = frozenset({Property.MEMBERSHIP, Property.RANGE, Property.REFERENCE, Property.TYPE})
#: A fault of these sits in which rows there are: a copy carries it only where each row is one row of the parent.
_OF_ROWS = frozenset({Property.UNIQUENESS, Property.VOLUME, Property.DISTRIBUTION})


class SqlPaths:
    """Follows columns through the SQL of a project, and over the links between projects."""

    def __init__(self, columns: ColumnLineage, lineage: Lineage) -> None:
        self._columns = columns
        self._lineage = lineage
        self._copies = Copies(columns, lineage)

    def copies(self, place: Place) -> tuple[Copy, ...]:
        """As the SQL of what lies below says."""
        return self._copies.of(place)

    def feeds(self, place: Place, about: Property) -> tuple[Feed, ...]:
        """The places directly above that can have brought a fault of this kind, nearest in the SQL first."""
        if place.unique_id is None:
            return ()
        node = self._columns.of(place.unique_id)
        if about in _OF_ROWS and place.column is None:
            return tuple(self._row_feeds(place.unique_id, node))
        if about in _PASS_OVER_NULLS and any(same_column(name, place.column) for name in node.nulls):
            return ()
        edges = self._columns.edges_into(place.unique_id, place.column)
        values = [edge for edge in edges if not edge.kind.indirect]
        if place.column is None or not values:
            return tuple(self._by_node(place.unique_id))
        feeds = [self._feed(edge, about, node, alone=len(values) == 1) for edge in values]
        if len(values) > 1 and all(edge.kind in _UNCHANGED for edge in values):
            feeds = [replace(feed, stacked=True) for feed in feeds]
        # a value that is only copied is bad above, whichever of its rows the join has chosen
        chosen = about in _OF_VALUES and all(feed.copies for feed in feeds)
        decide = _DECIDE - {EdgeKind.JOIN_KEY} if chosen else _DECIDE
        sides = _sides(node, values)
        feeds.extend(self._deciding(edge, sides) for edge in edges if edge.kind in decide)
        feeds.extend(self._from_rows(place.unique_id, values, about))
        return tuple(dict.fromkeys(feed for feed in feeds if feed.place.unique_id in self._lineage))

    def undeclared(self, place: Place, about: Property) -> tuple[str, ...]:
        """By the edges into the column; of rows, and where no column is known, all that the node reads."""
        node = self._columns.of(place.unique_id or "")
        whole = place.column is None or about in _OF_ROWS or about is Property.UNKNOWN
        edges = () if whole else self._columns.edges_into(place.unique_id or "", place.column)
        names = node.reads if whole else tuple(dict.fromkeys(edge.parent for edge in edges))
        return tuple(name for name in names if name not in self._lineage and not _OF_THE_SYSTEM.search(name))

    def beside(self, place: Place) -> tuple[Place, ...]:
        """Those that come unchanged from the one table that is joined once, and optionally."""
        if place.unique_id is None or place.column is None:
            return ()
        node = self._columns.of(place.unique_id)
        parent = self._optional_parent(place.unique_id, place.column)
        if parent is None or sum(parent in (*join.left, *join.right) for join in node.joins) != 1:
            return ()
        others = (name for name in node.columns if name.lower() != (place.column or "").lower())
        return tuple(
            Place(unique_id=place.unique_id, column=name)
            for name in others
            if self._optional_parent(place.unique_id, name) == parent
        )

    def _optional_parent(self, unique_id: str, column: str) -> str | None:
        """The table from whose optional row the column is taken as it is, where it is made of nothing else."""
        edges = self._columns.edges_into(unique_id, column)
        values = [edge for edge in edges if not edge.kind.indirect]
        if len(values) != 1 or any(edge.kind is EdgeKind.CONDITION for edge in edges):
            return None
        (edge,) = values
        plain = edge.optional and edge.certain and not edge.drops_nulls and edge.kind in _UNCHANGED
        return edge.parent if plain else None

    def reads(self, test: str) -> tuple[Place, ...]:
        """The columns that the test's SQL filters by; every column it uses where it filters by none.

        A test selects what it shows to people, and finds what it filters.
        """
        node = self._columns.of(test)
        if any(not edge.certain or edge.kind is EdgeKind.UNKNOWN for edge in node.edges):
            return ()
        used = [edge for edge in node.edges if edge.column not in (None, ROWS)]
        filtered = [edge for edge in used if edge.kind is EdgeKind.FILTER]
        columns = {(edge.parent, edge.column) for edge in filtered or used}
        places = (Place(unique_id=uid, column=column) for uid, column in columns if uid in self._lineage)
        return tuple(sorted(places, key=lambda place: (place.unique_id or "", place.column or "")))

    def key_above(self, unique_id: str, columns: frozenset[str]) -> tuple[str, frozenset[str]] | None:
        """By the SQL of the node; a source that another project builds is that project's table."""
        node = self._lineage.nodes.get(unique_id)
        parents = self._lineage.parents(unique_id)
        if node is not None and node.resource_type == "source":
            return (parents[0], columns) if len(parents) == 1 else None
        made = self._columns.of(unique_id)
        if node is None or not made.certain or made.joins or len(made.reads) != 1 or _REPEATS.search(node.sql):
            return None
        edges = [edge for name in columns for edge in self._columns.edges_into(unique_id, name)]
        values = [edge for edge in edges if not edge.kind.indirect]
        plain = all(edge.kind in (EdgeKind.COPY, EdgeKind.RENAME) and self._is_copied(edge) for edge in values)
        above = frozenset((edge.column or "").lower() for edge in values)
        return (values[0].parent, above) if plain and len(values) == len(above) == len(columns) > 0 else None

    def repeated_in(self, test: str) -> tuple[str, ...]:
        """As the test's SQL says."""
        found = self._columns.looked_for(test)
        return found.columns if isinstance(found, Repeats) else ()

    def replaced(self, test: str, place: Place) -> Place | None:
        """By the SQL of the test and of the nodes from which the column comes as it is."""
        minded = self._columns.minded(test)
        if place.column is None and len(minded) == 1:
            place = Place(unique_id=place.unique_id, column=next(iter(minded)))
        values = minded.get((place.column or "").lower(), frozenset())
        for _ in range(MAX_COPIES) if values else ():
            uid, column = place.unique_id or "", place.column or ""
            if self._columns.stand_in(uid, column) in values:
                return place
            edges = [edge for edge in self._columns.edges_into(uid, column) if not edge.kind.indirect]
            if len(edges) != 1 or not self._is_copied(edges[0]):
                return None
            place = Place(unique_id=edges[0].parent, column=edges[0].column)
        return None

    def _is_copied(self, edge: ColumnEdge) -> bool:
        known = edge.certain and edge.column not in (None, ROWS) and edge.parent in self._lineage
        return known and edge.kind in _UNCHANGED

    def inputs(self, unique_id: str, sql: str, into: str | None = None) -> tuple[Place, ...]:
        """As that text has them."""
        edges = (edge for edge in self._columns.read_as(unique_id, sql).edges if edge.certain)
        asked = (edge for edge in edges if into is None or same_column(edge.to, into))
        return tuple({Place(unique_id=edge.parent, column=edge.column) for edge in asked})

    def refused(self, unique_id: str, kind: str) -> Place | None:
        """By the casts in so many words: what an engine converts by itself is not seen."""
        found: set[ColumnRef] = set()
        queue, seen = [unique_id], {unique_id}
        while queue:
            uid = queue.pop()
            cast = self._columns.cast_to(uid, kind)
            if cast is None:
                return None
            found |= cast
            for parent in self._lineage.parents(uid):
                node = self._lineage.nodes.get(parent)
                if parent not in seen and node is not None and node.config.materialized in _INLINED:
                    seen.add(parent)
                    queue.append(parent)
        ref = found.pop() if len(found) == 1 else None
        return None if ref is None or ref.column in (None, ROWS) else Place(unique_id=ref.node, column=ref.column)

    def gives(self, unique_id: str, column: str) -> bool | None:
        """What its SQL, its YAML, a catalog or the SQL of those who read it says."""
        if any(name.lower() == column.lower() for name in self._columns.columns_of(unique_id)):
            return True
        if self._is_asked_for(unique_id, column):
            return True
        node = self._columns.of(unique_id)
        return False if node.certain and node.columns else None

    def passed_from(self, unique_id: str, column: str) -> str | None:
        """As the node's own SQL says."""
        return self._columns.written.passed_from(unique_id, column)

    def asked_of(self, unique_id: str, column: str, kept: Callable[[str], bool]) -> tuple[tuple[str, ...], ...]:
        """As the node's own SQL says."""
        return self._columns.written.asked_of(unique_id, column, kept)

    def _is_asked_for(self, unique_id: str, column: str) -> bool:
        """Few sources list every column; what is read of them is in the SQL above which nothing is known."""
        wanted = (unique_id, column.lower())
        return any(
            (edge.parent, (edge.column or "").lower()) == wanted
            for child in self._lineage.children(unique_id)
            for edge in self._columns.of(child).edges
        )

    def edited(self, unique_id: str, old: str, new: str) -> Edit:
        """By what both texts say."""
        return self._columns.edited(unique_id, old, new)

    def certainty(self, upstream: Place, downstream: Place) -> Certainty | None:
        """How sure it is that one place is made from the other; `None` where the SQL shows that it is not."""
        if upstream.unique_id is None or downstream.unique_id is None:
            return None
        if upstream.unique_id == downstream.unique_id:
            return _within(upstream, downstream)
        if self._lineage.hops(upstream.unique_id, downstream.unique_id) is None:
            return None
        if downstream.column is None:
            return Certainty.NODE
        values = self._upstream(downstream.unique_id, downstream.column, rows=False)
        if (sure := _reached(values, upstream)) is not None:
            whole = upstream.column is None
            return Certainty.NODE if not sure else Certainty.ROWS if whole else Certainty.COLUMN
        rows = self._upstream(downstream.unique_id, downstream.column, rows=True)
        if (sure := _reached(rows, upstream)) is not None:
            return Certainty.ROWS if sure else Certainty.NODE
        across = [
            self._certainty_across(upstream, trace, limit)
            for trace, limit in ((values, Certainty.COLUMN), (rows, Certainty.ROWS))
        ]
        known = [certainty for certainty in across if certainty is not None]
        if known:
            return min(known)
        return None if rows.certain else Certainty.NODE

    def _certainty_across(self, upstream: Place, trace: ColumnTrace, limit: Certainty) -> Certainty | None:
        """Through the sources on the way that another project of the mesh builds."""
        found: Certainty | None = None
        for ref, reached in trace.reached.items():
            node = self._lineage.nodes.get(ref.node)
            if node is None or node.resource_type != "source":
                continue
            for parent in self._lineage.parents(ref.node):
                place = Place(unique_id=parent, column=ref.column)
                beyond = Certainty.COLUMN if place == upstream else self.certainty(upstream, place)
                if beyond is not None:
                    worst = max(beyond, limit if reached.certain else Certainty.NODE)
                    found = worst if found is None else min(found, worst)
        return found

    @lru_cache(maxsize=4096)  # noqa: B019 - one instance per report
    def _upstream(self, unique_id: str, column: str, *, rows: bool) -> ColumnTrace:
        return self._columns.upstream(unique_id, column, rows=rows)

    def _by_node(self, unique_id: str) -> Iterator[Feed]:
        for parent in self._lineage.parents(unique_id):
            yield Feed(place=Place(unique_id=parent), copies=False, certainty=Certainty.NODE)

    def _feed(self, edge: ColumnEdge, about: Property, node: NodeColumns, *, alone: bool) -> Feed:
        known = edge.certain and edge.column not in (None, ROWS)
        carries = alone and known and _carries(edge, about, node)
        sure = Certainty.COLUMN if edge.kind in _UNCHANGED or not carries else Certainty.ROWS
        return Feed(
            place=Place(unique_id=edge.parent, column=edge.column if edge.column != ROWS else None),
            copies=carries,
            certainty=sure if known else Certainty.NODE,
            altered=edge.kind not in _UNCHANGED,
            replaced=about is Property.NULLNESS and edge.drops_nulls and edge.kind is EdgeKind.CONDITIONAL,
        )

    def _deciding(self, edge: ColumnEdge, sides: Mapping[ColumnRef, Side]) -> Feed:
        """A column that decides the value without being it: the key of an outer join, the condition of a case."""
        sure = edge.certain and edge.column not in (None, ROWS)
        return Feed(
            place=Place(unique_id=edge.parent, column=edge.column if sure else None),
            copies=False,
            certainty=Certainty.COLUMN if sure else Certainty.NODE,
            decides=True,
            side=sides.get(_folded(edge.origin), Side.OTHER) if edge.kind is EdgeKind.JOIN_KEY else None,
        )

    def _from_rows(self, unique_id: str, values: Iterable[ColumnEdge], about: Property) -> Iterator[Feed]:
        """What else can bring the fault: a row that is missing, or one that is there twice."""
        if about is Property.NULLNESS:
            # no pass of not_null on the column above tells whether its row was there to be joined
            for edge in values:
                if edge.adds_nulls or edge.optional:
                    yield Feed(
                        place=Place(unique_id=edge.parent),
                        copies=False,
                        certainty=Certainty.NODE,
                        decides=True,
                        side=Side.ROW if edge.optional else None,
                    )
        if about in _OF_ROWS or about is Property.UNKNOWN:
            yield from self._multiplied_by(unique_id, {edge.parent for edge in values})

    def _multiplied_by(self, unique_id: str, own: set[str]) -> Iterator[Feed]:
        """The keys on the other side of each join: where one is there twice, so is every row of this side.

        Not those of which the SQL itself keeps one row each, in the join or in the joined node (`group by`,
        `distinct`, `row_number() = 1`).
        """
        for join in self._columns.of(unique_id).joins:
            for side, other, once, keys in (
                (join.left, join.right, join.right_once, [(key.right, key.plain) for key in join.keys]),
                (join.right, join.left, join.left_once, [(key.left, key.plain) for key in join.keys]),
            ):
                if own.intersection(side) and not once:
                    yield from self._repeated(other, keys)

    def _repeated(
        self, tables: Sequence[str], keys: Sequence[tuple[tuple[ColumnRef, ...], bool]]
    ) -> Iterator[Feed]:
        """By the keys of one side, each with whether it is a column as it is; the tables, where it is not one."""
        if not keys:
            yield from (_deciding_node(table) for table in tables)
        refs = [ref for key, _ in keys for ref in key]
        for node in dict.fromkeys(ref.node for ref in refs):
            as_they_are = {
                ref.column.lower()
                for key, plain in keys
                for ref in key
                if plain and ref.column and ref.node == node
            }
            if self._is_made_unique(node, as_they_are):
                continue
            if len(refs) == 1 and refs[0].column is not None:
                place = Place(unique_id=node, column=refs[0].column)
                yield Feed(place=place, copies=False, certainty=Certainty.COLUMN, decides=True)
            else:
                yield replace(_deciding_node(node), keys=frozenset(as_they_are))

    def _is_made_unique(self, unique_id: str, columns: set[str]) -> bool:
        made = self._columns.of(unique_id).unique_by
        return any({name.lower() for name in names} <= columns for names in made)

    def _row_feeds(self, unique_id: str, node: NodeColumns) -> Iterator[Feed]:
        """The relations whose rows these are."""
        whole = node.certain and not node.joins and not self._columns.edges_into(unique_id, ROWS)
        parents = self._lineage.parents(unique_id)
        for parent in parents:
            yield Feed(
                place=Place(unique_id=parent),
                copies=whole and len(parents) == 1,
                certainty=Certainty.COLUMN if node.certain else Certainty.NODE,
                altered=not whole or len(parents) > 1,
            )


def _sides(node: NodeColumns, values: Sequence[ColumnEdge]) -> Mapping[ColumnRef, Side]:
    """Which columns ask for the row of the values, and which are asked for; none where it is not one left join."""
    brought = {edge.parent for edge in values}
    joins = [join for join in node.joins if brought & {*join.right}]
    if len(brought) != 1 or len(joins) != 1 or joins[0].kind is not JoinKind.LEFT or brought & {*joins[0].left}:
        return {}
    if any(join.kind in (JoinKind.RIGHT, JoinKind.FULL) for join in node.joins):
        return {}
    found: dict[ColumnRef, Side] = {}
    for key in joins[0].keys:
        found.update((_folded(ref), Side.KEY) for ref in key.left)
        found.update((_folded(ref), Side.ROW) for ref in key.right)
    return found


def _folded(ref: ColumnRef) -> ColumnRef:
    return ColumnRef(ref.node, ref.column.lower() if ref.column is not None else None)


def _deciding_node(unique_id: str) -> Feed:
    return Feed(place=Place(unique_id=unique_id), copies=False, certainty=Certainty.NODE, decides=True)


def _carries(edge: ColumnEdge, about: Property, node: NodeColumns) -> bool:
    """Whether a fault found below this edge must have been above it."""
    if about in _OF_VALUES:
        # no test of values minds a null that a join has made
        cast = about in (Property.MEMBERSHIP, Property.RANGE) and not edge.adds_nulls
        return edge.kind in (_UNCHANGED if cast else _UNCHANGED - {EdgeKind.CAST})
    if edge.adds_nulls or edge.optional:
        return False
    if about is Property.NULLNESS:
        # a function of one column gives null for null; that it gives null for nothing else is only likely
        return edge.kind in _UNCHANGED or edge.kind is EdgeKind.EXPRESSION
    if about is Property.UNIQUENESS:
        one_to_one = not node.joins and len(node.reads) == 1
        return one_to_one and edge.kind in (EdgeKind.COPY, EdgeKind.RENAME)
    return False


def _within(upstream: Place, downstream: Place) -> Certainty | None:
    """Two places on one node: the same column, or the table and a column of it."""
    if upstream.column is None or downstream.column is None:
        return Certainty.ROWS
    return Certainty.COLUMN if upstream.column.lower() == downstream.column.lower() else None


def _reached(trace: ColumnTrace, place: Place) -> bool | None:
    """Whether a trace reached a place: surely, perhaps (`False`), or not at all (`None`)."""
    column = place.column.lower() if place.column is not None else None
    found: bool | None = None
    for ref, reached in trace.reached.items():
        if ref.node != place.unique_id:
            continue
        if column is None or (ref.column is not None and ref.column.lower() == column):
            found = found or reached.certain
        elif ref.column is None:
            found = found or False
    return found

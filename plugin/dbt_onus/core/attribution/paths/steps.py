"""One step up from a column or a table: the places directly above, and how a fault can have come from each.

The translation of a property along an edge is here: what may carry it down, what may add it, and where a value is
so surely the parent's own that the fault must have been there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from dbt_onus.core.attribution.feeds import Certainty, Feed, Side, same_column
from dbt_onus.core.columns import (
    ROWS,
    ColumnEdge,
    ColumnLineage,
    ColumnRef,
    EdgeKind,
    Join,
    JoinKind,
    NodeColumns,
)
from dbt_onus.core.evidence import Place
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.properties import Property

#: A value that arrives as it is, but for its name and its type.
UNCHANGED = frozenset({EdgeKind.COPY, EdgeKind.RENAME, EdgeKind.CAST})
_DECIDE = frozenset({EdgeKind.JOIN_KEY, EdgeKind.CONDITION})

#: A fault of these sits in single values: a value that is copied brings it along, whatever rows are joined to it.
_OF_VALUES = frozenset({Property.MEMBERSHIP, Property.RANGE, Property.TYPE, Property.FRESHNESS, Property.PRESENCE})
#: A wrong one of several literals was chosen by what a condition compares; a null may be a row that is missing.
_CHOSEN = frozenset({Property.MEMBERSHIP, Property.RANGE})
#: A test of these lets a null through: a column that is nothing but null brings none of them.
_PASS_OVER_NULLS = frozenset({Property.MEMBERSHIP, Property.RANGE, Property.REFERENCE, Property.TYPE})
#: A row too many, or too few, shows as one of these in a sum.
_SEEN_IN_SUMS = frozenset({Property.RANGE, Property.DISTRIBUTION, Property.UNKNOWN})
#: Joins that lose no row of a table that is on their left.
_KEEPING = frozenset({JoinKind.LEFT, JoinKind.FULL, JoinKind.CROSS})
#: A fault of these sits in which rows there are: a copy carries it only where each row is one row of the parent.
OF_ROWS = frozenset({Property.UNIQUENESS, Property.VOLUME, Property.DISTRIBUTION})


class Steps:
    """Steps through the SQL of a project."""

    def __init__(self, columns: ColumnLineage, lineage: Lineage) -> None:
        self._columns = columns
        self._lineage = lineage

    def feeds(self, place: Place, about: Property) -> tuple[Feed, ...]:
        """The places directly above that can have brought a fault of this kind, nearest in the SQL first."""
        if place.unique_id is None:
            return ()
        node = self._columns.of(place.unique_id)
        if about in OF_ROWS and place.column is None:
            return tuple(self._row_feeds(place.unique_id, node))
        if about in _PASS_OVER_NULLS and any(same_column(name, place.column) for name in node.nulls):
            return ()
        edges = self._columns.edges_into(place.unique_id, place.column)
        values = [edge for edge in edges if not edge.kind.indirect]
        if place.column is not None and not values and about in _CHOSEN and _is_chosen(edges):
            chosen_by = (self._deciding(edge, {}) for edge in edges if edge.kind in _DECIDE)
            return tuple(dict.fromkeys(feed for feed in chosen_by if feed.place.unique_id in self._lineage))
        if place.column is None or not values:
            return tuple(self._by_node(place.unique_id))
        feeds = [self._feed(edge, about, node, alone=len(values) == 1) for edge in values]
        if len(values) > 1 and all(edge.kind in UNCHANGED for edge in values):
            feeds = [replace(feed, stacked=True) for feed in feeds]
        # a value that is only copied is bad above, whichever of its rows the join has chosen
        chosen = about in _OF_VALUES and all(feed.copies for feed in feeds)
        decide = _DECIDE - {EdgeKind.JOIN_KEY} if chosen else _DECIDE
        sides = _sides(node, values)
        feeds.extend(self._deciding(edge, sides) for edge in edges if edge.kind in decide)
        feeds.extend(self._from_rows(place.unique_id, values, about))
        return tuple(dict.fromkeys(feed for feed in feeds if feed.place.unique_id in self._lineage))

    def _by_node(self, unique_id: str) -> Iterator[Feed]:
        for parent in self._lineage.parents(unique_id):
            yield Feed(place=Place(unique_id=parent), copies=False, certainty=Certainty.NODE)

    def _feed(self, edge: ColumnEdge, about: Property, node: NodeColumns, *, alone: bool) -> Feed:
        known = edge.certain and edge.column not in (None, ROWS)
        carries = alone and known and _carries(edge, about, node)
        sure = Certainty.COLUMN if edge.kind in UNCHANGED or not carries else Certainty.ROWS
        return Feed(
            place=Place(unique_id=edge.parent, column=edge.column if edge.column != ROWS else None),
            copies=carries,
            certainty=sure if known else Certainty.NODE,
            altered=edge.kind not in UNCHANGED,
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
            side=sides.get(edge.origin.folded, Side.OTHER) if edge.kind is EdgeKind.JOIN_KEY else None,
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
        if about in OF_ROWS or about is Property.UNKNOWN:
            joins = self._columns.of(unique_id).joins
            yield from self._multiplied_by(joins, {edge.parent for edge in values})
        if about in _SEEN_IN_SUMS:
            summed = {edge.parent for edge in values if edge.kind is EdgeKind.AGGREGATE}
            yield from self._summed_up(unique_id, summed)

    def _summed_up(self, unique_id: str, own: set[str]) -> Iterator[Feed]:
        """What decides which rows go into a sum: where they come from, and what joins meet them with."""
        if not own:
            return
        joins = self._within_sums(unique_id)
        yield from self._multiplied_by(joins, own)
        for join in joins:
            for side, other in ((join.left, join.right), (join.right, join.left)):
                if own.intersection(side) and join.kind not in _KEEPING:
                    yield from (_deciding_node(table) for table in other if table not in own)
        yield from (_deciding_node(table) for table in sorted(own))

    def _within_sums(self, unique_id: str) -> list[Join]:
        """The joins of rows that are summed up: not those with a table whose rows are never grouped in that SQL.

        What meets such a table meets sums that are made, and a row that is there twice has the same sum twice.
        """
        kinds: dict[str, set[EdgeKind]] = {}
        for edge in self._columns.edges_into(unique_id, ROWS):
            if edge.column == ROWS and not edge.optional:
                kinds.setdefault(edge.parent, set()).add(edge.kind)
        never = {table for table, found in kinds.items() if found == {EdgeKind.COPY}}
        joins = self._columns.of(unique_id).joins
        return [join for join in joins if not never.intersection((*join.left, *join.right))]

    def _multiplied_by(self, joins: Iterable[Join], own: set[str]) -> Iterator[Feed]:
        """The keys on the other side of each join: where one is there twice, so is every row of this side.

        Not those of which the SQL itself keeps one row each, in the join or in the joined node (`group by`,
        `distinct`, `row_number() = 1`).
        """
        for join in joins:
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
        found.update((ref.folded, Side.KEY) for ref in key.left)
        found.update((ref.folded, Side.ROW) for ref in key.right)
    return found


def _is_chosen(edges: Sequence[ColumnEdge]) -> bool:
    """Whether all that is known of a column without values is surely what its literals are chosen by."""
    conditions = [edge for edge in edges if edge.kind is EdgeKind.CONDITION]
    return bool(conditions) and all(edge.certain and edge.column not in (None, ROWS) for edge in edges)


def _deciding_node(unique_id: str) -> Feed:
    return Feed(place=Place(unique_id=unique_id), copies=False, certainty=Certainty.NODE, decides=True)


def _carries(edge: ColumnEdge, about: Property, node: NodeColumns) -> bool:
    """Whether a fault found below this edge must have been above it."""
    if about in _OF_VALUES:
        # no test of values minds a null that a join has made
        cast = about in (Property.MEMBERSHIP, Property.RANGE) and not edge.adds_nulls
        return edge.kind in (UNCHANGED if cast else UNCHANGED - {EdgeKind.CAST})
    if edge.adds_nulls or edge.optional:
        return False
    if about is Property.NULLNESS:
        # a function of one column gives null for null; that it gives null for nothing else is only likely
        return edge.kind in UNCHANGED or edge.kind is EdgeKind.EXPRESSION
    if about is Property.UNIQUENESS:
        one_to_one = not node.joins and len(node.reads) == 1
        return one_to_one and edge.kind in (EdgeKind.COPY, EdgeKind.RENAME)
    return False

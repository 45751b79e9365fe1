"""Column paths read from the SQL, by node where it cannot be read."""

from __future__ import annotations

import re
from collections.abc import Callable

from dbt_onus.core.attribution.feeds import MAX_HOPS, Certainty, Copy, Feed, same_column
from dbt_onus.core.attribution.paths.certainties import Certainties
from dbt_onus.core.attribution.paths.copies import Copies
from dbt_onus.core.attribution.paths.steps import OF_ROWS, UNCHANGED, Steps
from dbt_onus.core.columns import (
    ROWS,
    ColumnEdge,
    ColumnLineage,
    ColumnRef,
    EdgeKind,
    Edit,
    Repeats,
)
from dbt_onus.core.evidence import Place
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.properties import Property

#: What warehouses say of themselves.
_OF_THE_SYSTEM = re.compile(r"(?:^|\.)(?:information_schema|pg_catalog|sys|system)\.", re.IGNORECASE)

#: What makes several rows of one, also of a single table.
_REPEATS = re.compile(r"\b(?:union|unnest|flatten|explode|lateral|generate_series|unpivot|pivot)", re.IGNORECASE)

#: What is part of the query of whoever reads it.
_INLINED = frozenset({"view", "ephemeral"})


class SqlPaths:
    """Follows columns through the SQL of a project, and over the links between projects."""

    def __init__(self, columns: ColumnLineage, lineage: Lineage) -> None:
        self._columns = columns
        self._lineage = lineage
        self._copies = Copies(columns, lineage)
        self._steps = Steps(columns, lineage)
        self._certainties = Certainties(columns, lineage)

    def copies(self, place: Place) -> tuple[Copy, ...]:
        """As the SQL of what lies below says."""
        return self._copies.of(place)

    def feeds(self, place: Place, about: Property) -> tuple[Feed, ...]:
        """As one step through the SQL gives them."""
        return self._steps.feeds(place, about)

    def certainty(self, upstream: Place, downstream: Place) -> Certainty | None:
        """How sure it is that one place is made from the other; `None` where the SQL shows that it is not."""
        return self._certainties.of(upstream, downstream)

    def undeclared(self, place: Place, about: Property) -> tuple[str, ...]:
        """By the edges into the column; of rows, and where no column is known, all that the node reads."""
        node = self._columns.of(place.unique_id or "")
        whole = place.column is None or about in OF_ROWS or about is Property.UNKNOWN
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
        plain = edge.optional and edge.certain and not edge.drops_nulls and edge.kind in UNCHANGED
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
        for _ in range(MAX_HOPS) if values else ():
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
        return known and edge.kind in UNCHANGED

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

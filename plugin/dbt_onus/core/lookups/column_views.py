"""The answers to lookups of columns, as values: what reports render. Nothing here needs the SQL parser."""

from __future__ import annotations

from msgspec import Struct

from dbt_onus.core.lookups.views import Direction, Hop, ImpactView


class ColumnHop(Struct, frozen=True, kw_only=True):
    """One column on the way: its node with the owner, and what happens between it and the column nearer by.

    `column` is `*` for the node's rows and `None` where only the node is known; `via_column` is that of `hop.via`.
    `kinds`: what is done on that edge, in the words of `core.columns.EdgeKind`. `optional`: the value comes
    through the nullable side of an outer join. `certain`: some way from what was asked for has no guess on it.
    """

    hop: Hop
    column: str | None
    via_column: str | None = None
    kinds: tuple[str, ...] = ()
    optional: bool = False
    certain: bool = True

    @property
    def key(self) -> tuple[str, str | None]:
        """The column."""
        return self.hop.unique_id, self.column

    @property
    def via(self) -> tuple[str, str | None] | None:
        """The column one edge nearer."""
        return (self.hop.via, self.via_column) if self.hop.via is not None else None


class ColumnTree(Struct, frozen=True, kw_only=True):
    """One column, what it comes from and what it goes into: nearest first, per direction."""

    start: ColumnHop
    hops: tuple[ColumnHop, ...]

    def towards(self, direction: Direction) -> tuple[ColumnHop, ...]:
        """The hops on one side."""
        return tuple(one for one in self.hops if one.hop.direction is direction)


class ColumnLineageView(Struct, frozen=True, kw_only=True):
    """The columns that were asked for, each with its own tree."""

    expression: str
    trees: tuple[ColumnTree, ...]
    notes: tuple[str, ...] = ()


class ColumnImpactView(Struct, frozen=True, kw_only=True):
    """The blast radius of a column.

    `radius` holds the nodes, teams and exposures reached; `columns` those columns that the value goes into or
    decides; `by_rows` the nodes among them that it reaches only by deciding which rows there are.
    """

    radius: ImpactView
    columns: tuple[ColumnHop, ...]
    by_rows: frozenset[str]


class ColumnPathView(Struct, frozen=True, kw_only=True):
    """A shortest way from one column to the other; no steps where there is none.

    `turned`: the way runs from the second column named to the first.
    """

    start: ColumnHop
    end: ColumnHop
    steps: tuple[ColumnHop, ...]
    turned: bool = False

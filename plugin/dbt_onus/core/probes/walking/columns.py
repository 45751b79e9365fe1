"""What a walk asks of the SQL of nodes and tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from dbt_onus.core.columns import (
    ColumnEdge,
    Distance,
    Formula,
    KeyBranch,
    LookedUp,
    Making,
    NodeColumns,
    Refusal,
    Wanted,
)


class Columns(Protocol):
    """Which columns a node's SQL makes from which; `ColumnLineage` is one."""

    def of(self, uid: str) -> NodeColumns:
        """Everything known of the node's columns."""

    def edges_into(self, uid: str, column: str | None) -> tuple[ColumnEdge, ...]:
        """The edges into one column; into `*` for the rows."""

    def looked_for(self, test: str) -> Wanted | None:
        """What a test's own SQL looks for in one table."""

    def formulas(self, uid: str, expression: str) -> tuple[Formula, ...]:
        """What an expression over a node's columns is over what the node reads: one for each branch of a union."""

    def choices(self, uid: str, expression: str) -> tuple[Formula, ...]:
        """The same, also for each of several tables' columns of which the first that is not null is taken."""

    def key_branches(self, uid: str, parts: Sequence[str]) -> tuple[KeyBranch, ...]:
        """What a key of a node is over what the node reads, all parts of one table; for each branch of a union."""

    def named_branches(self, uid: str, column: str) -> tuple[tuple[str, frozenset[str]], ...]:
        """Where a column names the branches of a union in a node's SQL: each literal, and what is read there."""

    def restated(self, uid: str, expression: str) -> str | None:
        """An expression over a node's columns in terms of those columns of it that they are made of."""

    def factors(self, uid: str, condition: str) -> tuple[str, ...]:
        """Columns of the node of which an odd number is below 0 in each row that meets the condition."""

    def looked_up(self, uid: str) -> tuple[LookedUp, ...]:
        """The tables that a node's SQL looks up for its rows, with a SELECT of these that says where it was."""

    def refusals(self, uid: str, kind: str) -> tuple[Refusal, ...] | None:
        """The texts that the SQL of a node or a test reads as a type; `None` where one cannot be told."""

    def unhashed(self, expression: str) -> str | None:
        """What an expression makes a hash of."""

    def makings(self, uid: str, column: str) -> tuple[Making, ...]:
        """Where a node's SQL makes a column of several things."""

    def distances(self, uid: str, column: str) -> tuple[Distance, ...]:
        """Of which two columns a node's SQL makes a distance, and what lies beside both."""

    def distances_in(self, uid: str, relation: str, ends: tuple[str, str]) -> tuple[Distance, ...]:
        """The same of two moments of the node's own table."""

    def minded(self, test: str) -> Mapping[str, frozenset[str]]:
        """Which values of which columns a test minds."""

    def retested(self, test: str, uid: str, rows: str) -> str | None:
        """The SQL of a test that looks at one node alone, with a query instead of that node's table."""

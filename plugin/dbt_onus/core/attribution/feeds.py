"""The steps by which a value comes: of which columns a column is made, how surely, and where it is seen again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Protocol

from dbt_onus.core.evidence import Place
from dbt_onus.core.properties import Property

if TYPE_CHECKING:
    from dbt_onus.core.columns.edits import Edit

#: How far up a copied column is followed; a chain longer than this is not one people build.
MAX_HOPS = 200


class Certainty(IntEnum):
    """How well it is known that one column is made from another; the smaller the surer."""

    COLUMN = 0
    ROWS = 1
    NAME = 2
    NODE = 3


class Side(StrEnum):
    """What a column does in the outer joins by which another one comes."""

    KEY = "asks for the row"
    ROW = "is asked for"
    OTHER = "plays a part in another join on the way"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One step up from a column: the parent's column it is made from.

    `copies` says that each value is the parent's own, unchanged and whole: a fault found here was there.
    `decides`, that it is not the value but what decides it: the key of an outer join, the condition of a case;
    `side`, which part it plays in such a join. `altered`: the SQL makes another value of it, to which other bounds
    apply. `stacked`: a union puts several such columns below each other: what is once in each may be twice in all.
    `replaced`: where it is null, the SQL writes a literal. `keys`: the columns, in lower case, by all of which a
    join asks for the rows of the place: it brings two where two of them are the same.
    """

    place: Place
    copies: bool
    certainty: Certainty
    decides: bool = False
    side: Side | None = None
    altered: bool = False
    stacked: bool = False
    replaced: bool = False
    keys: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A column further down with the values of another, unchanged.

    `whole`: each of them is there. `alone`: they are its only values, so what is wrong with one came from above;
    `gaps`: a null may have come in beside them. `follows`: it is no copy but what an outer join brings by it, null
    where it is empty or finds no row. `chosen`: values were let go for what they are, or for finding no partner;
    that the rest is good says nothing of them. `through`: the nodes on the way, its own among them.
    """

    place: Place
    whole: bool
    alone: bool
    gaps: bool
    through: frozenset[str]
    follows: bool = False
    chosen: bool = False


class ColumnPaths(Protocol):
    """Which columns a column is made from."""

    def feeds(self, place: Place, about: Property) -> tuple[Feed, ...]:
        """The places directly above; by node alone (`column=None`) where the SQL cannot be followed."""

    def certainty(self, upstream: Place, downstream: Place) -> Certainty | None:
        """How sure it is that `downstream` is made from `upstream`; `None`: it is known not to be."""

    def copies(self, place: Place) -> tuple[Copy, ...]:
        """Where the values of a column can be seen again further down, as they are; the nearest first."""

    def beside(self, place: Place) -> tuple[Place, ...]:
        """Other columns of the node that an outer join brings with the same row: they are null together."""

    def reads(self, test: str) -> tuple[Place, ...]:
        """The columns that a test's own SQL reads; empty where it cannot be read for certain."""

    def undeclared(self, place: Place, about: Property) -> tuple[str, ...]:
        """Tables that the place is made of and that are no node: the SQL names them without `ref` or `source`."""

    def key_above(self, unique_id: str, columns: frozenset[str]) -> tuple[str, frozenset[str]] | None:
        """The columns above that these are as they are, where each row of the node is a row of that one table."""

    def repeated_in(self, test: str) -> tuple[str, ...]:
        """The columns of the key of which the test's own SQL looks for two; empty where it does anything else."""

    def replaced(self, test: str, place: Place) -> Place | None:
        """Where the SQL writes, for a null, the very value that the test minds: the place or what it copies."""

    def edited(self, unique_id: str, old: str, new: str) -> Edit:
        """What differs between two texts of a node's SQL."""

    def inputs(self, unique_id: str, sql: str, into: str | None = None) -> tuple[Place, ...]:
        """The columns of its parents that a text of a node's SQL surely reads; `into` one of its own, or any."""

    def refused(self, unique_id: str, kind: str) -> Place | None:
        """The one column that the SQL of a node, and of the views that it reads, casts to that type."""

    def gives(self, unique_id: str, column: str) -> bool | None:
        """Whether a node has a column of that name; `None` where its columns are not known."""

    def passed_from(self, unique_id: str, column: str) -> str | None:
        """The one parent whose column of that name the node passes on without naming it, there today or not."""

    def asked_of(self, unique_id: str, column: str, kept: Callable[[str], bool]) -> tuple[tuple[str, ...], ...]:
        """For each place where the node's SQL asks for the column, the parents that can be meant; `()`: unknown.

        `kept` says whether the code of a parent says the same of the column as before.
        """


def same_column(one: str | None, other: str | None) -> bool:
    """Whether two names mean the same column; warehouses differ in case, people do too."""
    return one is not None and other is not None and one.lower() == other.lower()

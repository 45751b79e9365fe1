"""What the statements need of a database: the seam between the way a ledger is kept and where it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeAlias

Value: TypeAlias = str | bytes | int | float | None
Row: TypeAlias = tuple[Any, ...]

#: How long a process waits for another one's transaction, in seconds.
PATIENCE = 10.0
#: How many values one statement is given: SQLite before 3.32 takes no more than 999.
_AT_ONCE = 900


class Cursor(Protocol):
    """What a statement found, or how many rows it changed."""

    @property
    def rowcount(self) -> int:
        """How many rows it changed."""

    def fetchone(self) -> Any:
        """The next row; `None` after the last one."""

    def fetchall(self) -> list[Any]:
        """All the rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """The rows."""


class Connection(Protocol):
    """Inside of one transaction. Placeholders are `?`, and no statement has another question mark."""

    def execute(self, statement: str, values: Sequence[Value] = (), /) -> Cursor:
        """Run one statement."""

    def executemany(self, statement: str, rows: Iterable[Sequence[Value]], /) -> object:
        """Run it for every row."""


class Database(Protocol):
    """A place that keeps a ledger. Both ways in raise LedgerError, in one line, where it cannot be used."""

    @property
    def name(self) -> str:
        """What people call it: without a password."""

    def writing(self) -> AbstractContextManager[Connection]:
        """One transaction, while nobody else writes: committed as a whole, or not at all. Made on first use."""

    def reading(self) -> AbstractContextManager[Connection | None]:
        """How things stood at one moment; `None`, and nothing made, where nothing was ever written."""


def in_parts(values: Iterable[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The values in as many parts as statements can take, each with its placeholders for `in (…)`."""
    ordered = sorted(values)
    for start in range(0, len(ordered), _AT_ONCE):
        some = tuple(ordered[start : start + _AT_ONCE])
        yield ", ".join("?" * len(some)), some

"""Rows for a warehouse, in batches that a command can be given."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TypeAlias

#: A value as JSON has it; moments are UTC texts that every warehouse casts.
Value: TypeAlias = str | int | float | bool | None
Row: TypeAlias = Mapping[str, Value]
#: Rows by the table they go into. Tables without rows are there too: they may have had some before.
Tables: TypeAlias = Mapping[str, Sequence[Row]]


def moment(at: datetime | None) -> str | None:
    """A moment as text, UTC, without its zone: `2026-11-23 20:30:00.000001`."""
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def day(of: date) -> str:
    """A day as text."""
    return of.isoformat()


def batches(tables: Tables, limit: int) -> Iterator[Tables]:
    """The rows in order, in batches whose JSON is no longer than `limit`; a row that is longer goes alone.

    NUL is left out of texts: PostgreSQL has none. There is one batch at least: a load of nothing takes away what
    was there.
    """
    batch: dict[str, list[Row]] = {}
    size = 0
    for table, rows in tables.items():
        for row in rows:
            plain = {
                name: value.replace("\0", "") if isinstance(value, str) else value for name, value in row.items()
            }
            length = len(json.dumps(plain)) + 2
            if batch and size + length > limit:
                yield batch
                batch, size = {}, 0
            batch.setdefault(table, []).append(plain)
            size += length
    yield batch

"""What was read of SQL before, kept under a fingerprint of everything that went into it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, MutableMapping, Sequence
from typing import NamedTuple

import msgspec

from dbt_onus.core.columns.edges import NodeColumns, from_bytes, to_bytes
from dbt_onus.core.columns.reading import Reading, resolve
from dbt_onus.core.columns.statements.statement import Statement

#: Part of every fingerprint: raise it when the same SQL would be answered differently.
_EDITION = "3"


class Unread(NamedTuple):
    """SQL to be read, and what has to be known to read it: a `Reading` whose SQL is not decoded yet."""

    statement: Statement
    dialect: str
    schema: Mapping[str, tuple[str, ...]]
    partial: Sequence[str] = ()

    @property
    def reading(self) -> Reading:
        """The same for who reads it."""
        return Reading(self.statement.sql, self.dialect, self.schema, self.statement.relations, self.partial)

    @property
    def fingerprint(self) -> str:
        """The same for the same SQL, read with the same knowledge."""
        statement = self.statement
        inputs = (_EDITION, self.dialect, statement.written, statement.relations, self.schema, self.partial)
        return hashlib.sha256(msgspec.msgpack.encode(inputs)).hexdigest()


class KeptColumns:
    """Columns by the fingerprint of what they were read from; without a `cache` nothing is kept."""

    def __init__(self, cache: MutableMapping[str, bytes] | None) -> None:
        self._cache = cache

    def read(self, unread: Unread) -> NodeColumns:
        """The columns as they were read before, or read now."""
        fingerprint = unread.fingerprint
        found = self.recalled(fingerprint)
        if found is None:
            found = resolve(**unread.reading._asdict())
            self.keep(fingerprint, to_bytes(found))
        return found

    def recalled(self, fingerprint: str) -> NodeColumns | None:
        """What was read before."""
        kept = self._cache.get(fingerprint) if self._cache is not None else None
        return from_bytes(kept) if kept is not None else None

    def keep(self, fingerprint: str, columns: bytes) -> None:
        """Keep what was read, packed."""
        if self._cache is not None:
            self._cache[fingerprint] = columns

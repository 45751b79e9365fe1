"""A ledger in a SQLite file, before anything was asked of it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dbt_onus.core.incidents.incident import Incident
    from dbt_onus.ledger.statements import StoredLedger


class UnopenedLedger:
    """Becomes a `StoredLedger` when it is asked: loading one takes longer than answering most lookups."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _ledger(self) -> StoredLedger:
        from dbt_onus.ledger.sqlite import SqliteDatabase
        from dbt_onus.ledger.statements import StoredLedger

        return StoredLedger(SqliteDatabase(self._path))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    def open_incidents(self) -> tuple[Incident, ...]:
        """See `core.ports.Ledger`: there are none in a file that is not there."""
        return self._ledger.open_incidents() if self._may_exist() else ()

    def reassigned_incidents(self) -> tuple[Incident, ...]:
        """See `core.ports.Ledger`: few files hold one, and every lookup asks."""
        if not self._may_exist():
            return ()
        from dbt_onus.ledger.reassigned import any_reassigned
        from dbt_onus.ledger.sqlite import SqliteDatabase

        return self._ledger.reassigned_incidents() if any_reassigned(SqliteDatabase(self._path)) else ()

    def _may_exist(self) -> bool:
        try:
            return self._path.exists()
        except OSError:
            return True  # what cannot even be looked at is for the ledger to say

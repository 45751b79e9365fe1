"""Where runs, incidents and what is to be said of them are remembered."""

from __future__ import annotations

from pathlib import Path

from dbt_onus.core.ports import Ledger
from dbt_onus.errors import LedgerError
from dbt_onus.ledger.sqlite import SqliteDatabase
from dbt_onus.ledger.statements import StoredLedger

_SQLITE = "sqlite:"


def open_ledger(address: str, project_dir: Path) -> Ledger:
    """The ledger at an address of `onus.yml`, like `sqlite:.onus/ledger.db`; relative to the project."""
    if address.startswith(_SQLITE):
        path = project_dir / address.removeprefix(_SQLITE).removeprefix("//")
        return StoredLedger(SqliteDatabase(path))
    raise LedgerError(f'ledger: "{address.split(":")[0]}:…" is no ledger; use sqlite:PATH')


__all__ = ["Ledger", "open_ledger"]

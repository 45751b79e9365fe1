"""Where runs, incidents and what is to be said of them are remembered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from dbt_onus.errors import LedgerError
from dbt_onus.ledger.unopened import UnopenedLedger

if TYPE_CHECKING:
    from dbt_onus.core.ports import Ledger

_SQLITE = "sqlite:"
_POSTGRES = ("postgresql://", "postgres://")


def full_address(address: str, project_dir: Path) -> str:
    """The address from anywhere: two that are the same keep the same ledger."""
    return f"{_SQLITE}{_path(address, project_dir).resolve()}" if address.startswith(_SQLITE) else address


def open_ledger(address: str, project_dir: Path) -> Ledger:
    """The ledger at an address like `sqlite:.onus/ledger.db`, relative to the project, or `postgresql://…`.

    Nothing is opened before it is used. LedgerError where it is the address of no ledger.
    """
    if address.startswith(_SQLITE):
        return cast("Ledger", UnopenedLedger(_path(address, project_dir)))
    if address.startswith(_POSTGRES):
        # psycopg is an extra, and slow to import
        from dbt_onus.ledger.postgres import PostgresDatabase
        from dbt_onus.ledger.statements import StoredLedger

        return StoredLedger(PostgresDatabase(address))
    # whatever it is, it may hold a secret
    raise LedgerError("ledger: this is the address of no ledger; use sqlite:PATH, or env:NAME with postgresql://…")


def _path(address: str, project_dir: Path) -> Path:
    return project_dir / address.removeprefix(_SQLITE).removeprefix("//")


__all__ = ["full_address", "open_ledger"]

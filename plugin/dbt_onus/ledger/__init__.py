"""Where runs and incidents are remembered."""

from __future__ import annotations

from pathlib import Path

from dbt_onus.core.ports import Ledger
from dbt_onus.errors import LedgerError
from dbt_onus.ledger.sqlite import SqliteLedger

_SQLITE = "sqlite:"


def open_ledger(address: str, project_dir: Path) -> Ledger:
    """The ledger at an address of `onus.yml`, like `sqlite:.onus/ledger.db`; relative to the project."""
    if address.startswith(_SQLITE):
        return SqliteLedger(project_dir / address.removeprefix(_SQLITE).removeprefix("//"))
    raise LedgerError(f'ledger: "{address.split(":")[0]}:…" is no ledger; use sqlite:PATH')


__all__ = ["Ledger", "open_ledger"]

"""What the core needs from outside, as it would say it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from dbt_onus.core.history import History, RunRecord
from dbt_onus.core.incidents import Incident


class Ledger(Protocol):
    """The memory between runs. Every method raises LedgerError where the store cannot be used."""

    def history(self, project: str, checks: Collection[str], code: Mapping[str, str]) -> History:
        """What is remembered of these checks, and of the code of these nodes (`code`: as it is now)."""

    def open_incidents(self) -> tuple[Incident, ...]:
        """Incidents that nobody has resolved, oldest first."""

    def is_recorded(self, record: RunRecord) -> bool:
        """Whether this invocation was recorded before."""

    def is_outdated(self, record: RunRecord) -> bool:
        """Whether a later run of the project was recorded: then this one decides nothing any more."""

    def record(self, record: RunRecord | None, incidents: Iterable[Incident]) -> None:
        """Remember a run (once per invocation) and the incidents as they stand, together or not at all."""

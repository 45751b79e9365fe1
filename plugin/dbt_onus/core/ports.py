"""What the core needs from outside, as it would say it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Protocol

from dbt_onus.core.history import Evaluations, History, RunRecord
from dbt_onus.core.incidents import Incident
from dbt_onus.core.judgements import Judgement
from dbt_onus.core.timeline import Change, Event


class Ledger(Protocol):
    """The memory between runs. Every method raises LedgerError where the store cannot be used."""

    def history(self, project: str, checks: Collection[str], code: Mapping[str, str]) -> History:
        """What is remembered of these checks, and of the code of these nodes (`code`: as it is now)."""

    def evaluations(self, project: str, runs: int) -> Evaluations:
        """The latest `runs` runs that ran tests, and when each check of the project was last looked at."""

    def open_incidents(self) -> tuple[Incident, ...]:
        """Incidents that nobody has resolved, oldest first."""

    def incidents(self, prefix: str = "") -> tuple[Incident, ...]:
        """Every incident whose id begins so, resolved ones too, oldest first."""

    def timeline(self, incident_id: str) -> tuple[Event, ...]:
        """What happened to the incident, first things first."""

    def judgements(self) -> tuple[Judgement, ...]:
        """What people said of verdicts, first things first."""

    def is_recorded(self, record: RunRecord) -> bool:
        """Whether this invocation was recorded before."""

    def looked_at_since(self, record: RunRecord) -> frozenset[str]:
        """The checks of this run that a later run, recorded before it, looked at again: theirs is the word."""

    def record(
        self, record: RunRecord | None, incidents: Iterable[Incident], events: Iterable[Event] = ()
    ) -> None:
        """Remember a run (once per invocation), the incidents as they stand and what happened to them.

        Together or not at all. The same event is remembered once.
        """

    def amend(self, incident_id: str, change: Callable[[Incident], Change]) -> Change:
        """Let a person change an incident: read, changed and written while nobody else can touch it.

        Whatever `change` raises is raised, and nothing is written.
        """

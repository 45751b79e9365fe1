"""What the core needs from outside, as it would say it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from dbt_onus.core.code import Written
from dbt_onus.core.deliveries import Attempt, Delivery, Next, Waiting
from dbt_onus.core.history import Evaluations, History, RunRecord
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.incidents.judgements import Judgement
from dbt_onus.core.incidents.standing import Decide, Decision
from dbt_onus.core.incidents.timeline import Event
from dbt_onus.core.receivers import SecretRef, Traits


class Ledger(Protocol):
    """The memory between runs. Every method raises LedgerError where the store cannot be used."""

    def history(self, project: str, checks: Collection[str], code: Mapping[str, str]) -> History:
        """What is remembered of these checks, and of the code of these nodes (`code`: as it is now)."""

    def texts(
        self, project: str, unique_ids: Collection[str]
    ) -> Mapping[str, tuple[tuple[datetime, Written], ...]]:
        """The code of these nodes in every version that built one, oldest first."""

    def evaluations(self, project: str, runs: int) -> Evaluations:
        """The latest `runs` runs that ran tests, and when each check of the project was last looked at."""

    def open_incidents(self) -> tuple[Incident, ...]:
        """Incidents that nobody has resolved, oldest first."""

    def reassigned_incidents(self) -> tuple[Incident, ...]:
        """Those of them that a person gave to another team: every lookup asks, for they say who owns a node."""

    def incidents(self, prefix: str = "") -> tuple[Incident, ...]:
        """Every incident whose id begins so, resolved ones too, oldest first."""

    def timeline(self, incident_id: str) -> tuple[Event, ...]:
        """What happened to the incident, first things first."""

    def judgements(self) -> tuple[Judgement, ...]:
        """What people said of verdicts, first things first."""

    def change(self, decide: Decide, *, records: Sequence[RunRecord] = (), ids: Collection[str] = ()) -> Decision:
        """The only way to write: read, decided and written while nobody else can touch it.

        `records` are runs to remember, each once per invocation; `ids` are incidents to read besides the open
        ones. Whatever `decide` raises is raised, and nothing is written.
        """

    def claim(self, now: datetime, lease: timedelta, without: Collection[str] = ()) -> Delivery | None:
        """The next delivery that may be sent, leased to this process for so long; `None` where none is due.

        None to the receivers `without`. Oldest first; within a thread never one before the one planned earlier
        is delivered, dead or dropped.
        """

    def settle(self, delivery: Delivery, attempt: Attempt, now: datetime, events: Iterable[Event] = ()) -> Next:
        """Write down what an attempt came to, with what it adds to the timeline, and give back the lease.

        Where the lease had run out and another process has it now, only a success is written.
        """

    def outbox(self) -> tuple[Waiting, ...]:
        """What is still to be sent, and what was refused for good, oldest first."""


class Channel(Protocol):
    """A kind of delivery (slack, pagerduty, …): knows its limits, its escapes and what its answers mean."""

    @property
    def name(self) -> str:
        """As `channel:` in onus.yml says it."""

    @property
    def traits(self) -> Traits:
        """What routing has to know of it."""

    def deliver(self, delivery: Delivery, secrets: Secrets, deadline: float) -> Attempt:
        """Send it, once, within `deadline` seconds. Never raises, never prints, never says a secret."""


class Secrets(Protocol):
    """Where secrets are fetched when something is sent, and nowhere else."""

    def value(self, reference: SecretRef) -> str | None:
        """The secret, or `None` where the environment has none of that name."""

    def masked(self, text: str) -> str:
        """The text without any secret that was ever fetched."""

"""What stands outside of the core, in memory: a ledger, and receivers that fail as they are told to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from dbt_onus.core.deliveries import Attempt, Delivery, Next, Planned, Verdict, after_attempt
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.incidents.standing import Decide, Decision, Standing
from dbt_onus.core.incidents.timeline import Event
from dbt_onus.core.notifications import Delivered, Notification, Told, Transition


@dataclass(kw_only=True)
class Row:
    """A row of the outbox: one notification, or a digest of several."""

    number: int
    planned: Planned
    at: datetime
    state: Delivered = Delivered.PENDING
    attempts: int = 0
    maybe_sent: bool = False
    not_before: datetime | None = None
    leased: bool = False

    @property
    def notifications(self) -> tuple[Notification, ...]:
        return (self.planned.notification, *self.planned.covers)

    @property
    def tried(self) -> bool:
        if self.state is Delivered.DEAD:
            return self.maybe_sent
        return self.attempts > 0 or self.leased

    def told(self) -> Iterator[Told]:
        digest = self.planned.notification.key if self.planned.covers else None
        for one in self.notifications:
            yield Told(notification=one, at=self.at, state=self.state, tried=self.tried, digest=digest)


class FakeLedger:
    """`core.ports.Ledger` as far as incidents and the outbox go; nobody else is there to disturb it."""

    def __init__(self) -> None:
        self.incidents: dict[str, Incident] = {}
        self.events: list[Event] = []
        self.rows: list[Row] = []

    def told(self) -> dict[str, tuple[Told, ...]]:
        """Everything that was decided to be said, by incident."""
        found: dict[str, list[Told]] = {}
        for row in self.rows:
            for one in row.told():
                found.setdefault(one.notification.incident_id, []).append(one)
        return {incident_id: tuple(told) for incident_id, told in found.items()}

    def change(self, decide: Decide, *, now: datetime, ids: Collection[str] = ()) -> Decision:
        """All incidents are given, so that `ids` has nothing to add."""
        decision = decide(Standing(incidents=dict(self.incidents), told=self.told()))
        self.incidents.update((one.id, one) for one in decision.incidents)
        self.events += [one for one in decision.events if one not in self.events]
        for row in self.rows:
            asked = any(one.key in decision.dropped for one in row.notifications)
            if asked and row.state is Delivered.PENDING and not row.tried:
                row.state = Delivered.DROPPED
        known = {one.key for row in self.rows for one in row.notifications}
        for planned in decision.planned:
            if planned.notification.key not in known:
                self.rows.append(Row(number=len(self.rows), planned=planned, at=now))
        return decision

    def claim(self, now: datetime) -> Delivery | None:
        """Oldest first; never one before an earlier one of any of its threads is settled."""
        busy: set[str] = set()
        for row in self.rows:
            if row.state is not Delivered.PENDING:
                continue
            threads = {one.thread for one in row.notifications}
            free = busy.isdisjoint(threads) and not row.leased
            busy |= threads
            if free and (row.not_before is None or row.not_before <= now):
                row.leased = True
                return Delivery(
                    number=row.number, planned=row.planned, attempts=row.attempts, maybe_sent=row.maybe_sent
                )
        return None

    def settle(self, delivery: Delivery, attempt: Attempt, now: datetime) -> Next:
        """Write down what an attempt came to."""
        row, next_ = self.rows[delivery.number], after_attempt(delivery, attempt, now)
        row.leased, row.state, row.not_before = False, next_.state, next_.not_before
        row.attempts += 1
        row.maybe_sent |= attempt.verdict is Verdict.AMBIGUOUS
        return next_


class Mood(StrEnum):
    """How a receiver takes what it is sent."""

    UP = "up"
    DOWN = "down"
    REFUSING = "refusing"
    MUTE = "mute"  # takes it, and does not answer


@dataclass
class FakeReceivers:
    """Receivers that remember everything, and what each shows."""

    moods: dict[str, Mood] = field(default_factory=dict)
    taken: list[tuple[str, Notification]] = field(default_factory=list)

    def deliver(self, delivery: Delivery) -> Attempt:
        """As the receiver feels."""
        planned = delivery.planned
        receiver = planned.notification.receiver
        mood = self.moods.get(receiver, Mood.UP)
        if mood in (Mood.UP, Mood.MUTE):
            known = {one.key for _, one in self.taken}
            parts = (planned.notification, *planned.covers)
            self.taken += [(receiver, one) for one in parts if one.key not in known]
        return Attempt(verdict=_VERDICTS[mood])

    def shown(self) -> Mapping[str, Transition]:
        """By thread, what the receiver was told last."""
        return {one.thread: one.reason.transition for _, one in self.taken}

    def threads(self) -> Mapping[str, list[Notification]]:
        """What arrived, by thread, in the order of arrival."""
        found: dict[str, list[Notification]] = {}
        for _, one in self.taken:
            found.setdefault(one.thread, []).append(one)
        return found


_VERDICTS = {
    Mood.UP: Verdict.DELIVERED,
    Mood.DOWN: Verdict.NOT_SENT,
    Mood.REFUSING: Verdict.PERMANENT,
    Mood.MUTE: Verdict.AMBIGUOUS,
}


def given_up(row: Row, *, maybe_sent: bool = False) -> Row:
    """The row after its last attempt."""
    return replace(row, state=Delivered.DEAD, attempts=12, maybe_sent=maybe_sent)


LEASE = timedelta(minutes=1)

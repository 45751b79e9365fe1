"""Sending what the outbox holds: one after the other, within a budget, whatever the receivers do."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dbt_onus.app.delivering import Budget, Sender, Sent, deliver
from dbt_onus.core.deliveries import Attempt, Delivery, Next, Planned, Verdict, after_attempt
from dbt_onus.core.evidence import Confidence
from dbt_onus.core.incidents.timeline import Event
from dbt_onus.core.messages import Message, Severity
from dbt_onus.core.notifications import Notification, Reason, Role
from dbt_onus.core.ports import Secrets
from dbt_onus.core.receivers import Receiver, SecretRef, Traits
from tests.builders import NOON

PLENTY = Budget(seconds=60, attempt=5)


def delivery(number: int, receiver: str = "payments-slack") -> Delivery:
    """The `number`-th row of the outbox."""
    notification = Notification(
        incident_id=f"{number:08x}",
        episode=1,
        receiver=receiver,
        sequence=1,
        role=Role.NOTIFY,
        team="payments",
        reason=Reason.FIRST,
    )
    message = Message(
        incident_id=notification.incident_id,
        dedup_key="key",
        project="shop",
        reason=Reason.FIRST,
        role=Role.NOTIFY,
        team="Payments",
        severity=Severity.ERROR,
        confidence=Confidence.PROVEN,
        headline="something broke",
        lead="Payments answers.",
        at=NOON,
    )
    planned = Planned(notification=notification, message=message, receiver=Receiver(name=receiver, channel="fake"))
    return Delivery(number=number, planned=planned)


@dataclass
class FakeOutbox:
    """Rows in order; a row that is to be tried again is not due again in the same minute."""

    rows: list[Delivery]
    settled: dict[int, Attempt] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    def claim(self, now: datetime, lease: timedelta, without: Collection[str] = ()) -> Delivery | None:
        del now, lease
        due = (one for one in self.rows if one.planned.receiver.name not in without)
        found = next(due, None)
        if found is not None:
            self.rows.remove(found)
        return found

    def settle(self, delivery: Delivery, attempt: Attempt, now: datetime, events: Iterable[Event] = ()) -> Next:
        self.settled[delivery.number] = attempt
        self.events.extend(events)
        return after_attempt(delivery, attempt, now)


class Time:
    """A clock that advances when somebody waits."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds)

    def elapsed(self) -> float:
        return self.seconds


class NoSecrets:
    def value(self, reference: SecretRef) -> str | None:
        del reference
        return None

    def masked(self, text: str) -> str:
        return text.replace("hunter2", "***")


@dataclass
class FakeChannel:
    """Answers what it is told to, per receiver, and takes its time."""

    time: Time
    answers: dict[str, Attempt] = field(default_factory=dict)
    seconds: float = 0.1
    name: str = "fake"
    traits: Traits = field(default_factory=Traits)
    deadlines: list[float] = field(default_factory=list)

    def deliver(self, delivery: Delivery, secrets: Secrets, deadline: float) -> Attempt:
        del secrets
        self.deadlines.append(deadline)
        self.time.seconds += min(self.seconds, deadline)
        answer = self.answers.get(delivery.planned.receiver.name, Attempt(verdict=Verdict.DELIVERED))
        if answer.says == "raise":
            raise ValueError("the token was hunter2")
        return answer


def sent(
    *rows: Delivery, budget: Budget = PLENTY, seconds: float = 0.1, **answers: Attempt
) -> tuple[Sent, FakeOutbox, FakeChannel]:
    time = Time()
    outbox = FakeOutbox(list(rows))
    channel = FakeChannel(time, {name.replace("_", "-"): answer for name, answer in answers.items()}, seconds)
    sender = Sender(channel_named=lambda _: channel, secrets=NoSecrets(), now=time.now, elapsed=time.elapsed)
    return deliver([outbox], sender, budget), outbox, channel


def test_everything_that_is_due_goes_out_and_the_timeline_says_so() -> None:
    result, outbox, _ = sent(delivery(1), delivery(2))
    assert len(result.delivered) == 2
    assert result.problems == ()
    assert [event.names for event in outbox.events] == ["payments through payments-slack"] * 2
    assert outbox.events[0].because == "first notification"


def test_a_receiver_that_is_away_is_not_waited_for_twice() -> None:
    away = Attempt(verdict=Verdict.NOT_SENT, says="connection refused")
    result, outbox, channel = sent(delivery(1), delivery(2), delivery(3, "growth-slack"), payments_slack=away)
    assert [one.number for one in result.delivered] == [3]
    assert outbox.settled.keys() == {1, 3}
    assert len(channel.deadlines) == 2
    assert result.problems == (
        "payments-slack: connection refused (incident 00000001); it is tried again after 2026-11-02 12:00 UTC",
    )


def test_one_refused_message_does_not_keep_the_next_from_its_receiver() -> None:
    refused = Attempt(verdict=Verdict.PERMANENT, says="400: invalid blocks")
    result, outbox, _ = sent(delivery(1), delivery(2), payments_slack=refused)
    assert outbox.settled.keys() == {1, 2}
    assert [one.number for one in result.dead] == [1, 2]
    assert "given up, the fallback team is told instead" in result.problems[0]


def test_the_time_is_kept_and_the_rest_waits() -> None:
    rows = [delivery(n) for n in range(1, 9)]
    result, outbox, channel = sent(*rows, budget=Budget(seconds=10, attempt=5), seconds=4)
    assert result.ran_out_of_time
    assert len(result.delivered) == 3
    assert channel.deadlines == [5, 5, 2]
    assert len(outbox.rows) == 5


def test_a_channel_with_a_fault_of_its_own_may_have_sent_and_tells_no_secret() -> None:
    broken = Attempt(verdict=Verdict.DELIVERED, says="raise")
    result, outbox, _ = sent(delivery(1), payments_slack=broken)
    assert outbox.settled[1].verdict is Verdict.AMBIGUOUS
    assert "hunter2" not in result.problems[0]


def test_nothing_due_is_nothing_done() -> None:
    result, _, channel = sent()
    assert result == Sent()
    assert channel.deadlines == []

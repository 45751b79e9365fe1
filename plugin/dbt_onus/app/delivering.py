"""Send what the outbox holds, one after the other, for as long as there is time.

A claim leases a delivery to this process; whatever happens between the claim and the settlement, somebody else
takes it up when the lease has run out. So nothing is lost to a kill, and what may have arrived is known to be so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from dbt_onus.core.deliveries import Attempt, Delivery, Next, Verdict
from dbt_onus.core.incidents.timeline import ONUS, Event, What
from dbt_onus.core.notifications import Delivered, Reason, subject_of
from dbt_onus.core.ports import Channel, Secrets
from dbt_onus.errors import OnusError


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How long sending may take: all of it, and one attempt, in seconds."""

    seconds: float
    attempt: float


#: At the end of a dbt command, where somebody waits for it; the rest is sent by the next run or by `onus route`.
IN_A_RUN = Budget(seconds=10.0, attempt=5.0)
BY_HAND = Budget(seconds=300.0, attempt=20.0)
#: A lease outlives the attempt by far: only a process that is gone loses it.
_LEASE_AFTER_ATTEMPT = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of what was due: how many went out, and a line for each that did not."""

    delivered: tuple[Delivery, ...] = ()
    problems: tuple[str, ...] = ()
    dead: tuple[Delivery, ...] = ()
    ran_out_of_time: bool = False

    def joined(self, other: Sent) -> Sent:
        """These and what came after them."""
        return Sent(
            delivered=(*self.delivered, *other.delivered),
            problems=(*self.problems, *other.problems),
            dead=(*self.dead, *other.dead),
            ran_out_of_time=other.ran_out_of_time,
        )


NOTHING_SENT = Sent()


class Outbox(Protocol):
    """The part of the ledger that sending needs; see `core.ports.Ledger`."""

    def claim(self, now: datetime, lease: timedelta, without: Collection[str] = ()) -> Delivery | None:
        """The next delivery that may be sent, but to none of the receivers `without`."""

    def settle(self, delivery: Delivery, attempt: Attempt, now: datetime, events: Iterable[Event] = ()) -> Next:
        """What an attempt came to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """How to send: channels by name, secrets, and two clocks (the time of day, and one that only advances)."""

    channel_named: Callable[[str], Channel]
    secrets: Secrets
    now: Callable[[], datetime]
    elapsed: Callable[[], float]


@dataclass(slots=True)
class _Tally:
    delivered: list[Delivery] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    dead: list[Delivery] = field(default_factory=list)
    tired: set[str] = field(default_factory=set)


def deliver(outboxes: Iterable[Outbox], sender: Sender, budget: Budget) -> Sent:
    """Send until nothing is due or the time is up. A receiver that does not answer is asked once in a call."""
    end, tally = sender.elapsed() + budget.seconds, _Tally()
    for outbox in outboxes:
        while (left := end - sender.elapsed()) > 0:
            lease = timedelta(seconds=budget.attempt) + _LEASE_AFTER_ATTEMPT
            delivery = outbox.claim(sender.now(), lease, frozenset(tally.tired))
            if delivery is None:
                break
            _send(outbox, delivery, sender, min(budget.attempt, left), tally)
    return Sent(
        delivered=tuple(tally.delivered),
        problems=tuple(tally.problems),
        dead=tuple(tally.dead),
        ran_out_of_time=sender.elapsed() >= end,
    )


def _send(outbox: Outbox, delivery: Delivery, sender: Sender, deadline: float, tally: _Tally) -> None:
    attempt = _attempt(delivery, sender, deadline)
    now = sender.now()
    events = _notified(delivery, now) if attempt.verdict is Verdict.DELIVERED else ()
    after = outbox.settle(delivery, attempt, now, events)
    if attempt.verdict is Verdict.DELIVERED:
        tally.delivered.append(delivery)
        return
    if after.state is Delivered.DEAD:
        tally.dead.append(delivery)
    if attempt.verdict is not Verdict.PERMANENT:
        # it is slow, away or busy: waiting for it again would cost the others their time
        tally.tired.add(delivery.planned.receiver.name)
    tally.problems.append(_problem(delivery, attempt, after))


def _attempt(delivery: Delivery, sender: Sender, deadline: float) -> Attempt:
    receiver = delivery.planned.receiver
    try:
        return sender.channel_named(receiver.channel).deliver(delivery, sender.secrets, deadline)
    except OnusError as error:
        return Attempt(verdict=Verdict.PERMANENT, says=sender.secrets.masked(str(error)))
    except Exception as error:  # noqa: BLE001 - one delivery that cannot be made must not keep the others
        # whether bytes went out before it is not known: then they may have
        says = sender.secrets.masked(f"internal error: {error!r}")
        return Attempt(verdict=Verdict.AMBIGUOUS, says=says)


def _problem(delivery: Delivery, attempt: Attempt, after: Next) -> str:
    notification = delivery.planned.notification
    about = subject_of(notification.incident_id)
    what = f"{notification.receiver}: {attempt.says or attempt.verdict.value} ({about})"
    if after.state is Delivered.DEAD:
        announced = notification.reason is Reason.ANNOUNCED
        return f"{what}; given up" if announced else f"{what}; given up, the fallback team is told instead"
    again = f" after {after.not_before:%Y-%m-%d %H:%M} UTC" if after.not_before else ""
    return f"{what}; it is tried again{again}"


def _notified(delivery: Delivery, now: datetime) -> tuple[Event, ...]:
    """A line in the timeline of every incident that the message spoke of."""
    return tuple(
        Event(
            incident_id=one.incident_id,
            episode=one.episode,
            at=now,
            by=ONUS,
            what=What.NOTIFIED,
            because=one.reason.value,
            names=f"{one.team} through {one.receiver}",
        )
        for one in (delivery.planned.notification, *delivery.planned.covers)
        if one.reason is not Reason.ANNOUNCED
    )

"""One ticket per incident and receiver, wherever tickets are kept: looked for, opened, closed, reopened.

A ticket carries a mark made of the incident and the receiver, each message one made of its key. So a ticket or a
comment that is there already is found, and nothing is said twice, whatever became of an earlier answer.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Protocol

from dbt_onus.channels.sending import Sending
from dbt_onus.core.deliveries import Attempt, Delivery, Verdict
from dbt_onus.core.notifications import Transition

LABEL = "onus"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """As the tracker has it: `reference` finds it again, `body` may hold the key of the message that opened it."""

    reference: str
    is_open: bool
    body: str = ""


class Tracker(Protocol):
    """Where tickets are kept. Everything may raise `UndeliveredError`."""

    def known(self, reference: str) -> Ticket | None:
        """The ticket of that reference, or `None` where somebody deleted it."""

    def found(self, mark: str) -> Ticket | None:
        """The ticket that carries the mark, open or closed."""

    def open(self, mark: str, key: str) -> Ticket:
        """A new one that says the message."""

    def has_comment(self, ticket: Ticket, key: str) -> bool:
        """Whether a comment carries the message's key."""

    def comment(self, ticket: Ticket, key: str) -> None:
        """Say the message there."""

    def turn(self, ticket: Ticket, *, is_open: bool) -> None:
        """Close or reopen it."""


def mark_of(delivery: Delivery) -> str:
    """`onus-` and 16 hex digits: the same in every episode, so that a fault that comes back reopens its ticket."""
    about = delivery.planned.notification
    return f"{LABEL}-{_digest(about.incident_id, about.receiver)}"


def key_of(delivery: Delivery) -> str:
    """16 hex digits that only this message has."""
    return f"{LABEL}-key-{_digest(delivery.planned.notification.key)}"


def keep_ticket(sending: Sending, tracker: Tracker) -> Attempt:
    """Open the ticket or comment on it, and close or reopen it as the message says."""
    delivery, transition = sending.delivery, sending.message.transition
    mark, key = mark_of(delivery), key_of(delivery)
    ticket = (tracker.known(delivery.reference) if delivery.reference else None) or tracker.found(mark)
    if ticket is None and transition is Transition.CLOSE:
        return Attempt(verdict=Verdict.DELIVERED, says="no ticket is there any more to close")
    if ticket is None:
        ticket = tracker.open(mark, key)
    elif key not in ticket.body:
        tried = delivery.attempts > 0 or delivery.maybe_sent
        if not (tried and tracker.has_comment(ticket, key)):
            tracker.comment(ticket, key)
    _turn(tracker, ticket, transition)
    return Attempt(verdict=Verdict.DELIVERED, says=f"ticket {ticket.reference}", reference=ticket.reference)


def _turn(tracker: Tracker, ticket: Ticket, transition: Transition) -> None:
    if transition is Transition.CLOSE and ticket.is_open:
        tracker.turn(ticket, is_open=False)
    elif transition in (Transition.OPEN, Transition.UPDATE) and not ticket.is_open:
        tracker.turn(ticket, is_open=True)


def _digest(*words: str) -> str:
    return hashlib.blake2b("\0".join(words).encode("utf-8", "replace"), digest_size=8).hexdigest()

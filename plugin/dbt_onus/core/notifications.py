"""Who is told what of an incident or a change, and for which reason: what routing decides and the outbox keeps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dbt_onus.core.levels import Role as Role
from dbt_onus.core.receivers import Receiver

#: What an id begins with that is not an incident's: those are hexadecimal.
_CHANGE = "change-"


class Transition(StrEnum):
    """What a message does to what the receiver shows: a pager's alert, a ticket, a thread."""

    OPEN = "open"
    UPDATE = "update"
    ACKNOWLEDGE = "acknowledge"
    CLOSE = "close"


class Reason(StrEnum):
    """Why a message is sent. Every send has one, and says it."""

    FIRST = "first notification"
    REOPENED = "the fault is back"
    GIVEN = "given to this team"
    SCOPE_GREW = "more is hit than before"
    REMINDER = "nobody has acknowledged it yet"
    ESCALATED = "not acknowledged in time"
    OVERDUE = "not repaired in time"
    UNDELIVERABLE = "it could not be delivered where it belongs"
    ACKNOWLEDGED = "somebody is at it"
    RESOLVED = "resolved"
    SUPERSEDED = "another incident explains it now"
    TAKEN = "given to another team"
    ANNOUNCED = "a change that hits this team"

    @property
    def transition(self) -> Transition:
        """What it does to what the receiver shows."""
        return _TRANSITIONS.get(self, Transition.OPEN)

    @property
    def closes(self) -> bool:
        """Whether nothing is left to do at the receiver."""
        return self.transition is Transition.CLOSE

    @property
    def leaves_open(self) -> bool:
        """Whether the receiver shows something afterwards that has to be closed one day."""
        return not self.closes and self is not Reason.ANNOUNCED


_TRANSITIONS = {
    Reason.SCOPE_GREW: Transition.UPDATE,
    Reason.REMINDER: Transition.UPDATE,
    Reason.OVERDUE: Transition.UPDATE,
    Reason.ACKNOWLEDGED: Transition.ACKNOWLEDGE,
    Reason.RESOLVED: Transition.CLOSE,
    Reason.SUPERSEDED: Transition.CLOSE,
    Reason.TAKEN: Transition.CLOSE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """How much an incident hits: so that a later message can tell that it grew."""

    failures: int = 0
    exposures: int = 0
    teams: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Notification:
    """One message to one receiver about one episode of an incident, or about a change that is announced.

    Of a change, `incident_id` is what `change_subject` makes of its id.
    `team` is for whom the receiver hears of it. `sequence` counts the messages to this receiver in this episode
    from 1: two processes that decide the same thing at once give it the same key, and it is sent once.
    """

    incident_id: str
    episode: int
    receiver: str
    sequence: int
    role: Role
    team: str
    reason: Reason
    scope: Scope = Scope()

    @property
    def key(self) -> str:
        """Unique for ever: what receivers that can dedupe are given."""
        return f"{self.incident_id}-{self.episode}-{self.receiver}-{self.sequence}"

    @property
    def thread(self) -> str:
        """The same for every message to this receiver about this episode: order holds within it."""
        return f"{self.incident_id}-{self.episode}-{self.receiver}"


def change_subject(change: str) -> str:
    """What a notification about this change has in place of an incident's id."""
    return f"{_CHANGE}{change}"


def subject_of(incident_id: str) -> str:
    """`incident fff56bb6`, `change 3f1c07aa`."""
    change = incident_id.removeprefix(_CHANGE)
    return f"incident {incident_id}" if change == incident_id else f"change {change}"


class Delivered(StrEnum):
    """What became of a notification.

    `pending` covers everything that will still be tried; `dead` was refused for good, and the fallback receiver
    was told instead; `dropped` was not needed any more before it was tried.
    """

    PENDING = "pending"
    DELIVERED = "delivered"
    DEAD = "dead"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A notification that was decided `at` that moment (UTC), and what became of it.

    `tried` says whether it may have reached the receiver: while it is pending, that an attempt was begun; of what
    is dead, that one of the attempts got no answer. `digest` is the key by which it goes as a part of one, and
    `receiver` the address that it was planned for.
    """

    notification: Notification
    at: datetime
    state: Delivered = Delivered.PENDING
    tried: bool = False
    digest: str | None = None
    receiver: Receiver | None = None

    @property
    def may_have_arrived(self) -> bool:
        """Whether the receiver may show it."""
        return self.state is Delivered.DELIVERED or (self.tried and self.state is not Delivered.DROPPED)

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has tried to send it yet: it can still be dropped."""
        return self.state is Delivered.PENDING and not self.tried

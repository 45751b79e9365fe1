"""A message on its way: what is sent, what an attempt came to, and when to try again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from dbt_onus.core.messages import Message
from dbt_onus.core.notifications import Delivered, Notification
from dbt_onus.core.receivers import Receiver

#: After this many attempts it is given up: with the pauses below, about two days.
MOST_ATTEMPTS = 12
_FIRST_PAUSE = timedelta(seconds=30)
_LONGEST_PAUSE = timedelta(hours=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A notification with what it says and where it goes, before the outbox has it.

    The receiver is kept with it, its secrets by reference: what was opened there is closed there, even when
    onus.yml does not name it any more. A digest stands for its first `notification` and for what it `covers`.
    """

    notification: Notification
    message: Message
    receiver: Receiver
    covers: tuple[Notification, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A row of the outbox that this process has leased and may send.

    `attempts` were made before; `maybe_sent` says that one of them may have arrived (bytes went out, no answer
    came, or the process that sent it died). `reference` is what the channel called the thread when it was opened
    there: an issue's number, a message's timestamp. `lease` names this hold on it: who comes back with another one
    has lost it meanwhile.
    """

    number: int
    planned: Planned
    attempts: int = 0
    maybe_sent: bool = False
    reference: str | None = None
    lease: str = ""


class Verdict(StrEnum):
    """What an attempt came to.

    `not_sent`: nothing left this machine (no route, refused, no such host); `ambiguous`: bytes were written and no
    answer came; `retry`: the receiver asked for patience; `permanent`: trying again cannot help.
    """

    DELIVERED = "delivered"
    RETRY = "retry"
    NOT_SENT = "not_sent"
    AMBIGUOUS = "ambiguous"
    PERMANENT = "permanent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What an attempt came to: `says` it for people, without a secret; `after` is the pause that was asked for."""

    verdict: Verdict
    says: str = ""
    after: timedelta | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """What becomes of a delivery after an attempt: its state and, while it is pending, when it is tried again."""

    state: Delivered
    not_before: datetime | None = None


def after_attempt(delivery: Delivery, attempt: Attempt, now: datetime) -> Next:
    """Delivered, dead, or again later: twice as long each time, and never sooner than the receiver asked.

    What may have arrived before and is refused now is tried again as well: who gives two answers has given none,
    and the same key makes it the same message.
    """
    if attempt.verdict is Verdict.DELIVERED:
        return Next(state=Delivered.DELIVERED)
    is_refused = attempt.verdict is Verdict.PERMANENT and not delivery.maybe_sent
    if is_refused or delivery.attempts + 1 >= MOST_ATTEMPTS:
        return Next(state=Delivered.DEAD)
    pause = min(_FIRST_PAUSE * 2**delivery.attempts, _LONGEST_PAUSE)
    return Next(state=Delivered.PENDING, not_before=now + max(pause, attempt.after or timedelta()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A delivery as `onus route` shows it: what, where to, and what the last attempt came to."""

    notification: Notification
    headline: str
    state: Delivered
    planned_at: datetime
    attempts: int = 0
    not_before: datetime | None = None
    says: str = ""

"""What is due to be said of an incident now, to whom, and for which reason; and what need not be said any more.

State-based: what should have been said is compared with what was decided to be said. So it may be asked at any
time and as often as one likes; nothing is lost when it is not asked for a while, and nothing is said twice when it
is asked twice. What nobody has tried to send yet counts as not said: it is taken back where something else is due.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.incidents.muting import Muted
from dbt_onus.core.notifications import Notification, Role, Told
from dbt_onus.core.routing.routes import Addresses
from dbt_onus.core.routing.sayings import Moment, Saying, saying_of
from dbt_onus.core.routing.threads import Thread, scope_of, threads_of
from dbt_onus.core.routing.wanted import NOT_WANTED, Climb, wanted_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A message that is due, and why this receiver gets it.

    `climb` is the limit that was missed, where it is due for that. `weekly`: as part of a weekly digest.
    """

    notification: Notification
    why: str
    climb: Climb | None = None
    weekly: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What is to be done about the messages of one incident; what closes comes first.

    `kept` are keys of messages that wait and are still right; `dropped`, of those that wait and are not. `says` is
    what could not be done as onus.yml wants it.
    """

    due: tuple[Due, ...] = ()
    dropped: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    says: tuple[str, ...] = ()


def due(
    incident: Incident, told: Sequence[Told], addresses: Addresses, now: datetime, *, muted: Muted | None = None
) -> Outlook:
    """What is due about an incident.

    `told` is everything that was decided to be said of it, of every episode; `muted`, that no messages are wanted:
    what was opened is closed all the same.
    """
    says: list[str] = []
    threads = dict(threads_of(told))
    present = [thread for (episode, _), thread in threads.items() if episode == incident.episode]
    of_episode = [one for one in told if one.notification.episode == incident.episode]
    wanted = wanted_of(incident, of_episode, present, addresses, now, says)
    for receiver in wanted:
        new = Thread(episode=incident.episode, receiver=receiver)
        threads.setdefault((incident.episode, receiver), new)
    moment = Moment(incident=incident, addresses=addresses, now=now, muted=muted, scope=scope_of(incident))
    found: list[Due] = []
    kept: list[str] = []
    dropped: list[str] = []
    for thread in threads.values():
        saying = saying_of(thread, wanted.get(thread.receiver, NOT_WANTED), moment)
        right = [one.notification.key for one in thread.waiting if saying and _says(one, saying, moment)][:1]
        kept += right
        dropped += [one.notification.key for one in thread.waiting if one.notification.key not in right]
        if saying is not None and not right:
            found.append(_due(thread, saying, moment))
    found.sort(key=lambda one: (not one.notification.reason.closes, one.notification.role is Role.INFORM))
    return Outlook(due=tuple(found), dropped=tuple(dropped), kept=tuple(kept), says=tuple(dict.fromkeys(says)))


def _says(waiting: Told, saying: Saying, moment: Moment) -> bool:
    """Whether a message that waits says just that."""
    note = waiting.notification
    same = (note.reason, note.role, note.team) == (saying.reason, saying.role, saying.team)
    return same and (note.scope == moment.scope or saying.reason.closes)


def _due(thread: Thread, saying: Saying, moment: Moment) -> Due:
    notification = Notification(
        incident_id=moment.incident.id,
        episode=thread.episode,
        receiver=thread.receiver,
        sequence=thread.sequence + 1,
        role=saying.role,
        team=saying.team,
        reason=saying.reason,
        scope=moment.scope,
    )
    return Due(notification=notification, why=saying.why, climb=saying.climb, weekly=saying.weekly)

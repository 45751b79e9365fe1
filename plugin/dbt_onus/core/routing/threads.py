"""What was said to one receiver about one episode, as far as it matters for what is said next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.notifications import Delivered, Notification, Reason, Role, Scope, Told, Transition

#: Messages that make a team answer for the incident.
GIVING = (Reason.FIRST, Reason.REOPENED, Reason.GIVEN)
#: Messages of the ladder.
CLIMBING = (Reason.ESCALATED, Reason.OVERDUE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """The messages to one receiver about one episode, in order.

    `said` is what was tried or sent, and `stretch` the part of it since the receiver last had nothing left to do;
    `waiting` is what nobody has tried yet and can still be taken back. `refused` is a last word that the receiver
    would not take, as often as it was tried. `sequence` is the highest number that was ever used, dropped messages
    included.
    """

    episode: int
    receiver: str
    said: tuple[Told, ...] = ()
    stretch: tuple[Told, ...] = ()
    waiting: tuple[Told, ...] = ()
    refused: tuple[Told, ...] = ()
    sequence: int = 0

    @property
    def is_closed(self) -> bool:
        """Whether the last word is that nothing is left to do."""
        return bool(self.said) and not self.stretch

    @property
    def shows(self) -> bool:
        """Whether the receiver may show the incident as something to be done."""
        return any(one.may_have_arrived for one in self.stretch)

    @property
    def in_flight(self) -> bool:
        """Whether something was tried and may be tried again."""
        return any(one.state is Delivered.PENDING for one in self.said)

    @property
    def is_dead(self) -> bool:
        """Whether the last that was settled was given up: refused for good, or never answered."""
        states = (one.state for one in reversed(self.stretch) if one.state is not Delivered.PENDING)
        return next(states, None) is Delivered.DEAD

    @property
    def giving(self) -> Notification | None:
        """The message that last made a team answer for the incident here."""
        notes = (one.notification for one in reversed(self.stretch))
        return next((one for one in notes if one.role is Role.NOTIFY and one.reason in GIVING), None)

    @property
    def acts(self) -> Told | None:
        """The last message to somebody who has to act."""
        return next((one for one in reversed(self.stretch) if one.notification.role is Role.NOTIFY), None)

    @property
    def is_acknowledged(self) -> bool:
        """Whether the receiver was told, after it was last opened, that somebody is at it."""
        kinds = [one.notification.reason.transition for one in self.stretch]
        kinds = [kind for kind in kinds if kind in (Transition.OPEN, Transition.ACKNOWLEDGE)]
        return not kinds or kinds[-1] is Transition.ACKNOWLEDGE

    def has_said(self, *reasons: Reason, since: datetime | None = None) -> bool:
        """Whether one of these was said, since then."""
        return any(
            one.notification.reason in reasons and (since is None or one.at >= since) for one in self.stretch
        )

    def outgrown_by(self, scope: Scope) -> bool:
        """Whether more is hit than was ever said here; what shrank is nothing new."""
        told = [one.notification.scope for one in self.stretch]
        return bool(told) and any(
            getattr(scope, part) > max(getattr(one, part) for one in told)
            for part in ("failures", "exposures", "teams")
        )


def threads_of(told: Iterable[Told]) -> Mapping[tuple[int, str], Thread]:
    """Every thread of an incident, by episode and receiver."""
    found: dict[tuple[int, str], list[Told]] = {}
    for one in told:
        found.setdefault((one.notification.episode, one.notification.receiver), []).append(one)
    return {key: _thread(*key, messages) for key, messages in found.items()}


def scope_of(incident: Incident) -> Scope:
    """How much the incident hits now."""
    affected = incident.affected
    return Scope(failures=len(incident.failures), exposures=len(affected.exposures), teams=len(affected.teams))


def _thread(episode: int, receiver: str, messages: list[Told]) -> Thread:
    messages.sort(key=lambda one: one.notification.sequence)
    alive = [one for one in messages if one.state is not Delivered.DROPPED]
    said = tuple(one for one in alive if not one.is_waiting)
    closes = [at for at, one in enumerate(said, start=1) if one.notification.reason.closes]
    refused = tuple(reversed(tuple(takewhile(_is_refused_close, reversed(said)))))
    return Thread(
        episode=episode,
        receiver=receiver,
        said=said,
        stretch=said[closes[-1] :] if closes else said,
        waiting=tuple(one for one in alive if one.is_waiting),
        refused=refused if _shows(said[: len(said) - len(refused)]) else (),
        sequence=messages[-1].notification.sequence,
    )


def _is_refused_close(one: Told) -> bool:
    return one.notification.reason.closes and one.state is Delivered.DEAD


def _shows(said: Sequence[Told]) -> bool:
    """Whether the receiver may have been left with something to do."""
    open_ = takewhile(lambda one: not one.notification.reason.closes, reversed(said))
    return any(one.may_have_arrived for one in open_)

"""What one receiver should hear of an incident now: one thing, the most telling one, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from dbt_onus.core.incidents.incident import Incident, State
from dbt_onus.core.incidents.muting import Muted
from dbt_onus.core.notifications import Reason, Role, Scope, Transition
from dbt_onus.core.routing.clocks import acknowledge_by, clock_of, week_of
from dbt_onus.core.routing.routes import Addresses
from dbt_onus.core.routing.threads import CLIMBING, Thread
from dbt_onus.core.routing.wanted import Climb, Wanted, weekly_receivers

#: How often a last word that was refused for good is sent in all, and how long apart.
MOST_CLOSES = 7
_CLOSE_EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """An incident, how much it hits, and what onus.yml says of it, at one moment (UTC)."""

    incident: Incident
    scope: Scope
    addresses: Addresses
    now: datetime
    muted: Muted | None = None

    @property
    def is_acknowledged(self) -> bool:
        """Whether somebody is at it."""
        return self.incident.state is State.ACKNOWLEDGED

    def acknowledges(self, thread: Thread) -> bool:
        """Whether the receiver wakes people until it hears that somebody is at it."""
        return self.addresses.traits_of(thread.receiver).acknowledges


@dataclass(frozen=True, slots=True)
class Saying:
    """A message that a receiver should get, and why this one."""

    reason: Reason
    role: Role
    team: str
    why: str
    climb: Climb | None = None
    weekly: bool = False


_Rule = Callable[[Thread, Wanted, Moment], Saying | None]


def saying_of(thread: Thread, wanted: Wanted, moment: Moment) -> Saying | None:
    """The first rule that has something to say. What waits untried counts as not said."""
    if thread.episode != moment.incident.episode or not moment.incident.is_open:
        return _close(thread, moment)
    if _is_taken(thread, wanted, moment) and thread.shows:
        return _like(thread, Reason.TAKEN, f"{moment.addresses.name_of(moment.incident.team)} has it now")
    if moment.muted is not None:
        return _acknowledged(thread, wanted, moment)
    if not thread.stretch:
        return next((saying for rule in _OPENING if (saying := rule(thread, wanted, moment)) is not None), None)
    saying = next((saying for rule in _GOING_ON if (saying := rule(thread, wanted, moment)) is not None), None)
    # what merely adds to a message waits until that one has arrived
    held = saying is not None and thread.in_flight and saying.reason.transition is Transition.UPDATE
    return None if held else saying


def _close(thread: Thread, moment: Moment) -> Saying | None:
    """What may have been opened is closed; what cannot have arrived is not spoken of again."""
    if not thread.shows:
        return _close_again(thread, moment)
    ends = moment.incident.superseded and thread.episode == moment.incident.episode
    weekly = _is_weekly(thread, moment)
    if weekly and thread.stretch[-1].at >= week_of(moment.now):
        return None
    saying = _like(thread, Reason.SUPERSEDED if ends else Reason.RESOLVED, "what was opened there is closed there")
    return Saying(saying.reason, saying.role, saying.team, saying.why, weekly=weekly)


def _close_again(thread: Thread, moment: Moment) -> Saying | None:
    """A receiver that would not take the last word gets it daily for a week: somebody may repair its address."""
    if not 0 < len(thread.refused) < MOST_CLOSES or moment.now < thread.refused[-1].at + _CLOSE_EVERY:
        return None
    last = thread.refused[-1].notification
    return Saying(last.reason, last.role, last.team, "it is still open there: the last try was refused")


def _is_weekly(thread: Thread, moment: Moment) -> bool:
    """Whether all that was ever said there was in weekly digests: its end is told in the next one."""
    climbing = all(one.notification.reason in CLIMBING for one in thread.stretch)
    return climbing and thread.receiver in weekly_receivers(moment.addresses)


def _is_taken(thread: Thread, wanted: Wanted, moment: Moment) -> bool:
    """Whether somebody was told to act who has not to act any more, because another team has it."""
    acts = thread.acts
    if acts is None or wanted.acts:
        return False
    if thread.giving is not None:
        return thread.giving.team != moment.incident.team
    given_at = moment.incident.given_at
    return given_at is not None and acts.at < given_at


def _like(thread: Thread, reason: Reason, why: str) -> Saying:
    """To the same people as before, as what they were told before."""
    last = thread.acts or thread.stretch[-1]
    return Saying(reason, last.notification.role, last.notification.team, why)


def _first(thread: Thread, wanted: Wanted, moment: Moment) -> Saying | None:
    """The first word in this thread, or the first after it was closed."""
    route = wanted.route
    if route is None or (moment.is_acknowledged and moment.acknowledges(thread)):
        return None
    if route.role is Role.INFORM and thread.said and thread.is_closed:
        return None  # it was told that another team has it: that is enough for who is only hit
    given = route.role is Role.NOTIFY and (moment.incident.given_at is not None or thread.is_closed)
    again = Reason.REOPENED if moment.incident.episode > 1 else Reason.FIRST
    return Saying(Reason.GIVEN if given else again, route.role, route.team, route.why)


def _given(thread: Thread, wanted: Wanted, moment: Moment) -> Saying | None:
    """The thread is there already, but whoever reads it did not have to act, or for another team."""
    route = wanted.route
    if route is None or route.role is not Role.NOTIFY:
        return None
    if thread.giving is not None and thread.giving.team == route.team:
        return None
    if moment.is_acknowledged and moment.acknowledges(thread):
        return None
    reason = Reason.FIRST if moment.incident.given_at is None and thread.giving is None else Reason.GIVEN
    return Saying(reason, route.role, route.team, route.why)


def _acknowledged(thread: Thread, _wanted: Wanted, moment: Moment) -> Saying | None:
    """Somebody is at it: told where people are woken until then, and where it had been escalated to."""
    climbed = thread.has_said(Reason.ESCALATED) and not _is_weekly(thread, moment)
    if not moment.is_acknowledged or thread.is_acknowledged or not thread.shows:
        return None
    if not (moment.acknowledges(thread) or climbed):
        return None
    return _like(thread, Reason.ACKNOWLEDGED, "somebody is at it")


def _climbed(thread: Thread, wanted: Wanted, moment: Moment) -> Saying | None:
    """A clock ran out."""
    for climb in wanted.climbs:
        if not _is_told(climb, thread, moment):
            route = climb.route
            reason = climb.missed.limit.reason
            return Saying(reason, route.role, route.team, route.why, climb, weekly=climb.is_weekly)
    return None


def _is_told(climb: Climb, thread: Thread, moment: Moment) -> bool:
    since = moment.incident.had_since
    if climb.is_weekly:
        week = week_of(moment.now)
        return climb.missed.since >= week or _has_climbed(climb, thread, week)
    if climb.rung is None:
        return thread.has_said(Reason.OVERDUE, since=since)
    return _has_climbed(climb, thread, since)


def _has_climbed(climb: Climb, thread: Thread, since: datetime) -> bool:
    told = {Reason.OVERDUE, climb.missed.limit.reason}
    return any(
        one.notification.reason in told and one.notification.team == climb.route.team and one.at >= since
        for one in thread.said
    )


def _instead(thread: Thread, wanted: Wanted, moment: Moment) -> Saying | None:
    """It could not be delivered where it belongs: said once in an episode."""
    route = wanted.instead
    if route is None or any(one.notification.reason is Reason.UNDELIVERABLE for one in thread.said):
        return None
    if moment.is_acknowledged and moment.acknowledges(thread):
        return None
    return Saying(Reason.UNDELIVERABLE, route.role, route.team, route.why)


def _grew(thread: Thread, wanted: Wanted, moment: Moment) -> Saying | None:
    """More is hit than was ever said here."""
    if not wanted.is_wanted or thread.is_dead or _is_weekly(thread, moment):
        return None
    if not thread.outgrown_by(moment.scope):
        return None
    to = wanted.route or thread.stretch[-1].notification
    return Saying(Reason.SCOPE_GREW, to.role, to.team, "more is hit than was said here before")


def _reminder(thread: Thread, wanted: Wanted, moment: Moment) -> Saying | None:
    """Nobody has acknowledged it yet: at the end of the time for that, and again and again."""
    route = wanted.route
    if route is None or route.role is not Role.NOTIFY or moment.is_acknowledged:
        return None
    clock = clock_of(moment.incident.team, moment.addresses.teams)
    last = thread.stretch[-1].at
    by = acknowledge_by(moment.incident, clock, thread.stretch[0].at)
    missed = by is not None and last < by < moment.now
    again = clock.remind_every is not None and last + clock.remind_every <= moment.now
    return Saying(Reason.REMINDER, route.role, route.team, route.why) if missed or again else None


_OPENING: tuple[_Rule, ...] = (_first, _climbed, _instead)
_GOING_ON: tuple[_Rule, ...] = (_given, _acknowledged, _climbed, _instead, _grew, _reminder)

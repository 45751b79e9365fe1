"""How long a team may take, by how much it is late, and who hears of that: the ladder.

There is no daemon: clocks are looked at whenever something is planned, and say by how much they were missed.
A clock that goes backwards makes nothing early and nothing negative: what is not late yet is not late.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from dbt_onus.core.incidents.incident import NO_SLA, Incident, State
from dbt_onus.core.notifications import Delivered, Reason, Role, Told
from dbt_onus.core.ownership import Clock, Rung, Team
from dbt_onus.core.routing.threads import GIVING


class Limit(StrEnum):
    """What a clock measures: until somebody is at it, until it is over."""

    ACKNOWLEDGE = "acknowledge"
    REPAIR = "repair"

    @property
    def reason(self) -> Reason:
        """Why the next rung hears of it."""
        return Reason.OVERDUE if self is Limit.REPAIR else Reason.ESCALATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """A limit that a team has missed: since when (UTC), by how much, and how long it had."""

    limit: Limit
    team: str
    since: datetime
    by: timedelta
    within: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the ladder that has been reached: whom it leads to, and the limit that was missed below."""

    rung: Rung
    missed: Overdue


def overdue(
    incident: Incident, clock: Clock, now: datetime, *, since: datetime | None = None
) -> tuple[Overdue, ...]:
    """What the incident's team has missed, the repair last; nothing once it is resolved.

    Its time runs from when it has the incident, or from a later `since`.
    """
    start = max(incident.had_since, since or incident.had_since)
    return tuple(
        missed
        for limit in Limit
        if (missed := _missed(limit, incident, incident.team, clock, start, now)) is not None
    )


def acknowledge_by(incident: Incident, clock: Clock, since: datetime) -> datetime | None:
    """Until when somebody has to be at it, where the team was told of it `since` then."""
    within = _within(Limit.ACKNOWLEDGE, incident, clock)
    return None if within is None else max(incident.had_since, since) + within


def told_since(incident: Incident, told: Iterable[Told]) -> datetime | None:
    """Since when the team knows that it has to act; `None` where nobody has told it."""
    moments = [
        one.at
        for one in told
        if one.state is not Delivered.DROPPED
        and one.notification.role is Role.NOTIFY
        and one.notification.team == incident.team
        and one.notification.reason in GIVING
    ]
    # had it before, gave it away, got it back: what it was told then does not count now
    late = [moment for moment in moments if moment >= incident.had_since]
    return min(late) if late else incident.had_since if moments else None


def clock_of(team: str, teams: Mapping[str, Team]) -> Clock:
    """The team's clock; one without limits where onus.yml does not define the team."""
    known = teams.get(team)
    return known.clock if known is not None else Clock()


def ladder(incident: Incident, teams: Mapping[str, Team], told: Sequence[Told], now: datetime) -> tuple[Step, ...]:
    """The steps that have been reached by now.

    Every clock on it starts when whoever it belongs to was told, and not before: whoever is told late has all of
    the time. `told` is what was decided to be said of this episode.
    """
    return tuple(step for limit in Limit for step in _climb(limit, incident, teams, told, now))


def week_of(now: datetime) -> datetime:
    """The beginning of the week, Monday 00:00 UTC: a weekly digest tells what was late by then."""
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - timedelta(days=day.weekday())


def reached(rung: Rung, told: Iterable[Told], since: datetime, *reasons: Reason) -> datetime | None:
    """When the rung was first told for one of these reasons, since then; `None` where it was not."""
    moments = [
        one.at
        for one in told
        if one.state is not Delivered.DROPPED
        and one.notification.reason in reasons
        and rung.to in (one.notification.team, one.notification.receiver)
        and one.at >= since
    ]
    return min(moments, default=None)


def _climb(
    limit: Limit, incident: Incident, teams: Mapping[str, Team], told: Sequence[Told], now: datetime
) -> Iterator[Step]:
    team, since = incident.team, told_since(incident, told) or incident.had_since
    seen = {team}
    while (known := teams.get(team)) is not None and (rung := known.escalate_to) is not None:
        missed = _missed(limit, incident, team, known.clock, since, now)
        if missed is None or rung.to in seen:
            return
        yield Step(rung=rung, missed=missed)
        moment = reached(rung, told, incident.had_since, *{Reason.OVERDUE, limit.reason})
        if moment is None or rung.weekly:
            return
        seen.add(rung.to)
        team, since = rung.to, moment


def _missed(
    limit: Limit, incident: Incident, team: str, clock: Clock, since: datetime, now: datetime
) -> Overdue | None:
    # what was promised of the origin binds its team, not the rungs above
    within = _within(limit, incident if team == incident.team else replace(incident, sla=NO_SLA), clock)
    done = not incident.is_open or (limit is Limit.ACKNOWLEDGE and incident.state is State.ACKNOWLEDGED)
    if within is None or done or now <= since + within:
        return None
    return Overdue(limit=limit, team=team, since=since + within, by=now - since - within, within=within)


def _within(limit: Limit, incident: Incident, clock: Clock) -> timedelta | None:
    """The team's time, or what was promised of the origin where that is shorter."""
    if limit is Limit.ACKNOWLEDGE:
        limits = (clock.acknowledge_within, incident.sla.notify_within)
    else:
        limits = (clock.repair_within, incident.sla.repair_within)
    return min((one for one in limits if one is not None), default=None)

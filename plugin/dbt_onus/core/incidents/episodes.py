"""The episodes of an incident, read from its timeline: when each began and ended, and whose it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.incidents.timeline import Event, What

_BEGINNINGS = (What.OPENED, What.REOPENED)
_HANDOVERS = (What.REASSIGNED, What.OWNER_CHANGED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One time that a fault was born.

    `incident` is how it stands now: of earlier episodes the ledger keeps the events, not the verdict. `team` is
    `None` where it does not say who answered then. `given_at` is when it last went to another team while it was
    open, `passed_on_at` when a person last gave it to one. `returns` says that the fault had been there before,
    and was over. All times UTC; `None`: not known, or never.
    """

    incident: Incident
    number: int
    team: str | None
    began_at: datetime | None = None
    given_at: datetime | None = None
    passed_on_at: datetime | None = None
    acknowledged_at: datetime | None = None
    resolved_at: datetime | None = None
    superseded: bool = False
    returns: bool = False

    @property
    def seconds_to_acknowledge(self) -> float | None:
        """From when its team had it until somebody of it was at it."""
        return self._seconds_until(self.acknowledged_at)

    @property
    def seconds_to_repair(self) -> float | None:
        """From when its team had it until it was resolved."""
        return self._seconds_until(self.resolved_at)

    def seconds_broken(self, now: datetime) -> float:
        """How long the fault was there, until now where it is; 0 where the ledger does not say when it ended."""
        end = self.resolved_at
        if end is None and self.number == self.incident.episode and self.incident.is_open:
            end = now
        if end is None or self.began_at is None:
            return 0.0
        return max(0.0, (end - self.began_at).total_seconds())

    def began_since(self, since: datetime | None) -> bool:
        """Whether it began in the period; without one, any time will do."""
        return since is None or (self.began_at is not None and self.began_at >= since)

    def _seconds_until(self, then: datetime | None) -> float | None:
        # a team's clock starts when the incident reaches it, not while another team had it
        had_it = self.given_at or self.began_at
        if then is None or had_it is None or then < had_it:
            return None
        return (then - had_it).total_seconds()


def episodes_of(incident: Incident, timeline: Iterable[Event]) -> tuple[Episode, ...]:
    """Every episode that the ledger knows of, first one first; the present one always."""
    events: dict[int, list[Event]] = {incident.episode: []}
    for event in timeline:
        events.setdefault(event.episode, []).append(event)
    found: list[Episode] = []
    for number in sorted(events):
        # a verdict that was only withdrawn in between is no fault that came back
        returns = number > 1 and not (found and found[-1].superseded)
        # who answered before the present episode went to another team is not written down
        stayed = incident.reassigned_to is None and not any(
            one.what is What.OWNER_CHANGED for one in events[incident.episode]
        )
        known = incident.team if stayed or number == incident.episode else None
        mine = sorted(events[number], key=lambda one: one.at)
        found.append(_episode(incident, number, mine, team=known, returns=returns))
    return tuple(found)


def _episode(incident: Incident, number: int, events: list[Event], *, team: str | None, returns: bool) -> Episode:
    is_present = number == incident.episode
    given = [one for one in events if one.what in _HANDOVERS]
    passed_on = [one for one in given if one.what is What.REASSIGNED]
    return Episode(
        incident=incident,
        number=number,
        team=team if is_present or not given else given[-1].names,
        began_at=_first(events, *_BEGINNINGS) or (incident.opened_at if is_present else None),
        given_at=given[-1].at if given else None,
        passed_on_at=passed_on[-1].at if passed_on else None,
        acknowledged_at=_first(events, What.ACKNOWLEDGED),
        resolved_at=_first(events, What.RESOLVED),
        superseded=any(one.what is What.SUPERSEDED for one in events) or (is_present and incident.superseded),
        returns=returns,
    )


def _first(events: Iterable[Event], *whats: What) -> datetime | None:
    return next((one.at for one in events if one.what in whats), None)

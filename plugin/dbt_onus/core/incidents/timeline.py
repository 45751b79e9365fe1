"""Who did what to an incident, and when: runs and people alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dbt_onus.core.incidents.incident import Incident, State
from dbt_onus.core.incidents.judgements import Judgement

#: Who opens and resolves incidents when no person does.
ONUS = "onus"


class What(StrEnum):
    """What can happen to an incident."""

    OPENED = "opened"
    REOPENED = "reopened"
    ACKNOWLEDGED = "acknowledged"
    REASSIGNED = "reassigned"
    SILENCED = "silenced"
    ESCALATED = "escalated"
    DISPUTED = "disputed"
    CONFIRMED = "confirmed"
    RESOLVED = "resolved"
    SUPERSEDED = "superseded"
    GREW = "grew"
    SHRANK = "shrank"
    OWNER_CHANGED = "owner_changed"
    NOTIFIED = "notified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of an incident's timeline.

    `at` is UTC; `by` is a person, or "onus"; `because` is the reason a person gave; `names` what is meant besides
    the incident: the team, rung or receiver that it went to, where it really was born, how much it hits now.
    """

    incident_id: str
    episode: int
    at: datetime
    by: str
    what: What
    because: str | None = None
    names: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a person did to an incident: how it stands now, the event, and the judgement where it was one."""

    incident: Incident
    event: Event
    judgement: Judgement | None = None


def events_of_run(before: Mapping[str, Incident], after: Iterable[Incident], at: datetime) -> tuple[Event, ...]:
    """What a run did to incidents: `before` is how they were remembered, resolved ones too; `at` when it ran."""
    return tuple(
        Event(incident_id=one.id, episode=one.episode, at=at, by=ONUS, what=what, names=names)
        for one in after
        for what, names in _happened(before.get(one.id), one)
    )


def _happened(before: Incident | None, after: Incident) -> Iterator[tuple[What, str | None]]:
    if after.is_open and (before is None or not before.is_open):
        yield What.OPENED if before is None else What.REOPENED, None
    elif before is not None and before.is_open and after.state is State.RESOLVED:
        yield What.SUPERSEDED if after.superseded else What.RESOLVED, None
    elif before is not None and after.is_open:
        yield from _went_on(before, after)


def _went_on(before: Incident, after: Incident) -> Iterator[tuple[What, str | None]]:
    """What changed of an incident that was open, and is."""
    if before.team != after.team:
        yield What.OWNER_CHANGED, after.team
    then, now = _hits(before), _hits(after)
    if then != now:
        yield What.GREW if now > then else What.SHRANK, _hits_in_words(now)


def _hits(incident: Incident) -> tuple[int, int, int]:
    """How much it hits, most telling first: checks broken, and not proven good since; then who depends on it."""
    return len(incident.checks), len(incident.affected.exposures), len(incident.affected.teams)


def _hits_in_words(hits: tuple[int, int, int]) -> str:
    named = zip(hits, ("check", "exposure", "team"), strict=True)
    return ", ".join(f"{count:,} {name}{'' if count == 1 else 's'}" for count, name in named if count)

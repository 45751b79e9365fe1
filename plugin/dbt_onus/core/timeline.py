"""Who did what to an incident, and when: runs and people alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dbt_onus.core.incidents import Incident, State
from dbt_onus.core.judgements import Judgement

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
    OWNER_CHANGED = "owner changed"
    NOTIFIED = "notified"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One line of an incident's timeline.

    `at` is UTC; `by` is a person, or "onus"; `because` is the reason a person gave; `names` the team or the node
    that is meant besides the incident: whom it was given or escalated to, where it really was born; of a silence
    its end.
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
        Event(incident_id=one.id, episode=one.episode, at=at, by=ONUS, what=what)
        for one in after
        for what in _happened(before.get(one.id), one)
    )


def _happened(before: Incident | None, after: Incident) -> Iterator[What]:
    if after.is_open and (before is None or not before.is_open):
        yield What.OPENED if before is None else What.REOPENED
    elif before is not None and before.is_open and after.state is State.RESOLVED:
        yield What.SUPERSEDED if after.superseded else What.RESOLVED

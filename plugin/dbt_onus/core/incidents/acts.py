"""What a person can do to an incident: each act is the change that it makes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dbt_onus.core.incidents.incident import Incident, Silenced
from dbt_onus.core.incidents.judgements import Opinion, judged
from dbt_onus.core.incidents.standing import Decision
from dbt_onus.core.incidents.timeline import Change, Event, What


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, when (UTC), and for which reason."""

    by: str
    at: datetime
    because: str | None = None

    def event(self, incident: Incident, what: What, names: str | None = None) -> Event:
        """The line of the timeline."""
        return Event(
            incident_id=incident.id,
            episode=incident.episode,
            at=self.at,
            by=self.by,
            what=what,
            because=self.because,
            names=names,
        )


def acknowledge(incident: Incident, actor: Actor) -> Change:
    """Somebody is at it."""
    return Change(incident=incident.acknowledge(), event=actor.event(incident, What.ACKNOWLEDGED))


def resolve(incident: Incident, actor: Actor) -> Change:
    """A person says that it is over."""
    how = f"{actor.by} resolved it" + (f": {actor.because}" if actor.because else "")
    return Change(incident=incident.resolve(how), event=actor.event(incident, What.RESOLVED))


def reassign(incident: Incident, actor: Actor, team: str) -> Change:
    """Another team answers for it until its end."""
    why = f"reassigned by {actor.by}" + (f": {actor.because}" if actor.because else "")
    return Change(
        incident=incident.reassign(team, why, actor.at), event=actor.event(incident, What.REASSIGNED, team)
    )


def silence(incident: Incident, actor: Actor, until: datetime) -> Change:
    """No messages about it until then; it ends with the episode. `actor` must say why."""
    silenced = Silenced(by=actor.by, because=actor.because or "", until=until)
    event = actor.event(incident, What.SILENCED, f"{until:%Y-%m-%d %H:%M} UTC")
    return Change(incident=incident.silence(silenced, actor.at), event=event)


def confirm(incident: Incident, actor: Actor) -> Change:
    """The verdict was right. The incident stays as it is."""
    judgement = judged(incident, Opinion.CONFIRMED, actor.by, actor.at, because=actor.because)
    return Change(incident=incident, event=actor.event(incident, What.CONFIRMED), judgement=judgement)


def dispute(
    incident: Incident, actor: Actor, *, was_node: str | None = None, was_team: str | None = None
) -> Change:
    """The verdict was wrong; `was_…` is where the fault was really born. The incident stays as it is."""
    judgement = judged(
        incident,
        Opinion.DISPUTED,
        actor.by,
        actor.at,
        because=actor.because,
        was_node=was_node,
        was_team=was_team,
    )
    event = actor.event(incident, What.DISPUTED, was_node or was_team)
    return Change(incident=incident, event=event, judgement=judgement)


def decision_of(change: Change) -> Decision:
    """What is written of a change."""
    judgements = (change.judgement,) if change.judgement is not None else ()
    return Decision(incidents=(change.incident,), events=(change.event,), judgements=judgements)

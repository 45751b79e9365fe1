"""Incidents with their timelines and judgements, for the tests of scorecards: one short line each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from dbt_onus.core.evidence import Cause, Confidence, EvidenceKind, Place
from dbt_onus.core.incidents.episodes import Episode, episodes_of
from dbt_onus.core.incidents.incident import Affected, Incident, State
from dbt_onus.core.incidents.judgements import Judgement, Opinion
from dbt_onus.core.incidents.timeline import Event, What
from tests import builders as b

ORIGIN = Place(unique_id="source.shop.stripe.charges", column="amount")


def incident(id_: str, team: str = "payments", *hit: str, **fields: Any) -> Incident:
    """An incident of a team that hit others; proven and open unless said otherwise, opened at `b.NOON`."""
    said: dict[str, Any] = {
        "project": "shop",
        "opened_at": b.NOON,
        "why_team": "…",
        "origin": ORIGIN,
        "cause": Cause.NULLS,
        "confidence": Confidence.PROVEN,
        "title": f"{id_} has nulls",
        "notify": (team,),
        "inform": hit,
        "evidence": (),
        "checks": (),
        "failures": (),
        "affected": Affected(teams=hit),
    }
    return Incident(id=id_, team=team, **(said | fields))


def event(
    of: Incident | str, what: What, hours: float = 0, *, episode: int = 1, names: str | None = None
) -> Event:
    """What happened to an incident so many hours after `b.NOON`."""
    id_ = of if isinstance(of, str) else of.id
    at = b.NOON + timedelta(hours=hours)
    return Event(incident_id=id_, episode=episode, at=at, by="ana", what=what, names=names)


def judgement(of: Incident, opinion: Opinion = Opinion.CONFIRMED, hours: float = 1, **fields: Any) -> Judgement:
    """An opinion of the verdict as it stands, so many hours after `b.NOON`."""
    said: dict[str, Any] = {
        "episode": of.episode,
        "confidence": of.confidence,
        "cause": of.cause,
        "origin": of.origin,
        "team": of.team,
        "suspects": tuple(suspect.place for suspect in of.suspects),
        "kinds": (EvidenceKind.BRACKET,),
    }
    at = b.NOON + timedelta(hours=hours)
    return Judgement(incident_id=of.id, at=at, by="ana", opinion=opinion, **(said | fields))


def episodes(*known: tuple[Incident, Iterable[Event]]) -> tuple[Episode, ...]:
    """The episodes of several incidents, each with its timeline."""
    return tuple(one for incident, timeline in known for one in episodes_of(incident, timeline))


def repaired(id_: str, team: str, *hit: str, hours: float, **fields: Any) -> tuple[Incident, list[Event]]:
    """An incident that was acknowledged halfway and resolved after so many hours."""
    one = incident(id_, team, *hit, state=State.RESOLVED, **fields)
    whats = ((What.OPENED, 0.0), (What.ACKNOWLEDGED, hours / 2), (What.RESOLVED, hours))
    return one, [event(one, what, at) for what, at in whats]

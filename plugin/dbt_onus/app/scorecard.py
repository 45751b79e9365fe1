"""Read the ledgers of the projects, and add up what they say of teams and of verdicts."""

from __future__ import annotations

from datetime import datetime, timedelta

from dbt_onus.app.project import Project
from dbt_onus.app.watch import mutes_of
from dbt_onus.core.agreement import AttributionCard, attribution_card_of
from dbt_onus.core.episodes import Episode, episodes_of
from dbt_onus.core.judgements import Judgement
from dbt_onus.core.scorecard import Scorecard, scorecard_of


def team_scorecard(project: Project, now: datetime, days: int | None = None) -> Scorecard:
    """What each team caused and suffered in the last `days`; without them, in all that was recorded."""
    episodes = episodes_in(project)
    muted = mutes_of(project).now([one.incident for one in episodes], now)
    return scorecard_of(
        episodes, _judgements(project), project.fallback_team, since=_since(now, days), muted=muted
    )


def attribution_scorecard(project: Project, now: datetime, days: int | None = None) -> AttributionCard:
    """What people said of the verdicts of the last `days`; without them, of all that were recorded."""
    return attribution_card_of(episodes_in(project), _judgements(project), since=_since(now, days))


def episodes_in(project: Project) -> tuple[Episode, ...]:
    """Every incident's, once: projects may share a ledger."""
    found: dict[str, tuple[Episode, ...]] = {}
    for member in project.members:
        for incident in member.ledger.incidents():
            if incident.id not in found:
                found[incident.id] = episodes_of(incident, member.ledger.timeline(incident.id))
    return tuple(episode for episodes in found.values() for episode in episodes)


def _judgements(project: Project) -> tuple[Judgement, ...]:
    return tuple(one for member in project.members for one in member.ledger.judgements())


def _since(now: datetime, days: int | None) -> datetime | None:
    return None if days is None else now - timedelta(days=days)

"""Read the ledgers of the projects, and add up what they say of teams and of verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from dbt_onus.app.checking import RUNS, survey_of
from dbt_onus.app.doing import doing
from dbt_onus.app.project import Project
from dbt_onus.app.watch import Watch, mutes_of
from dbt_onus.core.gaps import contract_gaps, coverage_of
from dbt_onus.core.incidents.episodes import Episode, episodes_of
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.incidents.judgements import Judgement
from dbt_onus.core.routing.gate import late_of
from dbt_onus.core.scorecard import Every, Rate, Scorecard, scorecard_of
from dbt_onus.core.scorecard.agreement import AttributionCard, attribution_card_of
from dbt_onus.core.scorecard.counting import Standing
from dbt_onus.core.scorecard.upkeep import upkeep_of


@doing("adding up what the ledger remembers")
def team_scorecard(
    project: Project,
    now: datetime,
    days: int | None = None,
    *,
    every: Every | None = None,
    rate: Rate | None = None,
) -> Scorecard:
    """What each team caused and suffered in the last `days`; without them, in all that was recorded.

    How things stand now (contracts, waivers, what is late) is told from the manifests and onus.yml.
    """
    episodes = episodes_in(project)
    return scorecard_of(
        episodes,
        _judgements(project),
        project.fallback_team,
        _since(now, days),
        now=now,
        standing=_standing(project, [one.incident for one in episodes], now),
        every=every,
        rate=rate,
    )


def _standing(project: Project, incidents: Sequence[Incident], now: datetime) -> Standing:
    mutes = mutes_of(project)
    watch = Watch(project.members, project)
    survey = survey_of(project, [])
    coverage = coverage_of(survey)
    in_force = [nodes for waiver, nodes in mutes.waivers if now.date() <= waiver.until]
    return Standing(
        muted=mutes.now(incidents, now),
        late={one.incident.id for one in late_of(watch.open_incidents, watch.teams, now, mutes)},
        upkeep=upkeep_of(coverage, contract_gaps(survey, RUNS), in_force, lambda uid: project.owner_of(uid).team),
        owned=coverage[0].owned,
    )


@doing("adding up what the ledger remembers")
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

"""What each team caused and suffered, counted from episodes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from dbt_onus.core.incidents.episodes import Episode
from dbt_onus.core.incidents.judgements import Judgement
from dbt_onus.core.incidents.muting import Muted, Muting
from dbt_onus.core.scorecard.card import (
    NOTHING_DECLARED,
    Deflection,
    Delay,
    Rate,
    Scorecard,
    Stretch,
    TeamCard,
    TeamStretch,
    Upkeep,
)
from dbt_onus.core.scorecard.disputes import disputed_teams, settled_disputes
from dbt_onus.core.scorecard.periods import Every, every_for, stretches


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How things are at the moment, whatever the period.

    `muted` by id says which incidents are left alone, `late` are ids of those that a team is late with; `upkeep`
    is what each team declares, by key, and `owned` how many nodes of all answer to more than the fallback team.
    """

    muted: Mapping[str, Muted] = field(default_factory=dict)
    late: Collection[str] = ()
    upkeep: Mapping[str | None, Upkeep] = field(default_factory=dict)
    owned: int = 0


NOTHING_STANDS = Standing()


def scorecard_of(
    episodes: Iterable[Episode],
    judgements: Iterable[Judgement],
    fallback_team: str,
    since: datetime | None = None,
    *,
    now: datetime,
    standing: Standing = NOTHING_STANDS,
    every: Every | None = None,
    rate: Rate | None = None,
) -> Scorecard:
    """The figures of the episodes that began since then. `open now` looks at all of them: open is open.

    `every` is how long a stretch of the trend is; weeks or months, by how long the period is, unless said.
    """
    known, said = tuple(episodes), tuple(judgements)
    counted = [one for one in known if not one.superseded and one.began_since(since)]
    open_now = [one for one in known if one.number == one.incident.episode and one.incident.is_open]
    disputes = _Disputes(disputed_teams(counted, said), *settled_disputes(counted, said))
    teams = {one.team for one in (*counted, *open_now) if one.team} | set(disputes.open) | set(disputes.won)
    teams |= {team for one in counted for team in hit_by(one)}
    if known:
        teams |= {fallback_team, *(team for team in standing.upkeep if team is not None)}
    return Scorecard(
        since=since,
        known=len({one.incident.id for one in known}),
        teams=tuple(
            _card(team, counted, open_now, disputes, standing, now)
            for team in sorted(teams, key=lambda team: (team.casefold(), team))
        ),
        deflection=_deflection(counted, fallback_team),
        whole=standing.upkeep.get(None, NOTHING_DECLARED),
        owned=standing.owned,
        trend=_trend(counted, fallback_team, every, since, now),
        rate=rate,
    )


@dataclass(frozen=True, slots=True)
class _Disputes:
    open: Sequence[str]
    won: Mapping[str, int]
    lost: Mapping[str, int]


def _card(
    team: str,
    counted: Sequence[Episode],
    open_now: Sequence[Episode],
    disputes: _Disputes,
    standing: Standing,
    now: datetime,
) -> TeamCard:
    own = [one for one in counted if one.team == team]
    proven = [one for one in own if one.incident.confidence.pages]
    mine = [one.incident for one in open_now if one.team == team]
    hows = [standing.muted[one.id].how for one in mine if one.id in standing.muted]
    figures = _figures(team, counted, now)
    return TeamCard(
        team=team,
        caused=figures.caused,
        suffered=figures.suffered,
        breakage_caused=figures.breakage_caused,
        breakage_suffered=figures.breakage_suffered,
        open_now=len(mine),
        overdue_now=sum(1 for one in mine if one.id in standing.late),
        acknowledge=_delay(one.seconds_to_acknowledge for one in own),
        repair=_delay(one.seconds_to_repair for one in own),
        repeats=sum(1 for one in proven if one.returns),
        disputed=disputes.open.count(team),
        disputes_won=disputes.won.get(team, 0),
        disputes_lost=disputes.lost.get(team, 0),
        silenced_now=hows.count(Muting.SILENCED),
        waived_now=hows.count(Muting.WAIVED),
        upkeep=standing.upkeep.get(team, NOTHING_DECLARED),
    )


def _figures(team: str, counted: Sequence[Episode], now: datetime) -> TeamStretch:
    caused = [one for one in counted if one.team == team and hit_by(one)]
    suffered = [one for one in counted if team in hit_by(one)]
    return TeamStretch(
        caused=len({one.incident.id for one in caused}),
        suffered=len({one.incident.id for one in suffered}),
        breakage_caused=sum(one.seconds_broken(now) for one in caused),
        breakage_suffered=sum(one.seconds_broken(now) for one in suffered),
    )


def _trend(
    counted: Sequence[Episode], fallback_team: str, every: Every | None, since: datetime | None, now: datetime
) -> tuple[Stretch, ...]:
    first = since or min((one.began_at for one in counted if one.began_at is not None), default=None)
    found = []
    for start, end in stretches(every or every_for(first, now), first, now):
        began = [one for one in counted if one.began_at is not None and start <= one.began_at < end]
        teams = {one.team for one in began if one.team} | {team for one in began for team in hit_by(one)}
        deflection = _deflection(began, fallback_team)
        found.append(
            Stretch(
                start=start,
                end=end,
                incidents=deflection.incidents,
                teams={team: _figures(team, began, now) for team in sorted(teams)},
                deflection=deflection,
            )
        )
    return tuple(found)


def hit_by(episode: Episode) -> frozenset[str]:
    """The other teams that a fault hit; nobody's where the verdict is not sure whose it was."""
    if episode.team is None or not episode.incident.confidence.pages:
        return frozenset()
    return frozenset(episode.incident.affected.teams) - {episode.team}


def _delay(seconds: Iterable[float | None]) -> Delay:
    measured = [one for one in seconds if one is not None]
    return Delay(seconds=median(measured) if measured else None, count=len(measured))


def _deflection(counted: Iterable[Episode], fallback_team: str) -> Deflection:
    """By the last episode of each incident; one that a person had to pass on was not deflected."""
    latest = {one.incident.id: one for one in sorted(counted, key=lambda one: one.number)}
    deflected = [
        one for one in latest.values() if one.passed_on_at is None and one.team not in (None, fallback_team)
    ]
    return Deflection(fallback_team=fallback_team, incidents=len(latest), deflected=len(deflected))

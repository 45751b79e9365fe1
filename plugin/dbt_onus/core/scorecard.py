"""Per team: what it caused others and suffered from them, and how soon it repaired what was its own.

Only a verdict that may page a team counts against one: proven or likely. What another incident explains meanwhile
(superseded) counts nowhere but as a verdict that was given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from types import MappingProxyType

from dbt_onus.core.episodes import Episode
from dbt_onus.core.judgements import Judgement, Opinion
from dbt_onus.core.muting import Muted, Muting


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """How long something took: the median in seconds, `None` where it never happened, and of how many."""

    seconds: float | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamCard:
    """The figures of one team; docs/scorecard.md says what each means and why it is fair."""

    team: str
    caused: int
    suffered: int
    open_now: int
    acknowledge: Delay
    repair: Delay
    repeats: int
    disputed: int
    silenced_now: int = 0
    waived_now: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Deflection:
    """Of `incidents`, how many reached another team than the fallback without a person passing them on."""

    fallback_team: str
    incidents: int
    deflected: int

    @property
    def rate(self) -> float | None:
        """The share, from 0 to 1; `None` where there were no incidents."""
        return self.deflected / self.incidents if self.incidents else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """Every team of which something is recorded, by key. `since` is UTC, or `None` for all that was recorded.

    `known` counts all incidents in the ledger; `deflection.incidents` those of the period.
    """

    since: datetime | None
    known: int
    teams: tuple[TeamCard, ...]
    deflection: Deflection


def scorecard_of(
    episodes: Iterable[Episode],
    judgements: Iterable[Judgement],
    fallback_team: str,
    since: datetime | None = None,
    muted: Mapping[str, Muted] = MappingProxyType({}),
) -> Scorecard:
    """The figures of the episodes that began since then. `open now` looks at all of them: open is open.

    `muted` by id says which incidents are left alone now.
    """
    known = tuple(episodes)
    counted = [one for one in known if not one.superseded and one.began_since(since)]
    open_now = [one for one in known if one.number == one.incident.episode and one.incident.is_open]
    disputed = _disputed_teams(counted, judgements)
    teams = {one.team for one in (*counted, *open_now) if one.team} | set(disputed)
    teams |= {team for one in counted for team in _hit(one)}
    if known:
        teams.add(fallback_team)
    return Scorecard(
        since=since,
        known=len({one.incident.id for one in known}),
        teams=tuple(
            _card(team, counted, open_now, disputed, muted)
            for team in sorted(teams, key=lambda team: (team.casefold(), team))
        ),
        deflection=_deflection(counted, fallback_team),
    )


def last_judgements(judgements: Iterable[Judgement]) -> dict[tuple[str, int], Judgement]:
    """The judgement that counts of each episode (incident id and number): the last one."""
    ordered = sorted(judgements, key=lambda one: one.at)
    return {(one.incident_id, one.episode): one for one in ordered}


def is_contested(judgement: Judgement, episode: Episode) -> bool:
    """Whether the team that has the episode is not the one that, a person said, it belongs to.

    A dispute is settled when the incident is given to another team afterwards, or is with the team that it names.
    """
    if judgement.opinion is not Opinion.DISPUTED or judgement.was_team == episode.team:
        return False
    return episode.given_at is None or episode.given_at < judgement.at


def _card(
    team: str,
    counted: Sequence[Episode],
    open_now: Sequence[Episode],
    disputed: Sequence[str],
    muted: Mapping[str, Muted],
) -> TeamCard:
    own = [one for one in counted if one.team == team]
    proven = [one for one in own if one.incident.confidence.pages]
    hows = [muted[one.incident.id].how for one in open_now if one.team == team and one.incident.id in muted]
    return TeamCard(
        team=team,
        caused=len({one.incident.id for one in proven if _hit(one)}),
        suffered=len({one.incident.id for one in counted if team in _hit(one)}),
        open_now=sum(1 for one in open_now if one.team == team),
        acknowledge=_delay(one.seconds_to_acknowledge for one in own),
        repair=_delay(one.seconds_to_repair for one in own),
        repeats=sum(1 for one in proven if one.returns),
        disputed=disputed.count(team),
        silenced_now=hows.count(Muting.SILENCED),
        waived_now=hows.count(Muting.WAIVED),
    )


def _hit(episode: Episode) -> frozenset[str]:
    """The other teams that a fault hit; nobody's where the verdict is not sure whose it was."""
    if episode.team is None or not episode.incident.confidence.pages:
        return frozenset()
    return frozenset(episode.incident.affected.teams) - {episode.team}


def _delay(seconds: Iterable[float | None]) -> Delay:
    measured = [one for one in seconds if one is not None]
    return Delay(seconds=median(measured) if measured else None, count=len(measured))


def _disputed_teams(counted: Iterable[Episode], judgements: Iterable[Judgement]) -> list[str]:
    """The team of each paging verdict of these episodes that is contested, once per episode."""
    last = last_judgements(judgements)
    judged = ((one, last.get((one.incident.id, one.number))) for one in counted)
    return [
        episode.team
        for episode, judgement in judged
        if episode.team and judgement and judgement.confidence.pages and is_contested(judgement, episode)
    ]


def _deflection(counted: Iterable[Episode], fallback_team: str) -> Deflection:
    """By the last episode of each incident; one that a person had to pass on was not deflected."""
    latest = {one.incident.id: one for one in sorted(counted, key=lambda one: one.number)}
    deflected = [
        one for one in latest.values() if one.passed_on_at is None and one.team not in (None, fallback_team)
    ]
    return Deflection(fallback_team=fallback_team, incidents=len(latest), deflected=len(deflected))

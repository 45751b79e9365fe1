"""What people said against verdicts, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from dbt_onus.core.incidents.episodes import Episode
from dbt_onus.core.incidents.judgements import Judgement, Opinion


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


def disputed_teams(counted: Iterable[Episode], judgements: Iterable[Judgement]) -> list[str]:
    """The team of each paging verdict of these episodes that is contested, once per episode."""
    last = last_judgements(judgements)
    judged = ((one, last.get((one.incident.id, one.number))) for one in counted)
    return [
        episode.team
        for episode, judgement in judged
        if episode.team and judgement and judgement.confidence.pages and is_contested(judgement, episode)
    ]


def settled_disputes(
    counted: Iterable[Episode], judgements: Iterable[Judgement]
) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """By team, how many disputes of paging verdicts it won and lost, once per episode.

    Won: the incident is with another team now. Lost: it was confirmed to be this team's after all. A dispute that
    nobody settled is neither.
    """
    said: dict[tuple[str, int], list[Judgement]] = {}
    for one in sorted(judgements, key=lambda one: one.at):
        said.setdefault((one.incident_id, one.episode), []).append(one)
    won: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    for episode in counted:
        mine = said.get((episode.incident.id, episode.number), ())
        for team in _disputing(mine):
            if episode.team not in (None, team):
                won[team] += 1
            elif _confirmed_after_all(mine, team):
                lost[team] += 1
    return won, lost


def _disputing(judgements: Sequence[Judgement]) -> dict[str, None]:
    """The teams whose verdict was disputed; where a dispute names another node of the same team, it is its own."""
    return {
        one.team: None
        for one in judgements
        if one.opinion is Opinion.DISPUTED and one.confidence.pages and one.was_team != one.team
    }


def _confirmed_after_all(judgements: Sequence[Judgement], team: str) -> bool:
    last = judgements[-1]
    return last.opinion is Opinion.CONFIRMED and last.team == team

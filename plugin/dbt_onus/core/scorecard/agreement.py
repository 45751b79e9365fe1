"""How often people agreed with verdicts: per word of confidence and per kind of evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dbt_onus.core.evidence import CONFIDENCES, Confidence, EvidenceKind
from dbt_onus.core.incidents.episodes import Episode
from dbt_onus.core.incidents.judgements import Judgement, Opinion
from dbt_onus.core.scorecard.disputes import is_contested, last_judgements

#: With fewer judgements than this, a share tells more of chance than of the verdicts: none is given.
ENOUGH = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How many verdicts were judged, and how many of them were said to be right."""

    judged: int
    confirmed: int

    @property
    def disputed(self) -> int:
        """How many were said to be wrong."""
        return self.judged - self.confirmed

    @property
    def precision(self) -> float | None:
        """The share that was right, from 0 to 1; `None` where too few were judged to tell."""
        return self.confirmed / self.judged if self.judged >= ENOUGH else None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributionCard:
    """What people said of the verdicts that were given since then (`since` is UTC; `None`: of all).

    `verdicts` counts episodes, `judged` those that somebody judged, `unnamed` those of them that named no place
    and so could be neither right nor wrong: they are in no agreement. `paged` are judged verdicts on which a team
    was notified; `wrong_team` those of them that were another team's. `open_disputes` are ids of incidents.
    """

    since: datetime | None
    known: int
    verdicts: int
    judged: int
    unnamed: int
    overall: Agreement
    by_confidence: tuple[tuple[Confidence, Agreement], ...]
    by_evidence: tuple[tuple[EvidenceKind, Agreement], ...]
    paged: int
    wrong_team: int
    open_disputes: tuple[str, ...]

    @property
    def false_attribution_rate(self) -> float | None:
        """The share of judged pages that went to a wrong team; `None` where too few were judged to tell."""
        return self.wrong_team / self.paged if self.paged >= ENOUGH else None


def attribution_card_of(
    episodes: Iterable[Episode], judgements: Iterable[Judgement], since: datetime | None = None
) -> AttributionCard:
    """What people said of the episodes that began since then; of each episode, the last judgement counts."""
    known = tuple(episodes)
    given = {(one.incident.id, one.number): one for one in known if one.began_since(since)}
    last = {key: one for key, one in last_judgements(judgements).items() if key in given}
    named = [one for one in last.values() if one.confidence.pages or one.suspects]
    paged = [(one, given[key]) for key, one in last.items() if one.confidence.pages]
    return AttributionCard(
        since=since,
        known=len({one.incident.id for one in known}),
        verdicts=len(given),
        judged=len(last),
        unnamed=len(last) - len(named),
        overall=_agreement(named, lambda _: True),
        by_confidence=tuple((word, _agreement(named, _is_of(word))) for word in CONFIDENCES),
        by_evidence=tuple(
            (kind, _agreement(named, _rests_on(kind)))
            for kind in EvidenceKind
            if any(kind in one.kinds for one in named)
        ),
        paged=len(paged),
        wrong_team=sum(1 for one, episode in paged if _is_wrong_team(one, episode)),
        open_disputes=tuple(sorted({key[0] for key, one in last.items() if _is_open(one, given[key])})),
    )


def _agreement(judgements: Sequence[Judgement], belongs: Callable[[Judgement], bool]) -> Agreement:
    opinions = [one.opinion for one in judgements if belongs(one)]
    return Agreement(judged=len(opinions), confirmed=opinions.count(Opinion.CONFIRMED))


def _is_of(word: Confidence) -> Callable[[Judgement], bool]:
    return lambda one: one.confidence is word


def _rests_on(kind: EvidenceKind) -> Callable[[Judgement], bool]:
    return lambda one: kind in one.kinds


def _is_wrong_team(judgement: Judgement, episode: Episode) -> bool:
    """Whether another team should have been notified: not where a dispute names a node of the same team."""
    # a judgement made after the incident was given away knows the new team, not the one that was notified
    given_away = episode.passed_on_at is not None and episode.passed_on_at <= judgement.at
    return judgement.opinion is Opinion.DISPUTED and (given_away or judgement.was_team != judgement.team)


def _is_open(judgement: Judgement, episode: Episode) -> bool:
    """Whether the incident is still with a team that, somebody said, it is not of."""
    is_present = episode.number == episode.incident.episode
    return is_present and episode.incident.is_open and is_contested(judgement, episode)

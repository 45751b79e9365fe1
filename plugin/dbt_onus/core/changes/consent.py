"""A breaking change waits for the teams it hits: who was asked, who agreed, and what silence means in the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from dbt_onus.core.policy import ChangePolicy, Unanswered


class Word(StrEnum):
    """What a team said of a change that hits it."""

    ACKNOWLEDGED = "acknowledged"
    OBJECTED = "objected"


class Stand(StrEnum):
    """Where a team is with a change."""

    ACKNOWLEDGED = "acknowledged"
    OBJECTED = "objected"
    WAITING = "waiting"
    ACCEPTED_BY_SILENCE = "accepted by silence"
    OBJECTED_BY_SILENCE = "objected by silence"

    @property
    def lets_pass(self) -> bool:
        """Whether the change need not wait for this team any more."""
        return self in (Stand.ACKNOWLEDGED, Stand.ACCEPTED_BY_SILENCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one team said, by whom and when; `reason` says why, if anybody said it."""

    word: Word
    by: str
    on: date
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One breaking change that was put to the teams it hits. `until` is the last day to answer."""

    change: str
    says: str
    teams: tuple[str, ...]
    asked_on: date
    until: date | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)

    def answered(self, team: str, answer: Answer) -> Question:
        """With what a team says now; a later word takes the place of an earlier one."""
        return replace(self, answers={**self.answers, team: answer})

    def stand_of(self, team: str, today: date, silence: Unanswered) -> Stand:
        """Where the team is, on this day."""
        said = self.answers.get(team)
        if said is not None:
            return Stand(said.word.value)
        if self.until is None or today <= self.until:
            return Stand.WAITING
        return Stand.ACCEPTED_BY_SILENCE if silence is Unanswered.ACCEPTS else Stand.OBJECTED_BY_SILENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Where every hit team is with one change; `until` as of the question, `asked` whether there is one."""

    stands: Mapping[str, Stand]
    asked: bool = False
    until: date | None = None

    @property
    def is_given(self) -> bool:
        """Whether nobody is waited for any more. A change that hits no team can be agreed to by none."""
        return bool(self.stands) and all(stand.lets_pass for stand in self.stands.values())


def consent_to(teams: Iterable[str], question: Question | None, today: date, policy: ChangePolicy) -> Consent:
    """Where the teams that a change hits are with it: those it hits today, whoever was asked."""
    if question is None:
        return Consent(stands=dict.fromkeys(teams, Stand.WAITING))
    return Consent(
        stands={team: question.stand_of(team, today, policy.silence) for team in teams},
        asked=True,
        until=question.until,
    )


def asked(
    change: str, says: str, teams: Iterable[str], known: Question | None, today: date, policy: ChangePolicy
) -> Question:
    """The question put to the teams; one that was put before keeps its day and its answers."""
    if known is not None:
        return replace(known, says=says, teams=tuple(teams))
    until = today + policy.answer_within if policy.answer_within is not None else None
    return Question(change=change, says=says, teams=tuple(teams), asked_on=today, until=until)

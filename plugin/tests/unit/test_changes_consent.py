"""Who has agreed to a change, day by day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dbt_onus.core.changes.consent import Answer, Stand, Word, asked, consent_to
from dbt_onus.core.policy import ChangePolicy, Unanswered

MONDAY = date(2026, 11, 2)
WEEK = ChangePolicy(answer_within=timedelta(days=7), silence=Unanswered.ACCEPTS)


def answer(word: Word) -> Answer:
    return Answer(word=word, by="ana@shop.example", on=MONDAY)


def test_a_change_waits_until_every_hit_team_agrees() -> None:
    question = asked("c1", "x is gone", ["finance", "growth"], None, MONDAY, WEEK)
    assert question.until == date(2026, 11, 9)
    question = question.answered("finance", answer(Word.ACKNOWLEDGED))
    consent = consent_to(["finance", "growth"], question, MONDAY, WEEK)
    assert (consent.stands, consent.is_given) == (
        {"finance": Stand.ACKNOWLEDGED, "growth": Stand.WAITING},
        False,
    )
    question = question.answered("growth", answer(Word.ACKNOWLEDGED))
    assert consent_to(["finance", "growth"], question, MONDAY, WEEK).is_given


@pytest.mark.parametrize(
    ("silence", "day", "stand"),
    [
        (Unanswered.ACCEPTS, date(2026, 11, 9), Stand.WAITING),
        (Unanswered.ACCEPTS, date(2026, 11, 10), Stand.ACCEPTED_BY_SILENCE),
        (Unanswered.OBJECTS, date(2026, 11, 10), Stand.OBJECTED_BY_SILENCE),
    ],
)
def test_silence_means_what_the_policy_says_from_the_day_after(
    silence: Unanswered, day: date, stand: Stand
) -> None:
    policy = ChangePolicy(answer_within=timedelta(days=7), silence=silence)
    question = asked("c1", "x is gone", ["finance"], None, MONDAY, policy)
    consent = consent_to(["finance"], question, day, policy)
    assert (consent.stands["finance"], consent.is_given) == (stand, stand is Stand.ACCEPTED_BY_SILENCE)


def test_without_a_policy_silence_never_means_anything() -> None:
    question = asked("c1", "x is gone", ["finance"], None, MONDAY, ChangePolicy())
    assert consent_to(["finance"], question, date(2036, 1, 1), ChangePolicy()).stands["finance"] is Stand.WAITING


def test_an_objection_holds_until_it_is_taken_back() -> None:
    question = asked("c1", "x is gone", ["finance"], None, MONDAY, WEEK).answered("finance", answer(Word.OBJECTED))
    late = date(2026, 12, 24)
    assert not consent_to(["finance"], question, late, WEEK).is_given
    again = asked(
        "c1", "x is gone", ["finance"], question.answered("finance", answer(Word.ACKNOWLEDGED)), late, WEEK
    )
    assert consent_to(["finance"], again, late, WEEK).is_given


def test_a_team_that_is_hit_since_has_not_agreed() -> None:
    question = asked("c1", "x is gone", ["finance"], None, MONDAY, WEEK)
    question = question.answered("finance", answer(Word.ACKNOWLEDGED))
    assert not consent_to(["finance", "growth"], question, MONDAY, WEEK).is_given


def test_what_hits_nobody_whom_one_could_ask_is_agreed_to_by_nobody() -> None:
    assert not consent_to([], None, MONDAY, WEEK).is_given

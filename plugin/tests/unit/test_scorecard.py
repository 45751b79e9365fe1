"""What each team caused and suffered."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from dbt_onus.core.episodes import Episode
from dbt_onus.core.evidence import Confidence
from dbt_onus.core.incidents import State
from dbt_onus.core.judgements import Judgement, Opinion
from dbt_onus.core.scorecard import Scorecard, TeamCard, scorecard_of
from dbt_onus.core.timeline import What
from tests import builders as b
from tests import scorecards as s

HOUR = 3600.0


def card_of(
    episodes: tuple[Episode, ...], *judgements: Judgement, since: datetime | None = None
) -> tuple[Scorecard, dict[str, TeamCard]]:
    made = scorecard_of(episodes, judgements, "platform", since)
    return made, {one.team: one for one in made.teams}


def test_one_teams_fault_is_caused_by_it_and_suffered_by_the_others() -> None:
    _, teams = card_of(s.episodes((s.incident("a", "payments", "finance", "payments"), [])))
    assert (teams["payments"].caused, teams["payments"].suffered, teams["payments"].open_now) == (1, 0, 1)
    assert (teams["finance"].caused, teams["finance"].suffered, teams["finance"].open_now) == (0, 1, 0)


def test_a_fault_that_hits_only_its_own_team_was_caused_to_nobody() -> None:
    _, teams = card_of(s.episodes((s.incident("a", "payments", "payments"), [])))
    assert (teams["payments"].caused, teams["payments"].suffered) == (0, 0)


@pytest.mark.parametrize("word", [Confidence.POSSIBLE, Confidence.UNKNOWN])
def test_an_unsure_verdict_counts_against_nobody_but_is_open_and_timed(word: Confidence) -> None:
    unsure = s.incident("a", "payments", "finance", confidence=word, episode=2)
    events = [s.event(unsure, What.REOPENED, episode=2), s.event(unsure, What.ACKNOWLEDGED, 1, episode=2)]
    _, teams = card_of(s.episodes((unsure, events)))
    assert set(teams) == {"payments", "platform"}
    assert (teams["payments"].caused, teams["payments"].repeats, teams["payments"].open_now) == (0, 0, 1)
    assert teams["payments"].acknowledge.seconds == HOUR


def test_the_time_of_a_team_is_the_median_of_its_episodes() -> None:
    known = [s.repaired(f"i{hours}", "payments", "finance", hours=hours) for hours in (2, 4, 400)]
    _, teams = card_of(s.episodes(*known))
    assert (teams["payments"].repair.seconds, teams["payments"].repair.count) == (4 * HOUR, 3)
    assert (teams["payments"].acknowledge.seconds, teams["payments"].acknowledge.count) == (2 * HOUR, 3)
    assert (teams["finance"].repair.seconds, teams["finance"].repair.count) == (None, 0)


def test_a_fault_that_comes_back_is_one_incident_and_a_repeat() -> None:
    again = s.incident("a", "payments", "finance", episode=3)
    events = [s.event(again, What.REOPENED, 24 * number, episode=number) for number in (2, 3)]
    _, teams = card_of(s.episodes((again, [s.event(again, What.OPENED), *events])))
    assert (teams["payments"].caused, teams["payments"].repeats, teams["finance"].suffered) == (1, 2, 1)


def test_only_what_began_in_the_period_counts_but_open_is_open() -> None:
    old = s.incident("old", "payments", "finance", opened_at=b.NOON - timedelta(days=40))
    new = s.incident("new", "growth", "finance")
    made, teams = card_of(s.episodes((old, []), (new, [])), since=b.NOON - timedelta(days=30))
    assert (teams["payments"].caused, teams["payments"].open_now) == (0, 1)
    assert (teams["growth"].caused, teams["finance"].suffered) == (1, 1)
    assert (made.known, made.deflection.incidents) == (2, 1)


def test_what_another_incident_explains_counts_nowhere() -> None:
    gone = s.incident("a", "payments", "finance", state=State.RESOLVED, superseded=True)
    made, teams = card_of(s.episodes((gone, [])), s.judgement(gone, Opinion.DISPUTED))
    assert set(teams) == {"platform"}
    assert (made.known, made.deflection.incidents) == (1, 0)


def test_a_reassigned_incident_counts_for_whom_it_was_given_to() -> None:
    given = s.incident("a", "growth", "finance", reassigned_to="growth")
    events = [s.event(given, What.OPENED), s.event(given, What.REASSIGNED, 1, names="growth")]
    _, teams = card_of(s.episodes((given, events)))
    assert teams["growth"].caused == 1
    assert "payments" not in teams


def test_a_disputed_verdict_counts_as_disputed_until_it_is_confirmed_after_all() -> None:
    one = s.incident("a", "payments", "finance")
    disputed = s.judgement(one, Opinion.DISPUTED, 1)
    _, teams = card_of(s.episodes((one, [])), disputed)
    assert (teams["payments"].caused, teams["payments"].disputed) == (1, 1)
    _, teams = card_of(s.episodes((one, [])), s.judgement(one, hours=2), disputed)
    assert teams["payments"].disputed == 0


def test_a_dispute_of_the_node_alone_does_not_dispute_the_team() -> None:
    one = s.incident("a", "payments", "finance")
    _, teams = card_of(s.episodes((one, [])), s.judgement(one, Opinion.DISPUTED, was_team="payments"))
    assert teams["payments"].disputed == 0


def test_a_dispute_of_a_verdict_that_accused_nobody_is_no_dispute_of_a_team() -> None:
    one = s.incident("a", "payments", confidence=Confidence.POSSIBLE)
    _, teams = card_of(s.episodes((one, [])), s.judgement(one, Opinion.DISPUTED))
    assert teams["payments"].disputed == 0


def test_a_dispute_is_not_held_against_the_team_that_got_the_incident_because_of_it() -> None:
    given = s.incident("a", "growth", "finance", reassigned_to="growth")
    events = [s.event(given, What.REASSIGNED, 2, names="growth")]
    before = s.judgement(given, Opinion.DISPUTED, 1, team="payments")
    _, teams = card_of(s.episodes((given, events)), before)
    assert {one.disputed for one in teams.values()} == {0}
    _, teams = card_of(s.episodes((given, events)), before, s.judgement(given, Opinion.DISPUTED, 3))
    assert teams["growth"].disputed == 1


def test_an_incident_is_deflected_where_no_person_and_not_the_fallback_had_to_take_it() -> None:
    passed_on = s.incident("c", "growth", reassigned_to="growth")
    made, _ = card_of(
        s.episodes(
            (s.incident("a", "payments"), []),
            (s.incident("b", "platform"), []),
            (passed_on, [s.event(passed_on, What.REASSIGNED, 1, names="growth")]),
            (s.incident("d", "finance", confidence=Confidence.UNKNOWN), []),
        )
    )
    assert (made.deflection.deflected, made.deflection.incidents, made.deflection.rate) == (2, 4, 0.5)


def test_without_incidents_there_is_no_rate_and_no_team() -> None:
    made, teams = card_of(())
    assert (made.known, made.deflection.rate, teams) == (0, None, {})

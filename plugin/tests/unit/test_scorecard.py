"""What each team caused and suffered."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dbt_onus.core.evidence import Confidence
from dbt_onus.core.gaps import Coverage, Gap, Kind
from dbt_onus.core.incidents.episodes import Episode
from dbt_onus.core.incidents.incident import State
from dbt_onus.core.incidents.judgements import Judgement, Opinion
from dbt_onus.core.incidents.timeline import What
from dbt_onus.core.scorecard import Every, Scorecard, TeamCard, Upkeep, every_for, scorecard_of
from dbt_onus.core.scorecard.counting import NOTHING_STANDS, Standing
from dbt_onus.core.scorecard.upkeep import upkeep_of
from tests import builders as b
from tests import scorecards as s

HOUR = 3600.0
NOW = b.NOON + timedelta(days=30)


def card_of(
    episodes: tuple[Episode, ...],
    *judgements: Judgement,
    since: datetime | None = None,
    standing: Standing = NOTHING_STANDS,
) -> tuple[Scorecard, dict[str, TeamCard]]:
    made = scorecard_of(episodes, judgements, "platform", since, now=NOW, standing=standing)
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


def test_breakage_is_how_long_others_had_it_until_now_where_it_is_open() -> None:
    over = s.repaired("a", "payments", "finance", "growth", hours=5)
    still = s.incident("b", "payments", "finance"), [s.event("b", What.OPENED, 24 * 29)]
    alone = s.repaired("c", "payments", "payments", hours=500)
    _, teams = card_of(s.episodes(over, still, alone))
    assert teams["payments"].breakage_caused == (5 + 24) * HOUR
    assert teams["finance"].breakage_suffered == (5 + 24) * HOUR
    assert teams["growth"].breakage_suffered == 5 * HOUR


def test_an_unsure_verdict_breaks_nobodys_hours() -> None:
    unsure = s.repaired("a", "payments", "finance", hours=5, confidence=Confidence.POSSIBLE)
    _, teams = card_of(s.episodes(unsure))
    assert teams["payments"].breakage_caused == 0


def test_a_dispute_is_won_when_it_goes_to_another_team_and_lost_when_it_is_confirmed() -> None:
    given = s.incident("a", "growth", "finance", reassigned_to="growth")
    handed = [s.event(given, What.OPENED), s.event(given, What.REASSIGNED, 3, names="growth")]
    kept = s.incident("b", "payments", "finance")
    open_ = s.incident("c", "payments", "finance")
    said = [
        s.judgement(given, Opinion.DISPUTED, 2, team="payments"),
        s.judgement(kept, Opinion.DISPUTED, 2),
        s.judgement(kept, Opinion.CONFIRMED, 5),
        s.judgement(open_, Opinion.DISPUTED, 2),
    ]
    _, teams = card_of(s.episodes((given, handed), (kept, []), (open_, [])), *said)
    payments = teams["payments"]
    assert (payments.disputes_won, payments.disputes_lost, payments.disputed) == (1, 1, 1)


def test_a_dispute_about_another_node_of_the_same_team_is_neither() -> None:
    one = s.incident("a", "payments", "finance")
    _, teams = card_of(s.episodes((one, [])), s.judgement(one, Opinion.DISPUTED, was_team="payments"))
    assert (teams["payments"].disputes_won, teams["payments"].disputes_lost) == (0, 0)


def test_how_a_team_stands_now_is_told_whatever_the_period() -> None:
    upkeep = {"payments": Upkeep(tables=4, promised=2), "growth": Upkeep(tables=1)}
    standing = Standing(late={"a"}, upkeep={None: Upkeep(tables=5, promised=2), **upkeep}, owned=3)
    made, teams = card_of(s.episodes((s.incident("a", "payments", "finance"), [])), since=NOW, standing=standing)
    assert (teams["payments"].overdue_now, teams["payments"].caused) == (1, 0)
    assert (made.whole.promised, made.owned) == (2, 3)
    assert teams["growth"].upkeep.tables == 1, "a team without incidents has its row"


@pytest.mark.parametrize(("days", "every", "many"), [(20, Every.WEEK, 4), (400, Every.MONTH, 15)])
def test_the_trend_goes_from_the_first_incident_until_now_without_a_gap(
    days: int, every: Every, many: int
) -> None:
    old = s.incident("a", "payments", "finance", opened_at=NOW - timedelta(days=days))
    made, _ = card_of(s.episodes((old, [])))
    assert every_for(old.opened_at, NOW) is every
    assert len(made.trend) == many
    assert all(one.end == after.start for one, after in pairwise(made.trend))
    assert made.trend[0].start <= old.opened_at < made.trend[0].end
    assert made.trend[-1].start <= NOW < made.trend[-1].end
    assert [one.teams["payments"].caused for one in made.trend if one.teams] == [1]


@given(st.lists(st.tuples(st.integers(0, 60), st.sampled_from(["payments", "finance"])), max_size=8))
def test_the_stretches_add_up_to_the_whole(born: list[tuple[int, str]]) -> None:
    known = [
        (s.incident(f"{number:08x}", team, "growth", opened_at=NOW - timedelta(days=days)), [])
        for number, (days, team) in enumerate(born)
    ]
    made, teams = card_of(s.episodes(*known))
    for team, card in teams.items():
        said = [one.teams[team] for one in made.trend if team in one.teams]
        assert sum(one.caused for one in said) == card.caused
        assert sum(one.breakage_suffered for one in said) == pytest.approx(card.breakage_suffered)


def test_an_inert_contract_is_its_teams_and_counts_once_in_the_whole() -> None:
    gap = Gap(
        kind=Kind.INERT_CONTRACT, subject="…", about="…", says="…", remedy="…", project="shop", team="payments"
    )
    coverage = (Coverage(team=None, tables=2), Coverage(team="payments", tables=2))
    other = replace(gap, kind=Kind.UNOWNED)
    found = upkeep_of(coverage, [gap, other], [{"a", "b"}], lambda _: "payments")
    assert (found["payments"].inert, found["payments"].waivers) == (1, 1)
    assert (found[None].inert, found[None].waivers) == (1, 1)

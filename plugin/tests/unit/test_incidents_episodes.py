"""Episodes, read from timelines."""

from __future__ import annotations

from datetime import timedelta

from dbt_onus.core.incidents.episodes import episodes_of
from dbt_onus.core.incidents.incident import State
from dbt_onus.core.incidents.timeline import What
from tests import builders as b
from tests import scorecards as s

HOUR = 3600.0


def test_each_episode_has_its_own_beginning_and_end() -> None:
    one = s.incident("a", episode=2, opened_at=b.NOON + timedelta(hours=50))
    first, second = episodes_of(
        one,
        [
            s.event(one, What.OPENED),
            s.event(one, What.ACKNOWLEDGED, 2),
            s.event(one, What.RESOLVED, 5),
            s.event(one, What.REOPENED, 50, episode=2),
        ],
    )
    assert (first.seconds_to_acknowledge, first.seconds_to_repair, first.returns) == (2 * HOUR, 5 * HOUR, False)
    assert (second.seconds_to_acknowledge, second.seconds_to_repair, second.returns) == (None, None, True)
    assert second.began_at == b.NOON + timedelta(hours=50)


def test_an_incident_without_a_timeline_began_when_it_was_opened() -> None:
    (one,) = episodes_of(s.incident("a"), [])
    assert one.began_at == b.NOON
    assert one.began_since(b.NOON)
    assert not one.began_since(b.NOON + timedelta(seconds=1))


def test_an_episode_whose_beginning_is_not_known_is_in_no_period_but_in_the_whole() -> None:
    one = s.incident("a", episode=2)
    first, _ = episodes_of(one, [s.event(one, What.CONFIRMED, 1)])
    assert first.began_since(None)
    assert not first.began_since(b.NOON - timedelta(days=999))


def test_the_clock_of_a_team_starts_when_the_incident_reaches_it() -> None:
    one = s.incident("a", "growth", state=State.RESOLVED, reassigned_to="growth")
    (episode,) = episodes_of(
        one,
        [
            s.event(one, What.OPENED),
            s.event(one, What.ACKNOWLEDGED, 1),
            s.event(one, What.REASSIGNED, 10, names="growth"),
            s.event(one, What.RESOLVED, 13),
        ],
    )
    assert episode.team == "growth"
    assert episode.seconds_to_repair == 3 * HOUR
    assert episode.seconds_to_acknowledge is None, "the other team acknowledged it"


def test_an_earlier_episode_stays_with_the_team_that_had_it() -> None:
    one = s.incident("a", "payments", episode=2)
    first, second = episodes_of(one, [s.event(one, What.REASSIGNED, 1, names="growth")])
    assert (first.team, second.team) == ("growth", "payments")


def test_who_had_an_earlier_episode_is_unknown_where_only_the_present_one_was_given_away() -> None:
    one = s.incident("a", "growth", episode=2, reassigned_to="growth")
    first, second = episodes_of(
        one, [s.event(one, What.OPENED), s.event(one, What.REASSIGNED, 60, episode=2, names="growth")]
    )
    assert (first.team, second.team) == (None, "growth")


def test_a_verdict_that_was_withdrawn_in_between_is_no_fault_that_came_back() -> None:
    one = s.incident("a", episode=2)
    first, second = episodes_of(
        one,
        [
            s.event(one, What.OPENED),
            s.event(one, What.SUPERSEDED, 1),
            s.event(one, What.REOPENED, 9, episode=2),
        ],
    )
    assert first.superseded
    assert not second.returns
    assert first.seconds_to_repair is None


def test_the_clock_starts_anew_when_ownership_gives_it_to_another_team() -> None:
    one = s.incident("a", "growth", state=State.RESOLVED)
    (episode,) = episodes_of(
        one,
        [
            s.event(one, What.OPENED),
            s.event(one, What.GREW, 1, names="2 checks"),
            s.event(one, What.OWNER_CHANGED, 10, names="growth"),
            s.event(one, What.ACKNOWLEDGED, 11),
            s.event(one, What.NOTIFIED, 12, names="growth-slack"),
            s.event(one, What.RESOLVED, 13),
        ],
    )
    assert (episode.team, episode.passed_on_at) == ("growth", None)
    assert (episode.seconds_to_acknowledge, episode.seconds_to_repair) == (HOUR, 3 * HOUR)


def test_an_earlier_episode_ends_with_the_team_that_it_went_to_last() -> None:
    one = s.incident("a", "payments", episode=2)
    events = [
        s.event(one, What.REASSIGNED, 1, names="growth"),
        s.event(one, What.OWNER_CHANGED, 2, names="finance"),
    ]
    assert episodes_of(one, events)[0].team == "finance"
    moved = s.event(one, What.OWNER_CHANGED, 60, episode=2, names="payments")
    first, second = episodes_of(one, [s.event(one, What.OPENED), moved])
    assert (first.team, second.team) == (None, "payments"), "who had it before is not written down"

"""Random worlds whose warehouse is asked, after a green run and on a first one: whoever is paged is the one."""

from __future__ import annotations

import pytest

from tests import compared_worlds, shared_worlds, timed_worlds
from tests.asked_worlds import is_right, play
from tests.world_tally import tally

#: Worlds that once were told wrong, by keys that the SQL altered and joins that nobody vouched for.
ONCE_WRONG = (17, 45, 60, 196, 253)


@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("seed", ONCE_WRONG)
def test_a_world_that_was_told_wrong_is_told_right_or_left_open(seed: int, *, first: bool) -> None:
    played = play(seed, first=first)
    assert played is not None
    assert all(is_right(one, played) for one in played.findings if one.confidence.pages)


@pytest.mark.parametrize(("first", "least"), [(False, 0.8), (True, 0.4)])
def test_most_questions_are_decided(*, first: bool, least: float) -> None:
    worlds = [played for seed in range(20) if (played := play(seed, first=first)) is not None]
    sure = [(one, played) for played in worlds for one in played.findings if one.confidence.pages]
    assert len(sure) >= least * sum(len(played.findings) for played in worlds)
    assert all(is_right(one, played) for one, played in sure)


def test_whoever_is_sure_to_have_changed_the_unit_of_two_tables_that_agreed_did() -> None:
    found = tally(compared_worlds.play, 0, 12)
    assert found["likely right"] > 0
    assert not [word for word in found if "wrong" in word]


def test_whoever_is_sure_to_have_a_clock_that_is_off_has_one() -> None:
    found = tally(timed_worlds.play, 20, 32)
    assert found["likely right"] > 0
    assert not [word for word in found if "wrong" in word]


def test_what_takes_twice_as_long_in_one_region_is_no_clock_that_is_off() -> None:
    assert not [word for word in tally(timed_worlds.play, 299, 300) if "wrong" in word]


def test_whichever_region_is_sure_to_break_a_bound_has_more_bad_rows() -> None:
    found = tally(shared_worlds.play, 0, 40)
    assert found["likely right"] > 0
    assert not [word for word in found if "wrong" in word]

"""A number that leaves its own past, and all the ways in which numbers move without anything being wrong."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

import pytest

from dbt_onus.core.leaps import ENOUGH_RUNS, HELD, Dated, leap
from dbt_onus.core.observations import Measure
from tests import builders as b

ROWS, MEAN, NULLS = Measure.ROWS, Measure.MEAN, Measure.NULL_SHARE
DAY = timedelta(days=1)


def days(count: int, value: Callable[[int], float]) -> list[Dated]:
    """One value every night; the first night is a Monday."""
    return [(b.NOON + number * DAY, value(number)) for number in range(count)]


def leaps(measure: Measure, past: list[Dated], value: float) -> bool:
    return leap(measure, past, past[-1][0] + DAY, value) is not None


def scatter(number: int, deviation: float = 0.02) -> float:
    return math.exp(Random(f"night {number}").gauss(0, deviation))


@pytest.mark.parametrize(
    ("measure", "usual", "value"),
    [
        pytest.param(ROWS, lambda night: 1000 * scatter(night), 500.0, id="half a load"),
        pytest.param(ROWS, lambda night: 1000 * scatter(night), 2000.0, id="loaded twice"),
        pytest.param(ROWS, lambda _: 400.0, 0.0, id="emptied"),
        pytest.param(ROWS, lambda night: 1000 * 1.03**night, 800.0, id="half of what grows"),
        pytest.param(MEAN, lambda night: 20 * scatter(night), 2000.0, id="cents"),
        pytest.param(MEAN, lambda night: 20 * scatter(night), -20.0, id="the other sign"),
        pytest.param(NULLS, lambda night: 0.05 * scatter(night, 0.2), 0.5, id="null flood"),
    ],
)
def test_a_leap_is_seen(measure: Measure, usual: Callable[[int], float], value: float) -> None:
    assert leaps(measure, days(20, usual), value)


def week(night: int) -> float:
    return (300, 290, 310, 320, 380, 520, 120)[night % 7] * scatter(night)


def test_a_week_is_compared_with_the_weeks_before() -> None:
    past = days(22, week)  # the next night is a Tuesday
    assert not leaps(ROWS, past, 290.0)
    assert leaps(ROWS, past, 120.0)  # as few as on a Sunday
    saturday = days(19, week)
    assert not leaps(ROWS, saturday, 520.0)
    assert leaps(ROWS, saturday, 260.0)  # what other days have
    sunday = days(20, week)
    assert not leaps(ROWS, sunday, 120.0)
    assert leaps(ROWS, sunday, 40.0)


@pytest.mark.parametrize(
    ("measure", "usual", "value"),
    [
        pytest.param(ROWS, lambda night: 1000 * 1.05**night, 1000 * 1.05**20, id="growth"),
        pytest.param(MEAN, lambda night: 10 * 0.95**night, 10 * 0.95**20, id="drift"),
        pytest.param(ROWS, lambda night: 100 * scatter(night, 0.5), 250.0, id="scatter"),
        pytest.param(ROWS, lambda night: (1000.0, 100.0)[night % 2], 1000.0, id="full and partial loads in turn"),
        pytest.param(NULLS, lambda _: 0.4, 0.0, id="nulls repaired"),
        pytest.param(Measure.MAX, lambda _: 100.0, 90_000.0, id="one odd row"),
        pytest.param(ROWS, lambda _: 0.0, 0.0, id="always empty"),
    ],
)
def test_what_moves_without_a_fault_says_nothing(
    measure: Measure, usual: Callable[[int], float], value: float
) -> None:
    assert not leaps(measure, days(20, usual), value)


def test_too_short_a_past_says_nothing() -> None:
    assert not leaps(ROWS, days(ENOUGH_RUNS - 1, lambda _: 1000.0), 10.0)
    hourly = [(b.NOON + number * timedelta(hours=1), 1000.0) for number in range(60)]
    assert leap(ROWS, hourly, hourly[-1][0] + timedelta(hours=1), 10.0) is None


def hours(count: int, value: Callable[[int], float]) -> list[Dated]:
    return [(b.NOON + number * timedelta(hours=1), value(number)) for number in range(count)]


def daily(hour: int) -> float:
    """Few and large orders by night."""
    return (20 if 6 <= hour % 24 < 22 else 70) * scatter(hour)


def test_another_unit_needs_no_week() -> None:
    past = hours(50, daily)
    at = past[-1][0] + timedelta(hours=1)
    assert leap(MEAN, past, at, 7000.0) is not None
    assert leap(MEAN, past, at, 0.2) is not None


@pytest.mark.parametrize(
    ("measure", "past", "value"),
    [
        pytest.param(MEAN, hours(40, daily), 7000.0, id="not two days"),
        pytest.param(MEAN, hours(50, daily), 400.0, id="less than eight times what it ever was"),
        pytest.param(ROWS, hours(50, daily), 7000.0, id="a campaign"),
        pytest.param(MEAN, hours(50, lambda hour: daily(hour) - 25), 7000.0, id="of both signs"),
    ],
)
def test_what_is_no_other_unit_does(measure: Measure, past: list[Dated], value: float) -> None:
    assert leap(measure, past, past[-1][0] + timedelta(hours=1), value) is None


def test_silence_on_every_green_hour_of_the_first_days() -> None:
    def one(dice: Random, hour: int) -> float:
        swing = math.sin(hour / 24 * 2 * math.pi) * dice.choice([0.0, 0.3, 0.7])
        return 50 * math.exp(swing + dice.gauss(0, 0.3))

    for seed in range(40):
        dice = Random(seed)
        past = hours(160, lambda hour, dice=dice: one(dice, hour))
        assert not [at for night, (at, value) in enumerate(past) if leap(MEAN, past[:night], at, value)], seed


def test_the_days_after_a_leap_are_still_far_from_the_past_until_they_are_the_past() -> None:
    past = days(20, lambda night: 1000 * scatter(night))
    began = past[-1][0] + DAY
    for _ in range(HELD):
        found = leap(ROWS, past, past[-1][0] + DAY, 500.0)
        assert found is not None
        assert found.since == began
        assert found.usual > 900
        past.append((past[-1][0] + DAY, 500.0))
    assert not leaps(ROWS, past, 500.0)


def test_who_returns_is_back() -> None:
    past = [*days(20, lambda night: 1000 * scatter(night)), (b.NOON + 20 * DAY, 500.0)]
    assert not leaps(ROWS, past, 1010.0)


def uneventful(seed: int) -> tuple[Measure, list[Dated]]:
    """A series as tables have them: level, growth, weekends, scatter, a clock that is not exact."""
    dice = Random(seed)
    measure = dice.choice([ROWS, MEAN, Measure.DISTINCT])
    level, growth = 10 ** dice.uniform(1.8, 6), dice.choice([0.0, 0.001, 0.005, 0.02])
    weekend, deviation = dice.choice([1.0, 0.8, 0.5, 0.05]), dice.choice([0.0, 0.01, 0.05, 0.1])

    def one(night: int) -> tuple[datetime, float]:
        at = b.NOON + night * DAY + timedelta(minutes=dice.gauss(0, 15))
        swing = weekend if at.weekday() >= 5 else 1.0
        return at, level * swing * math.exp(growth * night + dice.gauss(0, deviation))

    return measure, [one(night) for night in range(60)]


def test_silence_on_every_green_day() -> None:
    """Always the same series: among enough of them chance alone makes any value, and a search would find it."""
    said = [
        (seed, night)
        for seed in range(300)
        for measure, values in [uneventful(seed)]
        for night, (at, value) in enumerate(values)
        if leap(measure, values[:night], at, value)
    ]
    assert said == []

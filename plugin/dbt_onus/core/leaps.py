"""When a measured number leaves its own past, where no test says what it should be.

Stricter than `observations.moved`, which only has to tell suspects apart after something failed: here nothing
has, and a number that merely grows, swings with the week or scatters must say nothing. So a leap has to be
sizeable, far outside every step that the number ever took, measured against the same weekday where the past holds
enough weeks, and sudden: a drift has no day on which it happened.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median, pstdev

from dbt_onus.core.observations import Measure

#: A value and when it was measured (UTC).
Dated = tuple[datetime, float]

#: Fewer values than this, or a shorter time, hold neither a spread nor a week.
ENOUGH_RUNS = 14
ENOUGH_TIME = timedelta(days=7)
#: A mean so many times what it ever was is of another unit: no weekday does that. Two days hold each hour twice.
_OTHER_UNIT, ENOUGH_HOURS = 8.0, timedelta(days=2)
#: A level that held for so many runs is the new normal.
HELD = 7
#: Older values than these say nothing of today.
_WINDOW = 90
#: How far is far outside: in robust deviations (1.4826 · MAD), in plain ones, in multiples of the widest step.
_FAR, _WIDE, _REACH = 8.0, 6.0, 3.0
#: Weeks are compared where so many values have one that was measured a week before, give or take.
_ENOUGH_WEEKS = 5
_WEEK, _GIVE = timedelta(days=7), timedelta(hours=3)
#: What is sizeable (falls to this share, grows to this multiple). What is not named opens nothing by itself:
#: the largest and the smallest value of a table leap whenever a row is odd.
_SIZEABLE: dict[Measure, tuple[float, float]] = {
    Measure.ROWS: (0.6, 1.8),
    Measure.MEAN: (0.7, 1.4),
    Measure.DISTINCT: (0.5, 2.0),
}
_SIZEABLE_SHARE = 0.10


@dataclass(frozen=True, slots=True, kw_only=True)
class Leap:
    """A number that is far from where it was.

    `usual` is the last value before, measured at `usual_at`, and `runs` how many values were usual; `since` is
    when the number left them: this run, or an earlier one that saw it too.
    """

    usual: float
    usual_at: datetime
    value: float
    runs: int
    since: datetime


def leap(measure: Measure, past: Sequence[Dated], at: datetime, value: float) -> Leap | None:
    """How a value measured at a moment leaves its past, oldest first; `None` where it does not.

    Values that leapt before are no part of the past, until the new level has held.
    """
    past = past[-_WINDOW:]
    if len(past) < ENOUGH_RUNS or not _differs(measure, past, at, value):
        return None
    usual, since = _usual(measure, past)
    if not _leaps(measure, usual, (at, value)):
        return None
    last_at, last = usual[-1]
    return Leap(usual=last, usual_at=last_at, value=value, runs=len(usual), since=since or at)


def _differs(measure: Measure, past: Sequence[Dated], at: datetime, value: float) -> bool:
    """Whether there is anything to look at: most numbers are what they were lately and a week ago."""
    if measure is not Measure.NULL_SHARE and measure not in _SIZEABLE:
        return False
    then = _a_week_before(past, at)
    lately = median(one for _, one in past[-ENOUGH_RUNS:])
    compared = [one for one in (lately, then) if one is not None]
    if measure is Measure.NULL_SHARE:
        return any(value - one >= _SIZEABLE_SHARE / 2 for one in compared)
    return any(abs(value - one) >= 0.2 * max(abs(value), abs(one)) for one in compared)


def _usual(measure: Measure, past: Sequence[Dated]) -> tuple[list[Dated], datetime | None]:
    """The values that did not leap themselves, and since when the latest ones do."""
    usual: list[Dated] = []
    aside: list[Dated] = []
    for one in past:
        if len(usual) < ENOUGH_RUNS or not _leaps(measure, usual, one):
            usual.append(one)
            aside.clear()
            continue
        aside.append(one)
        if len(aside) == HELD:
            usual.extend(aside)
            aside.clear()
    return usual, aside[0][0] if aside else None


def _leaps(measure: Measure, usual: Sequence[Dated], now: Dated) -> bool:
    at, value = now
    enough = ENOUGH_HOURS if _is_of_another_unit(measure, usual, value) else ENOUGH_TIME
    if len(usual) < ENOUGH_RUNS or at - usual[0][0] < enough:
        return False
    then = _a_week_before(usual, at)
    # most numbers are like the last one or like that of a week ago: no more has to be known of them
    compared = usual[-1][1] if then is None else then
    if not _is_sizeable(measure, compared, value):
        return False
    scale = _scale(measure, [one for _, one in (*usual, now)])
    known = [(when, scale(one)) for when, one in usual]
    size = _size(measure, usual, value - compared, logarithmic=scale is math.log)
    steps = _weekly_steps(known) if then is not None else []
    if len(steps) >= _ENOUGH_WEEKS and then is not None:
        step = scale(value) - scale(then)
        # a week apart, a drift looks like a leap: what is new is new since the last value
        new = step - steps[-1]
        return _is_far(steps, step, size) and abs(new) >= size and step * new > 0
    steps = [after - before for (_, before), (_, after) in pairwise(known)]
    from_last = scale(value) - known[-1][1]
    from_middle = scale(value) - median(one for _, one in known[-5:])
    return from_last * from_middle > 0 and _is_far(steps, min(from_last, from_middle, key=abs), size)


def _is_of_another_unit(measure: Measure, usual: Sequence[Dated], value: float) -> bool:
    """Whether a mean is many times, or a small part of, everything that it ever was."""
    known = [one for _, one in usual]
    if measure is not Measure.MEAN or not known or min(*known, value) <= 0:
        return False
    return value >= _OTHER_UNIT * max(known) or value * _OTHER_UNIT <= min(known)


def _weekly_steps(known: Sequence[Dated]) -> list[float]:
    """Every step from what was measured a week before."""
    return [value - then for at, value in known if (then := _a_week_before(known, at)) is not None]


def _a_week_before(known: Sequence[Dated], at: datetime) -> float | None:
    wanted = at - _WEEK
    place = bisect_left(known, wanted, key=lambda one: one[0])
    near = [(abs(when - wanted), value) for when, value in known[max(place - 1, 0) : place + 1]]
    gap, value = min(near, default=(_GIVE, 0.0))
    return value if gap < _GIVE else None


def _is_far(steps: Sequence[float], step: float, size: float) -> bool:
    middle = median(steps)
    apart = [abs(one - middle) for one in steps]
    limit = max(_FAR * 1.4826 * median(apart), _REACH * max(apart), _WIDE * pstdev(steps), size)
    return abs(step - middle) >= limit > 0


def _scale(measure: Measure, values: Sequence[float]) -> Callable[[float], float]:
    """Sizes are compared by their ratio; shares, and what may be negative or nothing, by their difference."""
    return math.log if measure is not Measure.NULL_SHARE and min(values) > 0 else float


def _is_sizeable(measure: Measure, before: float, value: float) -> bool:
    if measure is Measure.NULL_SHARE:
        # nulls that become fewer are somebody's repair
        return value - before >= _SIZEABLE_SHARE
    falls, grows = _SIZEABLE[measure]
    if before > 0 and value > 0:
        return not falls < value / before < grows
    return value != before


def _size(measure: Measure, usual: Sequence[Dated], step: float, *, logarithmic: bool) -> float:
    """From how far on a step is sizeable, on the scale that the values are compared on."""
    if measure is Measure.NULL_SHARE:
        return _SIZEABLE_SHARE
    falls, grows = _SIZEABLE[measure]
    if logarithmic:
        return math.log(grows) if step > 0 else -math.log(falls)
    return (grows - 1 if step > 0 else 1 - falls) * median(abs(value) for _, value in usual)

"""When a number has left its own past, and how people write it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from statistics import median

from dbt_onus.core.observations.observation import Measure

#: With fewer values than this, only a change of size counts: a spread cannot be told from them.
ENOUGH = 8
#: How many robust standard deviations from the median are far outside; normal data has one in 15,000 there.
FAR = 4.0
#: From how much on a number has moved, against the last good run, where there is too little history for a spread:
#: (falls to this share or less, grows to this multiple or more). Tables grow from day to day, so growth says less.
_MOVED: dict[Measure, tuple[float, float]] = {
    Measure.ROWS: (0.8, 2.0),
    Measure.DISTINCT: (0.8, 2.0),
    Measure.MEAN: (0.8, 1.25),
    Measure.MIN: (0.2, 5.0),
    Measure.MAX: (0.2, 5.0),
    Measure.SHORTEST: (0.2, 5.0),
    Measure.LONGEST: (0.2, 5.0),
}
_MOVED_SHARE = 0.05
#: From so many steps of the newest value on it is known how it goes; so many of the widest at once are no load.
_ENOUGH_STEPS, _AHEAD = 3, 30
_HOUR = 3600.0
_YEAR_9999 = datetime(9999, 1, 1, tzinfo=UTC).timestamp()


def moved(measure: Measure, before: Sequence[float], now: float) -> str | None:
    """How a number left its own past, in words; `None` where it did not.

    `before` are its values in good runs, oldest first. With enough of them: the median and the median distance
    from it (robust z, Iglewicz and Hoaglin 1993). With fewer: against the last one.
    """
    if not before:
        return None
    last = before[-1]
    if measure.is_fingerprint:
        is_new = stood_still(before) and not _is_same(now, last)
        return f"its {measure.in_words} are not those of the {len(before)} runs before" if is_new else None
    if measure is Measure.NEWEST:
        unusual = fell_back(before, now) or _ran_ahead(before, now)
    elif len(before) >= ENOUGH:
        middle = median(before)
        spread = 1.4826 * median(abs(value - middle) for value in before)
        unusual = abs(now - middle) > max(FAR * spread, 0.01 * abs(middle), 1e-9)
        unusual = unusual and is_sizeable(measure, middle, now)
    else:
        unusual = _has_leapt(measure, last, now)
    return f"{shown(measure, last)} → {shown(measure, now)}" if unusual else None


def stood_still(before: Sequence[float]) -> bool:
    """Whether a number was the same in every run, and in so many that it is no chance."""
    return len(before) >= ENOUGH and all(_is_same(one, before[0]) for one in before)


def _is_same(one: float, other: float) -> bool:
    """Means are summed up in another order every day."""
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


def stirred(before: Sequence[float], now: float) -> str | None:
    """How a number that always was the same no longer is, in words, however little it moved."""
    if not stood_still(before) or _is_same(now, before[-1]):
        return None
    return f"{before[-1]:,.10g} in each of {len(before)} runs → {now:,.10g}"


def fell_back(before: Sequence[float], now: float) -> bool:
    """Whether the newest value is older than it was, and never was before: the newest rows are gone."""
    steps = _steps(before)
    forward = [step for step in steps if step > 0]
    if len(steps) < _ENOUGH_STEPS or not forward or min(steps) < 0:
        return False
    return before[-1] - now >= median(forward) / 2


def _ran_ahead(before: Sequence[float], now: float) -> bool:
    """Whether the newest value is far beyond what is to come. Newer it is in every load."""
    steps = _steps(before)
    return len(steps) >= _ENOUGH_STEPS and now - before[-1] > _AHEAD * max(*steps, _HOUR)


def _steps(values: Sequence[float]) -> list[float]:
    return [after - earlier for earlier, after in pairwise(values)]


def is_sizeable(measure: Measure, middle: float, now: float) -> bool:
    """A number that never moved has no spread; a hair's breadth is no news all the same."""
    if measure is Measure.NULL_SHARE:
        return abs(now - middle) >= _MOVED_SHARE / 5
    if measure is Measure.NEWEST or measure.is_fingerprint:
        return now != middle
    return abs(now - middle) >= 0.05 * max(abs(middle), abs(now))


def _has_leapt(measure: Measure, last: float, now: float) -> bool:
    if measure is Measure.NULL_SHARE:
        return abs(now - last) >= _MOVED_SHARE
    if last == 0 or now == 0 or (last < 0) != (now < 0):
        return measure in (Measure.ROWS, Measure.MEAN) and last != now
    share = now / last
    least, most = _MOVED[measure]
    return share <= least or share >= most


def shown(measure: Measure, value: float) -> str:
    """The number as people write it: a share in per cent, a moment as a date, a large one without a fraction."""
    if measure is Measure.NULL_SHARE:
        return f"{value:.1%}"
    if measure is Measure.NEWEST and 0 <= value < _YEAR_9999:
        return f"{datetime.fromtimestamp(value, UTC):%Y-%m-%d %H:%M} UTC"
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"

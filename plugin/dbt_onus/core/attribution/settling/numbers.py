"""What a measured number tells of a failure: whether it moved since the check passed, and as the fault would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.evidence import Cause
from dbt_onus.core.observations import (
    Measure,
    Observation,
    is_sizeable,
    moved,
    shown,
    stirred,
    stood_still,
)
from dbt_onus.core.properties import CAUSES, Property

#: What it is called when a measured number moves.
MOVED_AS: dict[Measure, Cause] = {
    Measure.ROWS: Cause.VOLUME,
    Measure.NULL_SHARE: Cause.NULLS,
    Measure.DISTINCT: Cause.DISTRIBUTION,
    Measure.MIN: Cause.DISTRIBUTION,
    Measure.MAX: Cause.DISTRIBUTION,
    Measure.MEAN: Cause.DISTRIBUTION,
    Measure.SHORTEST: Cause.DISTRIBUTION,
    Measure.LONGEST: Cause.DISTRIBUTION,
    Measure.NEWEST: Cause.DISTRIBUTION,
    Measure.WORDS: Cause.DISTRIBUTION,
    Measure.FORMS: Cause.DISTRIBUTION,
}
#: In fewer runs than these a column may have been without a value twice by chance.
_ENOUGH = 2
#: The numbers of a value's own column in which a fault of each kind shows itself.
_SHOWS: dict[Property, frozenset[Measure]] = {
    Property.NULLNESS: frozenset({Measure.NULL_SHARE}),
    Property.RANGE: frozenset({Measure.MIN, Measure.MAX, Measure.MEAN}),
    Property.MEMBERSHIP: frozenset(
        {Measure.DISTINCT, Measure.SHORTEST, Measure.LONGEST, Measure.WORDS, Measure.FORMS}
    ),
    Property.TYPE: frozenset({Measure.FORMS}),
    Property.VOLUME: frozenset({Measure.ROWS}),
}
#: What is only measured of a column of that kind.
_MARKS: dict[Measure, str] = {
    Measure.MEAN: "a number",
    Measure.SHORTEST: "a text",
    Measure.NEWEST: "a point in time",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How a number moved, in words. `very`: that is the very fault; `cause`, where it is no matter of size."""

    says: str
    very: bool
    cause: Cause | None = None


def told(case: Case, about: Property, one: Observation, passed: datetime) -> Told | None:
    """How the number moved since the failing check passed; `None` where it did not."""
    before = case.history.values(one.series, passed)
    numbers = case.observed_of[one.unique_id]
    if about is Property.UNIQUENESS and one.measure is Measure.DISTINCT and _repeats(case, numbers, one, passed):
        repeats = f"no value was there twice before, now more rows hold {one.value:,.0f} different ones"
        return Told(says=repeats, very=True)
    if (says := _retyped(case, numbers, one, passed)) is not None:
        return Told(says=says, very=True, cause=CAUSES[Property.TYPE])
    very = one.measure in _SHOWS.get(about, ()) and _is_new(one, before)
    if (how := _moved(one, before)) is not None:
        return Told(says=_says(one, how), very=very)
    if (how := _stirred(case, numbers, one, passed)) is not None:
        return Told(says=_says(one, how), very=very, cause=Cause.DISTRIBUTION)
    if about is Property.NULLNESS and _are_the_first(one, before):
        # so few that another number that moved weighs as much; but a null is what is looked for
        return Told(says=_first_nulls(numbers, one), very=False)
    return None


def _says(one: Observation, how: str) -> str:
    if one.measure is Measure.WORDS:
        return f"{how}: a value is new, gone or written otherwise"
    name = f"newest {one.column}" if one.measure is Measure.NEWEST else one.measure.in_words
    return how if one.measure is Measure.FORMS else f"{name} {how}"


def _moved(one: Observation, before: Sequence[float]) -> str | None:
    """That the number left its past. What it was when the check passed is nothing new, however odd."""
    is_new = bool(before) and is_sizeable(one.measure, before[-1], one.value)
    return moved(one.measure, before, one.value) if is_new else None


def _stirred(case: Case, numbers: Sequence[Observation], one: Observation, passed: datetime) -> str | None:
    """That a value of a table that always stood still is another, however little."""
    if one.measure is not Measure.MEAN or not _has_its_rows(case, numbers, passed):
        return None
    return stirred(case.history.values(one.series, passed), one.value)


def _has_its_rows(case: Case, numbers: Sequence[Observation], passed: datetime) -> bool:
    """Whether the table has as many rows as it always had: who adds some changes a mean, and no value."""
    rows = next((other for other in numbers if other.measure is Measure.ROWS), None)
    before = case.history.values(rows.series, passed) if rows is not None else ()
    return rows is not None and stood_still(before) and rows.value == before[-1]


def _retyped(case: Case, numbers: Sequence[Observation], one: Observation, passed: datetime) -> str | None:
    """That the column is of another kind than in every run before."""
    if one.measure not in _MARKS or case.history.values(one.series, passed):
        return None
    now = {other.measure for other in numbers if other.column == one.column}
    for mark, was in _MARKS.items():
        if mark not in now and case.history.values((one.unique_id, one.column, mark), passed):
            return f"it was {was} in every run before, now it is {_MARKS[one.measure]}"
    return None


def _are_the_first(one: Observation, before: Sequence[float]) -> bool:
    """Whether these are nulls of a column that never had any."""
    return one.measure is Measure.NULL_SHARE and one.value > 0 and len(before) >= _ENOUGH and not any(before)


def _first_nulls(numbers: Sequence[Observation], one: Observation) -> str:
    rows = next((other.value for other in numbers if other.measure is Measure.ROWS), 0.0)
    counted = (
        f"{round(one.value * rows):,} of {rows:,.0f} values are" if rows else f"{shown(one.measure, one.value)} is"
    )
    return f"it never had a null, now {counted} null"


def _repeats(case: Case, numbers: Sequence[Observation], one: Observation, passed: datetime) -> bool:
    """Whether a column that never held a value twice does now; an estimate is hardly ever what it estimates."""
    rows = next((other for other in numbers if other.measure is Measure.ROWS), None)
    nulls = next(
        (other for other in numbers if other.measure is Measure.NULL_SHARE and other.column == one.column), None
    )
    if rows is None or nulls is None:
        return False
    before = zip(*(case.history.values(of.series, passed) for of in (rows, nulls, one)), strict=False)
    twice = [_is_repeated(*then) for then in before]
    return len(twice) >= _ENOUGH and not any(twice) and _is_repeated(rows.value, nulls.value, one.value)


def _is_repeated(rows: float, null_share: float, distinct: float) -> bool:
    return round(rows * (1 - null_share)) != round(distinct)


def _is_new(one: Observation, before: Sequence[float]) -> bool:
    """Where there were nulls all the time and the test passed, nulls are not what it looks for."""
    return one.measure is not Measure.NULL_SHARE or not any(before)

"""Of several sources whose data may have changed, the one whose measured numbers did.

In a real warehouse something moves every night. So a number counts only where it can have to do with what failed:
it is of a column that the failing value is made of or found by, or the number of rows. And where the numbers of
several sources moved, one that says the very fault counts before one that merely moved: nulls of a value that is
null, in a column that had none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.feeds import same_column
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Cause, Place
from dbt_onus.core.observations import Measure, Observation, fell_back, is_sizeable, moved, shown
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
}
#: In fewer runs than these a column may have been without a value twice by chance.
_ENOUGH = 2
#: The numbers of a value's own column in which a fault of each kind shows itself.
_SHOWS: dict[Property, frozenset[Measure]] = {
    Property.NULLNESS: frozenset({Measure.NULL_SHARE}),
    Property.RANGE: frozenset({Measure.MIN, Measure.MAX, Measure.MEAN}),
    Property.MEMBERSHIP: frozenset({Measure.DISTINCT, Measure.SHORTEST, Measure.LONGEST}),
    Property.VOLUME: frozenset({Measure.ROWS}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A number that moved since the failing check passed.

    `says` how, in words; `shows`: it says the very fault; `decides`: it is of a column by which the value is
    found, not of the value; `of_rows`: it says that there are other rows; `alone`: no other source's numbers
    moved.
    """

    entry: Place
    observation: Observation
    says: str
    shows: bool
    decides: bool
    of_rows: bool = False
    alone: bool = True

    @property
    def place(self) -> Place:
        """What moved; of a table's rows, the column that the question is about."""
        column = None if self.of_rows else self.observation.column
        return Place(unique_id=self.entry.unique_id, column=column or self.entry.column)

    def cause(self, about: Property) -> Cause:
        """What it is called: other keys find nothing; rows that are referred to are known by what misses them."""
        named = Cause.VOLUME if self.of_rows else MOVED_AS[self.observation.measure]
        if about in (Property.REFERENCE, Property.UNIQUENESS):
            return CAUSES[about]
        if named is not Cause.DISTRIBUTION:
            return named
        if self.decides and about is Property.NULLNESS:
            return CAUSES[Property.REFERENCE]
        # that a number moved is known here; which numbers would be right, only where the test stands
        return CAUSES[about] if self.shows and about is not Property.RANGE else named


def the_one_that_moved(
    case: Case,
    symptom: Check,
    about: Property,
    entries: Sequence[Place],
    columns: tuple[Collection[Place], Collection[Place]],
) -> Move | None:
    """The move of the only entry that moved as the fault would; else of the only one that moved at all.

    `columns` are the places above that the failing value is made of, and those that decide it.
    """
    moves = {entry: found for entry in entries if (found := tuple(_moves(case, symptom, about, entry, columns)))}
    showing = [found for found in moves.values() if any(one.shows for one in found)]
    for among in (showing, list(moves.values())):
        if len(among) == 1:
            head = min(among[0], key=lambda one: (not one.shows, one.decides))
            return replace(head, alone=len(moves) == 1)
        if among:
            return None
    return None


def _moves(
    case: Case,
    symptom: Check,
    about: Property,
    entry: Place,
    columns: tuple[Collection[Place], Collection[Place]],
) -> Iterator[Move]:
    passed = case.history.last_pass.get(symptom.key)
    if passed is None:
        return
    of_value, deciding = (_columns_of(entry, places) for places in columns)
    if not of_value and not deciding:
        of_value = None
    for one in case.observed_of.get(entry.unique_id or "", ()):
        before = case.history.values(one.series, passed)
        # where the newest rows are gone, any column that is dated says so
        of_rows = one.column is None or (one.measure is Measure.NEWEST and fell_back(before, one.value))
        is_value = of_rows or _has_to_do(one, of_value)
        if not is_value and not _has_to_do(one, deciding):
            continue
        if (told := _told(case, about, one, passed)) is not None:
            says, very = told
            shows = very and (is_value or about is Property.UNIQUENESS)
            yield Move(
                entry=entry,
                observation=one,
                says=says,
                shows=shows,
                decides=not is_value,
                of_rows=of_rows,
            )


def _told(case: Case, about: Property, one: Observation, passed: datetime) -> tuple[str, bool] | None:
    """How the number moved since then, in words, and whether that is the very fault; `None` where it did not."""
    before = case.history.values(one.series, passed)
    numbers = case.observed_of[one.unique_id]
    if about is Property.UNIQUENESS and one.measure is Measure.DISTINCT and _repeats(case, numbers, one, passed):
        return f"no value was there twice before, now more rows hold {one.value:,.0f} different ones", True
    # what it was when the check passed is nothing new, however far from its own middle
    is_new = bool(before) and is_sizeable(one.measure, before[-1], one.value)
    how = moved(one.measure, before, one.value) if is_new else None
    if how is not None:
        name = f"newest {one.column}" if one.measure is Measure.NEWEST else one.measure.in_words
        return f"{name} {how}", one.measure in _SHOWS.get(about, ()) and _is_new(one.measure, before)
    if about is Property.NULLNESS and _are_the_first(one, before):
        # so few that another number that moved weighs as much; but a null is what is looked for
        return _first_nulls(numbers, one), False
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


def _columns_of(entry: Place, places: Collection[Place]) -> tuple[str, ...] | None:
    """The entry's columns among these; `None` where all of them may be meant."""
    columns = {place.column for place in places if place.unique_id == entry.unique_id}
    return None if None in columns else tuple(sorted(column for column in columns if column is not None))


def _has_to_do(one: Observation, columns: Sequence[str] | None) -> bool:
    """Whether the number is of one of these columns; `None` is any, but a moment's has to be named."""
    if columns is None:
        return one.measure is not Measure.NEWEST
    return any(same_column(one.column, column) for column in columns)


def _is_new(measure: Measure, before: Sequence[float]) -> bool:
    """Where there were nulls all the time and the test passed, nulls are not what it looks for."""
    return measure is not Measure.NULL_SHARE or not any(before)

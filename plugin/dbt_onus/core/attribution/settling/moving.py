"""Of several sources whose data may have changed, the one whose measured numbers did.

In a real warehouse something moves every night. So a number counts only where it can have to do with what failed:
it is of a column that the failing value is made of or found by, or the number of rows. And where the numbers of
several sources moved, one that says the very fault counts before one that merely moved: nulls of a value that is
null, in a column that had none.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.feeds import same_column
from dbt_onus.core.attribution.settling.numbers import MOVED_AS, told
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Cause, Place
from dbt_onus.core.observations import Measure, Observation, fell_back
from dbt_onus.core.properties import CAUSES, Property


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A number that moved since the failing check passed.

    `says` how, in words; `shows`: it says the very fault; `decides`: it is of a column by which the value is
    found, not of the value; `of_rows`: it says that there are other rows; `alone`: no other source's numbers
    moved; `named`: what it is called, where the number itself tells.
    """

    entry: Place
    observation: Observation
    says: str
    shows: bool
    decides: bool
    of_rows: bool = False
    alone: bool = True
    named: Cause | None = None

    @property
    def place(self) -> Place:
        """What moved; of a table's rows, the column that the question is about."""
        column = None if self.of_rows else self.observation.column
        return Place(unique_id=self.entry.unique_id, column=column or self.entry.column)

    def cause(self, about: Property) -> Cause:
        """What it is called: other keys find nothing; rows that are referred to are known by what misses them."""
        if self.named is not None:
            return self.named
        named = Cause.VOLUME if self.of_rows else MOVED_AS[self.observation.measure]
        if about in (Property.REFERENCE, Property.UNIQUENESS):
            return CAUSES[about]
        if named is not Cause.DISTRIBUTION:
            return named
        if self.decides and about is Property.NULLNESS:
            return CAUSES[Property.REFERENCE]
        # that a number moved is known here; which numbers would be right, only where the test stands
        return CAUSES[about] if self.shows and about is not Property.RANGE else named


#: The places above that the failing value is made of, and those that decide it.
Columns: TypeAlias = tuple[Collection[Place], Collection[Place]]


def the_one_that_moved(
    case: Case, symptom: Check, about: Property, entries: Sequence[Place], columns: Columns
) -> Move | None:
    """The move of the only entry that moved as the fault would; else of the only one that moved at all."""
    moves = those_that_moved(case, symptom, about, entries, columns)
    showing = [one for one in moves.values() if one.shows]
    for among in (showing, list(moves.values())):
        if len(among) == 1:
            return replace(among[0], alone=len(moves) == 1)
        if among:
            return None
    return None


def those_that_moved(
    case: Case, symptom: Check, about: Property, entries: Sequence[Place], columns: Columns
) -> Mapping[Place, Move]:
    """Of each entry that moved, the move that tells most of the fault."""
    moves = {entry: tuple(_moves(case, symptom, about, entry, columns)) for entry in entries}
    return {
        entry: min(found, key=lambda one: (not one.shows, one.decides)) for entry, found in moves.items() if found
    }


def _moves(
    case: Case,
    symptom: Check,
    about: Property,
    entry: Place,
    columns: Columns,
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
        if (news := told(case, about, one, passed)) is not None:
            yield Move(
                entry=entry,
                observation=one,
                says=news.says,
                shows=news.very and (is_value or about is Property.UNIQUENESS),
                decides=not is_value,
                of_rows=of_rows,
                named=news.cause,
            )


def _columns_of(entry: Place, places: Collection[Place]) -> tuple[str, ...] | None:
    """The entry's columns among these; `None` where all of them may be meant."""
    columns = {place.column for place in places if place.unique_id == entry.unique_id}
    return None if None in columns else tuple(sorted(column for column in columns if column is not None))


def _has_to_do(one: Observation, columns: Sequence[str] | None) -> bool:
    """Whether the number is of one of these columns; `None` is any, but a moment's has to be named."""
    if columns is None:
        return one.measure is not Measure.NEWEST
    return any(same_column(one.column, column) for column in columns)

"""Whether a key finds its row in the table that is joined: by relationships that hold, wherever tested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.feeds import MAX_HOPS, Feed, same_column
from dbt_onus.core.attribution.ways.further_down import finds_below, found_below, good_below, heard_of
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Place
from dbt_onus.core.properties import Property


def finds_its_row(case: Case, key: Feed, rows: Sequence[Place], *, whole: bool = True) -> Check | None:
    """A test that showed each value of the key to have its row in the joined table; else, each that it saw."""
    check = finds_row_in(case, key.place, rows, whole=whole)
    return check if check is not None or whole else finds_below(case, key.place)


def finds_row_in(case: Case, key: Place, rows: Sequence[Place], *, whole: bool) -> Check | None:
    """A relationship to that very table that holds for each value of the key; not `whole`, each that it saw."""
    below = heard_of(case, key, Property.REFERENCE)
    seen = [check for check, copy in below if copy.whole or not (whole or copy.chosen)]
    here = [one for one in case.by_node.get(key.unique_id or "", ()) if same_column(one.column, key.column)]
    holding = (check for check in (*here, *seen) if case.clears(check, Property.REFERENCE))
    # a probe asks for the table that the failing check misses
    return next((one for one in holding if one.sql is not None or _refers_to(case, one, rows)), None)


def is_of_few(case: Case, key: Feed) -> Check | None:
    """A test that showed each value of the key to be one of those that are expected: a row is missing."""
    return case.pass_at(key.place, Property.MEMBERSHIP) or good_below(case, key.place, Property.MEMBERSHIP)


def _refers_to(case: Case, check: Check, rows: Sequence[Place]) -> bool:
    """Whether a relationship is to the key of the joined table, where it is or where it is seen again."""
    to = check.reference
    if to is None:
        return False
    keys = [place for place in rows if place.column is not None]
    if any(_is(to, place) for place in keys or rows):
        return True
    # who is found further down is there above; who is found above is there below, if no row is let go
    seen_again = (copy.place for place in keys for copy in case.paths.copies(place) if not copy.follows)
    kept = (
        copy.place
        for place in (to, *_copied_from(case, to))
        for copy in case.paths.copies(place)
        if copy.whole and not copy.follows
    )
    return any(_is(to, place) for place in seen_again) or any(_is(one, place) for one in kept for place in keys)


def _copied_from(case: Case, place: Place) -> Iterator[Place]:
    """The columns above, one by one, as long as each is a copy of one other."""
    for _ in range(MAX_HOPS):
        feeds = case.feeds(place, Property.MEMBERSHIP)
        if len(feeds) != 1 or not feeds[0].copies:
            return
        place = feeds[0].place
        yield place


def _is(one: Place, other: Place) -> bool:
    """The same column of the same node; a table whose column is not known is taken to be meant."""
    if one.unique_id != other.unique_id:
        return False
    return None in (one.column, other.column) or same_column(one.column, other.column)


def found_by_others(
    case: Case, columns: Sequence[Place], rows: Sequence[Place], keys: Sequence[Feed]
) -> Check | None:
    """Another column that refers to the joined table and finds its rows there: they are not gone for that one."""
    mine = [copy.place for key in keys for copy in case.paths.copies(key.place)]
    mine.extend(key.place for key in keys)
    for check in case.references:
        if _refers_to(case, check, rows):
            at = Place(unique_id=check.node, column=check.column)
            if not any(_is(at, place) for place in mine):
                return check
    known = [place for place in columns if place.column is not None]
    return next((found for place in known if (found := found_below(case, place)) is not None), None)

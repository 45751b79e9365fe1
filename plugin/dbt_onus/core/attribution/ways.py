"""The ways by which a fault can have come to a place from right above it, and what closes them.

A null below an outer join was a null above; or its key is empty, or finds no row, or that row is gone. Each of these is
a way of its own, closed by another kind of test.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dbt_onus.core.attribution.case import Case, Feed, same_column
from dbt_onus.core.attribution.further_down import good_below
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Place
from dbt_onus.core.properties import Property


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One of them: the feed, and what would have to be wrong with it. `rows`: that some of its rows are gone.

    `closed` is the check that shows that this it was not; `heard` one that saw only some of its rows, and no fault.
    """

    feed: Feed
    about: Property
    rows: bool = False
    closed: Check | None = None
    heard: Check | None = None

    def is_open(self, *, strictly: bool) -> bool:
        """Whether it may have been this way; not `strictly`: and nothing at all speaks for it."""
        return self.closed is None and (strictly or self.heard is None)


def ways_to(case: Case, place: Place, about: Property, *, rows: bool = False) -> tuple[Way, ...]:
    """Every way to a place, open or closed; `rows`: by which rows of it can have got lost."""
    if rows:
        whole = Place(unique_id=place.unique_id)
        return tuple(Way(feed=feed, about=about, rows=True) for feed in case.feeds(whole, Property.VOLUME))
    feeds = case.feeds(place, about)
    if about is Property.NULLNESS and any(feed.joined for feed in feeds):
        return tuple(_of_joined(case, feeds))
    return tuple(_by_value(case, feed, about) for feed in feeds)


def _by_value(case: Case, feed: Feed, about: Property) -> Way:
    closed = case.pass_at(feed.place, about) or good_below(case, feed.place, about)
    heard = good_below(case, feed.place, about, whole=False) if closed is None else None
    return Way(feed=feed, about=about, closed=closed, heard=heard)


def _of_joined(case: Case, feeds: Sequence[Feed]) -> Iterator[Way]:
    """A null that an outer join may have made: by its own value, by a key without a row, by a row that is gone."""
    theirs = {feed.place.unique_id for feed in feeds if not feed.decides}
    keys = [feed for feed in feeds if feed.joined and feed.place.unique_id not in theirs]
    rows = [feed.place for feed in feeds if feed.joined and feed.place.unique_id in theirs]
    found = {feed: _finds_its_row(case, feed, rows) for feed in keys}
    every = next(iter(found.values())) if found and all(found.values()) else None
    for feed in feeds:
        if not feed.joined:
            yield _by_value(case, feed, Property.NULLNESS)
        elif feed in found:
            yield _by_value(case, feed, Property.NULLNESS)
            yield Way(feed=feed, about=Property.REFERENCE, closed=found[feed])
        else:
            heard = _found_by_others(case, rows, keys)
            yield Way(feed=feed, about=Property.REFERENCE, rows=True, closed=every, heard=heard)


def _finds_its_row(case: Case, key: Feed, rows: Sequence[Place]) -> Check | None:
    """A test that showed every value of the key to have its row in the joined table, or to be one of a known few."""
    for about in (Property.REFERENCE, Property.MEMBERSHIP):
        check = case.pass_at(key.place, about) or good_below(case, key.place, about)
        if check is not None and (about is Property.MEMBERSHIP or _refers_to(case, check, rows)):
            return check
    return None


def _refers_to(case: Case, check: Check, rows: Sequence[Place]) -> bool:
    """Whether a relationship is to the key of the joined table, where it is or where it is seen again."""
    to = check.reference
    if to is None:
        return False
    keys = [place for place in rows if place.column is not None]
    if any(_is(to, place) for place in keys or rows):
        return True
    # who is found further down is there above; who is found above is there below, if no row is let go
    seen_again = (copy.place for place in keys for copy in case.paths.copies(place))
    kept = (copy.place for copy in case.paths.copies(to) if copy.whole)
    return any(_is(to, place) for place in seen_again) or any(_is(one, place) for one in kept for place in keys)


def _is(one: Place, other: Place) -> bool:
    """The same column of the same node; a table whose column is not known is taken to be meant."""
    if one.unique_id != other.unique_id:
        return False
    return None in (one.column, other.column) or same_column(one.column, other.column)


def _found_by_others(case: Case, rows: Sequence[Place], keys: Sequence[Feed]) -> Check | None:
    """A relationship of yet another column to the same table that holds: its rows are there for that one."""
    mine = [copy.place for key in keys for copy in case.paths.copies(key.place)]
    mine.extend(key.place for key in keys)
    for check in case.checks:
        if case.clears(check, Property.REFERENCE) and _refers_to(case, check, rows):
            at = Place(unique_id=check.node, column=check.column)
            if not any(_is(at, place) for place in mine):
                return check
    return None


def open_above(
    case: Case, start: Place, about: Property, first: Sequence[Way], *, strictly: bool = True
) -> Iterator[Way]:
    """Every open way above a place, the nearest first; `first` are those to the place itself."""
    queue = deque(way for way in first if way.is_open(strictly=strictly))
    seen: set[tuple[Place, Property, bool]] = {(start, about, False)}
    while queue:
        way = queue.popleft()
        key = (way.feed.place, way.about, way.rows)
        if key in seen or way.feed.place.unique_id is None:
            continue
        seen.add(key)
        yield way
        further = ways_to(case, way.feed.place, way.about, rows=way.rows)
        queue.extend(one for one in further if one.is_open(strictly=strictly))

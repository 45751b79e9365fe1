"""The ways by which a fault can have come to a place from right above it, and what closes them.

A null below an outer join was a null above; or its key is empty, or finds no row, or that row is gone. Each of
these is a way of its own, closed by another kind of test.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.feeds import Feed, Side
from dbt_onus.core.attribution.ways.further_down import good_below
from dbt_onus.core.attribution.ways.keys import unique_by
from dbt_onus.core.attribution.ways.partners import finds_its_row, finds_row_in, found_by_others, is_of_few
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Place
from dbt_onus.core.properties import Property
from dbt_onus.core.results import Status

#: What is said of a value by itself, or beside another one.
_OF_BOUNDS = frozenset({Property.RANGE, Property.MEMBERSHIP})


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One of them: the feed, and what would have to be wrong with it. `rows`: that it lacks rows, or has too many.

    `compared`: it is wrong beside another column; bounds of its own say nothing of that.
    `closed` is the check that shows that this it was not; `heard` one that saw some of its rows, and no fault.
    """

    feed: Feed
    about: Property
    rows: bool = False
    compared: bool = False
    closed: Check | None = None
    heard: Check | None = None

    def is_open(self, *, strictly: bool) -> bool:
        """Whether it may have been this way; not `strictly`: and nothing at all speaks for it."""
        return self.closed is None and (strictly or self.heard is None)


def ways_to(
    case: Case, place: Place, about: Property, *, rows: bool = False, compared: bool = False
) -> tuple[Way, ...]:
    """Every way to a place, open or closed; `rows`: by which rows of it can have got lost, or come too often.

    `compared`: by which it can have become wrong beside another column.
    """
    compared = compared or _compares(case, place, about)
    known = case.ways.get((place, about, rows, compared))
    if known is None:
        ways = tuple(_ways_to(case, place, about, rows=rows))
        ways = tuple(_beside_another(way) for way in ways) if compared else ways
        known = case.ways[place, about, rows, compared] = ways
    return known


def _beside_another(way: Way) -> Way:
    """Not closed by what says that a column is good alone; that a key is there once is as true."""
    return replace(way, compared=True, closed=way.closed if way.feed.keys else None, heard=None)


def _compares(case: Case, place: Place, about: Property) -> bool:
    """Whether a test puts several columns of one table in a condition."""
    node = case.nodes.get(place.unique_id or "")
    if node is None or not node.is_test or about not in _OF_BOUNDS:
        return False
    read = [feed.place for feed in case.feeds(place, about) if feed.place.column is not None]
    return len(set(read)) > 1 and len({one.unique_id for one in read}) == 1


def _ways_to(case: Case, place: Place, about: Property, *, rows: bool) -> Iterable[Way]:
    if rows:
        whole = Place(unique_id=place.unique_id)
        return (Way(feed=feed, about=about, rows=True) for feed in case.feeds(whole, Property.VOLUME))
    feeds = case.feeds(place, about)
    # a literal that the SQL writes for a null may have been there in its own right: nothing closes that
    own = (Way(feed=feed, about=Property.UNKNOWN) for feed in feeds if feed.replaced)
    if about is Property.NULLNESS and any(feed.side is not None for feed in feeds):
        return (*_of_joined(case, feeds), *own)
    return (*(_by_value(case, feed, about) for feed in feeds), *own)


def _by_value(case: Case, feed: Feed, about: Property) -> Way:
    if feed.stacked and about is Property.UNIQUENESS:
        # a row that is there once in each branch of a union is there twice in the union
        return Way(feed=feed, about=about, rows=True)
    if feed.keys and (once := unique_by(case, feed.place.unique_id or "", feed.keys)) is not None:
        return Way(feed=feed, about=about, closed=once)
    of_rows = about is Property.VOLUME and feed.place.column is None
    if feed.altered and (about is Property.RANGE or of_rows):
        # the bounds of a sum are not those of its parts, and a join or a filter may drop what is there
        return Way(feed=feed, about=about)
    closed = _good_at(case, feed.place, about)
    if closed is None and about is Property.TYPE:
        closed = _kept_its_types(case, feed.place.unique_id or "")
    heard = _good_at(case, feed.place, about, whole=False) if closed is None else None
    return Way(feed=feed, about=about, closed=closed, heard=heard)


def _good_at(case: Case, place: Place, about: Property, *, whole: bool = True) -> Check | None:
    """What shows that the place is good in this respect; not `whole`, as far as it saw."""
    if about is Property.REFERENCE:
        # who finds its row in one table may lack it in the one that is asked for: the warehouse was asked of that
        passed = case.pass_at(place, about)
        asked = passed if passed is not None and passed.sql is not None else None
        return asked or finds_row_in(case, place, case.missed_in, whole=whole)
    return (case.pass_at(place, about) if whole else None) or good_below(case, place, about, whole=whole)


def _kept_its_types(case: Case, unique_id: str) -> Check | None:
    """The build of a table that takes nothing of another type: it grew, or its contract was enforced."""
    node = case.nodes.get(unique_id)
    if node is None:
        return None
    config = node.config
    added = config.materialized == "incremental" and config.on_schema_change != "sync_all_columns"
    grew = added and bool(node.relation_name) and (node.relation_name or "") in node.sql
    if not grew and not (config.contract or {}).get("enforced"):
        return None
    built = (check for check in case.by_node.get(unique_id, ()) if check.is_build)
    return next((check for check in built if check.status is Status.SUCCESS), None)


def _of_joined(case: Case, feeds: Sequence[Feed]) -> Iterator[Way]:
    """A null that an outer join may have made: by its own value, by a key without a row, by a row that is gone."""
    keys = [feed for feed in feeds if feed.side is Side.KEY]
    rows = [feed.place for feed in feeds if feed.side is Side.ROW]
    theirs = {place.unique_id for place in rows}
    columns = [feed.place for feed in feeds if feed.place.unique_id in theirs and feed.side is not Side.KEY]
    found = {feed: finds_its_row(case, feed, rows) for feed in keys}
    some = {feed: finds_its_row(case, feed, rows, whole=False) for feed in keys}
    every = next(iter(found.values())) if found and all(found.values()) else None
    most = next(iter(some.values())) if some and all(some.values()) else None
    for feed in feeds:
        if feed.side is None:
            yield _by_value(case, feed, Property.NULLNESS)
        elif feed.side is Side.OTHER:
            # a key of an earlier join: it may be empty, and whether it found its row is not known by this one
            yield _by_value(case, feed, Property.NULLNESS)
            yield Way(feed=feed, about=Property.REFERENCE)
        elif feed in found:
            yield _by_value(case, feed, Property.NULLNESS)
            closed = found[feed] or is_of_few(case, feed)
            yield Way(feed=feed, about=Property.REFERENCE, closed=closed, heard=some[feed])
        else:
            heard = (most or found_by_others(case, columns, rows, keys)) if keys else None
            yield Way(feed=feed, about=Property.REFERENCE, rows=True, closed=every, heard=heard)


def open_above(
    case: Case, start: Place, about: Property, first: Sequence[Way], *, strictly: bool = True
) -> Iterator[Way]:
    """Every open way above a place, the nearest first; `first` are those to the place itself."""
    queue = deque(way for way in first if way.is_open(strictly=strictly))
    seen: set[tuple[Place, Property, bool, bool]] = {(start, about, False, False)}
    while queue:
        way = queue.popleft()
        key = (way.feed.place, way.about, way.rows, way.compared)
        if key in seen or way.feed.place.unique_id is None:
            continue
        seen.add(key)
        yield way
        further = ways_to(case, way.feed.place, way.about, rows=way.rows, compared=way.compared)
        queue.extend(one for one in further if one.is_open(strictly=strictly))

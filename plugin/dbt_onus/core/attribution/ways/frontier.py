"""The highest place known to be bad, and what is known right above it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.feeds import MAX_HOPS, Certainty, Feed
from dbt_onus.core.attribution.ways.further_down import bad_below
from dbt_onus.core.attribution.ways.way import Way, open_above, ways_to
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Evidence, EvidenceKind, Place
from dbt_onus.core.properties import Property, explains

#: Of places further up than these, the nearest first, nobody is asked what other branches found.
_MOST_ASKED = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """The highest place known to be bad, what is known above it, and how we got there."""

    place: Place
    about: Property
    certainty: Certainty
    trail: tuple[Evidence, ...]


def followed_up(case: Case, symptom: Check, frontier: Frontier) -> Frontier:
    """Climb while the column is the parent's own, unchanged: what is wrong with it was wrong above.

    Not through code that changed since the check passed: it may have been what kept the fault out. Where no
    earlier run tells, the climb is right more often than not, and no proof; and a source without a promise may
    always have had duplicates.
    """
    start = frontier
    for _ in range(MAX_HOPS):
        feeds = case.feeds(frontier.place, frontier.about)
        if len(feeds) != 1 or not feeds[0].copies or case.pass_at(feeds[0].place, frontier.about):
            break
        on_the_way = {frontier.place.unique_id or "", symptom.unique_id}
        changed = case.changed_towards(symptom, on_the_way)
        if changed or (
            frontier.about is Property.UNIQUENESS and _is_twice_by_itself(case, frontier, feeds[0], changed)
        ):
            break
        certainty = feeds[0].certainty if changed is not None else max(feeds[0].certainty, Certainty.ROWS)
        frontier = replace(frontier, place=feeds[0].place, certainty=max(frontier.certainty, certainty))
    if frontier.place == start.place:
        return frontier
    made = f"{case.name(start.place)} is made of {case.name(frontier.place)} alone"
    says = f"{made}, and nothing on the way adds this"
    evidence = Evidence(
        kind=EvidenceKind.TRANSPARENT_PATH,
        says=says,
        unique_id=frontier.place.unique_id,
        column=frontier.place.column,
    )
    return replace(frontier, trail=(*frontier.trail, evidence))


def _is_twice_by_itself(case: Case, frontier: Frontier, feed: Feed, changed: frozenset[str] | None) -> bool:
    """Whether what is there twice may be there once, or twice by right, in the column that it is a copy of."""
    node = case.nodes.get(frontier.place.unique_id or "")
    if node is not None and (node.has_added or (node.only_adds and changed is None)):
        return True
    return changed is None and case.is_entry(feed.place.unique_id or "")


def heard_up(case: Case, symptom: Check, frontier: Frontier) -> Frontier:
    """Go on to what feeds the place and was found bad by another test, further down another branch."""
    for _ in range(MAX_HOPS):
        heard = _found_elsewhere(case, symptom, frontier)
        if heard is None:
            break
        place, check = heard
        says = f"{check.says}: it is made of {case.name(place)} as well"
        seen = Evidence(
            kind=check.seen_as, says=says, unique_id=check.unique_id, column=place.column, sql=check.sql
        )
        frontier = Frontier(
            place=place,
            about=check.about,
            certainty=max(frontier.certainty, Certainty.ROWS),
            trail=(*frontier.trail, seen),
        )
        frontier = followed_up(case, symptom, frontier)
    return frontier


def _found_elsewhere(case: Case, symptom: Check, frontier: Frontier) -> tuple[Place, Check] | None:
    open_, _ = sorted_ways(case, frontier)
    for way in islice(open_above(case, frontier.place, frontier.about, open_), _MOST_ASKED):
        if way.rows or way.feed.place.unique_id == frontier.place.unique_id:
            continue
        check = bad_below(case, way.feed.place, symptom)
        if check is not None and explains(check.about, frontier.about):
            return way.feed.place, check
    return None


def sorted_ways(case: Case, frontier: Frontier) -> tuple[tuple[Way, ...], Mapping[Way, Check]]:
    """How the fault can have come to the place: by what nobody checked for it, and by what a pass has cleared."""
    ways = ways_to(case, frontier.place, frontier.about)
    cleared = {way: way.closed for way in ways if way.closed is not None}
    return tuple(way for way in ways if way not in cleared), cleared


def nodes_above(case: Case, frontier: Frontier, open_: Iterable[Way], *, strictly: bool = True) -> frozenset[str]:
    """The frontier's node and all that can have fed the fault into it: not what only a cleared place reads.

    Not `strictly`: nor what only a place reads that tests further down found good, as far as they saw.
    """
    ways = open_above(case, frontier.place, frontier.about, tuple(open_), strictly=strictly)
    return frozenset({frontier.place.unique_id or "", *(way.feed.place.unique_id or "" for way in ways)})


def undeclared_above(case: Case, frontier: Frontier, open_: Iterable[Way]) -> tuple[Evidence, ...]:
    """What feeds the place and is in no graph: the trail does not end where the graph does."""
    above = open_above(case, frontier.place, frontier.about, tuple(open_))
    places = (frontier.place, *(way.feed.place for way in above))
    found = {(place.unique_id, name) for place in places for name in case.paths.undeclared(place, frontier.about)}
    return tuple(
        Evidence(
            kind=EvidenceKind.GAP,
            says=f"{case.name(Place(unique_id=uid))} reads {name}, which is neither a model nor a declared source",
            unique_id=uid,
        )
        for uid, name in sorted(found, key=lambda one: (one[0] or "", one[1]))
    )


def entries_above(
    case: Case, frontier: Frontier, above: frozenset[str], *, seeds: bool = False
) -> tuple[Place, ...]:
    """Where data comes in above, without the entries that are cleared; with their column where it is known.

    A seed is code, and stays as it is while nobody edits it; with `seeds` it is not known whether somebody did.

    First those that the value itself comes from, then those that decide it; of duplicates, last the tables that
    may have kept a row from an earlier run.
    """
    order = case.lineage.order(above)
    entries = [uid for uid in order if case.is_entry(uid) and (seeds or case.nodes[uid].resource_type != "seed")]
    of_value, deciding = columns_above(case, frontier)
    found = [_place_at(uid, of_value, deciding) for uid in entries]
    found.sort(key=lambda place: place.unique_id not in {one.unique_id for one in of_value})
    twice = frontier.about is Property.UNIQUENESS
    kept = [uid for uid in order if twice and case.nodes[uid].has_added]
    return (*found, *(Place(unique_id=uid) for uid in kept))


def left_of(
    case: Case, symptom: Check, entries: tuple[Place, ...]
) -> tuple[tuple[Place, ...], tuple[Evidence, ...]]:
    """The entries that the warehouse leaves, where it was asked about this failure, and what it said."""
    narrowed = case.narrowed.get(symptom.key)
    known = {place.unique_id: place for place in entries}
    told = narrowed.places if narrowed is not None else ()
    left = tuple(one if one.column else known[one.unique_id] for one in told if one.unique_id in known)
    if narrowed is None or not left:
        return entries, ()
    return left, (
        Evidence(kind=EvidenceKind.PROBE, says=f"asked of the warehouse: {narrowed.says}", sql=narrowed.sql),
    )


def columns_above(case: Case, frontier: Frontier) -> tuple[set[Place], set[Place]]:
    """Every place above, by whether the value comes from it or is decided by it."""
    of_value: set[Place] = set()
    deciding: set[Place] = set()
    queue = [(frontier.place, of_value)]
    while queue:
        place, found = queue.pop()
        for feed in case.feeds(place, frontier.about):
            into = deciding if feed.decides else found
            if feed.place not in into:
                into.add(feed.place)
                queue.append((feed.place, into))
    return of_value, deciding


def _place_at(entry: str, of_value: Iterable[Place], deciding: Iterable[Place]) -> Place:
    """The entry with its column, where exactly one of its columns is known to play the stronger part."""
    for places in (of_value, deciding):
        columns = {place.column for place in places if place.unique_id == entry}
        if columns:
            known = columns - {None}
            return Place(unique_id=entry, column=known.pop() if len(known) == 1 else None)
    return Place(unique_id=entry)

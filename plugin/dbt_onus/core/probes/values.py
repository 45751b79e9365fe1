"""Faults that sit in values: nulls, values that are not accepted, values out of range, keys that are there twice.

What an answer proves is said here, and no more than that. No broken row above: the place is cleared. Broken rows
above convict only where nothing else can have broken what lies below: a null above an expression proves nothing
while another input has nulls too, or while the SQL in between can make a null itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dbt_onus.core.attribution import Certainty, Feed
from dbt_onus.core.columns import ROWS, ColumnEdge, EdgeKind
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.joins import ask_joins, ask_optional
from dbt_onus.core.probes.oracle import Seen, Walk
from dbt_onus.core.probes.probe import Answer, Probe
from dbt_onus.core.probes.questions import broken_when, duplicates, rows_where
from dbt_onus.core.properties import Property
from dbt_onus.core.results import Status

_UNCHANGED = frozenset({EdgeKind.COPY, EdgeKind.RENAME, EdgeKind.CAST})
_MAX_HOPS = 50


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen at one place above another; `onward` says whether broken rows there would matter."""

    place: Place
    seen: Seen
    probe: Probe | None = None
    answer: Answer | None = None
    onward: bool = False


def walk_values(walk: Walk, place: Place, about: Property, hops: int = 1, below: frozenset[str] = frozenset()) -> None:
    """Ask what feeds a bad place, and go on above what is found to be bad."""
    if hops > _MAX_HOPS or place.unique_id is None or place.unique_id in below:
        return
    below |= {place.unique_id}
    feeds = walk.case.feeds(place, about)
    if len(feeds) == 1 and feeds[0].copies and walk.case.pass_at(feeds[0].place, about) is None:
        # the value is the parent's own: attribution follows it without asking
        walk_values(walk, feeds[0].place, about, hops + 1, below)
        return
    values = [feed for feed in feeds if _is_value(walk, place, feed)]
    looks = [_look(walk, place, feed, about, hops, below) for feed in values]
    others: Iterable[Seen] = ()
    if about is Property.UNIQUENESS:
        others = ask_joins(walk, place, looks_at=[look.place for look in looks], hops=hops, below=below, onward=walk_values)
    elif about is Property.NULLNESS:
        others = ask_optional(walk, place, [look.seen for look in looks], hops, below, onward=walk_values)
    _conclude(walk, place, about, looks, list(others), hops, below)


def _is_value(walk: Walk, place: Place, feed: Feed) -> bool:
    """Whether the feed is a column whose value goes into the place, rather than what decides its rows."""
    if feed.place.column is None:
        return False
    edges = _edges(walk, place, feed.place)
    return feed.copies or any(not edge.kind.indirect for edge in edges)


def _edges(walk: Walk, place: Place, above: Place) -> list[ColumnEdge]:
    edges = walk.columns.edges_into(place.unique_id or "", place.column)
    return [edge for edge in edges if edge.parent == above.unique_id and edge.column == above.column]


def _look(walk: Walk, place: Place, feed: Feed, about: Property, hops: int, below: frozenset[str]) -> Look:
    """What is known of one input, asked for where it is not."""
    above = feed.place
    if walk.case.pass_at(above, about) is not None:
        return Look(above, Seen.GOOD)
    if feed.certainty is not Certainty.COLUMN or not _means_the_same(walk, place, feed, about):
        return Look(above, Seen.OPEN)
    table, passed = _first_table(walk, above, about)
    probe, answer = walk.ask((table,), about, _sql(walk, table, about), hops) or (None, None)
    onward = _bad_below_too(walk, place, feed, about)
    if probe is None or answer is None:
        return Look(table, Seen.OPEN, onward=onward)
    if answer.broken == 0:
        for one in (table, *passed):
            walk.clears(probe, at=one)
        return Look(table, Seen.GOOD, probe, answer)
    return Look(table, Seen.BAD if onward else Seen.OPEN, probe, answer, onward)


def _first_table(walk: Walk, place: Place, about: Property) -> tuple[Place, tuple[Place, ...]]:
    """The nearest place that is in the warehouse, and the ephemeral models' columns that only copy it."""
    passed: list[Place] = []
    while (node := walk.node(place)) is not None and node.config.materialized == "ephemeral":
        feeds = walk.case.feeds(place, about)
        if len(feeds) != 1 or not feeds[0].copies or len(passed) > _MAX_HOPS:
            break
        passed.append(place)
        place = feeds[0].place
    return place, tuple(passed)


def _sql(walk: Walk, place: Place, about: Property) -> str | None:
    key = walk.key((place,))
    if key is None:
        return None
    if about is Property.UNIQUENESS:
        return duplicates(key)
    node = walk.case.nodes[place.unique_id or ""]
    test = walk.case.nodes.get(walk.symptom.unique_id)
    broken = broken_when(walk.symptom, test, walk.spelling(node.package_name))
    return None if broken is None else rows_where(key.relation, broken(f"onus_rows.{key.columns[0]}"))


def _means_the_same(walk: Walk, place: Place, feed: Feed, about: Property) -> bool:
    """Whether the predicate can be asked of the input at all: the bounds of a sum are not those of its parts."""
    edges = _edges(walk, place, feed.place)
    if about is Property.NULLNESS:
        return True
    if all(edge.kind in _UNCHANGED for edge in edges):
        return True
    if about is Property.MEMBERSHIP:
        # raw values that are all accepted and come out as others were changed by the SQL in between
        all_edges = walk.columns.edges_into(place.unique_id or "", place.column)
        return len(all_edges) == 1 and edges[0].kind is EdgeKind.EXPRESSION
    return False


def _bad_below_too(walk: Walk, place: Place, feed: Feed, about: Property) -> bool:
    """Whether a broken value of the input is a broken value of the place, if its row gets there."""
    edges = _edges(walk, place, feed.place)
    if about is Property.NULLNESS:
        return not any(edge.drops_nulls for edge in edges)
    return all(edge.kind in _UNCHANGED for edge in edges)


def _conclude(
    walk: Walk,
    place: Place,
    about: Property,
    looks: list[Look],
    others: list[Seen],
    hops: int,
    below: frozenset[str],
) -> None:
    if walk.planning:
        for look in looks:
            if look.seen is Seen.OPEN and look.onward:
                walk_values(walk, look.place, about, hops + 1, below)
        return
    bad = [look for look in looks if look.seen is Seen.BAD]
    rest = [look.seen for look in looks if look.seen is not Seen.BAD] + others
    if len(bad) != 1 or any(seen is not Seen.GOOD for seen in rest):
        return
    look = bad[0]
    if look.probe is None or look.answer is None or not _accounts_for(walk, place, look, about):
        return
    if walk.convicts(look.probe, look.answer, below):
        walk_values(walk, look.place, about, hops + 1, below)


def _accounts_for(walk: Walk, place: Place, look: Look, about: Property) -> bool:
    """Whether the broken rows above must be the ones below.

    They must where the SQL in between can neither break a row itself nor leave broken ones out; else only where
    there are exactly as many.
    """
    if about is Property.NULLNESS:
        edges = walk.columns.edges_into(place.unique_id or "", place.column)
        sure = not any(edge.adds_nulls or edge.optional for edge in edges)
    elif about is Property.UNIQUENESS:
        rows = walk.columns.edges_into(place.unique_id or "", ROWS)
        sure = not any(edge.kind in (EdgeKind.FILTER, EdgeKind.GROUP_KEY) for edge in rows)
    else:
        sure = True
    return sure or (look.answer is not None and look.answer.broken == _failures_at(walk, place, about))


def _failures_at(walk: Walk, place: Place, about: Property) -> int | None:
    """How many broken rows the place itself has, as a test or an earlier probe counted them."""
    if walk.symptom.node == place.unique_id and walk.symptom.column == place.column:
        return walk.symptom.failures
    for check in walk.case.by_node.get(place.unique_id or "", ()):
        if check.about is about and check.column == place.column and check.status is not Status.PASS:
            return check.failures
    return None

"""Faults that sit in values: nulls, values that are not accepted, values out of range, keys that are there twice.

What an answer proves is said here, and no more than that. No broken row above: the place is cleared. Broken rows
above convict only where nothing else can have broken what lies below: a null above an expression proves nothing
while another input has nulls too, or while the SQL in between can make a null itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from dbt_onus.core.attribution import Feed
from dbt_onus.core.columns import ROWS, ColumnEdge, EdgeKind, Predicate
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.probe import Answer, Probe
from dbt_onus.core.probes.questions.values import Broken, broken_when, duplicates, rows_where
from dbt_onus.core.probes.values.by_key import walk_by_key
from dbt_onus.core.probes.values.copies import sent_again
from dbt_onus.core.probes.values.first_of import walk_first_of
from dbt_onus.core.probes.values.joins import looks_at_doubling, looks_at_missing
from dbt_onus.core.probes.values.operands import walk_operands
from dbt_onus.core.probes.values.repeated import Repeated, walk_repeated
from dbt_onus.core.probes.values.words import look_at_words
from dbt_onus.core.probes.walking.looks import Look, conclude, is_open
from dbt_onus.core.probes.walking.walk import Seen, Walk
from dbt_onus.core.properties import Property
from dbt_onus.core.results import Status

#: What carries a value as it is.
UNCHANGED = frozenset({EdgeKind.COPY, EdgeKind.RENAME, EdgeKind.CAST})

_MAX_HOPS = 50


def walk_values(walk: Walk, place: Place, about: Property, hops: int, below: frozenset[str]) -> None:
    """Ask what feeds a bad place, and go on above what is found to be bad. `below`: the nodes come from."""
    if hops > _MAX_HOPS or place.unique_id is None or place.unique_id in below:
        return
    below |= {place.unique_id}
    feeds = walk.case.feeds(place, about)
    if len(feeds) == 1 and feeds[0].copies:
        _follow_copy(walk, place, feeds[0], about, hops, below)
        return
    values = _values_of(walk, place, feeds)
    looks = [_look(walk, place, feed, about, hops, below) for feed in values]
    if not looks:
        if about is Property.NULLNESS:
            walk_operands(walk, place, hops, below, walk_values)
        return
    if about is Property.UNIQUENESS:
        _walk_keys(walk, place, values, looks, hops, below)
    elif about is Property.NULLNESS:
        looks += looks_at_missing(walk, place, hops, below, walk_values)
        if is_open(looks) or walk.foresees:
            walk_operands(walk, place, hops, below, walk_values)
            walk_by_key(walk, place, hops, below, walk_values)
        conclude(walk, looks)
    elif not walk_first_of(walk, (place, about), _broken(walk, place, about), hops, below, walk_values):
        conclude(walk, looks)


def _follow_copy(walk: Walk, place: Place, feed: Feed, about: Property, hops: int, below: frozenset[str]) -> None:
    """What is wrong with the value was wrong above: an answer proves it, none leaves it as it is."""
    look = _look(walk, place, feed, about, hops, below)
    if look.seen is not Seen.GOOD and look.follow is not None:
        # an answer that never comes leaves what the SQL says
        look.follow()


def _walk_keys(
    walk: Walk, place: Place, values: Sequence[Feed], looks: Sequence[Look], hops: int, below: frozenset[str]
) -> None:
    """Keys that are there twice: above, as the SQL makes them, or by a join."""
    about = Property.UNIQUENESS
    keyed = walk.keyed(place) if _is_altered(walk, place, values) else None
    if keyed is not None:
        came_by, count = below - {place.unique_id or ""}, _failures_at(walk, place, about)
        walk_repeated(walk, Repeated(keys=(keyed,), count=count, hops=hops, below=came_by), walk_values)
        return
    home = {feed.place.unique_id for feed in values}
    doubling, keys = looks_at_doubling(walk, place, home, hops, below, walk_values)
    if conclude(walk, [*looks, *doubling]) and doubling:
        # every row finds at most one: what the joins read cannot have doubled anything
        walk.notes.cleared.setdefault((place, about), set()).update(keys)


def _values_of(walk: Walk, place: Place, feeds: Sequence[Feed]) -> list[Feed]:
    """The feeds whose values go into the place; none where a share of bad rows is made of several branches.

    The one branch that has some may have them as ever, while another one lacks good rows: see `shares`.
    """
    if walk.is_of_a_share and any(feed.stacked for feed in feeds):
        return []
    return [feed for feed in feeds if _is_value(walk, place, feed)]


def _is_value(walk: Walk, place: Place, feed: Feed) -> bool:
    """Whether the feed is a column whose value goes into the place, rather than what decides its rows."""
    if feed.place.column is None:
        return False
    return feed.copies or any(not edge.kind.indirect for edge in _edges(walk, place, feed.place))


def _is_altered(walk: Walk, place: Place, values: Sequence[Feed]) -> bool:
    """Whether the SQL makes another value of what it takes."""
    return any(edge.kind not in UNCHANGED for feed in values for edge in _edges(walk, place, feed.place))


def _edges(walk: Walk, place: Place, above: Place) -> list[ColumnEdge]:
    edges = walk.columns.edges_into(place.unique_id or "", place.column)
    return [edge for edge in edges if edge.parent == above.unique_id and edge.column == above.column]


def _look(walk: Walk, place: Place, feed: Feed, about: Property, hops: int, below: frozenset[str]) -> Look:
    """What is known of one input, asked for where it is not.

    A column that comes by `select *` may not be there: then the question fails, and stays open.
    """
    edges = _edges(walk, place, feed.place)
    if (known := _known(walk, place, feed, edges, about)) is not None:
        return Look(seen=known)
    table, passed = _first_table(walk, feed.place, about)
    probe, answer = walk.ask((table,), about, _sql(walk, table, about), hops) or (None, None)
    if probe is not None and answer is not None and answer.broken == 0:
        for one in (table, *passed):
            walk.clears(probe, at=one)
        return Look(seen=Seen.GOOD)
    seen = Seen.OPEN if probe is None else _seen(walk, probe, answer, table, hops)
    if answer is not None and seen is not Seen.BAD:
        return Look(seen=seen)
    if not _arrives_broken(edges, about):
        told = seen is Seen.BAD or (walk.foresees and probe is not None)
        return look_at_words(walk, place, table, hops, below) if told else Look(seen=seen)

    def follow() -> None:
        if probe is not None and answer is not None:
            if not _accounts_for(walk, place, edges, answer, about):
                return
            if not walk.convicts(probe, answer, below):
                return
        walk_values(walk, table, about, hops + 1, below)

    return Look(seen=seen, follow=follow)


def _seen(walk: Walk, probe: Probe, answer: Answer | None, table: Place, hops: int) -> Seen:
    """What follows from broken rows of a table: of keys that are there twice, not always that it is bad."""
    twice = Seen.BAD
    if probe.about is Property.UNIQUENESS and (answer is not None or walk.foresees):
        twice = sent_again(walk, (table,), walk.key((table,)), hops)
    return twice if answer is not None else walk.unknown(probe)


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
    broken = _broken(walk, place, about)
    return None if broken is None else rows_where(key.relation, broken(key.columns[0]))


def _broken(walk: Walk, place: Place, about: Property) -> Broken | None:
    """What a broken value is, in the words of the place's warehouse."""
    test = walk.case.nodes.get(walk.symptom.unique_id)
    spelling = walk.spelling(walk.case.nodes[place.unique_id or ""].package_name)
    return broken_when(about, walk.symptom, test, spelling) or _own_condition(walk, about)


def _own_condition(walk: Walk, about: Property) -> Broken | None:
    """The condition of the test's own SQL, where it is one of a single column."""
    found = walk.columns.looked_for(walk.symptom.unique_id) if about is walk.symptom.about else None
    if not isinstance(found, Predicate) or len(found.columns) != 1:
        return None
    return lambda column: found.on([column])


def _means_the_same(walk: Walk, place: Place, edges: list[ColumnEdge], about: Property) -> bool:
    """Whether the predicate can be asked of the input at all: the bounds of a sum are not those of its parts."""
    if about is Property.NULLNESS or all(edge.kind in UNCHANGED for edge in edges):
        return True
    if about is Property.MEMBERSHIP:
        # raw values that are all accepted and come out as others were changed by the SQL in between
        every = walk.columns.edges_into(place.unique_id or "", place.column)
        return len(every) == 1 and every[0].kind in (EdgeKind.EXPRESSION, EdgeKind.CONDITIONAL)
    return False


def _known(walk: Walk, place: Place, feed: Feed, edges: list[ColumnEdge], about: Property) -> Seen | None:
    """What is known without a question: a test has shown it, nothing wrong gets here, or none can be asked."""
    if walk.case.pass_at(feed.place, about) is not None or _is_kept_out(edges, about):
        return Seen.GOOD
    return None if _means_the_same(walk, place, edges, about) else Seen.OPEN


def _is_kept_out(edges: list[ColumnEdge], about: Property) -> bool:
    """Whether no null of the input ever gets here."""
    return about is Property.NULLNESS and bool(edges) and all(edge.drops_nulls for edge in edges)


def _arrives_broken(edges: list[ColumnEdge], about: Property) -> bool:
    """Whether a broken value of the input is a broken value below, if its row gets there."""
    if about is Property.NULLNESS:
        return not any(edge.drops_nulls for edge in edges)
    return all(edge.kind in UNCHANGED for edge in edges)


def _accounts_for(walk: Walk, place: Place, edges: list[ColumnEdge], answer: Answer, about: Property) -> bool:
    """Whether the broken rows above must be the ones below.

    They must where the SQL in between can neither break a row itself nor leave broken ones out; else only where
    there are exactly as many. What a join may add was asked of the join.
    """
    sure = True
    if about is Property.NULLNESS:
        every = walk.columns.edges_into(place.unique_id or "", place.column)
        sure = not any(edge.adds_nulls and not edge.optional for edge in (*every, *edges))
    elif about is Property.UNIQUENESS:
        rows = walk.columns.edges_into(place.unique_id or "", ROWS)
        sure = not any(edge.kind in (EdgeKind.FILTER, EdgeKind.GROUP_KEY) for edge in rows)
    return sure or answer.broken == _failures_at(walk, place, about)


def _failures_at(walk: Walk, place: Place, about: Property) -> int | None:
    """How many broken rows the place itself has, as a test or an earlier probe counted them."""
    checks = (*walk.notes.checks.values(), *walk.case.by_node.get(place.unique_id or "", ()))
    return next(
        (
            check.failures
            for check in checks
            if check.node == place.unique_id
            and check.about is about
            and check.column == place.column
            and check.status is not Status.PASS
        ),
        None,
    )

"""A table that values are looked up in is not at fault where its rows stand behind rows that hold as well.

The price of a product that is wrong is wrong in every order of it. Where the items of an order should add up to
its total, and each product of the orders that do not is in enough that do, it is not the list of products.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dbt_onus.core.attribution import Narrowed
from dbt_onus.core.attribution.feeds import same_column
from dbt_onus.core.columns import ColumnRef, Join
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.numbers.compared import Comparison, comparison_of
from dbt_onus.core.probes.probe import Answer, Probe
from dbt_onus.core.probes.questions.units import behind_failures_alone
from dbt_onus.core.probes.values.values import UNCHANGED
from dbt_onus.core.probes.walking.walk import Walk
from dbt_onus.core.properties import Property


@dataclass(frozen=True, slots=True)
class Lookup:
    """A join of `listed` by the key of another table: where that meets the rows compared, and its key."""

    rows: Place
    link: Place
    key: Place
    listed: str


def walk_lookups(walk: Walk, suspects: Iterable[Place]) -> None:
    """Leave the suspects that are not what a table is made of whose rows stand behind rows that hold."""
    known = tuple(suspects)
    found = comparison_of(walk) if walk.held_before and len(known) > 1 else None
    if found is None or not found.exact:
        return
    asked = [(lookup, one) for lookup in _lookups(walk, found) if (one := _ask(walk, found, lookup)) is not None]
    if walk.planning:
        return
    for lookup, (probe, answer) in asked:
        if answer is not None and answer.seen and not answer.broken:
            known = _left(walk, found, lookup, known, (probe, answer))


def _ask(walk: Walk, found: Comparison, lookup: Lookup) -> tuple[Probe, Answer | None] | None:
    rows, details = walk.key((lookup.rows,)), walk.key((lookup.link, lookup.key))
    if rows is None or details is None:
        return None
    sql = behind_failures_alone(rows, details, found.condition)
    return walk.ask((lookup.key,), Property.DISTRIBUTION, sql, 1)


def _left(
    walk: Walk, found: Comparison, lookup: Lookup, known: tuple[Place, ...], asked: tuple[Probe, Answer]
) -> tuple[Place, ...]:
    beside = above_without(walk, found.one.unique_id or "", lookup.listed)
    left = tuple(place for place in known if place.unique_id in beside)
    if not left or len(left) == len(known):
        return known
    count, name = asked[1].seen, walk.name(lookup.listed)
    says = (
        f"all {count:,} keys of {name} behind rows that fail are behind rows that hold as well: it is not {name}"
    )
    before = walk.notes.narrowed.get(walk.symptom.key)
    if before is None or set(left) < set(before.places):
        walk.notes.narrowed[walk.symptom.key] = Narrowed(places=left, says=says, sql=asked[0].sql)
    return left


def above_without(walk: Walk, start: str, without: str) -> set[str]:
    """What feeds a table by other ways than through that one."""
    found, queue = {start}, [start]
    while queue:
        for parent in walk.case.lineage.parents(queue.pop()):
            if parent != without and parent not in found:
                found.add(parent)
                queue.append(parent)
    return found


def _lookups(walk: Walk, found: Comparison) -> Iterator[Lookup]:
    """Joins of one table each, in the table compared and in those whose rows are summed up there."""
    uid = found.one.unique_id or ""
    for join in walk.columns.of(uid).joins:
        pair = _plain(join)
        rows = next(iter(_copies(walk, uid, pair[0])), None) if pair is not None else None
        if pair is None or rows is None:
            continue
        details = Place(unique_id=pair[1].node, column=pair[1].column)
        if is_joined_once(walk, uid, uid, details.unique_id or ""):
            yield Lookup(rows, details, details, details.unique_id or "")
        for inner in walk.columns.of(uid).joins:
            looked_up = _plain(inner)
            if looked_up is not None and looked_up[0].node == details.unique_id:
                key = Place(unique_id=looked_up[0].node, column=looked_up[0].column)
                if is_joined_once(walk, uid, uid, looked_up[1].node):
                    yield Lookup(rows, details, key, looked_up[1].node)
        yield from _inside(walk, uid, rows, details)


def _inside(walk: Walk, uid: str, rows: Place, details: Place) -> Iterator[Lookup]:
    """What the table of the details looks up in turn, by a key that it hands on."""
    inside = details.unique_id or ""
    for join in walk.columns.of(inside).joins:
        pair = _plain(join)
        if pair is not None and is_joined_once(walk, uid, inside, pair[1].node):
            for key in _copies(walk, inside, pair[0]):
                yield Lookup(rows, details, key, pair[1].node)


def _plain(join: Join) -> tuple[ColumnRef, ColumnRef] | None:
    """Both sides of a join that goes by one column of one table on either side, and by nothing else."""
    if len(join.keys) != 1 or join.loose or join.only or not join.keys[0].plain:
        return None
    left, right = join.keys[0].left, join.keys[0].right
    return (left[0], right[0]) if len(left) == len(right) == 1 and left[0].node != right[0].node else None


def _copies(walk: Walk, uid: str, of: ColumnRef) -> Iterator[Place]:
    """Columns of a node that are that column above, as it is."""
    for edge in walk.columns.of(uid).edges:
        same = edge.parent == of.node and same_column(edge.column, of.column)
        if same and edge.kind in UNCHANGED and edge.to is not None and not edge.optional:
            values = [one for one in walk.columns.edges_into(uid, edge.to) if not one.kind.indirect]
            yield from [Place(unique_id=uid, column=edge.to)] if len(values) == 1 else []


def is_joined_once(walk: Walk, start: str, uid: str, listed: str) -> bool:
    """Whether all that a table gives to the start comes by one join of one node."""
    above = walk.case.lineage.ancestors(start) | {start}
    readers = set(walk.case.lineage.children(listed)) & above
    joins = [join for join in walk.columns.of(uid).joins if listed in (*join.left, *join.right)]
    return readers == {uid} and sum(listed in join.right for join in joins) == 1

"""Rows that a filter let go for a null in the column it goes by: the null is the fault, wherever it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from dbt_onus.core.columns import ROWS, EdgeKind
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.questions.keys import known_keys
from dbt_onus.core.probes.references.chains import Reference
from dbt_onus.core.probes.references.levels import Levels
from dbt_onus.core.probes.walking.walk import Keyed, Onward, Walk
from dbt_onus.core.properties import Property


@dataclass(frozen=True, slots=True)
class Lost:
    """Keys that one table lacks and the table above it has: `count` of those looked up, if it is known."""

    keys: Keyed
    above: Keyed
    count: int | None
    below: frozenset[str]


def walk_filtered(walk: Walk, reference: Reference, levels: Levels, way: Sequence[Keyed], onward: Onward) -> None:
    """Ask whether the keys that a model lost are those whose rows have a null in a column that it filters by."""
    for lost in _foreseen(reference, way) if walk.foresees else _lost(reference, levels, way):
        uid, parent = lost.keys.place.unique_id or "", lost.above.place.unique_id
        for edge in walk.columns.edges_into(uid, ROWS):
            if edge.kind is EdgeKind.FILTER and edge.parent == parent and edge.column is not None:
                _follow(walk, reference, lost, Place(unique_id=edge.parent, column=edge.column), onward)


def _lost(reference: Reference, levels: Levels, way: Sequence[Keyed]) -> Iterator[Lost]:
    (*_, (bad, count)), (good, _) = levels.below_the_good, levels.known[-1]
    known = {one.place: one for one in way}
    if bad.place in known and good.place in known:
        passed = {probe.place.unique_id or "" for probe, _ in levels.below_the_good}
        yield Lost(known[bad.place], known[good.place], count.broken, reference.below | passed)


def _foreseen(reference: Reference, way: Sequence[Keyed]) -> Iterator[Lost]:
    for keys, above in pairwise(way):
        yield Lost(keys, above, None, reference.below)


def _follow(walk: Walk, reference: Reference, lost: Lost, filtered: Place, onward: Onward) -> None:
    """Every key that was lost has such a row, and none that is still there."""
    column = walk.keyed(filtered)
    if column is None:
        return
    only = (*lost.above.only, f"{column.made} is null")
    child, parent = walk.key_of(reference.child), walk.key_of((lost.keys,))
    known = walk.key_of((replace(lost.above, only=only),))
    if child is None or parent is None or known is None:
        return
    asked = walk.ask((filtered,), Property.NULLNESS, known_keys(child, parent, known), reference.hops + 1)
    probe, answer = asked or (None, None)
    if probe is None or (answer is None and not walk.foresees):
        return
    if answer is not None:
        if answer.broken != lost.count or answer.seen:
            return
        gone = walk.name(lost.keys.place.unique_id, lost.keys.place.column or "")
        says = f"{walk.where(probe)} is null for all {answer.broken:,} keys that {gone} lacks, and for no other"
        if not walk.convicts(probe, answer, lost.below, says=says, inferred=True):
            return
    onward(walk, filtered, Property.NULLNESS, reference.hops + 2, lost.below)

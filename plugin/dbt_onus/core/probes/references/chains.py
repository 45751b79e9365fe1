"""A reference between two tables, and what either side is made from, further and further up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.walking.walk import Keyed, Walk

_MAX_HOPS = 50


@dataclass(frozen=True, slots=True)
class Reference:
    """The keys that refer, those referred to, and how far above the symptom they are joined.

    `only`: conditions on the rows that may be referred to, as SQL.
    """

    child: tuple[Keyed, ...]
    parent: tuple[Keyed, ...]
    hops: int
    below: frozenset[str]
    only: tuple[str, ...] = ()


def places_of(keys: Sequence[Keyed]) -> tuple[Place, ...]:
    """The columns that keys are made of."""
    return tuple(one.place for one in keys)


def above(walk: Walk, keyed: Keyed) -> tuple[Keyed, ...]:
    """The same keys in what the table is made from: of a union, in each of its branches; `()`: not known.

    They are made there as the SQL in between makes them of it. Nothing below a node that failed is asked.
    """
    uid = keyed.place.unique_id or ""
    node = walk.case.nodes.get(uid)
    if node is None:
        return ()
    if node.resource_type == "source":
        found = [
            Keyed(Place(unique_id=parent, column=keyed.place.column), keyed.made, keyed.only)
            for parent in walk.case.lineage.parents(uid)
        ]
    else:
        found = [
            Keyed(Place(unique_id=one.parent, column=one.named), one.sql, one.only)
            for one in walk.columns.formulas(uid, keyed.made)
        ]
    known = all(one.place.unique_id in walk.case.lineage for one in found)
    return tuple(found) if known and all(walk.node(one.place) is not None for one in found) else ()


def chain(walk: Walk, keyed: Keyed) -> Iterator[Keyed]:
    """The keys and where they come from, step by step, as long as it is one table."""
    seen: set[str | None] = set()
    for _ in range(_MAX_HOPS):
        if keyed.place.unique_id in seen:
            return
        seen.add(keyed.place.unique_id)
        yield keyed
        found = above(walk, keyed)
        if len(found) != 1:
            return
        (keyed,) = found


def as_it_comes(walk: Walk, way: Sequence[Keyed]) -> Keyed | None:
    """The keys as they are before the SQL first alters them; `None` where it does not, or makes them of several.

    If these are found where the altered ones are not, it is the SQL that bent them.
    """
    for below, keyed in pairwise(way):
        if is_plain(walk, below) and not is_plain(walk, keyed) and keyed.place.column is not None:
            raw = walk.keyed(keyed.place)
            return None if raw is None else Keyed(raw.place, raw.made, keyed.only)
    return None


def is_plain(walk: Walk, keyed: Keyed) -> bool:
    """Whether the keys are a column as it is."""
    plain = walk.keyed(keyed.place) if keyed.place.column is not None else None
    return plain is not None and _bare(plain.made) == _bare(keyed.made)


def _bare(made: str) -> str:
    return made.replace('"', "").replace("`", "").lower()

"""Other tables that refer to the same keys and are made from elsewhere: witnesses of which keys are real."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from dbt_onus.core.evidence import Place
from dbt_onus.core.nodes import ENTRIES
from dbt_onus.core.probes.references.chains import Reference, chain, places_of
from dbt_onus.core.probes.walking.sides import sides_of
from dbt_onus.core.probes.walking.walk import Walk

#: A few tables are enough.
_MOST_OTHERS = 3
#: Of as many models that name the key in their SQL is asked what their columns are.
_MOST_NAMED = 50


def others_that_refer(walk: Walk, reference: Reference, most: int | None = _MOST_OTHERS) -> list[Place]:
    """Other columns that are looked up in the same table, made from nothing that the child is made from.

    No more than `most`, where that is said.
    """
    sides = [places_of(list(chain(walk, side[0]))) for side in (reference.parent, reference.child)]
    names = {place.column.lower() for side in sides for place in side if place.column is not None}
    found = dict.fromkeys((*_tested(walk, sides[0][0]), *_joined(walk, sides[0]), *_named(walk, names)))
    made_of = {uid for side in sides for uid in _made_of(walk, side)}
    apart: dict[str | None, Place] = {}
    for place in found:
        keyed = walk.keyed(place)
        if keyed is None:
            continue
        way = places_of(list(chain(walk, keyed)))
        if not made_of & _made_of(walk, way):
            # not the same data twice
            apart.setdefault(way[-1].unique_id, place)
    return list(apart.values())[:most]


def _made_of(walk: Walk, way: Sequence[Place]) -> set[str]:
    """The nodes that the keys come through, and all that feeds the last one: its SQL may make them of that."""
    return {*(one.unique_id or "" for one in way), *walk.case.lineage.ancestors(way[-1].unique_id or "")}


def _tested(walk: Walk, parent: Place) -> Iterator[Place]:
    """The columns whose values were tested to be the parent's."""
    for check in walk.case.checks:
        if check.reference == parent and check.node is not None and check.column is not None:
            yield Place(unique_id=check.node, column=check.column)


def _joined(walk: Walk, parents: Iterable[Place]) -> Iterator[Place]:
    """The columns that other models join to the parent, or to what it is made from."""
    for parent in parents:
        for child in walk.case.lineage.children(parent.unique_id or ""):
            for join in walk.columns.of(child).joins:
                left, right = sides_of(join) or (None, None)
                if left is None or right is None or len(left.keys) != 1:
                    continue
                if parent in left.keys + right.keys:
                    yield right.keys[0] if parent in left.keys else left.keys[0]


def _named(walk: Walk, names: set[str]) -> Iterator[Place]:
    """Columns of the same name in models that read a source: a key that is called the same may be the same.

    Whether it is, the answer shows: it knows the keys that are found.
    """
    wanted = frozenset(name for name in names if name != "id")
    if wanted not in walk.notes.naming:
        walk.notes.naming[wanted] = _naming(walk, [name.encode() for name in sorted(wanted)])
    naming = walk.notes.naming[wanted]
    for uid in naming:
        for column in walk.columns.of(uid).columns:
            if column.lower() in names and column.lower() != "id":
                yield Place(unique_id=uid, column=column)


def _naming(walk: Walk, wanted: list[bytes]) -> tuple[str, ...]:
    """The models on a source whose SQL has one of the names in it."""
    lineage = walk.case.lineage
    readers = (uid for uid in sorted(lineage.nodes) if any(_is_entry(walk, one) for one in lineage.parents(uid)))
    naming = (uid for uid in readers if any(name in _text(walk, uid) for name in wanted))
    return tuple(islice(naming, _MOST_NAMED))


def _is_entry(walk: Walk, unique_id: str) -> bool:
    return walk.case.nodes[unique_id].resource_type in ENTRIES


def _text(walk: Walk, unique_id: str) -> bytes:
    node = walk.case.nodes[unique_id]
    return (bytes(node.raw_code) or bytes(node.raw_sql) or bytes(node.compiled_code)).lower()

"""A condition that compares several columns: asked where all of them come from one and the same table."""

from __future__ import annotations

import re

from dbt_onus.core.attribution.feeds import same_column
from dbt_onus.core.columns import ROWS, Predicate
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.questions.values import rows_where
from dbt_onus.core.probes.values.values import UNCHANGED
from dbt_onus.core.probes.walking.looks import Look, conclude, look_at
from dbt_onus.core.probes.walking.walk import Walk
from dbt_onus.core.properties import Property

_MAX_HOPS = 50
#: A column in a formula, and what a condition compares with that is none.
_COLUMN = re.compile(r'onus_rows\.("[^"]+"|`[^`]+`|\w+)')
_LITERAL = re.compile(r"['0-9]")


def walk_together(
    walk: Walk, places: tuple[Place, ...], about: Property, hops: int, below: frozenset[str]
) -> None:
    """Ask the one table that all the columns come from; go on above it where it is bad."""
    uid = places[0].unique_id or ""
    if hops > _MAX_HOPS or uid in below:
        return
    below |= {uid}
    plain = _above(walk, places)
    above = plain or _altered_alike(walk, places)
    if above is None:
        return
    conclude(walk, [_look(walk, above, about, (hops, below), inferred=plain is None)])


def _above(walk: Walk, places: tuple[Place, ...]) -> tuple[Place, ...] | None:
    """The same columns one step up; through a source that another project builds, that project's table."""
    found = []
    for place in places:
        node = walk.case.nodes.get(place.unique_id or "")
        if node is not None and node.resource_type == "source":
            parents = walk.case.lineage.parents(node.unique_id)
            found += [Place(unique_id=parent, column=place.column) for parent in parents]
            continue
        edges = walk.columns.edges_into(place.unique_id or "", place.column)
        values = [edge for edge in edges if not edge.kind.indirect]
        if len(values) != 1 or values[0].kind not in UNCHANGED or values[0].column in (None, ROWS):
            return None
        found.append(Place(unique_id=values[0].parent, column=values[0].column))
    one_table = len({place.unique_id for place in found}) == 1 and len(found) == len(places)
    return tuple(found) if one_table else None


def _altered_alike(walk: Walk, places: tuple[Place, ...]) -> tuple[Place, ...] | None:
    """The columns one step up, each altered in the same way, under a condition that compares nothing but them.

    Cents that do not add up do not add up in euros. SQL that alters one of them otherwise, or takes a column of
    another name for it, may be what is wrong.
    """
    uid = places[0].unique_id or ""
    key, found = walk.key(places), walk.columns.looked_for(walk.symptom.unique_id)
    if key is None or not isinstance(found, Predicate) or len(found.columns) != len(places):
        return None
    made = [walk.columns.formulas(uid, column) for column in key.columns]
    only = [branches[0] for branches in made if len(branches) == 1]
    if len(only) != len(places) or len({one.parent for one in only}) != 1 or any(one.optional for one in only):
        return None
    if any(not same_column(one.named, place.column) for one, place in zip(only, places, strict=True)):
        return None
    ways = {_COLUMN.sub("", one.sql) for one in only}
    if len(ways) != 1 or _LITERAL.search(found.on(["onus"] * len(places))):
        return None
    return tuple(Place(unique_id=one.parent, column=one.named) for one in only)


def _look(
    walk: Walk,
    places: tuple[Place, ...],
    about: Property,
    way: tuple[int, frozenset[str]],
    *,
    inferred: bool = False,
) -> Look:
    hops, below = way
    asked = walk.ask(places, about, _sql(walk, places), hops)
    return look_at(
        walk, asked, below, lambda: walk_together(walk, places, about, hops + 1, below), inferred=inferred
    )


def _sql(walk: Walk, places: tuple[Place, ...]) -> str | None:
    key = walk.key(places)
    found = walk.columns.looked_for(walk.symptom.unique_id)
    if key is None or not isinstance(found, Predicate) or len(found.columns) != len(places):
        return None
    return rows_where(key.relation, found.on(key.columns))

"""Years that a table lacks between its first and its last: too few for a numbering, but each of them comes.

That the year of the rows is wrong is ruled out by another day of the same rows, which comes from another table: it
lies in a year that is lacking, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.probe import Answer
from dbt_onus.core.probes.questions.keys import holes, inside_keys
from dbt_onus.core.probes.questions.values import rows_where
from dbt_onus.core.probes.references.chains import Reference
from dbt_onus.core.probes.walking.walk import Walk
from dbt_onus.core.properties import Property

#: The first, the last, and one that is lacking between them.
_FEWEST_YEARS = 3
#: The other day need not lie in the same year in all rows: some are of the turn of the year.
_AS_GOOD_AS_ALL = 0.9
_MOST_OTHERS = 2
_YEAR = re.compile(r"\byear\b", re.IGNORECASE)
_COLUMN = re.compile(r'onus_rows\.("[^"]+"|`[^`]+`|\w+)')
#: How columns are called that are moments.
_MOMENTS = frozenset({"at", "on", "date", "dt", "day", "time", "ts"})


def lacks_years(walk: Walk, reference: Reference) -> bool:
    """Whether the keys without a row are years that the parent lacks. False as well while that is asked."""
    child, parent = walk.key_of(reference.child), walk.key_of(reference.parent)
    place, above = reference.child[0].place, reference.parent[0].place
    node = walk.case.nodes.get(above.unique_id or "")
    if child is None or parent is None or node is None or not _YEAR.search(child.columns[0]):
        return False
    number_in = walk.spelling(node.package_name).number_in
    gaps = _ask(walk, above, holes(parent, number_in), reference.hops)
    inside = _ask(walk, place, inside_keys(child, parent, number_in), reference.hops)
    known = f"select {parent.columns[0]} from {parent.relation} onus_rows where {parent.columns[0]} is not null"  # noqa: S608
    told = [
        _ask(walk, place, _beside(child.relation, child.columns[0], other, known), reference.hops)
        for other in _others(walk, place, child.columns[0])
    ]
    if gaps is None or inside is None or not any(told):
        return False
    if gaps.seen < _FEWEST_YEARS or not 0 < inside.broken == inside.seen == gaps.broken:
        return False
    return all(one is not None and one.broken >= _AS_GOOD_AS_ALL * one.seen > 0 for one in told)


def _beside(relation: str, made: str, other: str, known: str) -> str:
    """Of the rows whose year is not known, those in which that of another day is not either."""
    lost = f"{made} not in ({known})"
    rows = f"(select * from {relation} onus_rows where {lost})"  # noqa: S608
    return rows_where(rows, f"{_COLUMN.sub(lambda _: other, made)} not in ({known})")


def _others(walk: Walk, place: Place, made: str) -> Iterator[str]:
    """Columns that are called like the one of which the year is taken, and come from other tables."""
    if len(set(_COLUMN.findall(made))) != 1 or place.column is None:
        return iter(())
    ending = place.column.lower().rpartition("_")[2]
    called = walk.columns.of(place.unique_id or "").columns if ending in _MOMENTS else ()
    home = _from(walk, place)
    same = (
        one
        for one in called
        if one.lower().rpartition("_")[2] == ending
        and not home & _from(walk, Place(unique_id=place.unique_id, column=one))
    )
    keys = (walk.key((Place(unique_id=place.unique_id, column=one),)) for one in same)
    return islice((key.columns[0] for key in keys if key is not None), _MOST_OTHERS)


def _from(walk: Walk, place: Place) -> set[str]:
    """The tables from which the values of a column come."""
    edges = walk.columns.edges_into(place.unique_id or "", place.column)
    return {edge.parent for edge in edges if not edge.kind.indirect} or {place.unique_id or ""}


def _ask(walk: Walk, place: Place, sql: str | None, hops: int) -> Answer | None:
    asked = walk.ask((place,), Property.DISTRIBUTION, sql, hops)
    return asked[1] if asked is not None else None

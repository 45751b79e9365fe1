"""Two moments that are the wrong way round, and from which of the two a third one in the same row has moved.

An answer before its question: one of the two clocks is off. When the question was closed is as long after the
answer as ever, and no longer as long after the question. A third that comes from where the one comes from that it
agrees with says nothing: both may be off together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dbt_onus.core.attribution import Narrowed
from dbt_onus.core.columns import ROWS, ColumnRef, Distance
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.numbers.compared import NAME, levels
from dbt_onus.core.probes.numbers.entries import value_entries
from dbt_onus.core.probes.probe import Probe
from dbt_onus.core.probes.questions.distances import AS_FAR, CROSSED, moved_alone
from dbt_onus.core.probes.questions.units import kinds_of_failing
from dbt_onus.core.probes.questions.values import column_is_moment
from dbt_onus.core.probes.values.conditions import condition_of
from dbt_onus.core.probes.values.values import UNCHANGED
from dbt_onus.core.probes.walking.walk import Walk
from dbt_onus.core.properties import Property

#: From fewer rows of either sort no means are compared.
_FEWEST_ROWS = 10
_MOST_COLUMNS = 40
_NAMES = re.compile(r'onus_rows\.(?:"[^"]+"|`[^`]+`|\w+)')
_ORDERED = re.compile(rf"{NAME}\s*(?:<=|>=|<|>)\s*{NAME}")


def walk_thirds(walk: Walk) -> None:
    """Leave the sources of the one that has moved, where nothing says otherwise."""
    if not walk.held_before:
        return
    told: dict[tuple[ColumnRef, ...], tuple[Probe, str]] = {}
    for uid, condition, distance in _distances(walk):
        apart = _are_a_kind(walk, uid, condition, distance)
        for side, kept in ((distance.first, distance.second), (distance.second, distance.first)):
            sql = moved_alone(distance.rows, condition, first=side is distance.first)
            probe, answer = walk.ask(_places(side), Property.DISTRIBUTION, sql, 1) or (None, None)
            if probe is None or answer is None or answer.seen < _FEWEST_ROWS:
                continue
            sure = answer.broken >= (AS_FAR if apart else CROSSED)
            if sure and not _entries(walk, kept) & _entries(walk, distance.third):
                told[side] = (probe, _why(walk, uid, side, kept, distance, crossed=answer.broken == CROSSED))
    if not walk.planning and len(told) == 1:
        ((side, (probe, why)),) = told.items()
        _narrow(walk, side, probe, why)


def _are_a_kind(walk: Walk, uid: str, condition: str, distance: Distance) -> bool:
    """Whether the rows that fail are all rows of their kind, by a column that is not made of the two.

    Else some that are off hold, and what fails is what was close together anyway.
    """
    known = {place for refs in (distance.first, distance.second) for place in _placed(walk, refs)}
    places = [Place(unique_id=uid, column=column) for column in walk.columns.of(uid).columns[:_MOST_COLUMNS]]
    others = tuple(place for place in places if not value_entries(walk, place) & known)
    key = walk.key(others) if others else None
    if key is None:
        return False
    sql = kinds_of_failing(key.relation, key.columns, condition)
    asked = walk.ask(others[:1], Property.DISTRIBUTION, sql, 1)
    return asked is not None and asked[1] is not None and asked[1].broken > 0


def _distances(walk: Walk) -> Iterator[tuple[str, str, Distance]]:
    """Where the condition can be carried to, and the distance that is asked about there."""
    for place, condition in _copied_from(walk):
        for distance in walk.columns.distances(place.unique_id or "", place.column or ""):
            yield place.unique_id or "", condition, distance
    for uid, condition in levels(walk):
        ends = _ends(condition)
        if ends is not None and _are_moments(walk, uid, ends):
            key = walk.key((Place(unique_id=uid, column=ends[0]),))
            for distance in walk.columns.distances_in(uid, key.relation, ends) if key is not None else ():
                yield uid, condition, distance


def _copied_from(walk: Walk) -> Iterator[tuple[Place, str]]:
    """The failing column, and the columns above that it is a copy of; with the condition on each of them."""
    place, condition = Place(unique_id=walk.symptom.node, column=walk.symptom.column), condition_of(walk)
    seen: set[Place] = set()
    while place.column is not None and condition is not None and place not in seen:
        key = walk.key((place,))
        if key is None or set(_NAMES.findall(condition)) != {key.columns[0]}:
            return
        yield place, condition
        seen.add(place)
        edges = walk.columns.edges_into(place.unique_id or "", place.column)
        values = [edge for edge in edges if not edge.kind.indirect]
        if len(values) != 1 or values[0].kind not in UNCHANGED or values[0].column in (None, ROWS):
            return
        place = Place(unique_id=values[0].parent, column=values[0].column)
        above = walk.key((place,))
        condition = condition.replace(key.columns[0], above.columns[0]) if above is not None else None


def _ends(condition: str) -> tuple[str, str] | None:
    """The two columns that a condition puts in an order, if it does nothing else."""
    found = _ORDERED.findall(condition)
    named = re.findall(NAME, condition)
    if len(found) != 1 or len(named) != 2:
        return None
    first, second = ("".join(filter(None, name)) for name in named)
    return first, second


def _are_moments(walk: Walk, uid: str, ends: tuple[str, str]) -> bool:
    node = walk.node(Place(unique_id=uid))
    if node is None:
        return False
    place = Place(unique_id=uid, column=ends[0])
    sql = column_is_moment(node, ends[0], walk.spelling(node.package_name))
    asked = walk.ask((place,), Property.TYPE, sql, 1)
    return walk.foresees or (asked is not None and asked[1] is not None and asked[1].broken > 0)


def _places(refs: tuple[ColumnRef, ...]) -> tuple[Place, ...]:
    return tuple(Place(unique_id=one.node, column=one.column) for one in refs)


def _placed(walk: Walk, refs: tuple[ColumnRef, ...]) -> frozenset[Place]:
    """Where the values of columns come in."""
    return frozenset(entry for place in _places(refs) for entry in value_entries(walk, place))


def _entries(walk: Walk, refs: tuple[ColumnRef, ...]) -> frozenset[str | None]:
    """The tables in which they do."""
    return frozenset(entry.unique_id for entry in _placed(walk, refs))


def _why(
    walk: Walk,
    uid: str,
    side: tuple[ColumnRef, ...],
    kept: tuple[ColumnRef, ...],
    distance: Distance,
    *,
    crossed: bool,
) -> str:
    mine, right, third = (walk.name(refs[0].node, refs[0].column or "") for refs in (side, kept, distance.third))
    rows = f"in rows of {walk.name(uid)} that fail"
    if crossed:
        return f"{rows}, and in no other, {third} is on the wrong side of {mine}; it never is of {right}"
    return f"{rows}, {third} is as far from {right} as in those that hold, and not from {mine}"


def _narrow(walk: Walk, side: tuple[ColumnRef, ...], probe: Probe, why: str) -> None:
    places = set(_placed(walk, side))
    before = walk.notes.narrowed.get(walk.symptom.key)
    if before is not None:
        # what is left by the branch that the rows are of
        tables = {place.unique_id for place in before.places}
        places = {place for place in places if place.unique_id in tables}
        why = f"{before.says}; {why}"
    if places:
        ordered = tuple(sorted(places, key=lambda place: (place.unique_id or "", place.column or "")))
        walk.notes.narrowed[walk.symptom.key] = Narrowed(places=ordered, says=why, sql=probe.sql)

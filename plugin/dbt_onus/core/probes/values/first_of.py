"""A value that is the first of several tables' columns that is not null, where nothing else was ever done to it.

No earlier run is needed to say that what comes out went in. A bad value in a column that goes first comes out; one
in a column that only stands in may have been there all the time, behind a row that is gone.
"""

from __future__ import annotations

from collections.abc import Sequence

from dbt_onus.core.columns import Formula
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.questions.values import Broken, rows_where
from dbt_onus.core.probes.references.chains import is_plain
from dbt_onus.core.probes.walking.looks import Look, conclude, look_at
from dbt_onus.core.probes.walking.walk import Keyed, Onward, Seen, Walk
from dbt_onus.core.properties import Property


def walk_first_of(
    walk: Walk, at: tuple[Place, Property], broken: Broken | None, hops: int, below: frozenset[str], onward: Onward
) -> bool:
    """Ask each of the columns for broken values, and follow the only one that has some. False: it is none such."""
    place, about = at
    columns = _columns(walk, place, broken) if broken is not None else ()
    if broken is None or not columns:
        return False
    conclude(walk, [_look(walk, one, (about, broken), hops, below, onward) for one in columns])
    return True


def _columns(walk: Walk, place: Place, broken: Broken) -> Sequence[Formula]:
    key, uid = walk.key((place,)), place.unique_id or ""
    found = walk.columns.choices(uid, key.columns[0]) if key is not None else ()
    if (
        key is None
        or not any(one.behind for one in found)
        or not walk.columns.choices(uid, broken(key.columns[0]))
    ):
        return ()
    plain = all(one.parent in walk.case.lineage and is_plain(walk, Keyed(_place(one), one.sql)) for one in found)
    return found if plain else ()


def _look(
    walk: Walk,
    column: Formula,
    what: tuple[Property, Broken],
    hops: int,
    below: frozenset[str],
    onward: Onward,
) -> Look:
    place, (about, broken) = _place(column), what
    if walk.case.pass_at(place, about) is not None:
        return Look(seen=Seen.GOOD)
    key = walk.key((place,))
    sql = rows_where(key.relation, broken(key.columns[0])) if key is not None else None
    asked = walk.ask((place,), about, sql, hops)
    look = look_at(walk, asked, below, lambda: onward(walk, place, about, hops + 1, below))
    return Look(seen=Seen.OPEN) if look.seen is Seen.BAD and column.behind else look


def _place(formula: Formula) -> Place:
    return Place(unique_id=formula.parent, column=formula.named)

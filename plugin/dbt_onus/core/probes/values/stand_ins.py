"""Bad values in a column that only stands in: whether they are shown for want of rows that went before it.

What a `coalesce` asks first may have hidden them until today, and its rows are gone now. That is ruled out where
something kept beside that table has its very keys, no value of it is null, and the bad values are behind
its rows as often as all values of the column are: it was not the one place where they were hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from dbt_onus.core.columns import Formula
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.probe import Answer
from dbt_onus.core.probes.questions.keys import orphans
from dbt_onus.core.probes.questions.values import rows_where
from dbt_onus.core.probes.references.chains import Reference, is_plain
from dbt_onus.core.probes.references.companions import companion_of
from dbt_onus.core.probes.references.standing_in import as_often
from dbt_onus.core.probes.walking.walk import Keyed, Walk
from dbt_onus.core.properties import Property

#: Of as many columns of a node is asked whether they are the key of its join.
_MOST_COLUMNS = 60


def shown_by_nobody(
    walk: Walk, uid: str, bad: Formula, before: Sequence[Formula], hops: int, below: frozenset[str]
) -> str | None:
    """Why no row that goes before has let bad values be seen; `None`: one may have, or that is being asked.

    `bad` is the condition on the rows of the table that stands in, `before` the same on those that go before it,
    in the SQL of the node `uid`.
    """
    whole = [said for one in before if (said := _is_whole(walk, uid, bad, one, hops, below))]
    return "; ".join(whole) if whole and len(whole) == len(before) else None


def _is_whole(walk: Walk, uid: str, bad: Formula, first: Formula, hops: int, below: frozenset[str]) -> str | None:
    keys = _keys_of_both(walk, uid, (first.parent, bad.parent))
    if keys is None:
        return None
    its, mine = keys
    reference = Reference((mine,), (its,), hops, below)
    only = (bad.sql, *bad.only)
    failing, every = (
        _missing(walk, reference, Keyed(mine.place, mine.made, conditions)) for conditions in (only, ())
    )
    emptied = _nulls(walk, first, hops)
    companion = companion_of(walk, reference, its, failing.broken if failing is not None else 1)
    if failing is None or every is None or emptied is None or companion is None:
        return None
    if not failing.broken or emptied.broken or not as_often(failing, every):
        return None
    return f"{walk.name(first.parent)} has lost no row, by {companion}, which has its very keys"


def _keys_of_both(walk: Walk, uid: str, parents: tuple[str, str]) -> tuple[Keyed, Keyed] | None:
    """The keys by which the SQL of a node joins two tables in full, in the order of the tables."""
    for column in islice(walk.columns.of(uid).columns, _MOST_COLUMNS):
        key = walk.key((Place(unique_id=uid, column=column),))
        found = walk.columns.formulas(uid, key.columns[0]) if key is not None else ()
        made = {
            one.parent: Keyed(Place(unique_id=one.parent, column=one.named), one.sql)
            for one in found
            if not one.optional
        }
        if len(found) == len(made) == 2 and set(made) == set(parents):
            sides = tuple(made[parent] for parent in parents)
            if all(is_plain(walk, one) for one in sides):
                return sides[0], sides[1]
    return None


def _missing(walk: Walk, reference: Reference, keys: Keyed) -> Answer | None:
    """How many keys of the table that stands in are not in the one before it, of how many."""
    mine, its = walk.key_of((keys,)), walk.key_of(reference.parent)
    if mine is None or its is None:
        return None
    asked = walk.ask((keys.place,), Property.REFERENCE, orphans(mine, its), reference.hops)
    return asked[1] if asked is not None else None


def _nulls(walk: Walk, value: Formula, hops: int) -> Answer | None:
    """How many rows of the table that goes first have no value."""
    place = Place(unique_id=value.parent, column=value.named)
    key = walk.key((place,)) if value.named is not None else None
    if key is None:
        return None
    sql = rows_where(key.relation, f"{key.columns[0]} is null")
    asked = walk.ask((place,), Property.NULLNESS, sql, hops)
    return asked[1] if asked is not None else None

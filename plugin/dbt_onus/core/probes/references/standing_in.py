"""Two tables of which one stands in for the other: what tells that rows were not moved from one to the other.

A system that archives its rows lets them go for good, and the archive is then the only one that has them: if they
are missing, it has lost them. Rows that were let go by accident are in the other as often as all others are.
"""

from __future__ import annotations

from dbt_onus.core.probes.probe import Answer
from dbt_onus.core.probes.questions.keys import orphans
from dbt_onus.core.probes.references.chains import Reference
from dbt_onus.core.probes.walking.walk import Keyed, Walk
from dbt_onus.core.properties import Property

#: Where more rows than these are in both tables, nothing tells one from the other.
_MOST_SHARED = 0.5
#: What was let go may be in the other so many times as often as what was not.
_AS_OFTEN = 1.25
#: That less than half as many are in it as usual is no chance where none would be, more seldom than this.
_CHANCE = 0.05


def lets_go_at_random(walk: Walk, reference: Reference, kept: Keyed, whole: Keyed, other: Keyed) -> bool:
    """Whether keys that a table lets go are in the other as often as those that it keeps.

    `kept` are its keys after that, `whole` all of them. False as well while that is asked.
    """
    left, had = (_missing_in(walk, reference, one, other) for one in (kept, whole))
    if left is None or had is None or had.seen <= left.seen:
        return False
    gone = Answer(broken=had.broken - left.broken, seen=had.seen - left.seen)
    return as_often(gone, left)


def as_often(some: Answer, others: Answer) -> bool:
    """Whether some keys are in the other table as often as others are, which is seldom.

    Of either are given those that are not in it, and how many there are.
    """
    if not some.seen or not others.seen:
        return False
    share, usual = (1 - one.broken / one.seen for one in (some, others))
    none_of_so_many: float = (1 - usual) ** some.seen
    too_seldom = share * 2 < usual and none_of_so_many < _CHANCE
    return usual <= _MOST_SHARED and share <= usual * _AS_OFTEN and not too_seldom


def _missing_in(walk: Walk, reference: Reference, keys: Keyed, other: Keyed) -> Answer | None:
    mine, its = walk.key_of((keys,)), walk.key_of((other,))
    if mine is None or its is None:
        return None
    asked = walk.ask((keys.place,), Property.REFERENCE, orphans(mine, its), reference.hops)
    return asked[1] if asked is not None else None

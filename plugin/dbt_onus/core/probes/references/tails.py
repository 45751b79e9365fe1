"""Keys without a row that are the newest ones, in the steps in which keys always came: rows that did not arrive.

Numbers need not be dense for that, nor the only ones in the table: those are compared that begin alike.
"""

from __future__ import annotations

from collections.abc import Callable

from dbt_onus.core.probes.probe import Answer
from dbt_onus.core.probes.questions.keys import looked_up
from dbt_onus.core.probes.questions.values import Key
from dbt_onus.core.probes.references.chains import Reference
from dbt_onus.core.probes.walking.walk import Walk
from dbt_onus.core.properties import Property

#: Of fewer keys without a row, and with one, nothing is concluded.
_FEWEST_LATE, _FEWEST_KNOWN = 3, 20


def ask_tail(walk: Walk, reference: Reference) -> Answer | None:
    """How many of the keys without a row come after the last one that has one, of how many."""
    child, parent = walk.key_of(reference.child), walk.key_of(reference.parent)
    place = reference.child[0].place
    node = walk.case.nodes.get(place.unique_id or "")
    if child is None or parent is None or node is None:
        return None
    spelling = walk.spelling(node.package_name)
    sql = tail_keys(child, parent, spelling.number_in, spelling.stem_of)
    asked = walk.ask((place,), Property.DISTRIBUTION, sql, reference.hops)
    return asked[1] if asked is not None else None


def is_late(tail: Answer | None, orphaned: Answer, unasked: Answer | None) -> bool:
    """Whether they are rows that the parent lacks: all are the newest, and most keys have their row.

    Keys that were bent are missing where they were: then nobody looks up as many keys of the parent (`unasked`).
    """
    if tail is None or tail.broken < _FEWEST_LATE or tail.broken < tail.seen:
        return False
    if unasked is None or unasked.broken >= orphaned.broken:
        return False
    known = orphaned.seen - orphaned.broken
    return known >= _FEWEST_KNOWN and orphaned.broken <= known


def tail_keys(
    child: Key, parent: Key, number_in: Callable[[str], str | None], stem_of: Callable[[str], str | None]
) -> str | None:
    """The SQL of it: no step is wider than the widest between keys that have their row."""
    number, stem = number_in("onus_child.k0"), stem_of("onus_child.k0")
    if number is None or stem is None:
        return None
    lost = "case when onus_parent.k0 is null then 1 else 0 end as lost"
    keys = f"select {stem} as stem, {number} as n, {lost} {looked_up(child, parent)}"
    step = "n - lag(n) over (partition by stem order by n) as step"
    steps = f"select stem, n, lost, {step} from ({keys}) onus_numbers"  # noqa: S608
    ends = "max(n) as newest, max(step) as widest"
    known = f"select stem, {ends} from ({steps}) onus_steps where lost = 0 group by stem"  # noqa: S608
    after = "onus_keys.n > onus_known.newest and onus_keys.step <= onus_known.widest"
    counts = f"count(case when {after} then 1 end) as broken, count(*) as seen"
    met = f"left join ({known}) onus_known on onus_known.stem = onus_keys.stem"
    return f"select {counts} from ({steps}) onus_keys {met} where onus_keys.lost = 1"  # noqa: S608

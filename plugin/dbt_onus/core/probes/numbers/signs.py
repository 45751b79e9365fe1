"""A value that became negative, and what is more than it should be for that: refunds are added, not taken off.

What two columns share cancels out where one may not be more than the other: of `(total - refunded) * rate` beside
`total * rate` a product is left. In rows that fail it has another sign than ever, and so has one of its factors.
"""

from __future__ import annotations

from dbt_onus.core.attribution import Narrowed
from dbt_onus.core.columns import EdgeKind
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.numbers.compared import levels
from dbt_onus.core.probes.numbers.entries import value_entries
from dbt_onus.core.probes.probe import Answer, Probe
from dbt_onus.core.probes.questions.units import below_zero
from dbt_onus.core.probes.walking.walk import Walk
from dbt_onus.core.properties import Property

_MAX_HOPS = 50
#: What may take a value off instead of adding it.
_SIGNING = frozenset({EdgeKind.CONDITION, EdgeKind.WINDOW, EdgeKind.UNKNOWN})
_FEWEST_ROWS = 3


def walk_signs(walk: Walk) -> None:
    """Leave the source of the only factor that is below 0 in every row that fails."""
    if not walk.held_before:
        return
    for uid, condition in levels(walk):
        factors = [Place(unique_id=uid, column=column) for column in walk.columns.factors(uid, condition)]
        asked = [(place, one) for place in factors if (one := _ask(walk, place, condition)) is not None]
        below = [(place, *one) for place, one in asked if one[1] is not None and one[1].broken]
        if walk.planning or len(below) != 1:
            continue
        place, probe, answer = below[0]
        if answer is not None and _FEWEST_ROWS <= answer.seen == answer.broken:
            _narrow(walk, place, probe, answer)


def _ask(walk: Walk, place: Place, condition: str) -> tuple[Probe, Answer | None] | None:
    key = walk.key((place,))
    sql = below_zero(key, condition) if key is not None else None
    return walk.ask((place,), Property.DISTRIBUTION, sql, 1)


def _narrow(walk: Walk, place: Place, probe: Probe, answer: Answer) -> None:
    entries = value_entries(walk, place)
    if len(entries) != 1 or _is_signed_by_others(walk, place):
        # the sign may be due to which of them there are
        return
    says = (
        f"in all {answer.seen:,} rows that fail {walk.where(probe)} is below 0, and that alone turns them around"
    )
    narrowed = Narrowed(places=tuple(entries), says=says, sql=probe.sql)
    walk.notes.narrowed.setdefault(walk.symptom.key, narrowed)


def _is_signed_by_others(walk: Walk, place: Place) -> bool:
    """Whether a condition, or another row, decides on the way with which sign a value counts."""
    queue, seen = [(place, 0)], {place}
    while queue:
        here, hops = queue.pop()
        for edge in walk.columns.edges_into(here.unique_id or "", here.column) if hops < _MAX_HOPS else ():
            if edge.kind in _SIGNING:
                return True
            above = Place(unique_id=edge.parent, column=edge.column)
            if not edge.kind.indirect and above not in seen:
                seen.add(above)
                queue.append((above, hops + 1))
    return False

"""Keys that a source holds twice, where no earlier run is known: rows sent again, or versions of one thing.

A source that promised nothing may hold each state that a thing was in, and the SQL below is there to choose one.
Rows that are the same in every column are no states.
"""

from __future__ import annotations

from collections.abc import Sequence

from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.questions.values import Key, exact_copies
from dbt_onus.core.probes.walking.walk import Seen, Walk
from dbt_onus.core.properties import Property


def sent_again(walk: Walk, places: Sequence[Place], key: Key | None, hops: int) -> Seen:
    """BAD where what is there twice was sent twice; OPEN where the rows may be there by right."""
    if walk.held_before or not walk.case.is_entry(places[0].unique_id or ""):
        return Seen.BAD
    asked = walk.ask(tuple(places), Property.UNIQUENESS, exact_copies(key) if key is not None else None, hops)
    if asked is None:
        return Seen.OPEN
    probe, answer = asked
    if answer is None:
        return walk.unknown(probe)
    return Seen.BAD if 0 < answer.broken == answer.seen else Seen.OPEN

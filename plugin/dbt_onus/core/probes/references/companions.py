"""Tables that are kept beside another one and have the very keys that it has: a row that it lost would be missed.

Each claim of a system has movements there, and each movement its claim. Where that is so today, no claim is gone
from that system alone. That nobody else knows a key is not enough: what nobody refers to is what is deleted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dbt_onus.core.probes.probe import Answer
from dbt_onus.core.probes.questions.keys import orphans
from dbt_onus.core.probes.references.chains import Reference, above, chain
from dbt_onus.core.probes.references.others import others_that_refer
from dbt_onus.core.probes.walking.walk import Keyed, Walk
from dbt_onus.core.properties import Property

#: Of fewer keys than these nothing is concluded.
_FEWEST_KEYS = 20
#: More keys than this share that the companion does not have: then such keys are common, and often they that go.
_MOST_UNKNOWN = 0.02
#: Chance would hide as many keys from the companion less often than this.
_CHANCE = 0.05
#: As many companions are asked; those of the same source go first.
_MOST_ASKED = 3


def companion_of(walk: Walk, reference: Reference, keys: Keyed, lost: int) -> str | None:
    """The name of a table by which `keys` cannot have lost so many; `None` if there is none, or it waits.

    They are the keys of one of several tables that the parent of the reference unites.
    """
    for one in _candidates(walk, replace(reference, parent=(keys,))):
        mine, its = walk.key_of((keys,)), walk.key_of((one,))
        if mine is None or its is None:
            continue
        strange = _answer(walk, reference, one, orphans(its, mine))
        unknown = _answer(walk, reference, keys, orphans(mine, its))
        if strange is not None and unknown is not None and _is_companion(strange, unknown, lost):
            return walk.name(one.place.unique_id, *([one.place.column] if one.place.column else []))
    return None


def _answer(walk: Walk, reference: Reference, keys: Keyed, sql: str) -> Answer | None:
    asked = walk.ask((keys.place,), Property.REFERENCE, sql, reference.hops)
    return asked[1] if asked is not None else None


def _is_companion(strange: Answer, unknown: Answer, lost: int) -> bool:
    """Whether a table has the very keys of another one, which has none of those that are `lost`.

    `strange` are its keys that the other has not, `unknown` those of the other that it has not.
    """
    if strange.broken or unknown.seen < _FEWEST_KEYS or unknown.broken > _MOST_UNKNOWN * unknown.seen:
        return False
    chance: float = ((unknown.broken + 1) / (unknown.seen + 2)) ** lost
    return chance < _CHANCE


def _candidates(walk: Walk, reference: Reference) -> list[Keyed]:
    """Keys that may be a companion's: one branch of a union that refers, and other tables that refer."""
    home = _source_of(walk, reference.parent[0])
    found = {one.place: one for one in _referring(walk, reference)}
    near = sorted(found.values(), key=lambda one: _source_of(walk, one) != home)
    return near[:_MOST_ASKED]


def _referring(walk: Walk, reference: Reference) -> Iterator[Keyed]:
    made_of = {one.place.unique_id for one in chain(walk, reference.parent[0])}
    branches = above(walk, list(chain(walk, reference.child[0]))[-1])
    if len(branches) > 1:
        for branch in branches:
            if not made_of & {one.place.unique_id for one in chain(walk, branch)}:
                yield branch
    for place in others_that_refer(walk, reference, most=None):
        if (keyed := walk.keyed(place)) is not None:
            yield keyed


def _source_of(walk: Walk, keys: Keyed) -> str | None:
    """The source, as a system of several tables, that the keys come from."""
    node = walk.case.nodes.get(list(chain(walk, keys))[-1].place.unique_id or "")
    return node.source_name if node is not None else None

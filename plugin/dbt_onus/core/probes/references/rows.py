"""Tables without a row: which ancestor has none either, or which join lets none through.

Why a count is merely off, no probe knows.
"""

from __future__ import annotations

from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.probe import Answer, Probe
from dbt_onus.core.probes.questions.values import emptiness
from dbt_onus.core.probes.references.unmet import walk_unmet
from dbt_onus.core.probes.walking.looks import Look, conclude
from dbt_onus.core.probes.walking.walk import Seen, Walk
from dbt_onus.core.properties import Property

_MAX_HOPS = 50


def walk_rows(walk: Walk, place: Place, hops: int, below: frozenset[str]) -> None:
    """Go up from a table that may be empty, as long as exactly one of its parents is."""
    asked = _ask(walk, place, hops)
    if asked is not None and (walk.planning or (asked[1] is not None and asked[1].broken)):
        _above(walk, place, hops + 1, below)


def walk_emptied(walk: Walk, place: Place, hops: int, below: frozenset[str]) -> bool:
    """Convict a table that has no rows at all, and go on above it. True as well while that is to be asked."""
    asked = _ask(walk, place, hops)
    if asked is None:
        return False
    if walk.foresees:
        _above(walk, Place(unique_id=place.unique_id), hops + 1, below)
        return False
    probe, answer = asked
    if answer is None:
        return walk.waits(probe)
    if not answer.broken:
        return False
    if walk.convicts(probe, answer, below, says=f"{walk.where(probe)} has no rows"):
        _above(walk, Place(unique_id=place.unique_id), hops + 1, below)
    return True


def _above(walk: Walk, place: Place, hops: int, below: frozenset[str]) -> None:
    uid = place.unique_id or ""
    if hops > _MAX_HOPS or uid in below:
        return
    looks = [_look(walk, parent, hops, below | {uid}) for parent in walk.case.lineage.parents(uid)]
    if conclude(walk, looks) or walk.foresees:
        walk_unmet(walk, uid, hops)


def _look(walk: Walk, parent: str, hops: int, below: frozenset[str]) -> Look:
    place = Place(unique_id=parent)
    asked = _ask(walk, place, hops)
    if asked is None:
        return Look(seen=Seen.OPEN)
    probe, answer = asked
    if answer is not None and not answer.broken:
        return Look(seen=Seen.GOOD)

    def follow() -> None:
        if answer is None or walk.convicts(probe, answer, below, says=f"{walk.where(probe)} has no rows"):
            _above(walk, place, hops + 1, below)

    return Look(seen=walk.unknown(probe) if answer is None else Seen.BAD, follow=follow)


def _ask(walk: Walk, place: Place, hops: int) -> tuple[Probe, Answer | None] | None:
    node = walk.node(place)
    relation = walk.spelling(node.package_name).relation(node.relation_name) if node is not None else None
    place = Place(unique_id=place.unique_id)
    return walk.ask((place,), Property.VOLUME, emptiness(relation) if relation else None, hops)

"""Rows that one of several united tables lost on its way: what it is made of still has them.

A union, or a full outer join by its key. That the other tables have lost rows which this one never gave is ruled
out as far as keys tell: no key that is found is one that this table let go and another has. Else by what is kept
beside the others: a table that has the very keys that they have would miss a row that they lost.
"""

from __future__ import annotations

from collections.abc import Sequence

from dbt_onus.core.probes.probe import Answer
from dbt_onus.core.probes.questions.keys import known_keys
from dbt_onus.core.probes.references.chains import Reference, above, chain, places_of
from dbt_onus.core.probes.references.companions import companion_of
from dbt_onus.core.probes.references.levels import Level, below, names_of
from dbt_onus.core.probes.walking.walk import Keyed, Walk
from dbt_onus.core.properties import Property


def walk_branches(walk: Walk, reference: Reference, way: Sequence[Keyed], orphaned: Answer | None) -> bool:
    """Ask which of the united tables had the missing keys further up; whether exactly one of them did."""
    branches = [list(chain(walk, branch)) for branch in above(walk, way[-1])]
    if len(branches) < 2:
        return False
    levels = [[_ask(walk, reference, one, hops) for hops, one in enumerate(up, 1)] for up in branches]
    if walk.foresees:
        for branch in branches:
            companion_of(walk, reference, branch[0], 1)
    if orphaned is None or any(level is None for up in levels for level in up):
        return False
    known = [[level for level in up if level is not None] for up in levels]
    having = [up for up in known if up[-1][1].broken]
    if len(having) != 1 or having[0][-1][1].broken != orphaned.broken:
        return False
    whole: list[str] = []
    if _stood_in(having[0]):
        others = [branch[0] for branch, up in zip(branches, known, strict=True) if up is not having[0]]
        # all are asked at once
        beside = [companion_of(walk, reference, one, orphaned.broken) for one in others]
        if None in beside:
            return False
        named = zip(beside, others, strict=True)
        whole = [f"{name} has the very keys of {walk.name(one.place.unique_id)}" for name, one in named]
    passed = [one.place.unique_id or "" for one in way]
    return _convict(walk, reference, having[0], orphaned, passed, "; ".join(("", *whole)))


def _stood_in(up: Sequence[Level]) -> bool:
    """Whether the table lets keys go that are found in another: that one may have stood in for it until today."""
    return len({answer.seen for _, answer in up}) > 1


def _ask(walk: Walk, reference: Reference, keyed: Keyed, hops: int) -> Level | None:
    """How many of the missing keys a table knows, and how many of those that are found."""
    child, parent = walk.key_of(reference.child), walk.key_of(reference.parent)
    known = walk.key_of((Keyed(keyed.place, keyed.made),))
    sql = known_keys(child, parent, known) if child and parent and known else None
    asked = walk.ask((keyed.place,), Property.VOLUME, sql, reference.hops + hops)
    return None if asked is None or asked[1] is None else (asked[0], asked[1])


def _convict(
    walk: Walk, reference: Reference, up: Sequence[Level], orphaned: Answer, way: Sequence[str], whole: str
) -> bool:
    lacking = [level for level in up if level[1].broken == 0]
    if not lacking:
        return False
    (bad, _), (good, _) = lacking[-1], up[len(lacking)]
    if up[len(lacking)][1].broken != orphaned.broken:
        return False
    names = names_of(walk, places_of(reference.child))
    has = f"though {walk.where(good)} has them all"
    says = f"{orphaned.broken:,} keys of {names} are not in {walk.where(bad)}, {has}{whole}"
    under = below(reference, lacking[:-1]) | frozenset(way)
    return walk.convicts(bad, orphaned, under, says=says, inferred=True)

"""Rows that one of several united tables lost on its way: what it is made of still has them.

A union, or a full outer join by its key. That the other tables have lost rows which this one never gave is ruled
out as far as keys tell: no key that is found is one that this table let go and another has. Else the others must
have all rows that something kept beside them knows, and what is let go be in them no more often than what is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from dbt_onus.core.probes.probe import Answer
from dbt_onus.core.probes.questions.keys import known_keys
from dbt_onus.core.probes.references.chains import Reference, above, chain, places_of
from dbt_onus.core.probes.references.companions import companion_of
from dbt_onus.core.probes.references.levels import Level, below, names_of
from dbt_onus.core.probes.references.standing_in import lets_go_at_random
from dbt_onus.core.probes.walking.walk import Keyed, Walk
from dbt_onus.core.properties import Property


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One of the united tables and what it is made of, with how many of the keys that fail each of these knows."""

    way: Sequence[Keyed]
    levels: Sequence[Level]

    @property
    def cut(self) -> int:
        """The place on the way, from below, of the first table that knows some of the keys."""
        return sum(1 for _, answer in self.levels if not answer.broken)

    @property
    def is_stood_in_for(self) -> bool:
        """Whether it lets keys go that are found in another: that one may have been in its place until today."""
        return len({answer.seen for _, answer in self.levels}) > 1


def walk_branches(walk: Walk, reference: Reference, way: Sequence[Keyed], orphaned: Answer | None) -> bool:
    """Ask which of the united tables had the missing keys further up; whether exactly one of them did."""
    ways = [[Keyed(one.place, one.made) for one in chain(walk, branch)] for branch in above(walk, way[-1])]
    if len(ways) < 2:
        return False
    levels = [[_ask(walk, reference, one, hops) for hops, one in enumerate(up, 1)] for up in ways]
    if walk.foresees:
        _foresee(walk, reference, ways)
    if orphaned is None or any(level is None for up in levels for level in up):
        return False
    known = [[level for level in up if level is not None] for up in levels]
    branches = [Branch(way=way, levels=up) for way, up in zip(ways, known, strict=True)]
    having = [one for one in branches if one.levels[-1][1].broken]
    if len(having) != 1 or not 0 < having[0].cut < len(having[0].levels):
        return False
    (lossy,) = having
    if any(answer.broken != orphaned.broken for _, answer in lossy.levels[lossy.cut :]):
        return False
    whole: list[str] = []
    if lossy.is_stood_in_for:
        others = [one.way[0] for one in branches if one is not lossy]
        whole = [said for one in others if (said := _is_whole(walk, reference, lossy, one, orphaned.broken))]
        if len(whole) < len(others):
            return False
    return _convict(walk, reference, lossy, orphaned, [one.place.unique_id or "" for one in way], whole)


def _foresee(walk: Walk, reference: Reference, ways: Sequence[Sequence[Keyed]]) -> None:
    for way in ways:
        for other in ways:
            for kept, whole in pairwise(way) if other is not way else ():
                lets_go_at_random(walk, reference, kept, whole, other[0])
        companion_of(walk, reference, way[0], 1)


def _is_whole(walk: Walk, reference: Reference, lossy: Branch, other: Keyed, lost: int) -> str | None:
    """Why it is not the other table that lost the rows; `None`: it may be, or that is being asked."""
    random = lets_go_at_random(walk, reference, lossy.way[lossy.cut - 1], lossy.way[lossy.cut], other)
    companion = companion_of(walk, reference, other, lost)
    if companion is None or not random:
        return None
    return f"{walk.name(other.place.unique_id)} never had them, by {companion}, which has its very keys"


def _ask(walk: Walk, reference: Reference, keyed: Keyed, hops: int) -> Level | None:
    """How many of the missing keys a table knows, and how many of those that are found."""
    child, parent = walk.key_of(reference.child), walk.key_of(reference.parent)
    known = walk.key_of((keyed,))
    sql = known_keys(child, parent, known) if child and parent and known else None
    asked = walk.ask((keyed.place,), Property.VOLUME, sql, reference.hops + hops)
    return None if asked is None or asked[1] is None else (asked[0], asked[1])


def _convict(
    walk: Walk, reference: Reference, up: Branch, orphaned: Answer, way: Sequence[str], whole: Sequence[str]
) -> bool:
    (bad, _), (good, _) = up.levels[up.cut - 1], up.levels[up.cut]
    names = names_of(walk, places_of(reference.child))
    has = f"though {walk.where(good)} has them all"
    says = f"{orphaned.broken:,} keys of {names} are not in {walk.where(bad)}, {has}"
    under = below(reference, up.levels[: up.cut - 1]) | frozenset(way)
    return walk.convicts(bad, orphaned, under, says="; ".join((says, *whole)), inferred=True)

"""A reference asked for level by level: the tables above the parent, and the keys above the child."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile
from typing import TypeAlias

from dbt_onus.core.columns import ROWS, EdgeKind
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.probe import Answer, Probe
from dbt_onus.core.probes.questions.keys import orphans
from dbt_onus.core.probes.references.chains import Reference, places_of
from dbt_onus.core.probes.walking.walk import Keyed, Walk
from dbt_onus.core.properties import Property

#: What was asked, and what came back, if anything did.
Asked: TypeAlias = tuple[Probe, Answer | None]
Level: TypeAlias = tuple[Probe, Answer]


@dataclass(frozen=True, slots=True)
class Levels:
    """The answers from the reference upwards; `waiting`: some are still to come."""

    known: tuple[Level, ...]
    waiting: bool

    @property
    def end_well(self) -> bool:
        """Whether the keys meet again further up: bad at first, good at last."""
        return bool(self.below_the_good) and self.known[0][1].broken > 0 and self.known[-1][1].broken == 0

    @property
    def as_they_come(self) -> bool:
        """Whether the last keys are as no SQL altered them: the table was asked before, of the altered ones."""
        return len(self.below_the_good) < len(self.known) - 1

    @property
    def below_the_good(self) -> tuple[Level, ...]:
        """The levels below the table of the last one."""
        uid = self.known[-1][0].place.unique_id if self.known else None
        return tuple(takewhile(lambda level: level[0].place.unique_id != uid, self.known))

    def tell(self, walk: Walk) -> bool:
        """Whether the fault is between the last two of them.

        Where keys meet as they come, and the SQL that alters them is as it was when they met altered, other data
        came: on which side is not told.
        """
        if not self.end_well or not self.as_they_come or not walk.held_before:
            return self.end_well
        altering = self.below_the_good[-1][0].place.unique_id or ""
        return bool(walk.case.changed_towards(walk.symptom, [altering]))


def ask_parent(
    walk: Walk, reference: Reference, parent: tuple[Keyed, ...], *, whole: bool = False
) -> Asked | None:
    """Rows that the referring keys do not find there: rows are missing, so it is a matter of volume.

    `whole`: among all rows, also those that the join does not let in.
    """
    child, above = walk.key_of(reference.child), walk.key_of(parent)
    only = reference.only if parent == reference.parent and not whole else ()
    sql = orphans(child, above, only) if child is not None and above is not None else None
    return walk.ask(places_of(parent), Property.VOLUME, sql, reference.hops)


def ask_child(walk: Walk, reference: Reference, child: tuple[Keyed, ...]) -> Asked | None:
    """Keys above the child that find no row in the parent."""
    above, parent = walk.key_of(child), walk.key_of(reference.parent)
    sql = orphans(above, parent, reference.only) if above is not None and parent is not None else None
    return walk.ask(places_of(child), Property.REFERENCE, sql, reference.hops)


def convict_parent(walk: Walk, reference: Reference, levels: Levels) -> None:
    """Rows were lost below the last level, which has them all.

    A filter that is as it was loses rows for what is in the columns that it goes by: then it is not born here.
    """
    (*_, (bad, count)), (good, _) = levels.below_the_good, levels.known[-1]
    names = names_of(walk, places_of(reference.child))
    if not _filters_as_before(walk, bad.place.unique_id or ""):
        walk.clears(good, says=f"{walk.where(good)} has every key that {names} looks up")
    says = missing(walk, reference, bad, count)
    walk.convicts(bad, count, _below(reference, levels), says=says, inferred=levels.as_they_come)


def _filters_as_before(walk: Walk, uid: str) -> bool:
    """Whether the node filters rows, and nothing tells that its code is another."""
    filters = any(edge.kind is EdgeKind.FILTER for edge in walk.columns.edges_into(uid, ROWS))
    return filters and not walk.case.changed(walk.symptom, [uid])


def convict_child(walk: Walk, reference: Reference, levels: Levels) -> None:
    """Keys were bent below the last level, where all are found."""
    (*_, (bad, count)), (good, _) = levels.below_the_good, levels.known[-1]
    names = names_of(walk, places_of(reference.parent))
    walk.clears(good, says=f"every key of {walk.where(good)} is found in {names}")
    says = f"{count.broken:,} of {count.seen:,} keys of {walk.where(bad)} are not in {names}"
    walk.convicts(bad, count, _below(reference, levels), says=says, inferred=levels.as_they_come)


def _below(reference: Reference, levels: Levels) -> frozenset[str]:
    """The nodes between what is convicted and the symptom."""
    return below(reference, levels.below_the_good[:-1])


def missing(walk: Walk, reference: Reference, bad: Probe, count: Answer) -> str:
    """How many keys have no row, in words."""
    names = names_of(walk, places_of(reference.child))
    return f"{count.broken:,} of {count.seen:,} keys of {names} are not in {walk.where(bad)}"


def names_of(walk: Walk, places: Iterable[Place]) -> str:
    """Several places as people say them."""
    return " and ".join(
        walk.name(place.unique_id, *([place.column] if place.column is not None else [])) for place in places
    )


def below(reference: Reference, levels: Iterable[Level]) -> frozenset[str]:
    """The nodes between a level and the symptom."""
    return reference.below | {probe.place.unique_id or "" for probe, _ in levels}

"""Keys that find no row: the key may be wrong, or the row gone.

A count of orphans accuses neither side. What decides, in this order: a parent that has no rows at all; a table
above the parent that still has the rows (they were lost in between), or keys above the child that are all found
(they were bent in between); a side made of nothing that can have changed; what others say (`hearsay`). Each is
asked only where the one before it does not tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.chains import Reference, chain
from dbt_onus.core.probes.hearsay import by_hearsay
from dbt_onus.core.probes.levels import Asked, Level, Levels, ask_child, ask_parent, convict_child, convict_parent
from dbt_onus.core.probes.oracle import Look, Seen, Walk
from dbt_onus.core.probes.rows import walk_emptied


def look_at_reference(walk: Walk, reference: Reference, *, shaped: bool) -> Look:
    """Whether keys find no row. `shaped`: the SQL leaves rows out first, so that none missing says nothing."""
    asked = ask_parent(walk, reference, reference.parent)
    if asked is None:
        return Look(seen=Seen.OPEN)
    answer = asked[1]
    if answer is not None and answer.broken == 0:
        return Look(seen=Seen.OPEN if shaped else Seen.GOOD)

    def follow() -> None:
        walk_reference(walk, reference)

    return Look(seen=walk.unknown(asked[0]) if answer is None else Seen.BAD, follow=follow)


def walk_reference(walk: Walk, reference: Reference) -> None:
    """Decide which side of a broken reference broke, where the answers decide it."""
    if len(reference.child) != 1 or len(reference.parent) != 1:
        return
    first = ask_parent(walk, reference, reference.parent)
    if first is None or not (walk.foresees or (first[1] is not None and first[1].broken)):
        # whether there are orphans at all is asked before who made them
        return
    none_found = first[1] is not None and first[1].broken == first[1].seen
    if (none_found or walk.foresees) and walk_emptied(walk, reference.parent[0], reference.hops, reference.below):
        return
    if reference.only and _are_kept_out(walk, reference):
        return
    above_parent, above_child = (
        list(chain(walk, side[0], bent=bent))
        for side, bent in ((reference.parent, False), (reference.child, True))
    )
    lost = _levels(walk, above_parent, lambda one: ask_parent(walk, reference, (one,)))
    bent = _levels(walk, above_child, lambda one: ask_child(walk, reference, (one,)))
    if (lost.waiting or bent.waiting) and not walk.foresees:
        # what others say is asked along with it: another start of dbt costs more than a few counts
        by_hearsay(walk, reference, lost.known, bent.known)
        return
    if lost.end_well and not bent.end_well:
        convict_parent(walk, reference, lost.known)
    elif bent.end_well and not lost.end_well:
        convict_child(walk, reference, bent.known)
    elif (lost.known and bent.known and not lost.end_well) or walk.foresees:
        by_hearsay(walk, reference, lost.known, bent.known)


def _are_kept_out(walk: Walk, reference: Reference) -> bool:
    """Whether the rows are all there, and only not among those that the join lets in. True while that is asked."""
    whole = ask_parent(walk, reference, reference.parent, whole=True)
    narrow = ask_parent(walk, reference, reference.parent)
    if whole is None or narrow is None or narrow[1] is None:
        return False
    if whole[1] is None:
        return walk.waits(whole[0]) and not walk.foresees
    if whole[1].broken:
        return False
    names = walk.name(reference.child[0].unique_id, reference.child[0].column or "")
    says = f"{narrow[1].broken:,} keys of {names} are in {walk.where(narrow[0])}, but no row that is joined is"
    walk.convicts(narrow[0], narrow[1], reference.below, says=says, inferred=True)
    return True


def _levels(walk: Walk, places: Iterable[Place], ask: Callable[[Place], Asked | None]) -> Levels:
    """The answers from the reference upwards, up to the first level without an orphan.

    The ends of the way are asked first: if the keys do not meet at its upper end, it does not matter in between.
    """
    way = list(places)
    if walk.foresees:
        return _every_level(walk, [asked for place in way if (asked := ask(place)) is not None])
    ends = [asked for place in dict.fromkeys((way[0], way[-1])) if (asked := ask(place)) is not None]
    known = tuple((probe, answer) for probe, answer in ends if answer is not None)
    waiting = any(walk.waits(probe) for probe, _ in ends)
    if len(known) < len(ends) or len(ends) < 2 or known[-1][1].broken:
        return Levels(known, waiting)
    return _every_level(walk, [asked for place in way if (asked := ask(place)) is not None])


def _every_level(walk: Walk, asked: Iterable[Asked]) -> Levels:
    known: list[Level] = []
    asked = list(asked)
    for probe, answer in asked:
        if answer is None or (known and not known[-1][1].broken):
            break
        known.append((probe, answer))
    return Levels(tuple(known), any(walk.waits(probe) for probe, _ in asked))

"""Keys that find no row: the key may be wrong, or the row gone.

A count of orphans accuses neither side. What decides, in this order: a parent that has no rows at all; a table
above the parent that still has the rows (they were lost in between), or keys above the child that are all found
(they were bent in between); a side made of nothing that can have changed; what others say (`hearsay`). Each is
asked only where the one before it does not tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from dbt_onus.core.probes.probe import Answer
from dbt_onus.core.probes.references.branches import walk_branches
from dbt_onus.core.probes.references.chains import Reference, above, as_it_comes, chain
from dbt_onus.core.probes.references.filters import walk_filtered
from dbt_onus.core.probes.references.hearsay import by_hearsay
from dbt_onus.core.probes.references.levels import (
    Asked,
    Level,
    Levels,
    ask_child,
    ask_parent,
    convict_child,
    convict_parent,
    names_of,
)
from dbt_onus.core.probes.references.rows import walk_emptied
from dbt_onus.core.probes.walking.looks import Look
from dbt_onus.core.probes.walking.walk import Keyed, Onward, Seen, Walk

#: Unions of unions of the same tables have more ways up than anybody wants to read.
_MOST_FORESEEN = 500


def look_at_reference(walk: Walk, reference: Reference, onward: Onward, *, shaped: bool) -> Look:
    """Whether keys find no row. `shaped`: the SQL leaves rows out first, so that none missing says nothing."""
    asked = ask_parent(walk, reference, reference.parent)
    if asked is None:
        return Look(seen=Seen.OPEN)
    answer = asked[1]
    if answer is not None and answer.broken == 0:
        return Look(seen=Seen.OPEN if shaped else Seen.GOOD)

    def follow() -> None:
        walk_reference(walk, reference, onward)

    return Look(seen=walk.unknown(asked[0]) if answer is None else Seen.BAD, follow=follow)


def walk_reference(walk: Walk, reference: Reference, onward: Onward) -> None:
    """Decide which side of a broken reference broke, where the answers decide it; `onward` above a lost row."""
    if len(reference.child) != 1 or len(reference.parent) != 1:
        _walk_the_missing_part(walk, reference, onward)
        return
    first = ask_parent(walk, reference, reference.parent)
    if first is None or not (walk.foresees or (first[1] is not None and first[1].broken)):
        # whether there are orphans at all is asked before who made them
        return
    if _is_told_at_once(walk, reference, first[1]):
        return
    above_child, fanned = _way_of_child(walk, reference)
    above_parent = _plain_way(walk, reference.parent[0])
    lost = _levels(walk, above_parent, lambda one: ask_parent(walk, reference, (one,)))
    bent = _levels(walk, above_child, lambda one: ask_child(walk, reference, (one,)))
    if (lost.waiting or bent.waiting or fanned) and not walk.foresees:
        # what others say is asked along with it: another start of dbt costs more than a few counts
        by_hearsay(walk, reference, lost.known, bent.known)
        return
    lost_tell, bent_tell = lost.tell(walk), bent.tell(walk)
    if lost_tell and not bent_tell:
        convict_parent(walk, reference, lost)
        walk_filtered(walk, reference, lost, above_parent, onward)
    elif bent_tell and not lost_tell:
        convict_child(walk, reference, bent)
    elif (lost.known and bent.known and not lost_tell) or walk.foresees:
        by_hearsay(walk, reference, lost.known, bent.known)
    if walk.foresees:
        walk_filtered(walk, reference, lost, above_parent, onward)


def _is_told_at_once(walk: Walk, reference: Reference, orphaned: Answer | None) -> bool:
    """Whether the parent is empty, its rows are kept out of the join, or one of the tables it unites lost them."""
    none_found = orphaned is not None and orphaned.broken == orphaned.seen
    parent = reference.parent[0]
    if (none_found or walk.foresees) and walk_emptied(walk, parent.place, reference.hops, reference.below):
        return True
    if reference.only and _are_kept_out(walk, reference):
        return True
    return walk_branches(walk, reference, _plain_way(walk, parent), orphaned)


def _walk_the_missing_part(walk: Walk, reference: Reference, onward: Onward) -> None:
    """Of keys of several columns, the one column whose values the other side lacks: it is about that one."""
    if len(reference.child) != len(reference.parent):
        return
    parts = [
        replace(reference, child=(child,), parent=(parent,))
        for child, parent in zip(reference.child, reference.parent, strict=True)
    ]
    asked = [ask_parent(walk, part, part.parent) for part in parts]
    bad = []
    for part, one in zip(parts, asked, strict=True):
        if one is None or (one[1] is None and not walk.waits(one[0])):
            return
        if one[1] is None or one[1].broken:
            bad.append(part)
    if len(bad) == 1 or walk.foresees:
        for part in bad:
            walk_reference(walk, part, onward)


def _plain_way(walk: Walk, parent: Keyed) -> list[Keyed]:
    """Up from the parent, whose rows may have been lost on the way; last its keys as they come."""
    way = [Keyed(one.place, one.made) for one in chain(walk, parent)]
    raw = as_it_comes(walk, way)
    return way if raw is None else [*way, raw]


def _way_of_child(walk: Walk, reference: Reference) -> tuple[list[Keyed], bool]:
    """Up from the keys that refer; through a union on the only side of it that has orphans. `True`: to be asked.

    Last the keys as they come, where the SQL alters them: if these are found, it is the SQL that is wrong.
    """
    way = list(chain(walk, reference.child[0]))
    if walk.foresees:
        return _every_way(walk, way), False
    while True:
        branches = above(walk, way[-1])
        if len(branches) < 2:
            raw = as_it_comes(walk, way)
            return (way if raw is None else [*way, raw]), False
        asked = [one for branch in branches if (one := ask_child(walk, reference, (branch,))) is not None]
        if len(asked) < len(branches) or any(answer is None for _, answer in asked):
            return way, any(walk.waits(probe) for probe, _ in asked)
        bad = [branch for branch, (_, answer) in zip(branches, asked, strict=True) if answer and answer.broken]
        if len(bad) != 1 or any(one.place.unique_id == bad[0].place.unique_id for one in way):
            return way, False
        for branch, (probe, _) in zip(branches, asked, strict=True):
            if branch not in bad:
                names = names_of(walk, [reference.parent[0].place])
                walk.clears(probe, says=f"every key of {walk.where(probe)} is found in {names}")
        way.extend(chain(walk, bad[0]))


def _every_way(walk: Walk, way: list[Keyed]) -> list[Keyed]:
    """All that may be asked on the way up, were each side of each union the one that has orphans."""
    found, queue = list(way), [way]
    while queue and len(found) < _MOST_FORESEEN:
        last = queue.pop()
        branches = above(walk, last[-1])
        if len(branches) < 2:
            raw = as_it_comes(walk, last)
            found.extend([raw] if raw is not None else [])
            continue
        for branch in branches:
            up = [branch]
            if all(one.place.unique_id != branch.place.unique_id for one in last):
                up = list(chain(walk, branch))
                queue.append([*last, *up])
            found.extend(up)
    return found


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
    if not walk.held_before:
        # the condition of the join may have been wrong all the time
        return True
    names = names_of(walk, [reference.child[0].place])
    says = f"{narrow[1].broken:,} keys of {names} are in {walk.where(narrow[0])}, but no row that is joined is"
    walk.convicts(narrow[0], narrow[1], reference.below, says=says, inferred=True)
    return True


def _levels(walk: Walk, way: Sequence[Keyed], ask: Callable[[Keyed], Asked | None]) -> Levels:
    """The answers from the reference upwards, up to the first level without an orphan.

    The ends of the way are asked first: if the keys do not meet at its upper end, it does not matter in between.
    """
    if walk.foresees:
        return _every_level(walk, [asked for one in way if (asked := ask(one)) is not None])
    ends = [asked for one in dict.fromkeys((way[0], way[-1])) if (asked := ask(one)) is not None]
    known = tuple((probe, answer) for probe, answer in ends if answer is not None)
    waiting = any(walk.waits(probe) for probe, _ in ends)
    if len(known) < len(ends) or len(ends) < 2 or known[-1][1].broken:
        return Levels(known, waiting)
    return _every_level(walk, [asked for one in way if (asked := ask(one)) is not None])


def _every_level(walk: Walk, asked: Iterable[Asked]) -> Levels:
    known: list[Level] = []
    asked = list(asked)
    for probe, answer in asked:
        if answer is None or (known and not known[-1][1].broken):
            break
        known.append((probe, answer))
    return Levels(tuple(known), any(walk.waits(probe) for probe, _ in asked))

"""Keys that find no row: the key may be wrong, or the row gone.

A count of orphans accuses neither side. What decides: a table above the parent that still has the rows (then they
were lost in between), a table above the child whose keys are all found (then they were bent in between), or a
third table, made from elsewhere, that refers to the same keys: if it knows the missing ones too, they are real and
the rows are gone; if it knows all the others and none of these, nobody but the child ever heard of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.chains import Reference, chain
from dbt_onus.core.probes.numbering import Numbers, ask_numbering
from dbt_onus.core.probes.oracle import Look, Seen, Walk
from dbt_onus.core.probes.others import others_that_refer
from dbt_onus.core.probes.probe import Answer, Probe
from dbt_onus.core.probes.questions import known_keys, orphans
from dbt_onus.core.properties import Property

#: As many keys that two tables have in common, and no row for, are no `-1` or `unknown` that both write. Where the
#: reference held yesterday, one is enough: a default is not new.
_NO_DEFAULT = 3
#: Other tables are believed not to know keys if chance would hide that many from them less often than this.
_CHANCE = 0.05
#: From fewer keys than these nothing is concluded.
_FEWEST_KEYS = 5


def look_at_reference(walk: Walk, reference: Reference, *, shaped: bool) -> Look:
    """Whether keys find no row. `shaped`: the SQL leaves rows out first, so that none missing says nothing."""
    asked = _ask_parent(walk, reference, reference.parent)
    if asked is None:
        return Look(seen=Seen.OPEN)
    answer = asked[1]
    if answer is not None and answer.broken == 0:
        return Look(seen=Seen.OPEN if shaped else Seen.GOOD)
    if answer is not None and reference.only:
        # the row may be there and not be one of those that are joined: which of both, the keys do not tell
        return Look(seen=Seen.OPEN)

    def follow() -> None:
        walk_reference(walk, reference)

    return Look(seen=walk.unknown(asked[0]) if answer is None else Seen.BAD, follow=follow)


def walk_reference(walk: Walk, reference: Reference) -> None:
    """Decide which side of a broken reference broke, where the answers decide it."""
    if len(reference.child) != 1 or len(reference.parent) != 1:
        return
    child, parent = reference.child[0], reference.parent[0]
    first = _ask_parent(walk, reference, (parent,))
    if first is None or not (walk.foresees or (first[1] is not None and first[1].broken)):
        # whether there are orphans at all is asked before who made them
        return
    lost = _levels(_ask_parent(walk, reference, (place,)) for place in chain(walk, parent, bent=False))
    bent = _levels(_ask_child(walk, reference, (place,)) for place in chain(walk, child, bent=True))
    others = others_that_refer(walk, reference)
    known = [(place, asked) for place in others if (asked := _ask_known(walk, reference, place)) is not None]
    numbering = ask_numbering(walk, reference)
    if walk.planning:
        return
    if _found_again(lost) and not _found_again(bent):
        _convict_parent(walk, reference, lost)
    elif _found_again(bent) and not _found_again(lost):
        _convict_child(walk, reference, bent)
    elif lost and bent and not _found_again(lost):
        answers = [(place, asked[1]) for place, asked in known if asked[1] is not None]
        _convict_by_others(walk, reference, (lost, bent), answers, numbering.tells)


def _convict_by_others(
    walk: Walk,
    reference: Reference,
    levels: tuple[list[Level], list[Level]],
    others: list[tuple[Place, Answer]],
    numbers: Numbers,
) -> None:
    """What the tables say that refer to the same keys and come from elsewhere."""
    lost, bent = levels
    orphans = lost[0][1]
    if orphans.broken * 2 > orphans.seen:
        # the keys of both sides are not alike at all
        return
    compared = walk.case.history.last_pass.get(walk.symptom.key) is not None
    enough = 1 if compared else _NO_DEFAULT
    knowing = [place for place, answer in others if answer.broken >= enough]
    if knowing:
        _convict_gone(walk, reference, lost[-1], f"though {_names(walk, knowing[:1])} knows them too")
        return
    if numbers is Numbers.IN_GAPS and compared and bent[-1][1].broken == orphans.broken:
        _convict_gone(walk, reference, lost[-1], "and stand in gaps of its numbering")
        return
    found = orphans.seen - orphans.broken
    by_chance = 1.0
    for _, answer in others:
        by_chance *= (1 - min(answer.seen / found, 1.0)) ** orphans.broken if answer.broken == 0 else 1.0
    unheard = [place for place, answer in others if answer.seen]
    if found >= _FEWEST_KEYS and by_chance < _CHANCE and all(answer.broken == 0 for _, answer in others):
        _convict_unheard(walk, reference, bent[-1], f"nor in {_names(walk, unheard)}")
    elif numbers is Numbers.FAR_OFF and found >= _FEWEST_KEYS:
        _convict_unheard(walk, reference, bent[-1], "and far beyond all that are")


def _names(walk: Walk, places: Iterable[Place]) -> str:
    return " and ".join(walk.name(place.unique_id, place.column or "") for place in places)


#: What was asked, and what came back.
Level = tuple[Probe, Answer]


def _levels(asked: Iterable[tuple[Probe, Answer | None] | None]) -> list[Level]:
    """The answers from the reference upwards, as far as there are any, up to the first without an orphan."""
    found: list[Level] = []
    going = True
    for one in asked:
        # every level is asked for, also those that are not read: the walk that plans is the same
        if one is None or one[1] is None or not going:
            going = False
            continue
        found.append((one[0], one[1]))
        going = one[1].broken > 0
    return found


def _found_again(levels: list[Level]) -> bool:
    """Whether the keys meet again further up: bad at first, good at last."""
    return len(levels) > 1 and levels[0][1].broken > 0 and levels[-1][1].broken == 0


def _convict_parent(walk: Walk, reference: Reference, levels: list[Level]) -> None:
    (bad, count), (good, _) = levels[-2], levels[-1]
    names = walk.name(reference.child[0].unique_id, reference.child[0].column or "")
    walk.clears(good, says=f"{walk.where(good)} has every key that {names} looks up")
    walk.convicts(bad, count, _below(reference, levels[:-2]), says=_missing(walk, names, bad, count))


def _convict_child(walk: Walk, reference: Reference, levels: list[Level]) -> None:
    (bad, count), (good, _) = levels[-2], levels[-1]
    names = walk.name(reference.parent[0].unique_id, reference.parent[0].column or "")
    walk.clears(good, says=f"every key of {walk.where(good)} is found in {names}")
    says = f"{count.broken:,} of {count.seen:,} keys of {walk.where(bad)} are not in {names}"
    walk.convicts(bad, count, _below(reference, levels[:-2]), says=says)


def _convict_unheard(walk: Walk, reference: Reference, level: Level, why: str) -> None:
    bad, count = level
    parent = _names(walk, reference.parent)
    says = f"{count.broken:,} of {count.seen:,} keys of {walk.where(bad)} are not in {parent}, {why}"
    walk.convicts(bad, count, _below(reference, [level]), says=says, inferred=True)


def _convict_gone(walk: Walk, reference: Reference, level: Level, why: str) -> None:
    bad, count = level
    names = walk.name(reference.child[0].unique_id, reference.child[0].column or "")
    says = f"{_missing(walk, names, bad, count)}, {why}"
    walk.convicts(bad, count, _below(reference, [level]), says=says, inferred=True)


def _missing(walk: Walk, names: str, bad: Probe, count: Answer) -> str:
    return f"{count.broken:,} of {count.seen:,} keys of {names} are not in {walk.where(bad)}"


def _below(reference: Reference, levels: Iterable[Level]) -> frozenset[str]:
    return reference.below | {probe.place.unique_id or "" for probe, _ in levels}


def _ask_parent(walk: Walk, reference: Reference, parent: tuple[Place, ...]) -> tuple[Probe, Answer | None] | None:
    """Rows that the referring keys do not find there: rows are missing, so it is a matter of volume."""
    child, above = walk.key(reference.child), walk.key(parent)
    only = reference.only if parent == reference.parent else ()
    sql = orphans(child, above, only) if child is not None and above is not None else None
    return walk.ask(parent, Property.VOLUME, sql, reference.hops)


def _ask_child(walk: Walk, reference: Reference, child: tuple[Place, ...]) -> tuple[Probe, Answer | None] | None:
    above, parent = walk.key(child), walk.key(reference.parent)
    sql = orphans(above, parent) if above is not None and parent is not None else None
    return walk.ask(child, Property.REFERENCE, sql, reference.hops)


def _ask_known(walk: Walk, reference: Reference, other: Place) -> tuple[Probe, Answer | None] | None:
    child, parent, known = walk.key(reference.child), walk.key(reference.parent), walk.key((other,))
    if child is None or parent is None or known is None:
        return None
    return walk.ask((other,), Property.REFERENCE, known_keys(child, parent, known), reference.hops)

"""Nulls that a node's own SQL makes of several things, and which of them it is in the very rows that are null.

The node's SQL is asked again, of the rows that it makes: of the null values, how many have this operand null, and
how many have found no row to join? Only what accounts for every one of them, alone, is followed.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbt_onus.core.columns import Formula, Making, Part
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.probe import Answer, Probe
from dbt_onus.core.probes.questions.values import rows_where
from dbt_onus.core.probes.references.chains import Reference, is_plain
from dbt_onus.core.probes.references.references import walk_reference
from dbt_onus.core.probes.values.lookups_in_turn import Site, walk_stretch, walk_turns
from dbt_onus.core.probes.walking.looks import Look, conclude
from dbt_onus.core.probes.walking.walk import Keyed, Onward, Seen, Walk
from dbt_onus.core.properties import Property
from dbt_onus.core.says import found

#: Of keys that are wrong, no more than this share meets rows of others, in a numbering that is not full.
_MOST_BY_CHANCE = 0.2


def walk_operands(walk: Walk, place: Place, hops: int, below: frozenset[str], onward: Onward) -> None:
    """Follow the operand that is null wherever the place is, and no other where it is."""
    node = walk.node(place)
    if node is None or any(walk.is_silent(parent) for parent in walk.case.lineage.parents(node.unique_id)):
        # a table that gave no answer gives none to a question that reads it among others
        return
    made = walk.columns.makings(node.unique_id, place.column or "")
    conclude(walk, [look for one in made for look in _looks(walk, place, one, hops, below, onward)])


def _looks(
    walk: Walk, place: Place, making: Making, hops: int, below: frozenset[str], onward: Onward
) -> Iterator[Look]:
    for part in making.parts:
        yield _look(walk, place, part, hops, below, onward)


def _look(walk: Walk, place: Place, part: Part, hops: int, below: frozenset[str], onward: Onward) -> Look:
    """GOOD: no null value is null for this. BAD: all are. OPEN: some are, or nobody can say."""
    at = _place_of(part)
    if at is not None and walk.node(at) is None:
        return Look(seen=Seen.OPEN)
    # plain counts are cheaper, and come first
    asked = walk.ask((at or place,), Property.NULLNESS, part.sql, hops + 1)
    if asked is None:
        return Look(seen=Seen.OPEN)
    probe, answer = asked

    def follow() -> None:
        if answer is not None or walk.foresees:
            # there are several, and each leads to more questions
            _follow(walk, place, part, asked, hops, below, onward)

    if answer is None:
        return Look(seen=walk.unknown(probe), follow=follow)
    if answer.broken == 0 or _meets_others(walk, probe, part, answer, hops):
        return Look(seen=Seen.GOOD)
    accounts = answer.broken == answer.seen or _meets_some(walk, probe, part, answer, hops)
    return Look(seen=Seen.BAD if accounts else Seen.OPEN, follow=follow)


def _follow(
    walk: Walk,
    place: Place,
    part: Part,
    asked: tuple[Probe, Answer | None],
    hops: int,
    below: frozenset[str],
    onward: Onward,
) -> None:
    site = Site(place.unique_id or "", hops, below)
    if part.keys:
        walk_reference(walk, _reference(part, hops, below), onward)
    elif part.turns is not None:
        walk_turns(walk, site, part.turns, onward)
    elif part.stretch is not None:
        walk_stretch(walk, site, part.stretch)
    elif part.branches:
        conclude(walk, [_look_at_branch(walk, one, hops + 2, below, onward) for one in part.branches])
    else:
        _follow_value(walk, place, part, asked, hops, below, onward)


def _meets_some(walk: Walk, probe: Probe, part: Part, unknown: Answer, hops: int) -> bool:
    """Whether keys that are in no row account for all: a few wrong ones may be those of other rows by chance."""
    asked = walk.ask((probe.place,), Property.NULLNESS, part.unheld, hops + 1)
    return asked is not None and asked[1] is not None and _are_chance(asked[1], unknown)


def _meets_others(walk: Walk, probe: Probe, part: Part, unheld: Answer, hops: int) -> bool:
    """Whether rows whose keys are known are those few."""
    asked = walk.ask((probe.place,), Property.NULLNESS, part.unknown, hops + 1)
    return asked is not None and asked[1] is not None and _are_chance(unheld, asked[1])


def _are_chance(unheld: Answer, unknown: Answer) -> bool:
    both = unheld.broken + unknown.broken
    return both == unknown.seen and unheld.broken <= _MOST_BY_CHANCE * both


def _follow_value(
    walk: Walk,
    place: Place,
    part: Part,
    asked: tuple[Probe, Answer | None],
    hops: int,
    below: frozenset[str],
    onward: Onward,
) -> None:
    """The operand is a column above, or what a CTE makes of several things in turn."""
    probe, answer = asked
    at = _place_of(part)
    if at is None:
        for making in part.inside:
            conclude(walk, list(_looks(walk, place, making, hops, below, onward)))
        return
    if answer is not None:
        above, here = walk.name(at.unique_id, at.column or ""), walk.name(place.unique_id, place.column or "")
        says = f"{above} is null wherever {here} is: {found(Property.NULLNESS, answer.broken)}"
        if not walk.convicts(probe, answer, below, says=says):
            return
    onward(walk, at, Property.NULLNESS, hops + 1, below)


def _look_at_branch(walk: Walk, branch: Formula, hops: int, below: frozenset[str], onward: Onward) -> Look:
    """The operand is null wherever the value is, and is this column as it is in one branch of a union."""
    at = _place(branch)
    keyed = walk.keyed(at)
    key = (
        walk.key_of((Keyed(at, keyed.made, branch.only),))
        if keyed is not None and at.unique_id not in below
        else None
    )
    if key is None or keyed is None or not is_plain(walk, Keyed(at, branch.sql)):
        return Look(seen=Seen.OPEN)
    if walk.case.pass_at(at, Property.NULLNESS) is not None:
        return Look(seen=Seen.GOOD)
    is_null = " and ".join((f"{key.columns[0]} is null", *(f"({one})" for one in key.only)))
    asked = walk.ask((at,), Property.NULLNESS, rows_where(key.relation, is_null), hops)
    if asked is None:
        return Look(seen=Seen.OPEN)
    probe, answer = asked
    if answer is not None and answer.broken == 0:
        if not branch.only:
            walk.clears(probe)
        return Look(seen=Seen.GOOD)

    def follow() -> None:
        if answer is None or walk.convicts(probe, answer, below):
            onward(walk, at, Property.NULLNESS, hops + 1, below)

    return Look(seen=walk.unknown(probe) if answer is None else Seen.BAD, follow=follow)


def _place_of(part: Part) -> Place | None:
    return _place(part.value) if part.value is not None else None


def _place(formula: Formula) -> Place:
    return Place(unique_id=formula.parent, column=formula.named)


def _reference(part: Part, hops: int, below: frozenset[str]) -> Reference:
    child = tuple(Keyed(_place(left), left.sql, left.only) for left, _ in part.keys)
    parent = tuple(Keyed(_place(right), right.sql, right.only) for _, right in part.keys)
    return Reference(child, parent, hops, below)

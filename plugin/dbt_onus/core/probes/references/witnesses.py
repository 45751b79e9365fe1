"""Other tables that refer to the same parent, and whether they know the keys that it lacks.

That they know none of them is not enough to call these keys wrong: what is deleted is often just what nobody else
refers to, and where the database watches over references, nothing else can be. But keys that were bent are missing
where they were: as many keys of the parent, no more, are then looked up by nobody in the table that refers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.probe import Answer
from dbt_onus.core.probes.questions.keys import known_keys, orphans
from dbt_onus.core.probes.references.chains import Reference, places_of
from dbt_onus.core.probes.references.others import others_that_refer
from dbt_onus.core.probes.walking.walk import Walk
from dbt_onus.core.properties import Property

#: Other tables are believed not to know keys if chance would hide that many from them less often than this.
_CHANCE = 0.05
#: From fewer keys than these nothing is concluded.
_FEWEST_KEYS = 5
#: So many times the missing keys may be looked up by nobody: some keys of the parent never were.
_AS_MANY = 1.1


@dataclass(frozen=True, slots=True)
class Witness:
    """Another table that refers to the same parent: which keys it knows, and which of its own have no row."""

    place: Place
    knows: Answer
    own: Answer


def ask_witnesses(walk: Walk, reference: Reference) -> list[Witness]:
    """Ask each of them; those without an answer are left out."""
    found = []
    for place in others_that_refer(walk, reference):
        child, parent, other = walk.key_of(reference.child), walk.key_of(reference.parent), walk.key((place,))
        if child is None or parent is None or other is None:
            continue
        knows = walk.ask((place,), Property.REFERENCE, known_keys(child, parent, other), reference.hops)
        own = walk.ask((place,), Property.REFERENCE, orphans(other, parent), reference.hops)
        if knows is not None and own is not None and knows[1] is not None and own[1] is not None:
            found.append(Witness(place, knows[1], own[1]))
    return found


def ask_unasked(walk: Walk, reference: Reference) -> Answer | None:
    """How many keys of the parent nobody looks up in the child, of how many."""
    child, parent = walk.key_of(reference.child), walk.key_of(reference.parent)
    sql = orphans(parent, child) if child is not None and parent is not None else None
    asked = walk.ask(places_of(reference.parent), Property.DISTRIBUTION, sql, reference.hops)
    return asked[1] if asked is not None else None


def nobody_heard(orphaned: Answer, witnesses: Sequence[Witness], unasked: Answer) -> bool:
    """Whether the missing keys are none: nobody else knows them, and as many are missing where they were.

    Those that know none of the keys that are found either are of other keys, and say nothing.
    """
    found = orphaned.seen - orphaned.broken
    heard = [one for one in witnesses if not one.own.broken and (one.knows.seen or not found)]
    if not heard or any(one.knows.broken for one in witnesses):
        return False
    if any(one.own.broken and one.knows.seen for one in witnesses):
        return False
    if not orphaned.broken <= unasked.broken <= orphaned.broken * _AS_MANY + 1:
        return False
    if found == 0:
        # every key of the child is another one than before, and nobody else's is
        return max(one.own.seen for one in heard) >= _FEWEST_KEYS
    by_chance = 1.0
    for one in heard:
        by_chance *= (1 - min(one.knows.seen / found, 1.0)) ** orphaned.broken
    return found >= _FEWEST_KEYS and by_chance < _CHANCE

"""Keys that are there twice, of several columns or made of several: carried up as the SQL makes them.

Of a union, each branch is asked for its own keys. A part of the key that names the branch keeps the rows of two
branches apart; without it, a key may be there once in each, and only a branch that accounts for every key that is
there twice is followed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from dbt_onus.core.columns import ROWS, EdgeKind, Formula, KeyBranch
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.questions.values import duplicates
from dbt_onus.core.probes.references.chains import is_plain
from dbt_onus.core.probes.values.copies import sent_again
from dbt_onus.core.probes.values.joins import looks_at_doubling
from dbt_onus.core.probes.walking.inlined import inlined
from dbt_onus.core.probes.walking.looks import Look, conclude
from dbt_onus.core.probes.walking.walk import Keyed, Onward, Seen, Walk
from dbt_onus.core.properties import Property

_MAX_HOPS = 50
#: So far above a union is looked for what names its branches.
_DEEPEST = 10
#: What leaves rows out, so that keys above may be there twice by right.
_CHOOSING = frozenset({EdgeKind.FILTER, EdgeKind.GROUP_KEY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """Keys of one table of which some are there twice, `count` of them, where that is known.

    `hops` above the symptom, by way of the nodes `below`.
    """

    keys: tuple[Keyed, ...]
    count: int | None
    hops: int = 1
    below: frozenset[str] = frozenset()

    @property
    def node(self) -> str:
        """The table."""
        return self.keys[0].place.unique_id or ""


def walk_repeated(walk: Walk, here: Repeated, onward: Onward) -> None:
    """Ask each table that the key comes from, and the joins on the way; go on above the only one that is bad.

    `onward` goes on above the repeated key of a table that is joined.
    """
    if here.hops > _MAX_HOPS or here.node in here.below:
        return
    here = replace(here, below=here.below | {here.node})
    branches = _above(walk, here)
    if branches:
        conclude(walk, [*_looks(walk, here, branches, onward), *_looks_at_joins(walk, here, branches, onward)])


def _above(walk: Walk, here: Repeated) -> tuple[KeyBranch, ...]:
    """The key in each table above; in the table that another project makes of a source."""
    node = walk.case.nodes.get(here.node)
    if node is not None and node.resource_type == "source":
        return tuple(_as_it_is(parent, here.keys) for parent in walk.case.lineage.parents(node.unique_id))
    found = walk.columns.key_branches(here.node, [one.made for one in here.keys])
    known = all(one.parent in walk.case.lineage for one in found)
    whole = not any(part.optional or part.beside for one in found for part in one.parts)
    return found if known and whole else ()


def _as_it_is(parent: str, keys: Sequence[Keyed]) -> KeyBranch:
    made = ((one.made, (one.place.column,) if one.place.column is not None else ()) for one in keys)
    return KeyBranch(parts=tuple(Formula(parent=parent, columns=columns, sql=sql) for sql, columns in made))


def _looks(walk: Walk, here: Repeated, branches: Sequence[KeyBranch], onward: Onward) -> Iterator[Look]:
    named = [_literals(walk, one) for one in branches]
    apart = all(_differ(one, other) for one, other in combinations(named, 2))
    on_the_way = {uid for one in branches for uid in inlined(walk.case, Place(unique_id=one.parent), [here.node])}
    whole = apart and not any(_chooses(walk, uid) for uid in (here.node, *on_the_way))
    for one in branches:
        yield _look(walk, here, one, onward, whole=whole)


def _literals(walk: Walk, branch: KeyBranch, depth: int = 0) -> Mapping[int, str]:
    """The parts of the key, by their place, that are one literal in all of the branch: there, or further up."""
    found = dict(branch.literals)
    above = walk.columns.key_branches(branch.parent, [one.sql for one in branch.parts])
    if len(above) != 1 or depth > _DEEPEST:
        return found
    places = [place for place in range(len(branch.parts) + len(found)) if place not in found]
    further = _literals(walk, above[0], depth + 1)
    return found | {places[number]: literal for number, literal in further.items()}


def _differ(one: Mapping[int, str], other: Mapping[int, str]) -> bool:
    """Whether no key of one branch can be one of the other."""
    return any(place in other and other[place] != literal for place, literal in one.items())


def _chooses(walk: Walk, uid: str) -> bool:
    """Whether a node keeps some of the rows above, and not others."""
    node = walk.case.nodes[uid]
    rows = walk.columns.edges_into(uid, ROWS)
    return bool(node.config.unique_key) or any(edge.kind in _CHOOSING and not edge.optional for edge in rows)


def _look(walk: Walk, here: Repeated, branch: KeyBranch, onward: Onward, *, whole: bool) -> Look:
    """`whole`: each key that is there twice in a branch is there twice below."""
    keys = tuple(Keyed(Place(unique_id=one.parent, column=one.named), one.sql, one.only) for one in branch.parts)
    if not walk.held_before and not all(is_plain(walk, one) for one in keys):
        # the SQL may make one key of two
        return Look(seen=Seen.OPEN)
    key = walk.key_of(keys)
    columns = dict.fromkeys(column for part in branch.parts for column in part.columns)
    places = tuple(Place(unique_id=branch.parent, column=column) for column in columns)
    asked = walk.ask(places, Property.UNIQUENESS, duplicates(key) if key is not None else None, here.hops)
    if asked is None:
        return Look(seen=Seen.OPEN)
    probe, answer = asked
    if answer is not None and answer.broken == 0:
        if key is not None and not key.only:
            walk.clears(probe)
        return Look(seen=Seen.GOOD)
    if answer is not None and not whole and answer.broken != here.count:
        return Look(seen=Seen.OPEN)
    real = sent_again(walk, places, key, here.hops) if answer is not None or walk.foresees else Seen.BAD
    if answer is not None and real is not Seen.BAD:
        return Look(seen=real)

    def follow() -> None:
        if answer is None or walk.convicts(probe, answer, here.below, inferred=not whole):
            count = answer.broken if answer is not None else None
            above = Repeated(keys=keys, count=count, hops=here.hops + 1, below=here.below)
            walk_repeated(walk, above, onward)

    return Look(seen=walk.unknown(probe) if answer is None else Seen.BAD, follow=follow)


def _looks_at_joins(walk: Walk, here: Repeated, branches: Sequence[KeyBranch], onward: Onward) -> Iterator[Look]:
    """Whether a join has repeated rows, in the node or in an ephemeral model that is a part of its SQL."""
    tables = {one.parent for one in branches}
    on_the_way = {uid for one in tables for uid in inlined(walk.case, Place(unique_id=one), [here.node])}
    for uid in sorted({here.node, *on_the_way}):
        home = tables | on_the_way
        yield from looks_at_doubling(walk, Place(unique_id=uid), home, here.hops, here.below, onward)[0]

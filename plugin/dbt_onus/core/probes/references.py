"""Keys that find no row: the key may be wrong, or the row gone.

A count of orphans accuses neither side. What decides: a table above the parent that still has the rows (then they
were lost in between), a table above the child whose keys are all found (then they were bent in between), or a
third table that knows the same keys and comes from elsewhere (then the keys are real, and the rows are gone).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dbt_onus.core.columns import ROWS, EdgeKind
from dbt_onus.core.evidence import Place
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.probes.oracle import Look, Seen, Walk
from dbt_onus.core.probes.probe import Answer, Probe
from dbt_onus.core.probes.questions import orphans
from dbt_onus.core.probes.sides import sides_of
from dbt_onus.core.properties import Property

_UNCHANGED = frozenset({EdgeKind.COPY, EdgeKind.RENAME, EdgeKind.CAST})
_MAX_HOPS = 50
#: A few tables are enough to show that keys are real.
_MOST_OTHERS = 3
#: As many keys that two tables have in common, and no row for, are no `-1` or `unknown` that both write.
_NO_DEFAULT = 3


@dataclass(frozen=True, slots=True)
class Reference:
    """The columns that refer, those referred to, and how far above the symptom they are joined."""

    child: tuple[Place, ...]
    parent: tuple[Place, ...]
    hops: int
    below: frozenset[str]


def look_at_reference(walk: Walk, reference: Reference, *, shaped: bool) -> Look:
    """Whether keys find no row. `shaped`: the SQL leaves rows out first, so that none missing says nothing."""
    asked = _ask_parent(walk, reference, reference.parent)
    if asked is None:
        return Look(seen=Seen.OPEN)
    answer = asked[1]
    if answer is not None and answer.broken == 0:
        return Look(seen=Seen.OPEN if shaped else Seen.GOOD)

    def follow() -> None:
        walk_reference(walk, reference)

    return Look(seen=Seen.OPEN if answer is None else Seen.BAD, follow=follow)


def walk_reference(walk: Walk, reference: Reference) -> None:
    """Decide which side of a broken reference broke, where the answers decide it."""
    if len(reference.child) != 1 or len(reference.parent) != 1:
        return
    child, parent = reference.child[0], reference.parent[0]
    lost = _levels(_ask_parent(walk, reference, (place,)) for place in _chain(walk, parent, bent=False))
    bent = _levels(_ask_child(walk, reference, (place,)) for place in _chain(walk, child, bent=True))
    known = [(place, _ask_known(walk, reference, place)) for place in _others_that_refer(walk, reference)]
    if walk.planning:
        return
    if _found_again(lost) and not _found_again(bent):
        _convict_parent(walk, reference, lost)
    elif _found_again(bent) and not _found_again(lost):
        _convict_child(walk, reference, bent)
    elif lost and not _found_again(lost):
        for place, asked in known:
            if asked is not None and _is_known_elsewhere(lost[0][1], asked[1]):
                _convict_gone(walk, reference, lost[-1], place)
                return


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


def _convict_gone(walk: Walk, reference: Reference, level: Level, known_in: Place) -> None:
    bad, count = level
    names = walk.name(reference.child[0].unique_id, reference.child[0].column or "")
    says = f"{_missing(walk, names, bad, count)}, though {walk.name(known_in.unique_id)} knows them too"
    walk.convicts(bad, count, _below(reference, [level]), says=says)


def _missing(walk: Walk, names: str, bad: Probe, count: Answer) -> str:
    return f"{count.broken:,} of {count.seen:,} keys of {names} are not in {walk.where(bad)}"


def _below(reference: Reference, levels: Iterable[Level]) -> frozenset[str]:
    return reference.below | {probe.place.unique_id or "" for probe, _ in levels}


def _is_known_elsewhere(orphaned: Answer, known: Answer | None) -> bool:
    """Whether another table knows missing keys too, and the keys of both sides are alike at all."""
    return known is not None and known.broken >= _NO_DEFAULT and orphaned.broken * 2 <= orphaned.seen


def _ask_parent(walk: Walk, reference: Reference, parent: tuple[Place, ...]) -> tuple[Probe, Answer | None] | None:
    """Rows that the referring keys do not find there: rows are missing, so it is a matter of volume."""
    child, above = walk.key(reference.child), walk.key(parent)
    sql = orphans(child, above) if child is not None and above is not None else None
    return walk.ask(parent, Property.VOLUME, sql, reference.hops)


def _ask_child(walk: Walk, reference: Reference, child: tuple[Place, ...]) -> tuple[Probe, Answer | None] | None:
    above, parent = walk.key(child), walk.key(reference.parent)
    sql = orphans(above, parent) if above is not None and parent is not None else None
    return walk.ask(child, Property.REFERENCE, sql, reference.hops)


def _ask_known(walk: Walk, reference: Reference, other: Place) -> tuple[Probe, Answer | None] | None:
    child, parent, known = walk.key(reference.child), walk.key(reference.parent), walk.key((other,))
    if child is None or parent is None or known is None:
        return None
    return walk.ask((other,), Property.REFERENCE, orphans(child, parent, known_in=known), reference.hops)


def _chain(walk: Walk, place: Place, *, bent: bool) -> Iterator[Place]:
    """The place and the columns that it is, further and further up; `bent`: with one that the SQL alters, last."""
    yield place
    for _ in range(_MAX_HOPS):
        node = walk.case.nodes.get(place.unique_id or "")
        if node is not None and node.resource_type == "source":
            places = [
                Place(unique_id=uid, column=place.column) for uid in walk.case.lineage.parents(node.unique_id)
            ]
            altered = False
        else:
            edges = [one for one in walk.columns.edges_into(place.unique_id or "", place.column) if one.certain]
            edges = [edge for edge in edges if not edge.kind.indirect]
            altered = any(edge.kind not in _UNCHANGED for edge in edges)
            places = [Place(unique_id=edge.parent, column=edge.column) for edge in edges if edge.column != ROWS]
        if len(places) != 1 or places[0].unique_id not in walk.case.lineage or (altered and not bent):
            return
        place = places[0]
        if walk.case.nodes[place.unique_id or ""].config.materialized != "ephemeral":
            yield place
        if altered:
            return


def _others_that_refer(walk: Walk, reference: Reference) -> list[Place]:
    """Other columns that are looked up in the same table, made from nothing that the child is made from."""
    lineage, parent = walk.case.lineage, reference.parent[0]
    shared = _cone(lineage, parent.unique_id)
    mine = _cone(lineage, reference.child[0].unique_id) - shared
    found = dict.fromkeys((*_tested(walk, parent), *_joined(walk, _chain(walk, parent, bent=False))))
    return [place for place in found if not (_cone(lineage, place.unique_id) - shared) & mine][:_MOST_OTHERS]


def _tested(walk: Walk, parent: Place) -> Iterator[Place]:
    """The columns whose values were tested to be the parent's."""
    for check in walk.case.checks:
        if check.reference == parent and check.node is not None and check.column is not None:
            yield Place(unique_id=check.node, column=check.column)


def _joined(walk: Walk, parents: Iterable[Place]) -> Iterator[Place]:
    """The columns that other models join to the parent, or to what it is made from."""
    for parent in parents:
        for child in walk.case.lineage.children(parent.unique_id or ""):
            for join in walk.columns.of(child).joins:
                left, right = sides_of(join) or (None, None)
                if left is None or right is None or len(left.keys) != 1:
                    continue
                if parent in left.keys + right.keys:
                    yield right.keys[0] if parent in left.keys else left.keys[0]


def _cone(lineage: Lineage, unique_id: str | None) -> frozenset[str]:
    return lineage.ancestors(unique_id or "") | {unique_id or ""}

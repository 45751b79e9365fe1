"""Rows that fail a condition on sums: where all of them are of one branch of a union, it is in that branch.

A column that says which branch a row came from (`region`, `network`) comes down with the rows. The failing rows
are counted by it, where they fail; nothing is taken apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from dbt_onus.core.attribution import Narrowed
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.chains import chain
from dbt_onus.core.probes.conditions import condition_of
from dbt_onus.core.probes.oracle import Walk
from dbt_onus.core.probes.probe import Answer, Probe
from dbt_onus.core.probes.questions import duplicates, rows_of_branch
from dbt_onus.core.probes.sides import finds_once, sides_of
from dbt_onus.core.properties import Property

#: Of as many columns is asked whether they name a branch.
_MOST_COLUMNS = 40
#: An ephemeral model in an ephemeral model, and so on: deeper than this nobody looks.
_DEEPEST = 10


def walk_slices(walk: Walk) -> None:
    """Leave the sources of the one branch that all failing rows are of."""
    node, condition = walk.symptom.node, condition_of(walk)
    if node is None or condition is None or not walk.held_before:
        return
    found = next(_named(walk, node), None)
    if found is None:
        return
    place, union, branches = found
    asked = [_ask(walk, place, condition, literal) for literal, _ in branches]
    doubled = _may_double(walk, node, union)
    known = [one[1] for one in asked if one is not None and one[1] is not None]
    if walk.planning or doubled or len(known) < len(branches):
        return
    bad = [number for number, answer in enumerate(known) if answer.broken]
    if len(bad) == 1 and any(answer.seen for answer in known if not answer.broken):
        (guilty,) = bad
        others = frozenset[str]().union(
            *(tables for number, (_, tables) in enumerate(branches) if number != guilty)
        )
        _narrow(walk, branches[guilty][1] - others, asked[guilty], (place, branches[guilty][0]))


def _named(walk: Walk, node: str) -> Iterator[tuple[Place, str, tuple[tuple[str, frozenset[str]], ...]]]:
    """Columns of the failing table that name a branch of a union above it; with the node of the union."""
    for column in islice(walk.columns.of(node).columns, _MOST_COLUMNS):
        place = Place(unique_id=node, column=column)
        keyed = walk.keyed(place)
        for one in chain(walk, keyed) if keyed is not None else ():
            uid, name = one.place.unique_id or "", one.place.column
            branches = walk.columns.named_branches(uid, name) if name is not None else ()
            if len(branches) > 1:
                yield place, uid, branches


def _ask(walk: Walk, place: Place, condition: str, literal: str) -> tuple[Probe, Answer | None] | None:
    key = walk.key((place,))
    sql = rows_of_branch(key, condition, literal) if key is not None else None
    return walk.ask((place,), walk.symptom.about, sql, 1)


def _may_double(walk: Walk, node: str, union: str) -> bool:
    """Whether a join on the way may repeat rows: then what is joined may be the fault as well."""
    lineage = walk.case.lineage
    below = lineage.descendants(union) | {union}
    between = (lineage.ancestors(node) & below) | {node}
    # all are asked about in one round
    doubling = [_doubles(walk, uid, below, 0) for uid in sorted(between)]
    return any(doubling)


def _doubles(walk: Walk, uid: str, home: Collection[str], depth: int) -> bool:
    """Whether a join of the node may find more than one row for one of `home`."""
    found = []
    for join in walk.columns.of(uid).joins:
        if finds_once(join, home):
            continue
        sides = sides_of(join)
        if sides is None or join.loose or depth > _DEEPEST:
            return True
        other = sides[0] if sides[1].node in home else sides[1]
        found.append(not _is_unique(walk, other.keys, depth))
    return any(found)


def _is_unique(walk: Walk, keys: tuple[Place, ...], depth: int) -> bool:
    """Whether no key is there twice: as tested, as the warehouse says, or as what an ephemeral model reads."""
    place = keys[0]
    if len(keys) == 1 and walk.case.pass_at(place, Property.UNIQUENESS) is not None:
        return True
    node = walk.case.nodes.get(place.unique_id or "")
    if node is not None and node.config.materialized == "ephemeral":
        keyed = walk.keyed(place) if len(keys) == 1 else None
        # the name of a column, as the ephemeral model's own SQL has it
        found = walk.columns.formulas(node.unique_id, keyed.made if keyed else f"onus_rows.{place.column}")
        if len(keys) != 1 or len(found) != 1:
            return False
        above = Place(unique_id=found[0].parent, column=found[0].named)
        return _is_unique(walk, (above,), depth + 1) and not _doubles(
            walk, node.unique_id, {found[0].parent}, depth + 1
        )
    key = walk.key(keys)
    asked = walk.ask(keys, Property.UNIQUENESS, duplicates(key) if key is not None else None, 1)
    return asked is not None and asked[1] is not None and asked[1].broken == 0


def _narrow(
    walk: Walk, tables: frozenset[str], asked: tuple[Probe, Answer | None] | None, branch: tuple[Place, str]
) -> None:
    lineage = walk.case.lineage
    above = {one for uid in tables for one in (uid, *lineage.ancestors(uid)) if walk.case.is_entry(one)}
    if not above or asked is None or asked[1] is None:
        return
    place, literal = branch
    name = walk.name(place.unique_id, place.column or "")
    says = f"all {asked[1].broken:,} rows that fail have {literal} for {name}, and come from one branch of a union"
    places = tuple(Place(unique_id=uid) for uid in lineage.order(above))
    walk.notes.narrowed.setdefault(walk.symptom.key, Narrowed(places=places, says=says, sql=asked[0].sql))

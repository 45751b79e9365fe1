"""Rows that fail a condition on sums: where all of them are of one branch of a union, it is in that branch.

A column that says which branch a row came from (`region`, `network`) comes down with the rows. The failing rows
are counted by it, where they fail; nothing is taken apart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from dbt_onus.core.attribution import Narrowed
from dbt_onus.core.columns import ROWS, EdgeKind, JoinKind
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.numbers.entries import value_entries
from dbt_onus.core.probes.numbers.without import Branch, needless
from dbt_onus.core.probes.probe import Answer, Probe
from dbt_onus.core.probes.questions.values import duplicates, rows_of_branch
from dbt_onus.core.probes.references.chains import chain
from dbt_onus.core.probes.values.conditions import condition_of
from dbt_onus.core.probes.walking.sides import finds_once, sides_of
from dbt_onus.core.probes.walking.walk import Walk
from dbt_onus.core.properties import Property

#: Of as many columns is asked whether they name a branch.
_MOST_COLUMNS = 40
#: Joins that let rows go.
_LOSING = frozenset({JoinKind.INNER, JoinKind.RIGHT, JoinKind.SEMI, JoinKind.ANTI})
#: What makes one value of several rows, or may.
_OF_SEVERAL = frozenset({EdgeKind.AGGREGATE, EdgeKind.WINDOW, EdgeKind.GROUP_KEY, EdgeKind.UNKNOWN})
#: An ephemeral model in an ephemeral model, and so on: deeper than this nobody looks.
_DEEPEST = 10


def walk_slices(walk: Walk) -> None:
    """Leave the sources of the one branch that all failing rows are of."""
    node, condition = walk.symptom.node, condition_of(walk)
    if node is None or condition is None or not walk.held_before:
        return
    found = next(named_by(walk, node), None)
    if found is None:
        return
    place, union, branches = found
    asked = [_ask(walk, place, condition, literal) for literal, _ in branches]
    between = _between(walk, node, union)
    doubled = _are_summed(walk, between) and _may_double(walk, between, union)
    known = [one[1] for one in asked if one is not None and one[1] is not None]
    if walk.foresees:
        for literal, _ in branches:
            needless(walk, Branch(place, condition, literal), made_of(walk))
    if doubled or len(known) < len(branches):
        return
    bad = [number for number, answer in enumerate(known) if answer.broken]
    if len(bad) == 1 and any(answer.seen for answer in known if not answer.broken):
        (guilty,) = bad
        beside = made_of(walk) | _may_lose(walk, between, union)
        beside -= needless(walk, Branch(place, condition, branches[guilty][0]), beside)
        if not walk.planning:
            leave_branch(walk, asked[guilty], place, branches, guilty, beside)


def named_by(walk: Walk, node: str) -> Iterator[tuple[Place, str, tuple[tuple[str, frozenset[str]], ...]]]:
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


def _between(walk: Walk, node: str, union: str) -> frozenset[str]:
    """The nodes on the way from the union to the failing table, that one included."""
    lineage = walk.case.lineage
    return (lineage.ancestors(node) & (lineage.descendants(union) | {union})) | {node}


def _are_summed(walk: Walk, between: frozenset[str]) -> bool:
    """Whether what fails is made of several rows of the union: then one that is there twice counts twice."""
    queue = [Place(unique_id=walk.symptom.node, column=column) for column in walk.symptom.columns]
    seen = set(queue)
    while queue:
        place = queue.pop()
        for edge in walk.columns.edges_into(place.unique_id or "", place.column):
            above = Place(unique_id=edge.parent, column=edge.column)
            if edge.parent not in between or above in seen:
                continue
            if edge.kind in _OF_SEVERAL or edge.column in (None, ROWS):
                return True
            seen.add(above)
            queue.append(above)
    return False


def _may_double(walk: Walk, between: Collection[str], union: str) -> bool:
    """Whether a join on the way may repeat rows: then what is joined may be the fault as well."""
    below = walk.case.lineage.descendants(union) | {union}
    # all are asked about in one round
    doubling = [_doubles(walk, uid, below, 0) for uid in sorted(between)]
    return any(doubling)


def _may_lose(walk: Walk, between: frozenset[str], union: str) -> frozenset[str]:
    """Where data comes into what a join on the way loses rows by, if they are grouped: sums lack them then."""
    grouped = {edge.kind for uid in between for edge in walk.columns.edges_into(uid, ROWS)}
    if EdgeKind.GROUP_KEY not in grouped:
        return frozenset()
    below = walk.case.lineage.descendants(union) | {union}
    joins = [join for uid in between - {union} for join in walk.columns.of(uid).joins if join.kind in _LOSING]
    return _entries(walk, {table for join in joins for table in (*join.left, *join.right) if table not in below})


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


def leave_branch(
    walk: Walk,
    asked: tuple[Probe, Answer | None] | None,
    place: Place,
    branches: Sequence[tuple[str, frozenset[str]]],
    guilty: int,
    beside: frozenset[str],
    says: str | None = None,
) -> None:
    """Leave what is read in that branch alone, and what is not read in others but has a part in the values.

    Rates that are looked up by region are wrong in one region, too.
    """
    above = [_entries(walk, tables) for _, tables in branches]
    others = frozenset[str]().union(*(known for number, known in enumerate(above) if number != guilty))
    elsewhere = others - above[guilty]
    left = (above[guilty] - others) | (beside - elsewhere)
    if not above[guilty] - others or asked is None or asked[1] is None:
        return
    name, literal = walk.name(place.unique_id, place.column or ""), branches[guilty][0]
    come = f"all {asked[1].broken:,} rows that fail have {literal} for {name}, and come from one branch of a union"
    places = tuple(Place(unique_id=uid) for uid in walk.case.lineage.order(left))
    walk.notes.narrowed.setdefault(walk.symptom.key, Narrowed(places=places, says=says or come, sql=asked[0].sql))


def _entries(walk: Walk, tables: Iterable[str]) -> frozenset[str]:
    """Where data comes into tables."""
    lineage = walk.case.lineage
    above = (one for uid in tables for one in (uid, *lineage.ancestors(uid)))
    return frozenset(one for one in above if walk.case.is_entry(one))


def made_of(walk: Walk) -> frozenset[str]:
    """The tables in which the values of the failing columns come in."""
    columns = walk.symptom.columns
    places = (Place(unique_id=walk.symptom.node, column=column) for column in columns)
    return frozenset(one.unique_id or "" for place in places for one in value_entries(walk, place))

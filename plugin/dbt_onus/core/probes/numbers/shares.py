"""A test that lets a few bad rows through, and which branch of a union has brought so many that it fails.

The other branch has a few as ever. So the test is asked of other rows: without the bad ones of all other branches
it still fails, though they had four times as many good ones, and without those of the one it holds.
"""

from __future__ import annotations

import re

from dbt_onus.core.attribution import null_meant
from dbt_onus.core.evidence import Place
from dbt_onus.core.nodes import Node
from dbt_onus.core.probes.numbers.slices import leave_branch, made_of, named_by
from dbt_onus.core.probes.probe import Answer, Probe
from dbt_onus.core.probes.values.conditions import condition_of
from dbt_onus.core.probes.walking.walk import Walk
from dbt_onus.core.properties import Property
from dbt_onus.core.results import Status

#: Of more branches than these nobody asks.
_MOST_BRANCHES = 8
#: So many times the good rows of others are put beside them in addition: it is not for their lack that it fails.
_MORE = 3
_BOUND = re.compile(r"\s*(?:>|>=|!=|<>)\s*\d+\s*")
_ANY = "!= 0"


def walk_shares(walk: Walk) -> None:
    """Leave the sources of the one branch whose bad rows alone break the bound."""
    node, bad = walk.symptom.node, _bad_rows(walk)
    if node is None or bad is None or not walk.held_before:
        return
    found = next(named_by(walk, node), None)
    if found is None or len(found[2]) > _MOST_BRANCHES:
        return
    place, _, branches = found
    asked = [_asked(walk, place, bad, literal) for literal, _ in branches]
    if walk.planning or any(one is None for one in asked):
        return
    guilty = [number for number, one in enumerate(asked) if one is not None and one[1].broken]
    if len(guilty) == 1:
        (number,) = guilty
        name = walk.name(place.unique_id, place.column or "")
        says = f"the bad rows that have {branches[number][0]} for {name} fail the test alone, all others do not"
        leave_branch(walk, asked[number], place, branches, number, made_of(walk), says)


def _bad_rows(walk: Walk) -> str | None:
    """What is true of a row that the test would rather not have, where it lets some of them through."""
    symptom, test = walk.symptom, walk.case.nodes.get(walk.symptom.unique_id)
    condition = condition_of(walk)
    if test is None or condition is not None:
        return condition if test is not None and _bound(walk, test) != _ANY else None
    place = Place(unique_id=symptom.node, column=symptom.column)
    minded = walk.columns.minded(symptom.unique_id)
    if null_meant(walk.case, symptom) is not None and len(minded) == 1:
        ((column, values),) = minded.items()
        return _is_one_of(walk, Place(unique_id=symptom.node, column=column), values)
    key = walk.key((place,)) if symptom.about is Property.NULLNESS and symptom.column is not None else None
    return f"{key.columns[0]} is null" if key is not None else None


def _is_one_of(walk: Walk, place: Place, values: frozenset[str]) -> str | None:
    node, key = walk.node(place), walk.key((place,))
    if node is None or key is None:
        return None
    spelling = walk.spelling(node.package_name)
    literals = [spelling.text(value.strip().lower()) for value in sorted(values)]
    if spelling.word_of("") is None or any(one is None for one in literals):
        return None
    return f"{spelling.word_of(key.columns[0])} in ({', '.join(one for one in literals if one is not None)})"


def _bound(walk: Walk, test: Node) -> str:
    """From how many rows on the test fails, or warns where it did no more."""
    failed = walk.symptom.status is not Status.WARN
    return (test.config.error_if if failed else test.config.warn_if) or _ANY


def _asked(walk: Walk, place: Place, bad: str, literal: str) -> tuple[Probe, Answer] | None:
    """1 where the branch's bad rows fail the test, and those of all others do not."""
    test, key = walk.case.nodes[walk.symptom.unique_id], walk.key((place,))
    bound = _bound(walk, test)
    if key is None or not (bound == _ANY or _BOUND.fullmatch(bound)):
        return None
    mine, is_bad = (f"case when {one} then 1 else 0 end" for one in (f"{key.columns[0]} = {literal}", bad))
    rows = f"select onus_rows.* from {key.relation} onus_rows"  # noqa: S608
    more = " union all ".join(f"select {number} as onus_n" for number in range(_MORE))
    beside = f"{rows} cross join ({more}) onus_more where {mine} = 0 and {is_bad} = 0"
    alone = f"{rows} where {mine} = 1 or {is_bad} = 0 union all {beside}"
    without = f"{rows} where {mine} = 0 or {is_bad} = 0"
    tried = [walk.columns.retested(test.unique_id, place.unique_id or "", one) for one in (alone, without)]
    if any(one is None for one in tried):
        return None
    fails = [f"(select count(*) from (\n{one}\n) onus_test) {bound}" for one in tried]  # noqa: S608 - the test's own
    counts = f"count(case when {mine} = 1 and {is_bad} = 1 then 1 end) as seen"
    # of a branch of which hardly anything is left, the rows that are gone may be what is wrong
    enough = f"2 * count(case when {mine} = 0 then 1 end) >= count(case when {mine} = 1 then 1 end)"
    judged = f"case when {enough} and {fails[0]} and not ({fails[1]}) then 1 else 0 end as broken"
    sql = f"select {judged}, {counts} from {key.relation} onus_rows"  # noqa: S608
    return _answered(walk, place, sql)


def _answered(walk: Walk, place: Place, sql: str) -> tuple[Probe, Answer] | None:
    probe, answer = walk.ask((place,), walk.symptom.about, sql, 1) or (None, None)
    return (probe, answer) if probe is not None and answer is not None else None

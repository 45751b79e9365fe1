"""Two numbers that are a factor apart in the newest rows alone, and which of them its own group never had before.

Rows that fail are often the latest: a month, a load. They are then of a kind of their own, and what they are says
nothing beside rows of other kinds. Beside earlier rows of the same account it does.
"""

from __future__ import annotations

from collections.abc import Mapping

from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.numbers.compared import Comparison
from dbt_onus.core.probes.probe import Answer, Probe
from dbt_onus.core.probes.questions.units import kinds_of_failing, left_alone_within, newest_fail
from dbt_onus.core.probes.questions.values import Key, column_is_moment
from dbt_onus.core.probes.walking.walk import Walk
from dbt_onus.core.properties import Property

_MOST_COLUMNS = 40
#: Of a table with more columns beside the two nothing is asked of groups: two questions for each would be many.
_MOST_GROUPS = 8
#: From fewer groups than these, or where so large a share of them says otherwise, nothing is told.
_FEWEST_GROUPS, _OTHERWISE = 10, 0.1


def other_columns(walk: Walk, found: Comparison) -> dict[str, str]:
    """The table's columns beside the two and what is made of them, as the warehouse writes each."""
    uid = found.one.unique_id
    compared = {name.lower() for name in (*(place.column or "" for place in found.sides), *found.made)}
    columns = [one for one in walk.columns.of(uid or "").columns if one.lower() not in compared]
    written = walk.key(tuple(Place(unique_id=uid, column=column) for column in columns))
    return {} if written is None else dict(zip(columns, written.columns, strict=True))


def ask_kinds(walk: Walk, found: Comparison, others: Mapping[str, str]) -> tuple[Probe, Answer | None] | None:
    """How many of the columns set the rows that fail apart from all others."""
    key = walk.key(found.sides)
    if key is None or not 0 < len(others) <= _MOST_COLUMNS:
        return None
    sql = kinds_of_failing(key.relation, tuple(others.values()), found.condition)
    return walk.ask(found.sides, Property.DISTRIBUTION, sql, 1)


def risen_of_late(walk: Walk, found: Comparison, key: Key) -> tuple[Place, str] | None:
    """The side that has risen against earlier rows of its group while the other has not, and which rows those are.

    Only where nothing but a moment sets the rows that fail apart: they are the newest.
    """
    others = other_columns(walk, found)
    if len(others) > _MOST_GROUPS:
        return None
    late = [name for name, column in others.items() if _is_late(walk, found, key, (name, column))]
    groups = {name: column for name, column in others.items() if name not in late}
    kinds = ask_kinds(walk, found, groups) if late or walk.foresees else None
    if not walk.foresees and (kinds is None or kinds[1] is None or kinds[1].broken):
        return None
    told = {one for name, column in groups.items() for one in _risen(walk, found, key, (name, column))}
    sides = {place for place, _ in told}
    return min(told, key=lambda one: one[1]) if len(sides) == 1 else None


def _is_late(walk: Walk, found: Comparison, key: Key, named: tuple[str, str]) -> bool:
    """Whether all rows that fail are of a later moment than those that hold."""
    name, column = named
    node = walk.node(found.one)
    sql = column_is_moment(node, name, walk.spelling(node.package_name)) if node is not None else None
    moment = _answer(walk, found, sql)
    if not walk.foresees and (moment is None or not moment.broken):
        return False
    answer = _answer(walk, found, newest_fail(key.relation, column, found.condition))
    return answer is not None and 0 < answer.broken == answer.seen


def _risen(walk: Walk, found: Comparison, key: Key, group: tuple[str, str]) -> list[tuple[Place, str]]:
    name, column = group
    turned = (key, Key(key.relation, key.columns[::-1]))
    asked = [_answer(walk, found, left_alone_within(one, column, found.condition)) for one in turned]
    answers = [one for one in asked if one is not None]
    if len(answers) != len(turned) or any(one.seen < _FEWEST_GROUPS for one in answers):
        return []
    return [
        (side, f"earlier rows of the same {name}")
        for side, mine, others in zip(found.sides, answers, answers[::-1], strict=True)
        if mine.broken >= (1 - _OTHERWISE) * mine.seen and not others.broken
    ]


def _answer(walk: Walk, found: Comparison, sql: str | None) -> Answer | None:
    asked = walk.ask(found.sides, Property.DISTRIBUTION, sql, 1)
    return asked[1] if asked is not None else None

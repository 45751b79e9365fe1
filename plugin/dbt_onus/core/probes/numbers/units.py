"""Two numbers that should be the same, and of which one is everywhere so many times the other: another unit.

Rows that are missing or there a few times change a sum by no fixed large factor. So the fault is in the values
that the two are made of, not in what decides their rows. Which of the two is told by rows that hold: there one of
them is as it is in those that fail, and the other is not. A condition that holds with one of them tells it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dbt_onus.core.attribution import Narrowed
from dbt_onus.core.attribution.feeds import same_column
from dbt_onus.core.checks import Check
from dbt_onus.core.columns import Predicate
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.numbers.compared import Comparison, comparison_of
from dbt_onus.core.probes.numbers.entries import value_entries
from dbt_onus.core.probes.numbers.of_late import ask_kinds, other_columns, risen_of_late
from dbt_onus.core.probes.probe import Answer, Probe
from dbt_onus.core.probes.questions.units import left_alone, rows_in_proportion
from dbt_onus.core.probes.questions.values import Key
from dbt_onus.core.probes.walking.walk import Walk
from dbt_onus.core.properties import Property
from dbt_onus.core.results import Status

#: From fewer failing rows than these no factor is read; from fewer rows of either sort no means are compared.
_FEWEST_ROWS, _FEWEST_COMPARED = 5, 10


def walk_units(walk: Walk) -> None:
    """Leave the sources of the values of one side, where all rows that fail are out by one factor."""
    found = comparison_of(walk) if walk.held_before else None
    key = walk.key(found.sides) if found is not None else None
    if found is None or key is None:
        return
    asked = _ask(walk, found, rows_in_proportion(key, found.condition))
    told = _left_alone(walk, found, key)
    probe, answer = asked or (None, None)
    if walk.planning or probe is None or answer is None:
        return
    if answer.seen < _FEWEST_ROWS or answer.broken != answer.seen:
        return
    left = [side for side in found.sides if not _is_vouched_for(walk, side, found.sides)]
    if told is not None and answer.seen >= _FEWEST_COMPARED and told[0] in left:
        _narrow(walk, probe, answer, found, [told[0]], _by_the_rest(*told, found))
    elif left:
        _narrow(walk, probe, answer, found, left, _by_a_condition(walk, left))


def _ask(walk: Walk, found: Comparison, sql: str | None) -> tuple[Probe, Answer | None] | None:
    return walk.ask(found.sides, Property.DISTRIBUTION, sql, 1)


def _left_alone(walk: Walk, found: Comparison, key: Key) -> tuple[Place, str] | None:
    """The only side that is another in the rows that fail than in those that hold.

    Not where those rows are of a kind of their own, by any column: amounts in yen are others than those in euros,
    and nothing is wrong with them. If that kind is the newest there is, earlier rows of the same group tell.
    """
    kinds = ask_kinds(walk, found, other_columns(walk, found))
    turned = (found.sides, found.sides[::-1])
    keys = (key, Key(key.relation, key.columns[::-1]))
    asked = [_ask(walk, found, left_alone(one, found.condition)) for one in keys]
    if kinds is None or kinds[1] is None:
        return None
    if kinds[1].broken:
        return risen_of_late(walk, found, key)
    told = [
        sides[0]
        for sides, one in zip(turned, asked, strict=True)
        if one is not None and one[1] is not None and one[1].broken and one[1].seen >= _FEWEST_COMPARED
    ]
    return (told[0], "rows that hold") if len(told) == 1 else None


def _by_the_rest(told: Place, rest: str, found: Comparison) -> str:
    (other,) = (side for side in found.sides if side != told)
    return f"; {told.column} is another there than in {rest}, {other.column} is not"


def _by_a_condition(walk: Walk, left: Sequence[Place]) -> str:
    if len(left) != 1:
        return ""
    return f"; another condition on {walk.name(left[0].unique_id)} with the other one in it holds"


def _narrow(walk: Walk, probe: Probe, answer: Answer, found: Comparison, left: Sequence[Place], why: str) -> None:
    """What both are made of would have changed both alike: it is left out where one of them is."""
    entries = [value_entries(walk, side) for side in found.sides]
    shared = entries[0] & entries[1] if len(left) == 1 else frozenset()
    sides = zip(found.sides, entries, strict=True)
    places = {place for side, known in sides if side in left for place in known} - shared
    if not places:
        return
    rows = f"all {answer.seen:,} rows of {walk.name(found.one.unique_id)} that fail"
    names = f"{found.one.column} and {found.other.column}"
    says = f"in {rows}, {names} differ by the same factor, as by another unit"
    ordered = tuple(sorted(places, key=lambda place: (place.unique_id or "", place.column or "")))
    narrowed = Narrowed(places=ordered, says=f"{says}{why}", sql=probe.sql, about=Property.DISTRIBUTION)
    walk.notes.narrowed.setdefault(walk.symptom.key, narrowed)


def _is_vouched_for(walk: Walk, side: Place, sides: Iterable[Place]) -> bool:
    """Whether another condition on the same table, with this column and not the other one in it, holds."""
    others = {place.column for place in sides} - {side.column}
    return any(
        len(columns) > 1
        and any(same_column(side.column, column) for column in columns)
        and not any(same_column(other, column) for other in others for column in columns)
        for columns in _holding(walk, walk.case.by_node.get(side.unique_id or "", ()))
    )


def _holding(walk: Walk, checks: Iterable[Check]) -> Iterator[tuple[str, ...]]:
    """The columns of conditions on several of them that passed on every row."""
    for check in checks:
        if check.status is Status.PASS and not check.filtered and check.sql is None:
            found = walk.columns.looked_for(check.unique_id)
            if isinstance(found, Predicate):
                yield found.columns

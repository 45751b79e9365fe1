"""The SQL of each kind of question: SELECTs of one row, `broken` and `seen`, in words that every warehouse knows.

Tables, columns and literals come from `Spelling`, which writes none that it cannot vouch for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dbt_onus.core.checks import Check
from dbt_onus.core.nodes import Node
from dbt_onus.core.probes.spelling import Spelling
from dbt_onus.core.properties import Property

#: From a column as the warehouse writes it to the condition that is true of a broken row.
Broken = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Key:
    """Columns of a table that refer to, or are referred to by, another table's."""

    relation: str
    columns: tuple[str, ...]


def broken_when(about: Property, check: Check, test: Node | None, spelling: Spelling) -> Broken | None:
    """What a broken value is; `None` where the arguments of the check cannot be written as literals."""
    if about is Property.NULLNESS:
        return lambda column: f"{column} is null"
    if about is not check.about:
        return None
    if about is Property.MEMBERSHIP:
        return _outside_set(check, _arguments(test), spelling)
    if about is Property.RANGE:
        return _outside_range(check, _arguments(test), spelling)
    return None


def rows_where(relation: str, condition: str) -> str:
    """How many rows meet the condition, of how many."""
    counts = f"count(case when {condition} then 1 end) as broken, count(*) as seen"
    return f"select {counts} from {relation} onus_rows"  # noqa: S608


def duplicates(key: Key, only: Sequence[str] = ()) -> str:
    """How many keys are there more than once, of how many. Nulls are no keys. `only`: conditions on the rows."""
    columns = ", ".join(f"onus_rows.{column}" for column in key.columns)
    asked = [*(f"onus_rows.{column} is not null" for column in key.columns), *(f"({one})" for one in only)]
    present = " and ".join(asked)
    counted = f"select count(*) as n from {key.relation} onus_rows where {present} group by {columns}"  # noqa: S608
    counts = "count(case when onus_keys.n > 1 then 1 end) as broken, count(*) as seen"
    return f"select {counts} from ({counted}) onus_keys"  # noqa: S608


def emptiness(relation: str) -> str:
    """1 where the table has no rows, of how many it has."""
    counts = "case when count(*) = 0 then 1 else 0 end as broken, count(*) as seen"
    return f"select {counts} from {relation} onus_rows"  # noqa: S608


def orphans(child: Key, parent: Key, only: Sequence[str] = ()) -> str:
    """How many of the child's keys have no row in the parent, of how many; `only`: conditions on its rows."""
    counts = "count(case when onus_parent.k0 is null then 1 end) as broken, count(*) as seen"
    return f"select {counts} {_looked_up(child, parent, only)}"


def known_keys(child: Key, parent: Key, other: Key) -> str:
    """How many of the keys that the parent lacks another table knows, and of those that the parent has."""
    names = [f"k{place}" for place in range(len(child.columns))]
    found = " and ".join(f"onus_child.{name} = onus_known.{name}" for name in names)
    known = "onus_known.k0 is not null"
    counts = ", ".join(
        f"count(case when {known} and onus_parent.k0 is {word} then 1 end) as {called}"
        for word, called in (("null", "broken"), ("not null", "seen"))
    )
    return f"select {counts} {_looked_up(child, parent)} left join {_keys(other, names)} onus_known on {found}"


def far_keys(child: Key, parent: Key, number_in: Callable[[str], str | None]) -> str | None:
    """How many of the child's keys that have no row lie far beyond all that the parent has, of how many."""
    number, bounds = number_in("onus_child.k0"), _bounds_of(parent, number_in)
    if number is None or bounds is None:
        return None
    reach = "(onus_ends.highest - onus_ends.lowest + 1)"
    far = f"{number} > onus_ends.highest + {reach} or {number} < onus_ends.lowest - {reach}"
    counts = f"count(case when {far} then 1 end) as broken, count(*) as seen"
    missing = "where onus_parent.k0 is null"
    return f"select {counts} {_looked_up(child, parent)} cross join {bounds} onus_ends {missing}"


def inside_keys(child: Key, parent: Key, number_in: Callable[[str], str | None]) -> str | None:
    """How many of the child's keys that have no row lie between those that the parent has, of how many."""
    number, bounds = number_in("onus_child.k0"), _bounds_of(parent, number_in)
    if number is None or bounds is None:
        return None
    inside = f"{number} between onus_ends.lowest and onus_ends.highest"
    counts = f"count(case when {inside} then 1 end) as broken, count(*) as seen"
    missing = "where onus_parent.k0 is null"
    return f"select {counts} {_looked_up(child, parent)} cross join {bounds} onus_ends {missing}"


def holes(parent: Key, number_in: Callable[[str], str | None]) -> str | None:
    """How many whole numbers between the parent's first and last key are no key of it, of how many."""
    bounds = _bounds_of(parent, number_in)
    if bounds is None:
        return None
    span = "onus_ends.highest - onus_ends.lowest + 1"
    return f"select {span} - onus_ends.keys as broken, {span} as seen from {bounds} onus_ends"  # noqa: S608


def _bounds_of(parent: Key, number_in: Callable[[str], str | None]) -> str | None:
    number = number_in(f"onus_rows.{parent.columns[0]}")
    if number is None:
        return None
    said = f"min({number}) as lowest, max({number}) as highest, count(distinct {number}) as keys"
    return f"(select {said} from {parent.relation} onus_rows)"  # noqa: S608


def _looked_up(child: Key, parent: Key, only: Sequence[str] = ()) -> str:
    names = [f"k{place}" for place in range(len(child.columns))]
    met = " and ".join(f"onus_child.{name} = onus_parent.{name}" for name in names)
    return f"from {_keys(child, names)} onus_child left join {_keys(parent, names, only)} onus_parent on {met}"


def _keys(key: Key, names: Sequence[str], only: Sequence[str] = ()) -> str:
    columns = ", ".join(f"onus_rows.{column} as {name}" for column, name in zip(key.columns, names, strict=True))
    asked = [*(f"onus_rows.{column} is not null" for column in key.columns), *(f"({one})" for one in only)]
    present = " and ".join(asked)
    return f"(select distinct {columns} from {key.relation} onus_rows where {present})"  # noqa: S608


def _arguments(test: Node | None) -> Mapping[str, Any]:
    metadata = test.test_metadata if test is not None else None
    return (metadata.kwargs if metadata is not None else None) or {}


def _outside_set(check: Check, arguments: Mapping[str, Any], spelling: Spelling) -> Broken | None:
    """`accepted_values`, `expect_column_values_to_be_in_set`, and the contract's term of that name."""
    if check.term is not None:
        values, quoted = check.term.expected, True
        if check.term.term != "accepted_values":
            return None
    else:
        values = arguments.get("values", arguments.get("value_set"))
        quoted = bool(arguments.get("quote", arguments.get("quote_values", True)))
        if "not_" in _name(check):
            return None
    if not isinstance(values, list | tuple) or not values:
        return None
    literals = [_literal(value, spelling, quoted=quoted, term=check.term is not None) for value in values]
    if any(literal is None for literal in literals):
        return None
    accepted = ", ".join(literal for literal in literals if literal is not None)
    return lambda column: f"{column} not in ({accepted})"


def _name(check: Check) -> str:
    return check.unique_id.split(".")[2] if check.unique_id.count(".") >= 2 else check.unique_id


def _literal(value: object, spelling: Spelling, *, quoted: bool, term: bool) -> str | None:
    if term and not isinstance(value, str):
        return spelling.number(value)
    if quoted:
        return spelling.text(str(value)) if isinstance(value, str | int | float) else None
    return spelling.number(value)


def _outside_range(check: Check, arguments: Mapping[str, Any], spelling: Spelling) -> Broken | None:
    """`accepted_range`, `expect_column_values_to_be_between`, and the contract's term `range`."""
    strict = arguments.get("inclusive") is False or bool(arguments.get("strictly"))
    if check.term is not None:
        expected = check.term.expected
        bounds: Mapping[str, Any] = expected if isinstance(expected, Mapping) else {}
        low, high = bounds.get("min"), bounds.get("max")
    else:
        low, high = arguments.get("min_value"), arguments.get("max_value")
    below = _bounds((("<=" if strict else "<", low), (">=" if strict else ">", high)), spelling)
    if below is None:
        return None
    sides = below
    return lambda column: " or ".join(f"{column} {sign} {bound}" for sign, bound in sides)


def _bounds(sides: Iterable[tuple[str, object]], spelling: Spelling) -> list[tuple[str, str]] | None:
    """The bounds that are set, as literals; `None` where one of them is none, or there is none."""
    found = []
    for sign, value in sides:
        if value is None:
            continue
        literal = spelling.number(value)
        if literal is None:
            return None
        found.append((sign, literal))
    return found or None

"""The SQL of each kind of question: SELECTs of one row, `broken` and `seen`, in words that every warehouse knows.

Tables, columns and literals come from `Spelling`, which writes none that it cannot vouch for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dbt_onus.core.checks import Check
from dbt_onus.core.nodes import Node
from dbt_onus.core.properties import Property
from dbt_onus.core.spelling import Spelling

#: From a column as the warehouse writes it to the condition that is true of a broken row.
Broken = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Key:
    """What refers to, or is referred to by, another table: expressions over a table that is called `onus_rows`.

    `only`: conditions on the rows that count.
    """

    relation: str
    columns: tuple[str, ...]
    only: tuple[str, ...] = ()


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


def foreign_words(check: Check, test: Node | None, spelling: Spelling) -> Broken | None:
    """What a value is that no spelling of its word makes accepted; `None` where the values are no texts."""
    accepted = _accepted(check, _arguments(test))
    if accepted is None or check.about is not Property.MEMBERSHIP:
        return None
    values, quoted = accepted
    words = [spelling.text(value.strip().lower()) if isinstance(value, str) else None for value in values]
    if not quoted or any(word is None for word in words):
        return None
    if spelling.word_of("") is None:
        return None
    listed = ", ".join(dict.fromkeys(word for word in words if word is not None))
    return lambda column: f"{spelling.word_of(column)} not in ({listed})"


def rows_where(relation: str, condition: str) -> str:
    """How many rows meet the condition, of how many."""
    counts = f"count(case when {condition} then 1 end) as broken, count(*) as seen"
    return f"select {counts} from {relation} onus_rows"  # noqa: S608


def rows_of_branch(key: Key, condition: str, literal: str) -> str:
    """How many rows of one branch meet the condition, of how many rows of it."""
    mine = f"{key.columns[0]} = {literal}"
    broken = f"count(case when {mine} and ({condition}) then 1 end) as broken"
    counts = f"{broken}, count(case when {mine} then 1 end) as seen"
    return f"select {counts} from {key.relation} onus_rows"  # noqa: S608


def column_gone(table: Node, column: str, spelling: Spelling) -> str | None:
    """1 where the table has no column of that name, whatever its case, of how many columns it has."""
    name = spelling.text(column.lower())
    columns = _listed_columns(table, spelling)
    if name is None or columns is None:
        return None
    lacking = f"count(*) > 0 and count(case when lower(onus_columns.column_name) = {name} then 1 end) = 0"
    return f"select case when {lacking} then 1 else 0 end as broken, count(*) as seen {columns}"


def column_misspelled(table: Node, column: str, spelling: Spelling) -> str | None:
    """How many columns have a name that is one slip of the fingers away from this one, of how many columns.

    A letter more, less or another, or two in the wrong order.
    """
    columns = _listed_columns(table, spelling)
    likes = [spelling.text(slip) for slip in _slips(column.lower())]
    if columns is None or not likes or None in likes:
        return None
    is_like = " or ".join(f"lower(onus_columns.column_name) like {like}" for like in likes)
    return f"select count(case when {is_like} then 1 end) as broken, count(*) as seen {columns}"


def _slips(name: str) -> tuple[str, ...]:
    """Patterns of LIKE. A name's own `_` is any letter there: one too many may be alike, never too few."""
    cut = [(name[:at], name[at:]) for at in range(len(name) + 1)]
    others = [f"{begin}_{end[1:]}" for begin, end in cut if end]
    more = [f"{begin}_{end}" for begin, end in cut]
    less = [f"{begin}{end[1:]}" for begin, end in cut if end and len(name) > 1]
    swapped = [f"{begin}{end[1]}{end[0]}{end[2:]}" for begin, end in cut if len(end) > 1]
    return tuple(dict.fromkeys((*others, *more, *less, *swapped)))


def column_is_text(table: Node, column: str, spelling: Spelling) -> str | None:
    """1 where the column is a text, of how many columns of that name the table has."""
    return _column_is(("char", "text", "string"), table, column, spelling)


def column_is_moment(table: Node, column: str, spelling: Spelling) -> str | None:
    """1 where the column is a date or a point in time, of how many columns of that name the table has."""
    return _column_is(("date", "timestamp"), table, column, spelling)


def _column_is(called: Sequence[str], table: Node, column: str, spelling: Spelling) -> str | None:
    name = spelling.text(column.lower())
    columns = _listed_columns(table, spelling)
    if name is None or columns is None:
        return None
    is_one = " or ".join(f"lower(onus_columns.data_type) like '%{one}%'" for one in called)
    counts = f"count(case when {is_one} then 1 end) as broken, count(*) as seen"
    return f"select {counts} {columns} and lower(onus_columns.column_name) = {name}"


def _listed_columns(table: Node, spelling: Spelling) -> str | None:
    """The warehouse's own list of the columns of a table, where it is a view of the standard."""
    schema = spelling.text((table.schema or "").lower())
    name = spelling.text(table.table.lower())
    if not spelling.has_information_schema or not table.schema or schema is None or name is None:
        return None
    where = f"lower(onus_columns.table_schema) = {schema} and lower(onus_columns.table_name) = {name}"
    database = spelling.text(table.database.lower()) if table.database else None
    if database is not None:
        where += f" and lower(onus_columns.table_catalog) = {database}"
    return f"from information_schema.columns onus_columns where {where}"


def duplicates(key: Key, only: Sequence[str] = ()) -> str:
    """How many keys are there more than once, of how many. Nulls are no keys. `only`: conditions on the rows."""
    columns = ", ".join(key.columns)
    counted = f"select count(*) as n from {key.relation} onus_rows where {present(key, only)} group by {columns}"  # noqa: S608
    counts = "count(case when onus_keys.n > 1 then 1 end) as broken, count(*) as seen"
    return f"select {counts} from ({counted}) onus_keys"  # noqa: S608


def exact_copies(key: Key) -> str:
    """Of the rows whose key an earlier one has, how many are an earlier row again, in every column."""
    rows = f"from {key.relation} onus_rows where {present(key, ())}"
    every = f"(select count(*) as n {rows}) onus_all"
    once = f"(select count(*) as n from (select distinct onus_rows.* {rows}) onus_each) onus_once"  # noqa: S608
    keys = f"(select count(*) as n from (select distinct {', '.join(key.columns)} {rows}) onus_key) onus_keys"  # noqa: S608
    counts = "onus_all.n - onus_once.n as broken, onus_all.n - onus_keys.n as seen"
    return f"select {counts} from {every} cross join {once} cross join {keys}"  # noqa: S608


def emptiness(relation: str) -> str:
    """1 where the table has no rows, of how many it has."""
    counts = "case when count(*) = 0 then 1 else 0 end as broken, count(*) as seen"
    return f"select {counts} from {relation} onus_rows"  # noqa: S608


def present(key: Key, only: Sequence[str]) -> str:
    """The rows that have a key, as far as they count."""
    asked = [*(f"{column} is not null" for column in key.columns), *(f"({one})" for one in (*key.only, *only))]
    return " and ".join(asked)


def _arguments(test: Node | None) -> Mapping[str, Any]:
    metadata = test.test_metadata if test is not None else None
    return (metadata.kwargs if metadata is not None else None) or {}


def _outside_set(check: Check, arguments: Mapping[str, Any], spelling: Spelling) -> Broken | None:
    accepted = _accepted(check, arguments)
    if accepted is None:
        return None
    values, quoted = accepted
    literals = [_literal(value, spelling, quoted=quoted, term=check.term is not None) for value in values]
    if any(literal is None for literal in literals):
        return None
    listed = ", ".join(literal for literal in literals if literal is not None)
    return lambda column: f"{column} not in ({listed})"


def _accepted(check: Check, arguments: Mapping[str, Any]) -> tuple[Sequence[object], bool] | None:
    """The values of `accepted_values`, `expect_column_values_to_be_in_set` and the contract's term; if quoted."""
    if check.term is not None:
        values, quoted = check.term.expected, True
        if check.term.term != "accepted_values":
            return None
    else:
        values = arguments.get("values", arguments.get("value_set"))
        quoted = bool(arguments.get("quote", arguments.get("quote_values", True)))
        if "not_" in _name(check):
            return None
    return (values, quoted) if isinstance(values, list | tuple) and values else None


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

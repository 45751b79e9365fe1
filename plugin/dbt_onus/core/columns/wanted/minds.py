"""Which values of a column a test minds: the more rows have one, the sooner it fails.

`x <> -1` for every row, no more than two per cent of them `'unknown'`: read from the parse tree, by the direction
in which each part of the condition counts. A test that fails for too few of them minds none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from sqlglot import exp

from dbt_onus.core.columns.formulas.literals import literal_of


class _Unread(Exception):  # noqa: N818 - says what happened
    """Something else than one of these values may have failed it."""


#: One equality: the column, and the values.
_Found: TypeAlias = tuple[str, frozenset[str]]
#: What grows with what it is made of.
_RISING = (
    exp.Paren,
    exp.Cast,
    exp.Round,
    exp.Coalesce,
    exp.Nullif,
    exp.Avg,
    exp.Sum,
    exp.Max,
    exp.CountIf,
    exp.Div,
)
_COMPARED = (exp.GT, exp.GTE, exp.LT, exp.LTE)


@dataclass(frozen=True, slots=True)
class _Rows:
    """A SELECT, what it reads from, and the CTEs in sight."""

    select: exp.Select
    source: _Rows | None


def minded_by(query: exp.Expr) -> Mapping[str, frozenset[str]]:
    """The values by column; none where anything else may have failed the test."""
    found: dict[str, frozenset[str]] = {}
    try:
        for column, values in _of_rows(_rows(query, {})):
            found[column] = found.get(column, frozenset()) | values
    except _Unread:
        return {}
    return found


def _rows(query: exp.Expr, ctes: Mapping[str, exp.Expr]) -> _Rows:
    if not isinstance(query, exp.Select) or query.args.get("joins"):
        raise _Unread
    clause = query.args.get("with_") or query.args.get("with")
    ctes = {**ctes, **({one.alias.lower(): one.this for one in clause.expressions} if clause else {})}
    start = query.args.get("from_") or query.args.get("from")
    item = start.this if start is not None else None
    if isinstance(item, exp.Subquery):
        return _Rows(query, _rows(item.this, ctes))
    if isinstance(item, exp.Table) and not item.args.get("db") and item.name.lower() in ctes:
        name = item.name.lower()
        return _Rows(query, _rows(ctes[name], {key: cte for key, cte in ctes.items() if key != name}))
    if not isinstance(item, exp.Table):
        raise _Unread
    return _Rows(query, None)


def _of_rows(rows: _Rows) -> Iterator[_Found]:
    """What makes the query return rows: its conditions, and those of the rows that it passes on."""
    own = [*rows.select.expressions, *filter(None, map(rows.select.args.get, ("having", "group")))]
    counts = any(isinstance(one, exp.Group) or one.find(exp.AggFunc) is not None for one in own)
    for key in ("having", "qualify") if counts else ("where", "qualify"):
        clause = rows.select.args.get(key)
        if clause is not None:
            yield from _of(clause.this, rows, more=True)
    if rows.source is not None and not counts:
        yield from _of_rows(rows.source)


def _of_counted(rows: _Rows) -> Iterator[_Found]:
    """What makes a count of the rows rise."""
    where = rows.select.args.get("where")
    if where is not None:
        yield from _of(where.this, rows, more=True)
    if rows.source is not None:
        yield from _of_rows(rows.source)


def _of(part: exp.Expr, rows: _Rows, *, more: bool) -> Iterator[_Found]:
    """The equalities that bring the part about; not `more`: that keep it from coming about."""
    if isinstance(part, (exp.And, exp.Or)):
        yield from _of_several(part, rows, more=more)
    elif isinstance(part, (exp.EQ, exp.NEQ, exp.In)):
        yield from _of_equality(part, rows, more=more)
    elif isinstance(part, exp.Count):
        yield from _of_count(part, rows, more=more)
    elif isinstance(part, (exp.Case, exp.If)):
        yield from _of_case(part, rows, more=more)
    elif isinstance(part, exp.Column) and rows.source is not None:
        yield from _of(_given(rows.source, part), rows.source, more=more)
    else:
        for inner, rises in _inside(part):
            yield from _of(inner, rows, more=more is rises)


def _inside(part: exp.Expr) -> Iterator[tuple[exp.Expr, bool]]:
    """What a part rises with, and what it falls with (`False`)."""
    if isinstance(part, _RISING):
        yield part.this, True
    elif isinstance(part, exp.Not):
        yield part.this, False
    elif isinstance(part, _COMPARED):
        larger = isinstance(part, (exp.GT, exp.GTE))
        yield part.this, larger
        yield part.expression, not larger
    elif isinstance(part, (exp.Add, exp.Mul, exp.Sub)):
        yield part.this, True
        yield part.expression, not isinstance(part, exp.Sub)
    elif isinstance(part, exp.Filter) and isinstance(part.this, exp.Count):
        yield part.args["expression"].this, True


def _of_count(part: exp.Count, rows: _Rows, *, more: bool) -> Iterator[_Found]:
    inner = part.this
    if isinstance(inner, (exp.Case, exp.If)) and not (inner.args.get("default") or inner.args.get("false")):
        # whatever is counted there, it is counted where the condition is true
        yield from _of_condition(inner, rows, more=more)
    elif more and (inner is None or isinstance(inner, (exp.Star, exp.Literal, exp.Column))):
        yield from _of_counted(rows)


def _of_several(part: exp.Expr, rows: _Rows, *, more: bool) -> Iterator[_Found]:
    """All about one column: else another may be what failed. Of alternatives, each has to mind a value."""
    found = [list(_of(one, rows, more=more)) for one in part.flatten()]
    alternatives = isinstance(part, exp.Or) is more
    if len({column.name.lower() for column in part.find_all(exp.Column)}) > 1 or (alternatives and not all(found)):
        raise _Unread
    yield from (one for each in found for one in each)


def _of_equality(part: exp.Expr, rows: _Rows, *, more: bool) -> Iterator[_Found]:
    if isinstance(part, exp.In):
        values = [literal_of(one) for one in part.expressions]
        column = part.this if values else None
    else:
        sides = (part.this, part.expression)
        column = next((side for side in sides if literal_of(side) is None), None)
        values = [literal for side in sides if (literal := literal_of(side)) is not None]
    if isinstance(part, exp.NEQ):
        if more and values == ["0"] and column is not None and column.find(exp.AggFunc) is not None:
            # of a count, other than none is more than none
            yield from _of(column, rows, more=True)
            return
        more = not more
    name = _column_of(column, rows)
    known = frozenset(one for one in values if one is not None)
    if more and name is not None and known and None not in values:
        yield name, known


def _of_case(part: exp.Expr, rows: _Rows, *, more: bool) -> Iterator[_Found]:
    """`case when … then 1 else 0 end`: which way the number goes."""
    branches = part.args.get("ifs") or [part]
    if len(branches) != 1:
        return
    default = part.args.get("default") or part.args.get("false")
    high, low = (_number(one) for one in (branches[0].args.get("true"), default))
    if high is not None and low is not None and high != low:
        yield from _of_condition(part, rows, more=more is (high > low))


def _of_condition(part: exp.Expr, rows: _Rows, *, more: bool) -> Iterator[_Found]:
    """The condition of a case with one branch."""
    branches = part.args.get("ifs") or [part]
    if len(branches) != 1:
        return
    condition = branches[0].this
    if isinstance(part, exp.Case) and part.this is not None:
        condition = exp.EQ(this=part.this.copy(), expression=condition.copy())
    yield from _of(condition, rows, more=more)


def _number(value: exp.Expr | None) -> float | None:
    literal = "0" if value is None or type(value).__name__ == "Null" else literal_of(value)
    try:
        return None if literal is None else float({"true": "1", "false": "0"}.get(literal, literal))
    except ValueError:
        return 1.0 if literal else None


def _given(rows: _Rows, column: exp.Expr) -> exp.Expr:
    """What a SELECT gives under the column's name."""
    for item in rows.select.expressions:
        if not item.is_star and item.alias_or_name.lower() == column.name.lower():
            found: exp.Expr = item.unalias()
            return found
    if any(item.is_star for item in rows.select.expressions):
        return column
    raise _Unread


def _column_of(part: exp.Expr | None, rows: _Rows) -> str | None:
    """The column of the table that is compared, looked through CTEs that pass it on."""
    while isinstance(part, (exp.Paren, exp.Cast)):
        part = part.this
    if not isinstance(part, exp.Column):
        return None
    return part.name.lower() if rows.source is None else _column_of(_given(rows.source, part), rows.source)

"""What the difference of two columns is a product of: `(total - refunded) * rate`, less `total * rate`.

What both are made of alike cancels out. Where the one may not be more than the other, what is left has the sign of
a product, and one of its factors has another sign than before.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

from dbt_onus.core.columns.formulas.definitions import ROWS_OF

if TYPE_CHECKING:
    from sqlglot import exp

    #: Sums of products: each product's factors in order, and how often it is there.
    _Sum: TypeAlias = Counter[tuple[exp.Expr, ...]]

_LONGEST = 100_000
#: A product of more factors tells little.
_MOST_FACTORS = 4


def factors(sql: str, condition: str, *, dialect: str) -> tuple[str, ...]:
    """The query's own columns of which an odd number is below 0 in every row that meets the condition.

    The condition orders two columns of the query; it calls its rows `onus_rows`. Factors that are no columns of
    the query are left out. `()` where the difference is no product, or one that is more than 0. Never raises.
    One column beside 0 is not read: of an amount and its direction, both may be below 0 by right.
    """
    try:
        from dbt_onus.core.columns.formulas.restating import last_select
        from dbt_onus.core.columns.resolving.parsing import query_of

        query = query_of(sql, dialect) if len(sql) <= _LONGEST else None
        outer = query_of(f"select 1 from {ROWS_OF} where {condition}", dialect)  # noqa: S608 - parsed, never run
        select = last_select(query) if query is not None else None
        if select is None or outer is None:
            return ()
        more, less = _ordered(outer.args["where"].this)
        difference = _expanded(_made(select, more), _made(select, less))
        return _columns_of(select, difference)
    except Exception:  # noqa: BLE001 - a parser of 30 dialects can fail in any way: what is not read is not known
        return ()


def _ordered(condition: exp.Expr) -> tuple[exp.Expr, exp.Expr]:
    """Of a row that meets the condition, what is more and what is less."""
    from sqlglot import exp

    turned = False
    while isinstance(condition, (exp.Not, exp.Paren)):
        turned ^= isinstance(condition, exp.Not)
        condition = condition.this
    first, second = condition.this.unnest(), condition.expression.unnest()
    if isinstance(condition, exp.LTE if turned else exp.GT):
        return first, second
    if isinstance(condition, exp.GTE if turned else exp.LT):
        return second, first
    raise ValueError(condition)


def _made(select: exp.Select, side: exp.Expr) -> exp.Expr:
    """What the SELECT writes for a column."""
    from sqlglot import exp

    if not isinstance(side, exp.Column):
        raise TypeError(side)
    (found,) = (one for one in select.expressions if one.alias_or_name.lower() == side.name.lower())
    made: exp.Expr = found.unalias().unnest()
    return made


def _expanded(more: exp.Expr, less: exp.Expr) -> _Sum:
    from sqlglot import exp

    if isinstance(more, exp.Round) and isinstance(less, exp.Round):
        if more.args.get("decimals") != less.args.get("decimals"):
            raise ValueError(more)
        more, less = more.this, less.this
    difference = Counter(_sum(more))
    difference.subtract(_sum(less))
    return Counter({product: count for product, count in difference.items() if count})


def _sum(value: exp.Expr) -> _Sum:
    """The value as a sum of products."""
    from sqlglot import exp

    value = value.unnest()
    if isinstance(value, exp.Neg):
        return Counter({product: -often for product, often in _sum(value.this).items()})
    if isinstance(value, (exp.Add, exp.Sub)):
        found = Counter(_sum(value.this))
        (found.update if isinstance(value, exp.Add) else found.subtract)(_sum(value.expression))
        return found
    if isinstance(value, exp.Mul):
        found = Counter()
        for left, often in _sum(value.this).items():
            for right, times in _sum(value.expression).items():
                found[tuple(sorted((*left, *right), key=repr))] += often * times
        return found
    return Counter({(value,): 1})


def _columns_of(select: exp.Select, difference: _Sum) -> tuple[str, ...]:
    """The factors of the only product, where it is below 0, by the names that they have in the query."""
    from sqlglot import exp

    ((product, often),) = difference.items()
    if often > 0 or not 0 < len(product) <= _MOST_FACTORS or len(set(product)) < len(product):
        return ()
    named = {one.unalias(): one.alias_or_name for one in select.expressions if not one.is_star}
    dropped = {
        one.name.lower()
        for star in select.expressions
        if star.is_star
        for one in (star.args.get("except_") or star.args.get("except") or ())
    }
    plain = len([one for one in select.expressions if one.is_star]) == 1 and not select.args.get("joins")
    found = []
    for factor in product:
        if factor in named:
            found.append(named[factor])
        elif plain and isinstance(factor, exp.Column) and factor.name.lower() not in dropped:
            found.append(factor.name)
    return tuple(found)

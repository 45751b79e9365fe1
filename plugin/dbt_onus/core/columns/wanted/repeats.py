"""A test that looks for keys that are there more than once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dbt_onus.core.columns.wanted.conditions import is_present
from dbt_onus.core.columns.wanted.rows import Rows, ctes_of, is_star, rows_from, rows_of

if TYPE_CHECKING:
    from sqlglot import exp


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """A test that looks for keys that are there more than once."""

    relation: str
    columns: tuple[str, ...]


def repeats_of(query: exp.Select) -> Repeats | None:
    """`group by … having count(*) > 1` over rows that nothing else filters; else `None`, or `Unread`."""
    from sqlglot import exp

    having, group = query.args.get("having"), query.args["group"]
    if having is None or not _is_more_than_one(having.this):
        return None
    below = rows_of(query, {}, apart=frozenset({"group", "having"}))
    if not all(is_present(condition) for condition in below.conditions):
        return None
    inner = rows_from(query, ctes_of(query))
    keys = list(group.expressions)
    if group.args.get("all"):
        keys = [one for one in query.expressions if one.find(exp.AggFunc) is None]
    columns = [_key_name(key, query, inner) for key in keys]
    known = [name for name in columns if name is not None]
    return Repeats(relation=inner.relation, columns=tuple(known)) if known and len(known) == len(columns) else None


def grouped_last(query: exp.Select) -> exp.Select:
    """The CTE that a test ends with as it is: `with errors as (…) select * from errors`."""
    from sqlglot import exp

    start = query.args.get("from_") or query.args.get("from")
    item = start.this if start is not None else None
    if not is_star(query) or not isinstance(item, exp.Table) or item.args.get("db"):
        return query
    if {key for key, value in query.args.items() if value} - {"expressions", "from_", "from", "with_", "with"}:
        return query
    ctes = ctes_of(query)
    inner = ctes.pop(item.name.lower(), None)
    if not isinstance(inner, exp.Select) or inner.args.get("group") is None or ctes_of(inner):
        return query
    inner = inner.copy()
    for name, cte in ctes.items():
        inner = inner.with_(name, as_=cte.copy())
    return inner


def _key_name(key: exp.Expr, query: exp.Select, below: Rows) -> str | None:
    from sqlglot import exp

    if isinstance(key, exp.Literal) and key.name.isdigit() and 0 < int(key.name) <= len(query.expressions):
        key = query.expressions[int(key.name) - 1]
    key = key.this if isinstance(key, exp.Alias) else key
    if not isinstance(key, exp.Column):
        return None
    known = below.named(key)
    return known.name if isinstance(known, exp.Column) else None


def _is_more_than_one(having: exp.Expr) -> bool:
    from sqlglot import exp

    if not isinstance(having, (exp.GT, exp.GTE, exp.NEQ)) or not isinstance(having.this, exp.Count):
        return False
    least = "2" if isinstance(having, exp.GTE) else "1"
    return isinstance(having.expression, exp.Literal) and having.expression.name == least

"""What the clauses of a query mean that decide its rows: all but FROM."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from dbt_onus.core.columns.meanings.expressions import Expressions
from dbt_onus.core.columns.meanings.meaning import digest
from dbt_onus.core.columns.meanings.scopes import MeaningScope


def deciding(read: Expressions, query: exp.Select, scope: MeaningScope, plain: Iterable[str]) -> Iterable[str]:
    """Everything but FROM that decides the rows."""
    for clause in ("where", "prewhere", "having", "qualify"):
        condition = query.args.get(clause)
        if condition is not None:
            yield digest(clause, read.condition(condition.this, scope))
    group = query.args.get("group")
    if group is not None:
        keys = [read.key(one, query, scope) for one in group.expressions]
        more = [read.of(group, scope)] if set(_set(group)) - {"expressions", "all"} else []
        yield digest("group", *sorted(keys), *more, *(plain if group.args.get("all") else ()))
    elif any(item.find(exp.AggFunc) is not None and item.find(exp.Window) is None for item in query.expressions):
        yield "one row"
    yield from tail(read, query, scope)
    handled = {"expressions", "from", "from_", "joins", "laterals", "where", "prewhere", "having", "qualify"}
    known = handled | {"group", "distinct", "order", "limit", "offset", "with", "with_", "kind", "hint"}
    for key in sorted(set(_set(query)) - known):
        yield digest(key, read.rendered(query.args[key], scope))


def tail(read: Expressions, query: exp.Expr, scope: MeaningScope) -> list[str]:
    """What cuts the rows: DISTINCT, LIMIT, and the order where that decides which are kept."""
    found = []
    distinct = query.args.get("distinct")
    keeps_first = isinstance(distinct, exp.Distinct) and distinct.args.get("on") is not None
    if isinstance(distinct, exp.Distinct):
        found.append(digest("distinct", read.rendered(distinct.args.get("on"), scope)))
    limits = [query.args[key] for key in ("limit", "offset") if query.args.get(key) is not None]
    found.extend(read.rendered(one, scope) for one in limits)
    order = query.args.get("order")
    if order is not None and (limits or keeps_first):
        keys = [read.key(one.this, query, scope) + str(one.args.get("desc")) for one in order.expressions]
        found.append(digest("order", *keys))
    return found


def _set(expression: exp.Expr) -> list[str]:
    return [key for key, value in expression.args.items() if value]

"""Which rows a SELECT gives: what filters, groups and cuts them."""

from __future__ import annotations

from sqlglot import exp

from dbt_onus.core.columns.resolving.expressions import Walk
from dbt_onus.core.columns.resolving.flows import (
    AGGREGATE,
    FILTER,
    GROUP_KEY,
    ORDER,
    Flow,
    Origins,
    Ref,
    pour,
    through,
)
from dbt_onus.core.columns.resolving.scopes import Scope


def deciding_rows(scope: Scope, query: exp.Expr, outputs: list[Origins], plain: list[Origins]) -> Origins:
    """What decides which rows the query gives."""
    args = query.args
    for clause in ("where", "prewhere", "qualify", "connect"):
        if args.get(clause) is not None:
            Walk(scope, scope.rows, aliases=True).over(args[clause], FILTER)
    group = args.get("group")
    rows: dict[Ref, Flow] = scope.rows
    if group is not None or scope.aggregates:
        rows = dict(through(rows, AGGREGATE))
    if group is not None:
        _group_keys(scope, group, outputs, plain, rows)
    if args.get("having") is not None:
        Walk(scope, rows, aliases=True).over(args["having"], FILTER)
    _order_keys(scope, query, outputs, rows)
    return rows


def _group_keys(
    scope: Scope, group: exp.Expr, outputs: list[Origins], plain: list[Origins], rows: dict[Ref, Flow]
) -> None:
    for expression in group.expressions:
        _keys(scope, expression, outputs, rows, GROUP_KEY)
    for several in ("grouping_sets", "cube", "rollup"):
        for expression in group.args.get(several) or ():
            if isinstance(expression, exp.Expr):
                Walk(scope, rows, aliases=True).over(expression, GROUP_KEY)
    if group.args.get("all"):
        for origins in plain:
            pour(rows, origins, GROUP_KEY)


def _order_keys(scope: Scope, query: exp.Expr, outputs: list[Origins], rows: dict[Ref, Flow]) -> None:
    """An order decides about rows only where something keeps the first of them."""
    args = query.args
    distinct = args.get("distinct")
    keeps_first = distinct.args.get("on") if distinct is not None else None
    if keeps_first is not None:
        Walk(scope, rows, aliases=True).over(keeps_first, GROUP_KEY)
    order = args.get("order")
    if order is not None and (keeps_first is not None or args.get("limit") or args.get("offset")):
        for ordered in order.expressions:
            _keys(scope, ordered.this, outputs, rows, ORDER)


def _keys(scope: Scope, key: exp.Expr, outputs: list[Origins], rows: dict[Ref, Flow], flow: Flow) -> None:
    """A key of GROUP BY or ORDER BY: an expression, an alias, or the place of an output column."""
    if isinstance(key, exp.Literal) and not key.is_string:
        place = int(key.name) - 1 if key.name.isdigit() else -1
        if 0 <= place < len(outputs):
            pour(rows, outputs[place], flow)
        return
    Walk(scope, rows, aliases=True).over(key, flow)

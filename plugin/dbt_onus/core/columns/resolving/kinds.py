"""What each kind of expression does to the columns in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from sqlglot import exp

from dbt_onus.core.columns.edges import ROWS
from dbt_onus.core.columns.resolving.flows import (
    ADDS,
    AGGREGATE,
    CAST,
    CONDITION,
    CONDITIONAL,
    COPY,
    DROPS,
    EXPRESSION,
    GROUP_KEY,
    ORDER,
    WINDOW,
    Flow,
    compose,
    pour,
)
from dbt_onus.core.columns.resolving.subqueries import exists, membership, subquery

if TYPE_CHECKING:
    from dbt_onus.core.columns.resolving.expressions import Walk

Rule: TypeAlias = Callable[["Walk", exp.Expr, Flow], None]


def is_null(node: object) -> bool:
    """Whether the expression is the literal null, also `cast(null as int)`."""
    while isinstance(node, (exp.Cast, exp.Paren, exp.Alias)):
        node = node.this
    return isinstance(node, exp.Null)


_WINDOW_ONLY = (exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue, exp.NthValue)
_COUNTS = (exp.Count, exp.CountIf, exp.ApproxDistinct)
_NULL_PREFIXES = (
    "try_",
    "safe_",
    "json_",
    "get_json",
    "parse_json",
    "regexp_extract",
    "regexp_substr",
    "lag",
    "lead",
)


def _nothing(walk: Walk, node: exp.Expr, flow: Flow) -> None:
    """No column in it."""


def _case(walk: Walk, node: exp.Expr, flow: Flow) -> None:
    branches = node.args.get("ifs") or [node]
    default = node.args.get("default") or node.args.get("false")
    values = [branch.args.get("true") for branch in branches] + [default]
    adds = ADDS if default is None or any(is_null(value) for value in values) else 0
    condition = compose(flow, CONDITION)
    if node.args.get("ifs"):
        walk.each(condition, node.args.get("this"))
    walk.each(condition, [branch.this for branch in branches])
    walk.each(compose(flow, CONDITIONAL | adds), values)


def _coalesce(walk: Walk, node: exp.Expr, flow: Flow) -> None:
    parts = [node.this, *node.expressions]
    sure = any(isinstance(part, (exp.Literal, exp.Boolean)) for part in parts)
    walk.each(compose(flow, CONDITIONAL | (DROPS if sure else 0)), parts)


def _nullif(walk: Walk, node: exp.Expr, flow: Flow) -> None:
    walk.each(compose(flow, CONDITIONAL | ADDS), node.this)
    walk.each(compose(flow, CONDITION), node.args.get("expression"))


def _nvl2(walk: Walk, node: exp.Expr, flow: Flow) -> None:
    walk.each(compose(flow, CONDITION), node.this)
    walk.each(compose(flow, CONDITIONAL), node.args.get("true"), node.args.get("false"))


def _cast(walk: Walk, node: exp.Expr, flow: Flow) -> None:
    safe = isinstance(node, exp.TryCast) or bool(node.args.get("safe"))
    walk.each(compose(flow, CAST | (ADDS if safe else 0)), node.this)


def _count(walk: Walk, node: exp.Expr, flow: Flow) -> None:
    walk.scope.aggregates = True
    if isinstance(node.this, exp.Star) or node.this is None:
        count_rows(walk, flow)
    else:
        walk.children(node, compose(flow, AGGREGATE | DROPS))


def count_rows(walk: Walk, flow: Flow) -> None:
    """`count(*)`: made from the rows of whatever is read."""
    counted = {ref: COPY for ref in walk.scope.rows if ref[1] == ROWS}
    pour(walk.sink, counted, compose(flow, AGGREGATE | DROPS))


def _aggregate(walk: Walk, node: exp.Expr, flow: Flow) -> None:
    walk.scope.aggregates = True
    adds = ADDS if isinstance(node, _WINDOW_ONLY) else 0
    walk.children(node, compose(flow, AGGREGATE | adds))


def _ordered(walk: Walk, node: exp.Expr, flow: Flow) -> None:
    """`array_agg(x order by y)`, `any_value(x having max y)`: what orders decides, but is not the value."""
    walk.each(flow, node.this)
    walk.each(compose(flow, ORDER), node.args.get("expressions"), node.args.get("expression"))


def _filtered(walk: Walk, node: exp.Expr, flow: Flow) -> None:
    walk.each(flow if isinstance(node.this, _COUNTS) else compose(flow, ADDS), node.this)
    walk.each(compose(flow, CONDITION), node.args["expression"].this)


def _within_group(walk: Walk, node: exp.Expr, flow: Flow) -> None:
    walk.scope.aggregates = True
    valued = isinstance(node.this, (exp.PercentileCont, exp.PercentileDisc, exp.Mode))
    walk.each(compose(flow, AGGREGATE), node.this)
    walk.each(compose(flow, AGGREGATE if valued else ORDER), node.args["expression"].expressions)


def _window(walk: Walk, node: exp.Expr, flow: Flow) -> None:
    named = walk.scope.windows.get(str(node.args.get("alias") or "").lower())
    for window in (node, named):
        if window is not None:
            walk.each(compose(flow, GROUP_KEY), window.args.get("partition_by"))
            order = window.args.get("order")
            walk.each(compose(flow, ORDER), order.expressions if order is not None else None)
    function = node.this
    while isinstance(function, (exp.IgnoreNulls, exp.RespectNulls, exp.Filter, exp.WithinGroup)):
        extra = function.args.get("expression")
        walk.each(compose(flow, CONDITION), extra.this if isinstance(extra, exp.Where) else extra)
        function = function.this
    walk.scope.numbers = walk.scope.numbers or isinstance(function, exp.RowNumber)
    drops = DROPS if isinstance(function, _COUNTS) else 0
    adds = ADDS if isinstance(function, _WINDOW_ONLY) and function.args.get("default") is None else 0
    if drops and isinstance(function.this, exp.Star):
        count_rows(walk, compose(flow, WINDOW))
    else:
        walk.children(function, compose(flow, WINDOW | drops | adds))


def _lambda(walk: Walk, node: exp.Expr, flow: Flow) -> None:
    walk.each(compose(flow, EXPRESSION), node.this)  # its parameters are no columns; the parser knows that


def _comprehension(walk: Walk, node: exp.Expr, flow: Flow) -> None:
    """`[f(x) for x in items]`: `x` is no column."""
    walk.each(compose(flow, EXPRESSION), node.args.get("iterator"))
    for part in (node.this, node.args.get("condition")):
        for column in part.find_all(exp.Column) if part is not None else ():
            if column.args.get("table") is not None or column.name != node.expression.name:
                walk.each(compose(flow, EXPRESSION), column)


def _by_place(walk: Walk, node: exp.Expr, flow: Flow) -> None:
    pour(walk.sink, walk.scope.by_place(node, None), flow)


def _bracket(walk: Walk, node: exp.Expr, flow: Flow) -> None:
    walk.children(node, compose(flow, EXPRESSION | ADDS))


def rule_of(node: exp.Expr) -> Rule | int:
    """The rule for a kind of expression that is not in the table yet; asked once per kind."""
    if isinstance(node, _COUNTS):
        return _count
    if isinstance(node, exp.AggFunc):
        return _aggregate
    if isinstance(node, exp.Query):
        return subquery
    if isinstance(node, exp.Anonymous):
        return _function
    name = node.sql_name().lower() if isinstance(node, exp.Func) else ""
    return EXPRESSION | (ADDS if name.startswith(_NULL_PREFIXES) else 0)


def _function(walk: Walk, node: exp.Expr, flow: Flow) -> None:
    """A function that the parser does not know: only its name can tell whether it invents nulls."""
    adds = ADDS if node.name.lower().startswith(_NULL_PREFIXES) else 0
    walk.each(compose(flow, EXPRESSION | adds), node.expressions)


#: Parts of an expression that hold no column; most parts are of these kinds.
BARE = frozenset({exp.Literal, exp.Identifier, exp.DataType, exp.Var, exp.Null, exp.Boolean})

RULES: dict[type, Rule | int] = {
    exp.Alias: COPY,
    exp.Paren: COPY,
    exp.Ordered: COPY,
    exp.Distinct: COPY,
    **dict.fromkeys((*BARE, exp.Star), _nothing),
    exp.Case: _case,
    exp.If: _case,
    exp.Coalesce: _coalesce,
    exp.Nullif: _nullif,
    exp.Nvl2: _nvl2,
    exp.Cast: _cast,
    exp.TryCast: _cast,
    exp.Is: EXPRESSION | DROPS,
    exp.Filter: _filtered,
    exp.Order: _ordered,
    exp.HavingMax: _ordered,
    exp.Comprehension: _comprehension,
    exp.Parameter: _by_place,
    exp.WithinGroup: _within_group,
    exp.Window: _window,
    exp.Lambda: _lambda,
    exp.Exists: exists,
    exp.In: membership,
    exp.Bracket: _bracket,
    exp.Dot: _bracket,
    exp.JSONExtract: _bracket,
    exp.JSONExtractScalar: _bracket,
    exp.Subquery: subquery,
    exp.Select: subquery,
}

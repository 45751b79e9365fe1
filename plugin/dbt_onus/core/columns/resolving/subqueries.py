"""Queries inside expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from dbt_onus.core.columns.edges import ROWS
from dbt_onus.core.columns.resolving.flows import (
    ADDS,
    CONDITION,
    COPY,
    EXPRESSION,
    FILTER,
    INDIRECT,
    Flow,
    compose,
    pour,
)

if TYPE_CHECKING:
    from dbt_onus.core.columns.resolving.expressions import Walk


def subquery(walk: Walk, node: exp.Expr, flow: Flow) -> None:
    """A scalar subquery: null where it finds no row; what filters it decides the value."""
    scope = walk.scope
    relation = scope.context.query(node, scope.ctes, scope)
    for _, column in relation.columns:
        pour(walk.sink, column.origins, compose(flow, ADDS))
    if not relation.columns:
        relation_rest = {(rest.table, ROWS): COPY for rest in relation.rest}
        pour(walk.sink, relation_rest, compose(flow, EXPRESSION))
    pour(walk.sink, {ref: kind for ref, kind in relation.rows.items() if ref[1] != ROWS}, compose(flow, FILTER))


def exists(walk: Walk, node: exp.Expr, flow: Flow) -> None:
    """`exists (select …)`: decided by which rows the query has, whatever it selects."""
    scope = walk.scope
    relation = scope.context.query(node.this, scope.ctes, scope)
    pour(walk.sink, relation.rows, flow if flow & 15 >= INDIRECT else compose(flow, CONDITION))


def membership(walk: Walk, node: exp.Expr, flow: Flow) -> None:
    """`x in (…)`: of a list, or of a query, whose column and rows then decide."""
    walk.each(
        compose(flow, EXPRESSION),
        node.this,
        node.expressions,
        node.args.get("field"),
        node.args.get("unnest"),
    )
    query = node.args.get("query")
    if query is not None:
        scope = walk.scope
        relation = scope.context.query(query, scope.ctes, scope)
        inside = flow if flow & 15 >= INDIRECT else compose(flow, CONDITION)
        for _, column in relation.columns:
            pour(walk.sink, column.origins, inside)
        pour(walk.sink, relation.rows, inside)

"""PIVOT and UNPIVOT."""

from __future__ import annotations

from sqlglot import exp

from dbt_onus.core.columns.resolving.context import Context
from dbt_onus.core.columns.resolving.expressions import Walk
from dbt_onus.core.columns.resolving.flows import (
    ADDS,
    AGGREGATE,
    CONDITION,
    COPY,
    EXPRESSION,
    GROUP_KEY,
    NOTHING,
    UNSURE,
    Flow,
    Ref,
    pour,
    through,
)
from dbt_onus.core.columns.resolving.relations import Column, Relation, Rest
from dbt_onus.core.columns.resolving.scopes import Scope


def pivoted(scope: Scope, relation: Relation, pivot: exp.Expr) -> Relation:
    """The relation after one PIVOT or UNPIVOT clause."""
    inner = Scope(scope.context, scope.ctes, scope.outer)
    inner.add("pivoted", relation)
    inner.rows = dict(relation.rows)
    fields = [field for field in pivot.args.get("fields") or () if isinstance(field, exp.In)]
    if not fields:
        return loosely_pivoted(scope.context, relation)
    return (_long if pivot.args.get("unpivot") else _wide)(inner, relation, pivot, fields)


def loosely_pivoted(context: Context, relation: Relation) -> Relation:
    """After a pivot whose columns only the data knows: any column may be made from any."""
    context.doubt("a pivot over values that only the data knows")
    sink: dict[Ref, Flow] = {}
    for _, column in relation.columns:
        pour(sink, column.origins, EXPRESSION | UNSURE)
    rest = tuple(Rest(part.table, part.hidden, part.flow | UNSURE, part.keys) for part in relation.rest)
    return Relation(rest=rest, rows=through(relation.rows, AGGREGATE), anything=sink)


def _wide(scope: Scope, relation: Relation, pivot: exp.Expr, fields: list[exp.In]) -> Relation:
    """Rows become columns: each is an aggregate, chosen by the FOR column; what is left groups the rows."""
    sink: dict[Ref, Flow] = {}
    used = _used(scope, [*pivot.expressions, *(field.this for field in fields)])
    for expression in pivot.expressions:
        Walk(scope, sink).over(expression, ADDS)
    for field in fields:
        Walk(scope, sink).over(field.this, CONDITION)
    kept = [(key, column) for key, column in relation.columns if key not in used]
    fold = scope.context.fold
    made = [(fold(name), Column(name.name, sink)) for name in pivot.args.get("columns") or () if name.name]
    if not made:
        scope.context.doubt("a pivot over values that only the data knows")
    rows = dict(through(relation.rows, AGGREGATE))
    for _, column in kept:
        pour(rows, column.origins, GROUP_KEY)
    rest = _without(relation, used | {key for key, _ in made})
    return Relation([*kept, *made], rest=rest if made else (), rows=rows, anything=None if made else sink)


def _long(scope: Scope, relation: Relation, pivot: exp.Expr, fields: list[exp.In]) -> Relation:
    """Columns become rows: the value column holds any of them, the name column is a constant per row."""
    columns: list[tuple[str, Column]] = []
    used: set[str] = set()
    fold = scope.context.fold
    sink: dict[Ref, Flow] = {}
    for field in fields:
        sources = [item.this if isinstance(item, exp.PivotAlias) else item for item in field.expressions]
        used |= _used(scope, sources)
        for item in sources:
            Walk(scope, sink).over(item, EXPRESSION)
        name = _identifier(field.this)
        columns.append((fold(name), Column(name.name, NOTHING)))
    for value in pivot.expressions:
        names_of_it = value.expressions if isinstance(value, exp.Tuple) else [value]
        columns += [(fold(name), Column(name.name, sink)) for name in map(_identifier, names_of_it)]
    kept = [(key, column) for key, column in relation.columns if key not in used]
    names = used | {key for key, _ in columns}
    return Relation([*kept, *columns], rest=_without(relation, names), rows=dict(through(relation.rows, COPY)))


def _identifier(node: exp.Expr) -> exp.Expr:
    inside = node.args.get("this")
    return inside if isinstance(node, exp.Column) and isinstance(inside, exp.Expr) else node


def _used(scope: Scope, expressions: list[exp.Expr]) -> set[str]:
    return {scope.context.fold(c.args["this"]) for e in expressions for c in e.find_all(exp.Column)}


def _without(relation: Relation, names: set[str]) -> tuple[Rest, ...]:
    return tuple(Rest(rest.table, rest.hidden | names, rest.flow, rest.keys) for rest in relation.rest)

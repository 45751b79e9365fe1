"""A query's columns and rows: SELECT, set operations, CTEs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlglot import exp

from dbt_onus.core.columns.resolving.context import Context, NotUnderstood
from dbt_onus.core.columns.resolving.expressions import Walk
from dbt_onus.core.columns.resolving.flows import (
    ADDS,
    COPY,
    FILTER,
    UNSURE,
    Flow,
    Origins,
    Ref,
    pour,
    through,
)
from dbt_onus.core.columns.resolving.kinds import is_null
from dbt_onus.core.columns.resolving.pivots import loosely_pivoted
from dbt_onus.core.columns.resolving.relations import Column, Relation, Rest
from dbt_onus.core.columns.resolving.rows import deciding_rows
from dbt_onus.core.columns.resolving.scopes import Scope
from dbt_onus.core.columns.resolving.sources import add_sources, values_relation
from dbt_onus.core.columns.resolving.stars import star_columns
from dbt_onus.core.columns.resolving.uniqueness import numbered_columns, unique_sets
from dbt_onus.core.columns.statements.statement import EPHEMERAL

Ctes = Mapping[str, Relation]


def resolve_query(context: Context, query: exp.Expr, ctes: Ctes, outer: Scope | None) -> Relation:
    """The relation that a query makes; `outer` is the query around it, whose columns it may use."""
    while isinstance(query, (exp.Subquery, exp.Paren)):
        ctes = _with_ctes(context, query, ctes, outer)
        if query.args.get("pivots") or query.args.get("joins") or query.args.get("laterals"):
            return _select(context, exp.select("*").from_(query), ctes, outer)
        query = query.this
    if isinstance(query, exp.Select):
        return _select(context, query, _with_ctes(context, query, ctes, outer), outer)
    if isinstance(query, exp.SetOperation):
        return _set_operation(context, query, _with_ctes(context, query, ctes, outer), outer)
    if isinstance(query, exp.Values):
        return values_relation(Scope(context, ctes, outer), query)
    if isinstance(query, exp.Table):
        return _select(context, exp.select("*").from_(query), ctes, outer)
    if isinstance(query, exp.Pivot):
        whole = resolve_query(context, exp.select("*").from_(query.this), ctes, outer)
        return loosely_pivoted(context, whole)
    raise NotUnderstood(query.key)


def _with_ctes(context: Context, query: exp.Expr, ctes: Ctes, outer: Scope | None) -> Ctes:
    clause = query.args.get("with_")
    if clause is None:
        return ctes
    known = dict(ctes)
    for cte in clause.expressions:
        alias = cte.args["alias"]
        key = context.fold(alias.this)
        if key.startswith(EPHEMERAL) and key in context.relations:
            known[key] = context.table("", "", key)
            continue
        names = [(context.fold(name), name.name) for name in alias.args.get("columns") or ()]
        if clause.args.get("recursive") and isinstance(cte.this, exp.SetOperation):
            known[key] = _recursive(context, cte.this, known, outer, key, names)
        else:
            known[key] = resolve_query(context, cte.this, known, outer).named(names)
    return known


def _recursive(
    context: Context,
    query: exp.SetOperation,
    ctes: Ctes,
    outer: Scope | None,
    key: str,
    names: list[tuple[str, str]],
) -> Relation:
    """The anchor first; then the recursive part twice, which is enough for columns that change places."""
    ctes = _with_ctes(context, query, ctes, outer)
    anchor = relation = resolve_query(context, query.this, ctes, outer).named(names)
    for _ in range(2):
        step = resolve_query(context, query.expression, {**ctes, key: relation}, outer).named(names)
        relation = _union([anchor, step])
    return relation


def _set_operation(context: Context, query: exp.SetOperation, ctes: Ctes, outer: Scope | None) -> Relation:
    if isinstance(query, exp.Union):
        parts: list[exp.Expr] = [query.expression]
        left = query.this
        while isinstance(left, exp.Union) and not left.args.get("with_"):
            parts.append(left.expression)
            left = left.this
        parts.append(left)
        branches = [resolve_query(context, part, ctes, outer) for part in reversed(parts)]
        result = _union(branches, by_name=bool(query.args.get("by_name")))
        if query.args.get("distinct") and not result.rest:
            result.unique = (frozenset(result.index),)
        return result
    kept = resolve_query(context, query.this, ctes, outer)
    filtering = resolve_query(context, query.expression, ctes, outer)
    rows = dict(kept.rows)
    pour(rows, filtering.rows, FILTER)
    for _, column in filtering.columns:
        pour(rows, column.origins, FILTER)
    return Relation(kept.columns, rest=kept.rest, rows=rows, anything=kept.anything)


def _union(branches: list[Relation], *, by_name: bool = False) -> Relation:
    """The branches on top of each other: by position, by name where asked or where positions are not known."""
    rows: dict[Ref, Flow] = {}
    for branch in branches:
        pour(rows, branch.rows, COPY)
    first = branches[0]
    rest = tuple(
        Rest(part.table, part.hidden, part.flow | UNSURE, part.keys) for branch in branches for part in branch.rest
    )
    columns: list[tuple[str, Column]] = []
    if by_name or rest:
        positional = not by_name and not first.rest  # then the first branch names the columns, and all of them
        named = [first] if positional else branches
        keys = {key: column.name for branch in named for key, column in branch.columns}
        for key, name in keys.items():
            columns.append((key, _stacked(name, [_by_name(branch, key, name) for branch in branches])))
        return Relation(columns, rest=() if positional else rest, rows=rows)
    for place, (key, column) in enumerate(first.columns):
        stack = [branch.columns[place][1] if place < len(branch.columns) else None for branch in branches]
        columns.append((key, _stacked(column.name, stack)))
    return Relation(columns, rows=rows, anything=first.anything)


def _by_name(branch: Relation, key: str, name: str) -> Column | None:
    column = branch.listed(key) or branch.loosely(key)
    if column is None and branch.rest:
        origins = branch.unlisted(key, name)
        return Column(name, through(origins, UNSURE)) if origins is not None else None
    return column


def _stacked(name: str, stack: Iterable[Column | None]) -> Column:
    stack = list(stack)
    sink: dict[Ref, Flow] = {}
    adds = ADDS if any(column is None or column.null for column in stack) else COPY
    for column in stack:
        if column is not None:
            pour(sink, column.origins, adds)
    return Column(name, sink, null=all(column is not None and column.null for column in stack))


def _select(context: Context, query: exp.Expr, ctes: Ctes, outer: Scope | None) -> Relation:
    scope = Scope(context, ctes, outer)
    add_sources(scope, query)
    args = query.args
    projections = args["expressions"]
    if len(projections) == 1 and _is_plain_star(query, scope):
        return next(iter(scope.sources.values())).relation
    for window in args.get("windows") or ():
        scope.windows[window.name.lower()] = window
    columns: list[tuple[str, Column]] = []
    rest: list[Rest] = []
    plain: list[Origins] = []  # what GROUP BY ALL groups by
    for place, projection in enumerate(projections):
        kind = projection.__class__
        if kind is not exp.Alias and _may_be_star(projection) and star_columns(scope, projection, columns, rest):
            continue
        scope.aggregates, before = False, scope.aggregates
        made = _several(scope, projection) if kind is exp.Aliases else [_projected(scope, projection, place)]
        columns += made
        for key, column in made:
            scope.aliases[key] = column.origins
            if not scope.aggregates:
                plain.append(column.origins)
        scope.aggregates = scope.aggregates or before
    rows = deciding_rows(scope, query, [column.origins for _, column in columns], plain)
    relation = Relation(columns, rest=tuple(rest), rows=rows)
    relation.unique = unique_sets(scope, query, relation)
    if scope.numbers:
        relation.numbered = numbered_columns(scope, query)
    return relation


def _is_plain_star(query: exp.Expr, scope: Scope) -> bool:
    """Whether the query only says `select * from x`, as most dbt models do at their end."""
    args = query.args
    [projection] = args["expressions"]
    if projection.__class__ is not exp.Star or len(scope.sources) != 1:
        return False
    for key, value in args.items():
        if value and key not in _HEAD:
            return False
    return not any(projection.args.values())


def _may_be_star(projection: exp.Expr) -> bool:
    if isinstance(projection, exp.Column):
        return isinstance(projection.args["this"], exp.Star)
    return isinstance(projection, (exp.Star, exp.Columns))


_HEAD = frozenset({"with_", "expressions", "from_", "kind", "hint"})


def _projected(scope: Scope, projection: exp.Expr, place: int) -> tuple[str, Column]:
    kind = projection.__class__
    fold = scope.context.fold
    if kind is exp.Column:
        identifier = projection.args["this"]
        return fold(identifier), Column(identifier.name, scope.origins(projection))
    sink: dict[Ref, Flow] = {}
    if kind is exp.Alias:
        identifier, value = projection.args["alias"], projection.args["this"]
        if value.__class__ is exp.Column and value.args["this"].__class__ is not exp.Star:
            return fold(identifier), Column(identifier.name, scope.origins(value))
        Walk(scope, sink).over(value)
        return fold(identifier), Column(identifier.name, sink, is_null(value))
    Walk(scope, sink).over(projection)
    name = projection.output_name or f"_col_{place}"
    return name.lower(), Column(name, sink, is_null(projection))


def _several(scope: Scope, projection: exp.Expr) -> list[tuple[str, Column]]:
    """`expression as (a, b)`."""
    sink: dict[Ref, Flow] = {}
    Walk(scope, sink).over(projection)
    return [(scope.context.fold(name), Column(name.name, sink)) for name in projection.expressions]

"""FROM: tables, subqueries, table functions, and how joins bring them together."""

from __future__ import annotations

from sqlglot import exp

from dbt_onus.core.columns.resolving.context import NotUnderstood
from dbt_onus.core.columns.resolving.expressions import Walk
from dbt_onus.core.columns.resolving.flows import (
    ADDS,
    COPY,
    EXPRESSION,
    NOTHING,
    Flow,
    Ref,
    pour,
)
from dbt_onus.core.columns.resolving.joins import add_join
from dbt_onus.core.columns.resolving.pivots import pivoted
from dbt_onus.core.columns.resolving.relations import Column, Relation, Source
from dbt_onus.core.columns.resolving.scopes import Scope


def add_sources(scope: Scope, query: exp.Expr) -> None:
    """Put everything the query reads FROM in its scope, join by join."""
    if query.args.get("match") is not None:
        raise NotUnderstood("match_recognize")
    clause = query.args.get("from_")
    if clause is not None:
        _add(scope, clause.this)
    for lateral in query.args.get("laterals") or ():
        _add(scope, lateral)
    for join in query.args.get("joins") or ():
        add_join(scope, join, _add)


def _add(scope: Scope, item: exp.Expr) -> Source:
    """Put one item of FROM in scope, with the joins and laterals that are written inside of it."""
    relation = _relation(scope, item)
    for pivot in item.args.get("pivots") or ():
        relation = pivoted(scope, relation, pivot)
    key, names = _alias(scope, item, relation)
    source = scope.add(key, relation.named(names))
    pour(scope.rows, relation.rows, COPY)
    for lateral in item.args.get("laterals") or ():
        _add(scope, lateral)
    for join in item.args.get("joins") or ():
        add_join(scope, join, _add)
    return source


def _alias(scope: Scope, item: exp.Expr, relation: Relation) -> tuple[str, list[tuple[str, str]]]:
    """What the item is called in the query: its own alias or that of its pivot, and the column names in it."""
    fold = scope.context.fold
    alias = item.args.get("alias")
    for pivot in item.args.get("pivots") or ():
        alias = pivot.args.get("alias") or alias
    if alias is None:
        return (fold(item.this) if isinstance(item.this, exp.Identifier) else ""), []
    names = [(fold(name), name.name) for name in alias.args.get("columns") or ()]
    name = alias.this if alias.this is not None else item.this
    key = fold(name) if isinstance(name, exp.Identifier) else ""
    if not key and len(names) == 1 and relation.anything is not None:
        key = names[0][0]  # unnest(items) as item: the alias is relation and column in one
    return key, names


def _relation(scope: Scope, item: exp.Expr) -> Relation:
    if isinstance(item, exp.Table):
        return _table(scope, item)
    if isinstance(item, exp.Values):
        return values_relation(scope, item)
    if isinstance(item, exp.Lateral):
        inside = item.this
        if isinstance(inside, (exp.Subquery, exp.Select)):
            return scope.context.query(inside, scope.ctes, scope)
        return _function(scope, inside)
    if isinstance(item, exp.Subquery) and isinstance(item.this, exp.Table):
        return _parenthesised(scope, item)
    if isinstance(item, exp.Query):
        stripped = item.this if isinstance(item, exp.Subquery) and not item.args.get("with_") else item
        return scope.context.query(stripped, scope.ctes, scope.outer)
    return _function(scope, item)


def _table(scope: Scope, table: exp.Table) -> Relation:
    identifier = table.this
    if not isinstance(identifier, exp.Identifier):
        return _function(scope, identifier)
    cte = None if table.args.get("db") else scope.ctes.get(scope.context.fold(identifier))
    return cte if cte is not None else scope.context.table(table.catalog, table.db, identifier.name)


def _parenthesised(scope: Scope, item: exp.Subquery) -> Relation:
    """`from (a join b on …)`: what is inside can be named outside, unless the whole has an alias."""
    if item.args.get("alias") is not None:
        return scope.context.query(exp.select("*").from_(item.this), scope.ctes, scope.outer)
    inner = Scope(scope.context, scope.ctes, scope.outer)
    _add(inner, item.this)
    scope.sources.update(inner.sources)
    scope.merged.update(inner.merged)
    return Relation(rows=inner.rows)


def _function(scope: Scope, call: exp.Expr) -> Relation:
    """A table function: its columns come from its arguments, or else, if it makes no numbers, from outside."""
    sink: dict[Ref, Flow] = {}
    walk = Walk(scope, sink)
    for argument in call.args.values():
        for part in argument if isinstance(argument, list) else (argument,):
            if isinstance(part, exp.Expr) and not isinstance(part, exp.TableAlias):
                walk.over(part, EXPRESSION | ADDS)
    if isinstance(call, (exp.ReadCSV, exp.ReadParquet, exp.Anonymous)) and not sink:
        return scope.context.table("", "", call.sql())
    relation = Relation(anything=sink)
    offset = call.args.get("offset")
    if isinstance(call, exp.Unnest) and isinstance(offset, exp.Expr):
        relation.index[scope.context.fold(offset)] = Column(offset.name, NOTHING)
    return relation


def values_relation(scope: Scope, values: exp.Expr) -> Relation:
    """VALUES: as many columns as its first row has, each made from what its expressions are made from."""
    width = max((len(row.expressions) if isinstance(row, exp.Tuple) else 1) for row in values.expressions)
    sinks: list[dict[Ref, Flow]] = [{} for _ in range(width)]
    for row in values.expressions:
        for place, cell in enumerate(row.expressions if isinstance(row, exp.Tuple) else [row]):
            if not isinstance(cell, exp.Literal):
                Walk(scope, sinks[place]).over(cell)
    return Relation((f"col{place}", Column(f"col{place}", sink)) for place, sink in enumerate(sinks))

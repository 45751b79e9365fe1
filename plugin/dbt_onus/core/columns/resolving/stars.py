"""`*`, `t.*`, and what dialects let one add: EXCEPT, EXCLUDE, REPLACE, RENAME, ILIKE."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from dbt_onus.core.columns.resolving.expressions import Walk
from dbt_onus.core.columns.resolving.flows import Flow, Ref
from dbt_onus.core.columns.resolving.relations import Column, Rest, Source
from dbt_onus.core.columns.resolving.scopes import Scope

_IN_PLACE = {"duckdb"}  # elsewhere the columns of USING come first, as the standard has it


def star_columns(scope: Scope, projection: exp.Expr, columns: list[tuple[str, Column]], rest: list[Rest]) -> bool:
    """Add what a star stands for; false where `projection` is no star."""
    star, sources = _star_of(scope, projection)
    if star is None:
        return False
    if not scope.merged and not any(star.args.values()):
        for source in sources:
            columns += _columns_of(source)
            rest += source.unlisted()
            _doubt_functions(scope, source)
        return True
    fold = scope.context.fold
    hidden = frozenset(
        fold(item.this if isinstance(item, exp.Column) else item) for item in _items(star, "except_")
    )
    replaced = {fold(item.args["alias"]): item for item in _items(star, "replace")}
    renamed = {fold(item.this.this): item.args["alias"] for item in _items(star, "rename")}
    gone = hidden | replaced.keys() | renamed.keys()
    for key, column in _expanded(scope, sources, qualified=isinstance(projection, exp.Column)):
        if key in hidden or column.name.lower() in hidden or not _wanted(star, column.name):
            continue
        if key in replaced:
            sink: dict[Ref, Flow] = {}
            Walk(scope, sink).over(replaced.pop(key).this)
            columns.append((key, Column(column.name, sink)))
        elif key in renamed:
            alias = renamed.pop(key)
            columns.append((fold(alias), Column(alias.name, column.origins, column.null)))
        else:
            columns.append((key, column))
    _from_unlisted(scope, columns, sources, replaced, renamed)
    for source in sources:
        rest += [Rest(part.table, part.hidden | gone, part.flow, part.keys) for part in source.unlisted()]
        _doubt_functions(scope, source)
    return True


def _columns_of(source: Source) -> list[tuple[str, Column]]:
    """The columns of a source as the query sees them."""
    columns = source.relation.columns
    if not source.flow and not source.keys:
        return columns
    return [(key, Column(column.name, source.seen(column.origins), column.null)) for key, column in columns]


def _doubt_functions(scope: Scope, source: Source) -> None:
    if source.relation.anything is not None and not source.relation.columns:
        scope.context.doubt("a star over a table function")


def _star_of(scope: Scope, projection: exp.Expr) -> tuple[exp.Expr | None, list[Source]]:
    everything = list(scope.sources.values())
    if isinstance(projection, exp.Star):
        return projection, everything
    if isinstance(projection, exp.Columns):  # COLUMNS('regex') and kin: any column, by a rule we do not run
        scope.context.doubt("columns are chosen by a pattern")
        return projection, everything
    if not isinstance(projection, exp.Column) or not isinstance(projection.this, exp.Star):
        return None, []
    source = scope.sources.get(scope.context.fold(projection.args.get("table")))
    if source is None:
        scope.context.doubt("a star over a struct")
    return projection.this, [source] if source is not None else []


def _items(star: exp.Expr, clause: str) -> list[exp.Expr]:
    value = star.args.get(clause)
    return value if isinstance(value, list) else [value] if value is not None else []


def _wanted(star: exp.Expr, name: str) -> bool:
    pattern = star.args.get("ilike")
    if pattern is None:
        return True
    rule = re.escape(pattern.name).replace("%", ".*").replace("_", ".")
    return re.fullmatch(rule, name, re.IGNORECASE) is not None


def _expanded(scope: Scope, sources: list[Source], *, qualified: bool) -> Iterator[tuple[str, Column]]:
    merged = {} if qualified else scope.merged
    done: set[str] = set()
    if merged and scope.context.dialect not in _IN_PLACE:
        yield from merged.items()
        done.update(merged)
    for source in sources:
        for key, column in _columns_of(source):
            if key not in merged:
                yield key, column
            elif key not in done:
                done.add(key)
                yield key, merged[key]
    for key in merged.keys() - done:
        yield key, merged[key]


def _from_unlisted(
    scope: Scope,
    columns: list[tuple[str, Column]],
    sources: list[Source],
    replaced: dict[str, exp.Expr],
    renamed: dict[str, exp.Expr],
) -> None:
    """REPLACE and RENAME name columns that a relation with unknown columns must therefore have."""
    if not any(source.relation.rest for source in sources):
        return
    for key, item in replaced.items():
        sink: dict[Ref, Flow] = {}
        Walk(scope, sink).over(item.this)
        columns.append((key, Column(item.alias, sink)))
    for key, alias in renamed.items():
        origins = scope.origins(exp.column(key.strip('"')))
        columns.append((scope.context.fold(alias), Column(alias.name, origins)))

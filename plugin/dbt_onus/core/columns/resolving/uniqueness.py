"""Which output columns a SELECT itself makes unique, whatever the data."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from sqlglot import exp

from dbt_onus.core.columns.resolving.relations import Relation
from dbt_onus.core.columns.resolving.scopes import Scope

#: What keeps the rows apart, gives several, or is a query of its own.
_OF_ROWS = (exp.Window, exp.Query, exp.UDTF, exp.Explode, exp.Anonymous)


def unique_sets(scope: Scope, query: exp.Expr, relation: Relation) -> tuple[frozenset[str], ...]:
    """Sets of output columns, by folded name; a SELECT from one source hands down those that it keeps."""
    args = query.args
    if _is_one_row(query):
        return (frozenset(),)
    sets: list[frozenset[str]] = []
    group = args.get("group")
    if group is None and not _may_be_unique(scope, query):
        return ()
    outputs = _outputs(scope, query)
    if group is not None:
        if group.args.get("all"):
            sets += _all_but_aggregates(outputs)
        elif not any(group.args.get(several) for several in ("grouping_sets", "cube", "rollup")):
            sets += _named(scope, outputs, group.expressions)
    else:
        sets += _first_of_each(scope, query, outputs)
        if args.get("distinct") is not None and not relation.rest:
            chosen = args["distinct"].args.get("on")
            columns = [frozenset(relation.index)]
            sets += columns if chosen is None else _named(scope, outputs, _parts(chosen))
        sets += _handed_down(scope, query, outputs)
    return tuple(dict.fromkeys(sets))


def _all_but_aggregates(outputs: list[tuple[str, exp.Expr]]) -> list[frozenset[str]]:
    """What `group by all` groups by; unknown where a star is among it."""
    keys = [name for name, value in outputs if value.find(exp.AggFunc) is None]
    return [frozenset(keys)] if all(keys) else []


def _is_one_row(query: exp.Expr) -> bool:
    """`limit 1`, or values of all rows without a GROUP BY."""
    limit = query.args.get("limit")
    if isinstance(limit, exp.Limit) and isinstance(limit.expression, exp.Literal) and limit.expression.name == "1":
        return True
    projections = query.args.get("expressions") or []
    if query.args.get("group") is not None or any(one.find(*_OF_ROWS) is not None for one in projections):
        return False
    return any(one.find(exp.AggFunc) is not None for one in projections)


def _may_be_unique(scope: Scope, query: exp.Expr) -> bool:
    if query.args.get("distinct") is not None or query.args.get("qualify") is not None:
        return True
    if len(scope.sources) != 1:
        return False
    relation = next(iter(scope.sources.values())).relation
    return bool(relation.unique or relation.numbered)


def numbered_columns(scope: Scope, query: exp.Expr) -> dict[str, frozenset[str]]:
    """Output columns that number rows (`row_number()`), each with the output columns it partitions by."""
    found: dict[str, frozenset[str]] = {}
    for projection in query.expressions:
        if isinstance(projection, exp.Alias) and isinstance(projection.this, exp.Window):
            window = projection.this
            if isinstance(window.this, exp.RowNumber):
                keys = list(_named(scope, _outputs(scope, query), window.args.get("partition_by") or []))
                if keys:
                    found[scope.context.fold(projection.args["alias"])] = keys[0]
    return found


def _parts(tuple_: exp.Expr) -> list[exp.Expr]:
    return tuple_.expressions if isinstance(tuple_, exp.Tuple) else [tuple_]


def _outputs(scope: Scope, query: exp.Expr) -> list[tuple[str, exp.Expr]]:
    fold = scope.context.fold
    found: list[tuple[str, exp.Expr]] = []
    for projection in query.expressions:
        if isinstance(projection, exp.Alias):
            found.append((fold(projection.args["alias"]), projection.this))
        elif isinstance(projection, exp.Column) and not isinstance(projection.this, exp.Star):
            found.append((fold(projection.args["this"]), projection))
        else:
            found.append(("", projection))
    return found


def _output_of(scope: Scope, outputs: list[tuple[str, exp.Expr]], key: exp.Expr) -> str | None:
    """The output column that is this key: by place, by expression, or by alias."""
    if isinstance(key, exp.Literal) and key.name.isdigit():
        place = int(key.name) - 1
        return outputs[place][0] or None if 0 <= place < len(outputs) else None
    for name, expression in outputs:
        if name and expression == key:
            return name
    if isinstance(key, exp.Column):
        folded = scope.context.fold(key.args["this"])
        for name, expression in outputs:
            same = isinstance(expression, exp.Column) and scope.context.fold(expression.args["this"]) == folded
            if name and (same or (name == folded and key.args.get("table") is None)):
                return name
        if any(_is_star_of(key.args.get("table"), expression) for _, expression in outputs):
            return folded
    return None


def _is_star_of(table: exp.Expr | None, expression: exp.Expr) -> bool:
    if isinstance(expression, exp.Column) and isinstance(expression.this, exp.Star):
        return table is None or expression.args.get("table") == table
    return isinstance(expression, exp.Star)


def _named(scope: Scope, outputs: list[tuple[str, exp.Expr]], keys: list[exp.Expr]) -> Iterator[frozenset[str]]:
    names = [_output_of(scope, outputs, key) for key in keys]
    if names and all(names):
        yield frozenset(name for name in names if name)


def _first_of_each(scope: Scope, query: exp.Expr, outputs: list[tuple[str, exp.Expr]]) -> Iterator[frozenset[str]]:
    """`qualify row_number() over (partition by …) = 1`."""
    qualify = query.args.get("qualify")
    for part in conditions(qualify.this if qualify is not None else None):
        if not isinstance(part, exp.EQ) or part.expression.name != "1":
            continue
        window = part.this
        if isinstance(window, exp.Column):
            window = dict(outputs).get(scope.context.fold(window.this))
        if isinstance(window, exp.Window) and isinstance(window.this, exp.RowNumber):
            yield from _named(scope, outputs, window.args.get("partition_by") or [])


def _handed_down(scope: Scope, query: exp.Expr, outputs: list[tuple[str, exp.Expr]]) -> Iterator[frozenset[str]]:
    """What was unique in the only source and is still there."""
    if len(scope.sources) != 1:
        return
    source = next(iter(scope.sources.values())).relation
    sets = list(source.unique)
    where = query.args.get("where")
    for part in conditions(where.this if where is not None and source.numbered else None):
        if isinstance(part, exp.EQ) and isinstance(part.this, exp.Column) and part.expression.name == "1":
            keys = source.numbered.get(scope.context.fold(part.this.args["this"]))
            sets += [keys] if keys else []
    for keys in sets:
        yield from _named(scope, outputs, [_column_called(key.strip('"')) for key in keys])


@lru_cache(maxsize=4096)  # made for every SELECT of a chain; nobody changes it
def _column_called(name: str) -> exp.Expr:
    return exp.column(exp.to_identifier(name))


def conditions(condition: exp.Expr | None) -> Iterator[exp.Expr]:
    """The parts of a condition that all have to hold."""
    parts = [condition] if condition is not None else []
    while parts:
        part = parts.pop()
        if isinstance(part, (exp.And, exp.Paren)):
            parts.extend(item for item in (part.args.get("expression"), part.this) if item is not None)
        else:
            yield part

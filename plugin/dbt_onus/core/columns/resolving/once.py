"""Whether a join can find a second row: not where the SQL itself keeps one for what it is asked by."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from sqlglot import exp

from dbt_onus.core.columns.resolving.relations import Relation, Source
from dbt_onus.core.columns.resolving.scopes import Scope
from dbt_onus.core.columns.resolving.uniqueness import conditions


def found_once(
    scope: Scope, join: exp.Join, before: Mapping[str, Source], added: Collection[Source]
) -> tuple[bool, bool]:
    """Whether a row finds at most one on the left side, and at most one on the right, whatever the data.

    A side that is itself a join is never taken to be so: what it keeps one of, its own joins may repeat.
    """
    asked = list(_asked(join))
    using = frozenset(scope.context.fold(name) for name in join.args.get("using") or ())
    right = {name: source for name, source in scope.sources.items() if any(source is one for one in added)}
    return _once(scope, before, asked, using), _once(scope, right, asked, using)


def _asked(join: exp.Join) -> Iterator[exp.Expr]:
    """What is asked of the joined rows, here and by the `where` behind it."""
    yield from conditions(join.args.get("on"))
    where = join.parent.args.get("where") if isinstance(join.parent, exp.Select) else None
    yield from conditions(where.this if where is not None else None)


def _once(scope: Scope, side: Mapping[str, Source], asked: list[exp.Expr], using: frozenset[str]) -> bool:
    if len(side) != 1:
        return False
    [(name, source)] = side.items()
    relation = source.relation
    if not (relation.unique or relation.numbered):
        return False
    fixed, first = set(using), set[str]()
    for part in asked:
        for column, value in _sides(part):
            key = _own(scope, name, column)
            if key is None or _is_made_of(scope, name, relation, value):
                continue
            fixed.add(key)
            if isinstance(value, exp.Literal) and value.name == "1":
                first.add(key)
    kept = [*relation.unique, *(relation.numbered[key] for key in first if key in relation.numbered)]
    return any(keys <= fixed for keys in kept)


def _sides(part: exp.Expr) -> Iterator[tuple[exp.Expr, exp.Expr]]:
    if isinstance(part, (exp.EQ, exp.NullSafeEQ)):
        yield part.this, part.expression
        yield part.expression, part.this


def _own(scope: Scope, name: str, expression: exp.Expr) -> str | None:
    """The folded name of a column of the side, where the expression is one as it is."""
    if not isinstance(expression, exp.Column):
        return None
    key, table = scope.context.fold(expression.args["this"]), expression.args.get("table")
    if table is not None:
        return key if scope.context.fold(table) == name else None
    holders = [one for one, source in scope.sources.items() if source.relation.listed(key) is not None]
    open_ended = any(source.relation.rest for source in scope.sources.values())
    return key if holders == [name] and not open_ended else None


def _is_made_of(scope: Scope, name: str, relation: Relation, value: exp.Expr) -> bool:
    """Whether the other side of an equality is made of this one too: then it does not say which row is meant."""
    if value.find(exp.Query) is not None:
        return True
    for column in value.find_all(exp.Column):
        table = column.args.get("table")
        if table is not None:
            if scope.context.fold(table) == name:
                return True
        elif relation.rest or relation.loosely(scope.context.fold(column.args["this"])) is not None:
            return True
    return False

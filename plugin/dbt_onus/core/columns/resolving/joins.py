"""Joins: which columns they leave optional, over which keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlglot import exp

from dbt_onus.core.columns.edges import HOLE, ROWS, ColumnRef, Join, JoinKey, JoinKind, Only
from dbt_onus.core.columns.resolving.expressions import Walk
from dbt_onus.core.columns.resolving.flows import (
    ADDS,
    CONDITIONAL,
    COPY,
    FILTER,
    JOIN_KEY,
    NOTHING,
    OPTIONAL,
    Flow,
    Origins,
    Ref,
    is_direct,
    is_unchanged,
    pour,
    through,
)
from dbt_onus.core.columns.resolving.once import found_once
from dbt_onus.core.columns.resolving.relations import Column, Source
from dbt_onus.core.columns.resolving.scopes import Scope


def add_join(scope: Scope, join: exp.Join, add: Callable[[Scope, exp.Expr], Source]) -> None:
    """Join one more item of FROM to the scope; `add` puts the item itself there."""
    kind = _kind_of(join)
    before = dict(scope.sources)
    rows_before = scope.rows
    scope.rows = {}
    left = tuple(dict.fromkeys(table for table, column in rows_before if column == ROWS))
    source = add(scope, join.this)
    scope.forget()
    added = [item for name, item in scope.sources.items() if name not in before]
    rows_right = scope.rows
    scope.rows = rows_before
    keys: dict[Ref, Flow] = {}
    pairs = list(_using(scope, join, kind, before, source, keys))
    rest: list[exp.Expr] = []
    if join.args.get("on") is not None:
        pairs += _on(scope, join.args["on"], added, keys, rest)
    if join.args.get("match_condition") is not None:
        Walk(scope, keys).over(join.args["match_condition"], JOIN_KEY)
    right = tuple(dict.fromkeys(table for table, column in rows_right if column == ROWS))
    only = tuple(found for part in rest if (found := _only(scope, part, source)) is not None)
    loose = len(only) != len(rest) or join.args.get("match_condition") is not None
    left_once, right_once = found_once(scope, join, before, added)
    joined = Join(
        kind=kind,
        left=left,
        right=right,
        keys=tuple(pairs),
        only=only,
        loose=loose,
        left_once=left_once,
        right_once=right_once,
    )
    scope.context.joins.append(joined)
    _apply(scope, kind, before, added, (rows_before, rows_right, keys))
    scope.forget()


def _kind_of(join: exp.Join) -> JoinKind:
    word = (join.kind or "").upper()
    if word in ("SEMI", "ANTI"):
        return JoinKind(word.lower())
    if isinstance(join.this, exp.Lateral) and join.this.args.get("cross_apply") is False:
        return JoinKind.LEFT  # OUTER APPLY
    if word in ("LEFT", "RIGHT", "FULL"):  # made from Oracle's (+)
        return JoinKind(word.lower())
    if join.side:
        return JoinKind(join.side.lower())
    conditioned = any(join.args.get(arg) for arg in ("on", "using", "match_condition")) or join.method == "NATURAL"
    return JoinKind.INNER if conditioned else JoinKind.CROSS


def _apply(
    scope: Scope,
    kind: JoinKind,
    before: dict[str, Source],
    added: list[Source],
    rows: tuple[dict[Ref, Flow], dict[Ref, Flow], dict[Ref, Flow]],
) -> None:
    """What the join does to the columns of either side, and to the rows."""
    left_rows, right_rows, keys = rows
    optional = OPTIONAL | ADDS
    if kind in (JoinKind.SEMI, JoinKind.ANTI):
        for source in added:
            scope.sources = {name: item for name, item in scope.sources.items() if item is not source}
        pour(left_rows, right_rows, FILTER)
        pour(left_rows, keys, FILTER)
        return
    if kind in (JoinKind.LEFT, JoinKind.FULL):
        for source in added:
            source.make_optional(optional, keys)
    if kind in (JoinKind.RIGHT, JoinKind.FULL):
        for source in before.values():
            source.make_optional(optional, keys)
    if kind is JoinKind.RIGHT:
        left_rows = dict(through(left_rows, OPTIONAL))
    sink: dict[Ref, Flow] = left_rows
    pour(sink, right_rows, OPTIONAL if kind is JoinKind.LEFT else COPY)
    pour(sink, keys, COPY)
    scope.rows = sink


def _key_of(left: Origins, right: Origins) -> JoinKey:
    """The columns of both sides, without those that only decide about them (the key of an earlier join)."""
    sides = [{ref: flow for ref, flow in side.items() if is_direct(flow)} or side for side in (left, right)]
    plain = all(is_unchanged(flow) for side in sides for flow in side.values())
    refs = [tuple(ColumnRef(*ref) for ref in side) for side in sides]
    return JoinKey(left=refs[0], right=refs[1], plain=plain)


def _using(
    scope: Scope,
    join: exp.Join,
    kind: JoinKind,
    before: dict[str, Source],
    source: Source,
    keys: dict[Ref, Flow],
) -> Iterator[JoinKey]:
    """USING and NATURAL: one column out of two."""
    fold = scope.context.fold
    names = [(fold(name), name.name) for name in join.args.get("using") or ()]
    if join.method == "NATURAL":
        left_names = {key for item in before.values() for key in item.relation.index} | set(scope.merged)
        names = [(key, column.name) for key, column in source.relation.columns if key in left_names]
        if any(item.relation.rest for item in (*before.values(), source)):
            scope.context.doubt("a natural join over relations with unknown columns")
    for key, name in names:
        left: dict[Ref, Flow] = {}
        known = scope.merged.get(key)
        if known is not None:
            pour(left, known.origins, COPY)
        else:
            inner = Scope(scope.context, scope.ctes, scope.outer)
            inner.sources = before
            pour(left, inner.origins(exp.column(name)), COPY)
        right = _one(source, key, name)
        pour(keys, left, JOIN_KEY)
        pour(keys, right, JOIN_KEY)
        scope.merged[key] = Column(name, _merged(kind, left, right))
        yield _key_of(left, right)


def _one(source: Source, key: str, name: str) -> Origins:
    column = source.relation.listed(key) or source.relation.loosely(key)
    origins = column.origins if column is not None else source.relation.unlisted(key, name)
    if origins is None and source.relation.table is not None:
        origins = {(source.relation.table, name): COPY}
    return source.seen(origins or NOTHING)


def _merged(kind: JoinKind, left: Origins, right: Origins) -> Origins:
    if kind is JoinKind.RIGHT:
        return right
    if kind is not JoinKind.FULL:
        return left
    sink: dict[Ref, Flow] = {}
    pour(sink, left, CONDITIONAL)
    pour(sink, right, CONDITIONAL)
    return sink


def _only(scope: Scope, condition: exp.Expr, source: Source) -> Only | None:
    """A condition on the columns of the joined table alone, if that is a table and not a query."""
    table = source.relation.table
    if table is None or condition.find(exp.Query, exp.AggFunc, exp.Window) is not None:
        return None
    names: dict[str, int] = {}
    for column in condition.find_all(exp.Column):
        refs = list(scope.origins(column))
        if (
            len(refs) != 1
            or refs[0][0] != table
            or sum(one.relation.table == table for one in scope.sources.values()) != 1
        ):
            return None
        names.setdefault(refs[0][1], len(names))

    def holed(part: exp.Expr) -> exp.Expr:
        if not isinstance(part, exp.Column):
            return part
        return exp.Var(this=HOLE.format(names[next(iter(scope.origins(part)))[1]]))

    text = condition.copy().transform(holed).sql(dialect=scope.context.dialect, comments=False)
    return Only(columns=tuple(names), condition=text) if names else None


def _on(
    scope: Scope, condition: exp.Expr, added: list[Source], keys: dict[Ref, Flow], rest: list[exp.Expr]
) -> list[JoinKey]:
    """The equalities among the conditions as keys, and the `rest`; every column in ON is a join key."""
    Walk(scope, keys).over(condition, JOIN_KEY)
    names = {name for name, source in scope.sources.items() if source in added}
    pairs: list[JoinKey] = []
    parts = [condition]
    while parts:
        part = parts.pop()
        if isinstance(part, (exp.And, exp.Paren)):
            parts.extend(item for item in (part.args.get("expression"), part.this) if item is not None)
        elif isinstance(part, (exp.EQ, exp.NullSafeEQ)):
            left, right = part.this, part.expression
            if _is_of(scope, left, names) and not _is_of(scope, right, names):
                left, right = right, left
            sides: tuple[dict[Ref, Flow], dict[Ref, Flow]] = ({}, {})
            Walk(scope, sides[0]).over(left)
            Walk(scope, sides[1]).over(right)
            if sides[0] and sides[1]:
                pairs.append(_key_of(*sides))
            else:
                rest.append(part)
        else:
            rest.append(part)
    return pairs


def _is_of(scope: Scope, expression: exp.Expr, names: set[str]) -> bool:
    """Whether an expression uses a column of the sources `names`."""
    fold = scope.context.fold
    for column in expression.find_all(exp.Column):
        table = column.args.get("table")
        if table is not None:
            if fold(table) in names:
                return True
        elif any(scope.sources[name].relation.listed(fold(column.args["this"])) for name in names):
            return True
    return False

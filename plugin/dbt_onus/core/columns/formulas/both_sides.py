"""The key of a full outer join: like a union, it has the keys of both sides."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp


def keys_of_both(query: exp.Select, value: exp.Expr) -> tuple[exp.Expr, ...]:
    """Both sides' keys, where the value is whichever of them is there; `()` where it is another value.

    Rows of another join beside it, or a filter, are looked through as everywhere.
    """
    value = value.unnest()
    for join in query.args.get("joins") or ():
        if (join.side or "").upper() != "FULL":
            continue
        for left, right in _equal_in(query, join):
            if _is_either(value, left, right):
                return left, right
    return ()


def _is_either(value: exp.Expr, left: exp.Expr, right: exp.Expr) -> bool:
    if isinstance(value, exp.Column) and not value.table:
        # the column that `using` names
        named = isinstance(left, exp.Column) and isinstance(right, exp.Column) and left.table and right.table
        return bool(named) and left.name == right.name == value.name
    if not isinstance(value, exp.Coalesce) or len(value.expressions) != 1:
        return False
    operands = [value.this, *value.expressions]
    return operands in ([left, right], [right, left])


def _equal_in(query: exp.Select, join: exp.Join) -> Iterator[tuple[exp.Expr, exp.Expr]]:
    name = join.this.alias_or_name
    joins = list(query.args.get("joins") or ())
    start = query.args.get("from_") or query.args.get("from")
    if start is None or joins[0] is not join:
        # of more than two tables, a side has been joined before
        return
    for key in join.args.get("using") or ():
        yield exp.column(key.copy(), table=start.this.alias_or_name), exp.column(key.copy(), table=name)
    condition = join.args.get("on")
    if condition is None:
        return
    for part in condition.flatten() if isinstance(condition, exp.And) else [condition]:
        part = part.unnest()
        if isinstance(part, exp.EQ):
            yield part.this, part.expression

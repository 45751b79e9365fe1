"""What a condition on a row compares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp


def kind_of(condition: exp.Expr) -> str:
    """`null`, `set`, `range` or `other`: what the condition compares."""
    kinds = set(_kinds(condition, negated=False))
    return kinds.pop() if len(kinds) == 1 else "other"


def _kinds(condition: exp.Expr, *, negated: bool) -> Iterator[str]:
    from sqlglot import exp

    if isinstance(condition, (exp.And, exp.Or)):
        for part in condition.flatten():
            yield from _kinds(part, negated=negated)
    elif isinstance(condition, exp.Paren):
        yield from _kinds(condition.this, negated=negated)
    elif isinstance(condition, exp.Not):
        yield from _kinds(condition.this, negated=not negated)
    elif isinstance(condition, exp.Is) and isinstance(condition.expression, exp.Null):
        # `is not null and …` only keeps the test from what it is not about
        if not negated:
            yield "null"
    elif isinstance(condition, exp.In):
        yield "set"
    elif isinstance(condition, (exp.EQ, exp.NEQ)) and isinstance(condition.expression, exp.Boolean):
        # `expression = true`, as generic tests have it
        other = bool(condition.expression.this) is isinstance(condition, exp.NEQ)
        yield from _kinds(condition.this, negated=negated is not other)
    elif isinstance(condition, (exp.Between, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.EQ, exp.NEQ)):
        yield "range"
    else:
        yield "other"


def is_present(condition: exp.Expr) -> bool:
    """`… is not null`, by which keys are counted as everywhere."""
    from sqlglot import exp

    inner = condition.this if isinstance(condition, exp.Not) else None
    return isinstance(inner, exp.Is) and isinstance(inner.expression, exp.Null)

"""Literals in SQL."""

from __future__ import annotations

from sqlglot import exp


def literal_of(value: object) -> str | None:
    """A literal as people say it: `-1`, `unknown`; `None` for anything else."""
    sign = ""
    while isinstance(value, (exp.Paren, exp.Cast, exp.Neg, exp.Alias)):
        sign = f"{sign}-" if isinstance(value, exp.Neg) else sign
        value = value.this
    if isinstance(value, exp.Boolean):
        return str(value.this).lower()
    return f"{sign}{value.name}" if isinstance(value, exp.Literal) else None

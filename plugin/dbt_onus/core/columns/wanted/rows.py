"""Rows of one table, as a query keeps them: through CTEs and subqueries that only filter and rename."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table: what its columns are called here (`None`: as there), and what was filtered."""

    relation: str
    names: Mapping[str, exp.Expr] | None
    conditions: tuple[exp.Expr, ...]


class Unread(Exception):  # noqa: N818 - says what happened
    """It does more than filter."""


#: Parts of a SELECT that leave rows as they are.
_PLAIN = frozenset({"expressions", "from_", "from", "where", "with_", "with", "order", "limit", "kind", "hint"})


def rows_of(query: exp.Expr, ctes: Mapping[str, exp.Expr], *, apart: frozenset[str] = frozenset()) -> Rows:
    """The rows that a query keeps. `apart` are clauses that the caller reads itself. Raises `Unread`."""
    from sqlglot import exp

    if not isinstance(query, exp.Select) or {key for key, value in query.args.items() if value} - _PLAIN - apart:
        raise Unread
    if any(query.find_all(exp.AggFunc, exp.Window)) and not apart:
        raise Unread
    ctes = {**ctes, **ctes_of(query)}
    below = rows_from(query, ctes)
    names = None if is_star(query) else _names_of(query, below)
    where = query.args.get("where")
    conditions = below.conditions if where is None else (*below.conditions, _seen(where.this, below))
    return Rows(below.relation, names if names is not None else below.names, conditions)


def rows_from(query: exp.Select, ctes: Mapping[str, exp.Expr]) -> Rows:
    """The rows of what a SELECT reads, before it filters them. Raises `Unread`."""
    from sqlglot import exp

    start = query.args.get("from_") or query.args.get("from")
    item = start.this if start is not None else None
    if isinstance(item, exp.Subquery):
        return rows_of(item.this, ctes)
    if not isinstance(item, exp.Table) or any(
        item.args.get(key) for key in ("joins", "pivots", "sample", "laterals")
    ):
        raise Unread
    if not item.args.get("db") and item.name.lower() in ctes:
        name = item.name.lower()
        return rows_of(ctes[name], {key: cte for key, cte in ctes.items() if key != name})
    return Rows(".".join(part.name.lower() for part in item.parts), None, ())


def _seen(condition: exp.Expr, below: Rows) -> exp.Expr:
    """The condition in the names of the table itself."""
    from sqlglot import exp

    if condition.find(exp.Query) is not None:
        raise Unread

    def renamed(part: exp.Expr) -> exp.Expr:
        if not isinstance(part, exp.Column):
            return part
        if below.names is None:
            return exp.column(part.this.copy())
        if part.name.lower() not in below.names:
            raise Unread
        return below.names[part.name.lower()].copy()

    return condition.copy().transform(renamed)


def ctes_of(query: exp.Expr) -> dict[str, exp.Expr]:
    """The CTEs of a query by their names, in lower case."""
    clause = query.args.get("with_") or query.args.get("with")
    return {cte.alias.lower(): cte.this for cte in clause.expressions} if clause is not None else {}


def is_star(query: exp.Select) -> bool:
    """Whether it selects all there is and nothing else."""
    return len(query.expressions) == 1 and query.expressions[0].is_star


def _names_of(query: exp.Select, below: Rows) -> dict[str, exp.Expr]:
    """What each output column is, where it is a column of the table; others cannot be asked for."""
    from sqlglot import exp

    names: dict[str, exp.Expr] = {}
    for item in query.expressions:
        inner = item.this if isinstance(item, exp.Alias) else item
        if not isinstance(inner, exp.Column) or inner.is_star:
            continue
        known = exp.column(inner.this.copy()) if below.names is None else below.names.get(inner.name.lower())
        if known is not None:
            names[item.alias_or_name.lower()] = known
    return names

"""Rows of one table, as a query keeps them: through CTEs and subqueries that only filter and rename."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one table: what is made of its columns under which names, and what was filtered.

    `rest`: every other column is there under its own name.
    """

    relation: str
    names: Mapping[str, exp.Expr]
    rest: bool
    conditions: tuple[exp.Expr, ...]

    def named(self, column: exp.Expr) -> exp.Expr | None:
        """A column of these rows in the names of the table."""
        from sqlglot import exp

        known = self.names.get(column.name.lower())
        if known is not None:
            return known.copy()
        return exp.column(column.this.copy()) if self.rest else None

    def restated(self, expression: exp.Expr) -> exp.Expr:
        """An expression over these rows in the names of the table. Raises `Unread`."""
        from sqlglot import exp

        def renamed(part: exp.Expr) -> exp.Expr:
            if not isinstance(part, exp.Column):
                return part
            found = self.named(part)
            if found is None:
                raise Unread
            return found if isinstance(found, (exp.Column, exp.Paren)) else exp.paren(found)

        return expression.copy().transform(renamed)


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
    names, rest = _names_of(query, below)
    where = query.args.get("where")
    conditions = below.conditions if where is None else (*below.conditions, _seen(where.this, below))
    return Rows(below.relation, names, rest, conditions)


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
    return Rows(".".join(part.name.lower() for part in item.parts), {}, rest=True, conditions=())


def _seen(condition: exp.Expr, below: Rows) -> exp.Expr:
    """The condition in the names of the table itself."""
    from sqlglot import exp

    if condition.find(exp.Query) is not None:
        raise Unread
    return below.restated(condition)


def ctes_of(query: exp.Expr) -> dict[str, exp.Expr]:
    """The CTEs of a query by their names, in lower case."""
    clause = query.args.get("with_") or query.args.get("with")
    return {cte.alias.lower(): cte.this for cte in clause.expressions} if clause is not None else {}


def is_star(query: exp.Select) -> bool:
    """Whether it selects all there is and nothing else."""
    return len(query.expressions) == 1 and query.expressions[0].is_star


def _names_of(query: exp.Select, below: Rows) -> tuple[dict[str, exp.Expr], bool]:
    """What each output column is, where it is made of a row of the table; whether all others are there as well."""
    from sqlglot import exp

    names: dict[str, exp.Expr] = {}
    rest = False
    for item in query.expressions:
        inner = item.unalias()
        if inner.is_star:
            star = inner.this if isinstance(inner, exp.Column) else inner
            rest = below.rest and not any(star.args.values())
            names = {**below.names, **names}
        elif inner.find(exp.AggFunc, exp.Window, exp.Query) is None:
            try:
                names[item.alias_or_name.lower()] = below.restated(inner)
            except Unread:
                # a column of another table, or one that is none of a row: nobody can ask for it
                names.pop(item.alias_or_name.lower(), None)
    return names, rest

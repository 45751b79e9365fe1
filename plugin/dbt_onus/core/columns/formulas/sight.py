"""What a SELECT has in sight: tables that are nodes, and queries with the CTEs around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp


@dataclass(frozen=True, slots=True)
class Query:
    """A query with the CTEs in its sight."""

    query: exp.Expr
    ctes: Mapping[str, Query]


@dataclass(frozen=True, slots=True)
class Table:
    """A relation that is a node."""

    uid: str


@dataclass(frozen=True, slots=True)
class Over:
    """An expression over a table; no table where it is made of literals alone."""

    uid: str | None
    expression: exp.Expr
    only: tuple[exp.Expr, ...] = ()
    optional: bool = False


class Unread(Exception):  # noqa: N818 - says what happened
    """It cannot be told what the expression is made of."""


def bare(item: exp.Expr) -> exp.Expr:
    """An item of a select list without its alias."""
    found: exp.Expr = item.unalias()
    return found


def optional_sources(query: exp.Select) -> frozenset[str]:
    """The sources of a SELECT, by name, of which an outer join may leave a row without columns."""
    start = query.args.get("from_") or query.args.get("from")
    before = {start.this.alias_or_name.lower()} if start is not None else set()
    found: set[str] = set()
    for join in query.args.get("joins") or ():
        name, side = join.this.alias_or_name.lower(), (join.side or "").upper()
        if side in ("LEFT", "FULL"):
            found.add(name)
        if side in ("RIGHT", "FULL"):
            found |= before
        before.add(name)
    return frozenset(found)


def with_ctes(query: exp.Expr, ctes: Mapping[str, Query]) -> Mapping[str, Query]:
    """The CTEs in sight of a query, its own among them."""
    clause = query.args.get("with_") or query.args.get("with")
    if clause is None:
        return ctes
    for cte in clause.expressions:
        columns = cte.args["alias"].args.get("columns") if cte.args.get("alias") else None
        if columns or clause.args.get("recursive"):
            raise Unread
        ctes = {**ctes, cte.alias.lower(): Query(cte.this, ctes)}
    return ctes

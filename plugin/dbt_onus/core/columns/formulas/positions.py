"""The columns of a query by position: a union takes those of its second side so, whatever they are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sqlglot import exp

from dbt_onus.core.columns.formulas.sight import Query, Table, Unread, bare, with_ctes

#: What a column of the second side of a union is called while it is followed by its position.
_BY_PLACE = "onus_by_place"


class Reader(Protocol):
    """Reads what a SELECT has in sight; `Scopes` is one."""

    def listed(self, uid: str) -> tuple[str, ...]:
        """The columns of a node in order, as far as they are known."""

    def sources(self, query: exp.Select, ctes: Mapping[str, Query]) -> dict[str, Query | Table]:
        """What a SELECT reads, by the name it has there."""


def outputs(reader: Reader, query: exp.Expr, ctes: Mapping[str, Query]) -> list[str] | None:
    """The names of the query's columns in order, stars written out; `None` where they are not known."""
    ctes, query = with_ctes(query, ctes), query.unnest()
    if isinstance(query, exp.Union):
        return outputs(reader, query.left, ctes)
    if not isinstance(query, exp.Select):
        return None
    found: list[str] = []
    for item in query.expressions:
        if not item.is_star:
            found.append(item.alias_or_name)
            continue
        source = _starred(reader, query, item, ctes)
        if source is None:
            return None
        listed = (
            list(reader.listed(source.uid))
            if isinstance(source, Table)
            else outputs(reader, source.query, source.ctes)
        )
        if not listed:
            return None
        found += listed
    return found


def _starred(reader: Reader, query: exp.Select, star: exp.Expr, ctes: Mapping[str, Query]) -> Query | Table | None:
    """The one source that a star stands for, if it stands for all of it."""
    inner = star.this if isinstance(star, exp.Column) else star
    if any(inner.args.get(key) for key in ("except_", "except", "replace", "rename")):
        return None
    sources = reader.sources(query, ctes)
    if isinstance(star, exp.Column):
        return sources.get(star.table.lower())
    return next(iter(sources.values())) if len(sources) == 1 else None


def at_place(
    reader: Reader, query: exp.Expr, place: int, ctes: Mapping[str, Query]
) -> tuple[exp.Expr, exp.Expr, Mapping[str, Query]]:
    """The query with a name for its column at a place; what a lone star reads, instead of the star."""
    ctes, query = with_ctes(query, ctes), query.unnest()
    if not isinstance(query, exp.Select):
        raise Unread
    if not any(item.is_star for item in query.expressions):
        named = query.copy()
        named.expressions[place].replace(exp.alias_(bare(named.expressions[place]).copy(), _BY_PLACE))
        return named, exp.to_identifier(_BY_PLACE), ctes
    names = outputs(reader, query, ctes)
    alone = _starred(reader, query, query.expressions[0], ctes) if len(query.expressions) == 1 else None
    if isinstance(alone, Query) and query.args.get("where") is None:
        return at_place(reader, alone.query, place, alone.ctes)
    if names is None or place >= len(names) or not names[place]:
        raise Unread
    return query, exp.to_identifier(names[place]), ctes

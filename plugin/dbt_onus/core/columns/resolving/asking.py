"""Of which relations a query asks for a column by name, wherever the name stands in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

#: What gives a thing a name instead of asking for one, by the part of the syntax tree that it is.
_GIVES_A_NAME = frozenset(
    [("column", "table"), ("alias", "alias"), ("tablealias", "this"), ("tablealias", "columns")]
    + [("table", part) for part in ("this", "db", "catalog")]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What is seen of one column name, lower case, while a query is resolved.

    `seen`: the places of the syntax tree, by identity. `asked`: for each, the relations that can be meant.
    """

    column: str
    seen: set[int] = field(default_factory=set)
    asked: set[frozenset[str]] = field(default_factory=set)


def asked_of(
    sql: str, column: str, *, dialect: str, schema: Mapping[str, Sequence[str]], relations: Mapping[str, str]
) -> frozenset[frozenset[str]]:
    """For each place that asks for the column, the relations that can be meant: one, where the SQL says which.

    `schema` and `relations` as of `resolve`. Empty where any place that names the column is not understood, so
    that what is said holds for all of them. Never raises.
    """
    try:
        from dbt_onus.core.columns.resolving.parsing import query_of
        from dbt_onus.core.columns.resolving.resolve import resolved_asking

        query = query_of(sql, dialect)
        if query is None:
            return frozenset()
        asking = Asking(column=column.lower())
        resolved_asking(query, asking, dialect=dialect, schema=schema, relations=relations)
        return (
            frozenset(asking.asked)
            if all(id(place) in asking.seen for place in _asks(query, asking))
            else frozenset()
        )
    except Exception:  # noqa: BLE001 - a parser of 30 dialects can fail in any way: what is not read is not known
        return frozenset()


def _asks(query: exp.Expr, asking: Asking) -> Iterator[exp.Expr | None]:
    """The places that ask for the column: a column, or what only looks like one (USING, EXCLUDE, a field)."""
    from sqlglot import exp

    for name in query.find_all(exp.Identifier):
        if (
            name.name.lower() == asking.column
            and (name.parent and name.parent.key, name.arg_key) not in _GIVES_A_NAME
        ):
            yield name.parent

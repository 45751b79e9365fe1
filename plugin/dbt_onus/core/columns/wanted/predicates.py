"""What a test's own SQL looks for: a condition on the rows of a table, a key that is there twice, a lost partner.

Read from the parse tree, through CTEs that only pass rows on. Anything that does more is left unread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from dbt_onus.core.columns.edges import HOLE, Only
from dbt_onus.core.columns.wanted.conditions import kind_of
from dbt_onus.core.columns.wanted.orphans import Orphans, keeps_orphans
from dbt_onus.core.columns.wanted.repeats import Repeats, grouped_last, repeats_of
from dbt_onus.core.columns.wanted.rows import Rows, Unread, rows_of

if TYPE_CHECKING:
    from sqlglot import exp


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate(Only):
    """A condition that is true of a bad row of one table. `relation` is the table's `relation_key`."""

    relation: str
    kind: str


Wanted: TypeAlias = Predicate | Repeats | Orphans


def predicate_of(sql: str, dialect: str) -> Wanted | None:
    """What the SQL of a test looks for in one table; `None` where it does anything else. Never raises."""
    try:
        from dbt_onus.core.columns.resolving.parsing import query_of

        query = query_of(sql, dialect)
        return None if query is None else _read(query, dialect)
    except Exception:  # noqa: BLE001 - a parser of 30 dialects can fail in any way: what is not read is not known
        return None


def _read(query: exp.Expr, dialect: str) -> Wanted | None:
    from sqlglot import exp

    if not isinstance(query, exp.Select):
        return None
    if keeps_orphans(query):
        return Orphans()
    query = grouped_last(query)
    try:
        if query.args.get("group") is not None:
            return repeats_of(query)
        rows = rows_of(query, {})
    except Unread:
        return None
    return _predicate(rows, dialect)


def _predicate(rows: Rows, dialect: str) -> Predicate | None:
    from sqlglot import exp

    if not rows.conditions:
        return None
    condition = exp.and_(*rows.conditions, copy=True)
    names = dict.fromkeys(column.name.lower() for column in condition.find_all(exp.Column))
    places = {name: place for place, name in enumerate(names)}

    def holed(part: exp.Expr) -> exp.Expr:
        return exp.Var(this=HOLE.format(places[part.name.lower()])) if isinstance(part, exp.Column) else part

    kind = kind_of(condition)
    text = condition.transform(holed).sql(dialect=dialect, comments=False)
    return Predicate(relation=rows.relation, columns=tuple(names), condition=text, kind=kind) if names else None

"""What an expression over a node's columns is in terms of what the node reads: keys are followed through SQL so.

`md5(upper(trim(loan_no)))` of a model is the same expression of the source's own column. Which rows there are is
another matter: filters and joins on the way are looked through.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from sqlglot import exp

#: The alias of the table in every expression.
ROWS_OF = "onus_rows"
_KEY = "onus_key"
_LONGEST = 100_000

#: The columns of a node in order, as far as they are known.
Listed: TypeAlias = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """An expression over one table that a node reads: `sql`, with the table called `onus_rows`.

    `columns` are those it is made of, `only` the conditions on its rows that the SQL in between makes, as far as
    they are plain. `optional`: an outer join on the way may leave it null. A union gives one formula for each of
    its branches; `beside`: there are rows of literals alone beside them, such as the member for what is unknown.
    """

    parent: str
    columns: tuple[str, ...]
    sql: str
    only: tuple[str, ...] = ()
    optional: bool = False
    beside: bool = False

    @property
    def named(self) -> str | None:
        """The column, where it is made of one."""
        return self.columns[0] if len(self.columns) == 1 else None


def formulas(
    sql: str, expression: str, *, dialect: str, relations: Mapping[str, str], listed: Listed
) -> tuple[Formula, ...]:
    """What `expression` over the rows of the query is, over the tables it reads; `()` where that is not one table.

    `expression` calls the query's rows `onus_rows`. Never raises.
    """
    try:
        from sqlglot import exp

        from dbt_onus.core.columns.formulas.inlining import Scopes
        from dbt_onus.core.columns.formulas.sight import Query
        from dbt_onus.core.columns.resolving.parsing import query_of

        if not expression or len(sql) > _LONGEST:
            return ()
        inner = query_of(sql, dialect)
        outer = query_of(f"select {expression} as {_KEY} from {ROWS_OF}", dialect)  # noqa: S608 - parsed, never run
        if inner is None or not isinstance(outer, exp.Select):
            return ()
        reading = Scopes(dialect, relations, listed)
        found = reading.over(outer.expressions[0].this, {ROWS_OF: Query(inner, {})})
        made = [one for one in found if one.uid is not None]
        return tuple(replace(reading.written(one), beside=len(made) < len(found)) for one in made)
    except Exception:  # noqa: BLE001 - a parser of 30 dialects can fail in any way: what is not read is not known
        return ()


def named_branches(
    sql: str, column: str, *, dialect: str, relations: Mapping[str, str], listed: Listed
) -> tuple[tuple[str, frozenset[str]], ...]:
    """Where a column of the query names the branches of a union: each literal, and the nodes read there.

    `()` where it does not, or where two branches go by one name. Never raises.
    """
    try:
        from sqlglot import exp

        from dbt_onus.core.columns.formulas.branches import Branches
        from dbt_onus.core.columns.resolving.parsing import query_of

        query = query_of(sql, dialect)
        if query is None or len(sql) > _LONGEST:
            return ()
        found = Branches(dialect, relations, listed).named_branches(query, exp.to_identifier(column), {})
        return tuple(found) if len({literal for literal, _ in found}) == len(found) else ()
    except Exception:  # noqa: BLE001 - a parser of 30 dialects can fail in any way: what is not read is not known
        return ()


def unhashed(expression: str, *, dialect: str) -> str | None:
    """What an expression makes a hash of; `None` where it does not. Never raises."""
    try:
        from sqlglot import exp

        from dbt_onus.core.columns.resolving.parsing import query_of

        query = query_of(f"select {expression}", dialect)
        found = query.expressions[0].unnest() if isinstance(query, exp.Select) else None
        while isinstance(found, (exp.Cast, exp.Lower, exp.Upper, exp.Hex)) and found.find(*_hashes()) is not None:
            found = found.this.unnest()
        if not isinstance(found, _hashes()):
            return None
        return str(found.this.sql(dialect=dialect, comments=False))
    except Exception:  # noqa: BLE001 - a parser of 30 dialects can fail in any way: what is not read is not known
        return None


def _hashes() -> tuple[type[exp.Expr], ...]:
    from sqlglot import exp

    return (exp.MD5, exp.MD5Digest, exp.SHA, exp.SHA2)

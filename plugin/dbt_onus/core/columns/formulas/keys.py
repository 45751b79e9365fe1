"""What a key of several columns is above the SQL that makes it, for each branch of a union.

A part that is one literal in a branch (`'eu' as region`) tells that branch from the others, and is no part of the
key in the table above.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dbt_onus.core.columns.formulas.definitions import ROWS_OF, Formula, Listed

if TYPE_CHECKING:
    from sqlglot import exp

    from dbt_onus.core.columns.formulas.inlining import Scopes
    from dbt_onus.core.columns.formulas.sight import Over

_LONGEST = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyBranch:
    """A key in one table that the SQL reads: the parts that are made of its columns.

    `literals` are the others, by their place, as SQL.
    """

    parts: tuple[Formula, ...]
    literals: tuple[tuple[int, str], ...] = ()

    @property
    def parent(self) -> str:
        """The table."""
        return self.parts[0].parent


def key_branches(
    sql: str, parts: Sequence[str], *, dialect: str, relations: Mapping[str, str], listed: Listed
) -> tuple[KeyBranch, ...]:
    """What the expressions `parts` over the rows of the query are together, over the tables it reads.

    They call the query's rows `onus_rows`. `()` where they are not all of one table, branch by branch, or a branch
    is made of literals alone. Never raises.
    """
    try:
        from sqlglot import exp

        from dbt_onus.core.columns.formulas.inlining import Scopes
        from dbt_onus.core.columns.formulas.sight import Query
        from dbt_onus.core.columns.resolving.parsing import query_of

        inner = query_of(sql, dialect) if len(sql) <= _LONGEST else None
        outer = query_of(f"select {', '.join(parts)} from {ROWS_OF}", dialect)  # noqa: S608 - parsed, never run
        if inner is None or not isinstance(outer, exp.Select) or len(outer.expressions) != len(parts):
            return ()
        reading = Scopes(dialect, relations, listed)
        together = exp.Tuple(expressions=[one.copy() for one in outer.expressions])
        found = reading.over(together, {ROWS_OF: Query(inner, {})})
        return tuple(_branch(reading, one, dialect) for one in found)
    except Exception:  # noqa: BLE001 - a parser of 30 dialects can fail in any way: what is not read is not known
        return ()


def _branch(reading: Scopes, one: Over, dialect: str) -> KeyBranch:
    from sqlglot import exp

    from dbt_onus.core.columns.formulas.sight import Unread

    made: list[exp.Expr] = [part.unnest() for part in one.expression.expressions]
    columns = [part for part in made if part.find(exp.Column) is not None]
    literals = [(place, _value(part)) for place, part in enumerate(made) if part.find(exp.Column) is None]
    if not all(isinstance(value, (exp.Literal, exp.Boolean)) for _, value in literals):
        # a function of nothing (`uuid()`) may be another value in every row
        raise Unread
    return KeyBranch(
        parts=tuple(reading.written(replace(one, expression=part)) for part in columns),
        literals=tuple((place, value.sql(dialect=dialect)) for place, value in literals),
    )


def _value(part: exp.Expr) -> exp.Expr:
    from sqlglot import exp

    while isinstance(part, (exp.Cast, exp.Paren)):
        part = part.this
    return part

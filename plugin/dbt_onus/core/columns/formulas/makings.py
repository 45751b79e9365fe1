"""Where a node's SQL makes a column of several things, and what each of them is: so that the null one can be told.

A making is one SELECT of the node's own SQL. What is asked of it is asked of the rows that it makes: of the null
values, how many have this operand null, and how many have found no row on the other side of this outer join?
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dbt_onus.core.columns.formulas.definitions import Formula, Listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing whose absence makes the value null.

    `sql` counts: `broken` null values that are null because of it, of `seen` null values in all. `value` is the
    column above that it is, as it is; `inside` are its makings, where a CTE makes it of several things in turn.
    `keys`, of a row that was not found: pairs of what was looked up and what it was looked up in.
    """

    sql: str
    value: Formula | None = None
    inside: tuple[Making, ...] = ()
    keys: tuple[tuple[Formula, Formula], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """One SELECT that makes the column. `whole`: whoever is null is null by one of the parts."""

    parts: tuple[Part, ...]
    whole: bool = True


def makings(
    sql: str, column: str, *, dialect: str, relations: Mapping[str, str], own: str, listed: Listed
) -> tuple[Making, ...]:
    """The SELECTs that make `column` of several things; `()` where it is copied, or cannot be told. Never raises.

    `own`: the node itself, whose earlier rows an incremental model reads.
    """
    try:
        from sqlglot import exp

        from dbt_onus.core.columns.formulas.operands import Operands
        from dbt_onus.core.columns.resolving.parsing import query_of

        query = query_of(sql, dialect)
        if query is None:
            return ()
        return tuple(Operands(dialect, relations, listed, own).of(query, exp.to_identifier(column), {}, 0))
    except Exception:  # noqa: BLE001 - a parser of 30 dialects can fail in any way: what is not read is not known
        return ()

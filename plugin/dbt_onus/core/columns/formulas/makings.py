"""Where a node's SQL makes a column of several things, and what each of them is: so that the null one can be told.

A making is one SELECT of the node's own SQL. What is asked of it is asked of the rows that it makes: of the null
values, how many have this operand null, and how many have found no row on the other side of this outer join?
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dbt_onus.core.columns.formulas.definitions import Formula, Listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another moment of the rows that ask by one: `sign` is how the one stands to it where it is wrong.

    Counts: of the null values, those whose row stands so and is found by the other moment (`failing`); of the rows
    that are found, those that stand so (`crossed`), and those that are not found by the other (`missed`).
    """

    named: str
    columns: tuple[Formula, ...]
    sign: str
    failing: str
    crossed: str
    missed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A row is looked up by keys, and by a moment that has to lie within its stretch of time.

    `asked` is the moment, in each of several tables in turn; `looked_in` the table with the stretches.
    """

    asked: tuple[Formula, ...]
    looked_in: Formula
    others: tuple[Other, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing whose absence makes the value null.

    `sql` counts: `broken` null values that are null because of it, of `seen` null values in all. `value` is the
    column above that it is, as it is; `branches` those that it is in each branch of a union; `inside` are its
    makings, where a CTE makes it of several things in turn.
    `keys`, of a row that was not found: pairs of what was looked up and what it was looked up in. `turns`:
    instead, where what was looked up is the first of several tables' columns that is not null. `unheld`: the same
    count of rows whose keys are known, and that were not found for what else they were looked up by. Of such a
    part, `unknown` is the count of those whose keys are not known, and `stretch` what else they were looked up by.
    """

    sql: str
    value: Formula | None = None
    branches: tuple[Formula, ...] = ()
    inside: tuple[Making, ...] = ()
    keys: tuple[tuple[Formula, Formula], ...] = ()
    turns: tuple[tuple[Formula, ...], Formula] | None = None
    unheld: str | None = None
    unknown: str | None = None
    stretch: Stretch | None = None


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

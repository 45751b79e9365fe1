"""A value that stands for another: which of them a test minds, and where SQL writes a literal for a null."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from dbt_onus.core.columns.formulas.definitions import Listed

#: The values that are minded, by the column in lower case; literals without their quotes.
Minded: TypeAlias = Mapping[str, frozenset[str]]
_LONGEST = 20_000


def minded(sql: str, dialect: str) -> Minded:
    """What the SQL of a test minds; empty where it minds anything else too. Never raises."""
    try:
        from dbt_onus.core.columns.resolving.parsing import query_of
        from dbt_onus.core.columns.wanted.minds import minded_by

        query = query_of(sql, dialect) if len(sql) <= _LONGEST else None
        return {} if query is None else minded_by(query)
    except Exception:  # noqa: BLE001 - a parser of 30 dialects can fail in any way: what is not read is not known
        return {}


def stand_in(sql: str, column: str, *, dialect: str, relations: Mapping[str, str], listed: Listed) -> str | None:
    """The literal that the query writes where `column` would be null; `None` where it writes none, or several.

    Never raises.
    """
    try:
        from sqlglot import exp

        from dbt_onus.core.columns.formulas.fills import Fills
        from dbt_onus.core.columns.resolving.parsing import query_of

        query = query_of(sql, dialect)
        if query is None:
            return None
        found = set(Fills(dialect, relations, listed).of(query, exp.to_identifier(column), {}))
        return found.pop() if len(found) == 1 else None
    except Exception:  # noqa: BLE001 - a parser of 30 dialects can fail in any way: what is not read is not known
        return None

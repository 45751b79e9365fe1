"""One SQL text, read. The parser is loaded with the first one: that takes longer than most commands run."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from dbt_onus.core.columns.edges import NodeColumns, to_bytes


class Reading(NamedTuple):
    """One SQL text with what has to be known to read it: the arguments of `resolve`. May go to another process."""

    sql: str
    dialect: str
    schema: Mapping[str, Sequence[str]]
    relations: Mapping[str, str]
    partial: Collection[str]


def read_sql(reading: Reading) -> bytes:
    """`resolve`, for who sends readings to other processes: the columns, packed."""
    return to_bytes(resolve(**reading._asdict()))


def resolve(
    sql: str,
    *,
    dialect: str,
    schema: Mapping[str, Sequence[str]],
    relations: Mapping[str, str],
    partial: Collection[str] = (),
) -> NodeColumns:
    """The columns of the query `sql`, and where each comes from. Never raises: what cannot be read is uncertain.

    `relations` maps `relation_key`s to `unique_id`s; `schema` maps those to their columns, complete but for the
    ones in `partial`; a relation that is missing there may have any column.
    """
    from dbt_onus.core.columns.resolving.resolve import resolve_sql

    return resolve_sql(sql, dialect=dialect, schema=schema, relations=relations, partial=partial)

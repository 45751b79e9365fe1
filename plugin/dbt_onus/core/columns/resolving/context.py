"""What holds for one statement from end to end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from sqlglot import Dialect, exp
from sqlglot.dialects.dialect import NormalizationStrategy

from dbt_onus.core.columns.edges import ROWS, Join
from dbt_onus.core.columns.names import relation_key
from dbt_onus.core.columns.resolving.flows import COPY
from dbt_onus.core.columns.resolving.relations import Column, Relation, Rest

if TYPE_CHECKING:
    from dbt_onus.core.columns.resolving.asking import Asking
    from dbt_onus.core.columns.resolving.scopes import Scope

_INSENSITIVE = {NormalizationStrategy.CASE_INSENSITIVE, NormalizationStrategy.CASE_INSENSITIVE_UPPERCASE}
#: Where an alias of the select list may be used later in the same list, if no column has that name.
_LATERAL_ALIASES = {
    "duckdb",
    "snowflake",
    "redshift",
    "databricks",
    "spark",
    "spark2",
    "clickhouse",
    "teradata",
    "",
}


class NotUnderstood(Exception):  # noqa: N818 - says what happened
    """A kind of query whose columns are not known how to tell; the message is its keyword."""


class TooMuchWork(Exception):  # noqa: N818 - says what happened
    """The query costs more to resolve than its size allows."""


@cache
def _strategy_of(dialect: str) -> NormalizationStrategy:
    return Dialect.get_or_raise(dialect).normalization_strategy


@lru_cache(maxsize=4096)  # a table is read by many nodes; nobody changes a column
def _columns_of(uid: str, names: tuple[str, ...]) -> tuple[tuple[str, Column], ...]:
    lower = [name.lower() for name in names]
    plain = len(set(lower)) == len(lower)
    return tuple(
        (low if plain else f'"{name}"', Column(name, {(uid, name): COPY}))
        for low, name in zip(lower, names, strict=True)
    )


@dataclass(slots=True)
class Context:
    """What holds for the whole statement: the dialect, the known tables, and what was seen on the way."""

    dialect: str
    relations: Mapping[str, str]
    schema: Mapping[str, Sequence[str]]
    partial: frozenset[str]
    steps_left: int
    query: Callable[[exp.Expr, Mapping[str, Relation], Scope | None], Relation]
    tables: dict[str, Relation] = field(default_factory=dict)
    asking: Asking | None = None  # the column of which every place is wanted that names it
    joins: list[Join] = field(default_factory=list)
    doubts: dict[str, None] = field(default_factory=dict)
    insensitive: bool = False  # case never matters for a column
    case_sensitive: bool = False  # case always matters
    upper: bool = False  # a name without quotes means the one in upper case
    lateral_aliases: bool = False  # a select list may use its own aliases

    def __post_init__(self) -> None:
        strategy = _strategy_of(self.dialect)
        self.insensitive = strategy in _INSENSITIVE
        self.case_sensitive = strategy is NormalizationStrategy.CASE_SENSITIVE
        self.upper = strategy is NormalizationStrategy.UPPERCASE
        self.lateral_aliases = self.dialect in _LATERAL_ALIASES

    def fold(self, identifier: exp.Expr | None) -> str:
        """One key per name: lower case where case does not matter, in quotes where it does."""
        if identifier is None:
            return ""
        args = identifier.args
        text = args.get("this")
        name: str = text if isinstance(text, str) else identifier.name
        lower = name.lower()
        if self.insensitive or not (args.get("quoted") or self.case_sensitive):
            return lower
        usual = name.upper() if self.upper else lower
        return lower if usual == name else f'"{name}"'

    def doubt(self, why: str) -> None:
        """Remember in words why the answer is not certain."""
        self.doubts.setdefault(why)

    def table(self, database: str, schema: str, identifier: str) -> Relation:
        """The table of that name: a node of the project where one is known, else the name itself."""
        full = relation_key(database, schema, identifier)
        uid = self.relations.get(full)
        if uid is None:
            shorter = (relation_key(None, schema, identifier), relation_key(None, None, identifier))
            uid = next((self.relations[key] for key in shorter if key in self.relations), full)
        known = self.tables.get(uid)
        if known is None:
            names = self.schema.get(uid, ())
            columns = _columns_of(uid, tuple(names))
            rest = (Rest(uid),) if not names or uid in self.partial else ()
            known = self.tables[uid] = Relation(columns, rest=rest, rows={(uid, ROWS): COPY}, table=uid)
        return known

"""What a query makes of texts that an engine may refuse: a cast to a type, or text that is read as JSON.

An engine says which value it could not read, and seldom of which column. The SQL says which columns are read so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dbt_onus.core.columns.formulas.definitions import Formula, Listed

if TYPE_CHECKING:
    from sqlglot import exp

_LONGEST = 100_000
#: What an engine calls a type in its messages, where SQL has another name for it.
_IN_SQL = {"INT8": "tinyint", "INT16": "smallint", "INT32": "int", "INT64": "bigint", "BOOL": "boolean"}
JSON = "JSON"
#: What reads a text as JSON without a cast, as the parser and the engines call it.
_PARSES = frozenset({"ParseJSON", "FromJson"})
_READS = frozenset({"JSONExtract", "JSONExtractScalar", "JSONBExtract", "JSONBExtractScalar", *_PARSES})
_READS_BY_NAME = re.compile(
    r"(?i)from_json|json_(array_length|contains|each|exists|extract\w*|keys|structure|transform\w*|tree|type|value)\w*"
)
#: There JSON is read out of plain text; elsewhere only a cast or a function that parses can refuse it.
_OF_TEXT = frozenset({"duckdb"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A text that the query reads as something else: what it is over a table, and the type as the SQL writes it.

    `to` is `JSON` where a function reads it.
    """

    text: Formula
    to: str


def type_named(kind: str, dialect: str) -> exp.DataType:
    """A type that an engine named in a message. Raises what the parser raises."""
    from sqlglot import exp

    return exp.DataType.build(_IN_SQL.get(kind.upper(), kind), dialect=dialect or None)


def refusals(
    sql: str, kind: str, *, dialect: str, relations: Mapping[str, str], listed: Listed
) -> tuple[Refusal, ...] | None:
    """Every text that the query reads as the type `kind`, branch by branch; `None` where one cannot be told.

    One that is read under a condition (`case when … then cast(…)`) cannot. Never raises.
    """
    try:
        from dbt_onus.core.columns.casting.refusing import Refusing
        from dbt_onus.core.columns.resolving.parsing import query_of

        query = query_of(sql, dialect)
        if query is None or len(sql) > _LONGEST:
            return None
        return tuple(Refusing(dialect, relations, listed, kind).of(query, {}))
    except Exception:  # noqa: BLE001 - a parser of 30 dialects can fail in any way: what is not read is not known
        return None


def operand_of(node: exp.Expr, kind: str, dialect: str) -> tuple[exp.Expr, str] | None:
    """The text that a part of a query reads as this type, and the type as the SQL writes it."""
    from sqlglot import exp

    if type(node) is exp.Cast:
        written = node.to.sql(dialect=dialect or None)
        if kind.upper() == JSON:
            of_kind = re.search(r"(?i)\bjsonb?\b", written) is not None
        else:
            of_kind = node.to.this == type_named(kind, dialect).this
        return (node.this, written) if of_kind else None
    if kind.upper() != JSON or node.args.get("safe"):
        return None
    if type(node).__name__ in (_READS if dialect in _OF_TEXT else _PARSES):
        return node.this, JSON
    if isinstance(node, exp.Anonymous) and dialect in _OF_TEXT and _READS_BY_NAME.fullmatch(node.name):
        return node.expressions[0], JSON
    return None

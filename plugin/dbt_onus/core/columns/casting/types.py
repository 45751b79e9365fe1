"""Types of columns as people and warehouses write them, in every dialect, as values that can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from dbt_onus.core.columns.names import dialect_of

if TYPE_CHECKING:
    from sqlglot import exp


class Family(StrEnum):
    """What kind of value a type holds: a value of one family is none of another."""

    INTEGER = "integer"
    DECIMAL = "decimal"
    FLOAT = "float"
    TEXT = "text"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    TIMESTAMP = "timestamp"
    ZONED = "timestamp with time zone"
    BINARY = "binary"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlType:
    """One type.

    `room`: bits of an integer or float, digits before the point of a decimal, characters of a text,
    `None` where nothing bounds it. `scale`: digits after the point, of a decimal or of a second. `spelled`: all of
    it, in one spelling for all dialects.
    """

    family: Family
    spelled: str
    room: int | None = None
    scale: int | None = None


#: Bits, by the parser's names of the types.
_INTEGERS = {
    "TINYINT": 8, "UTINYINT": 9, "SMALLINT": 16, "USMALLINT": 17, "MEDIUMINT": 24, "UMEDIUMINT": 25, "INT": 32,
    "UINT": 33, "BIGINT": 64, "UBIGINT": 65, "INT128": 128, "UINT128": 129, "INT256": 256, "UINT256": 257,
    "SERIAL": 32, "SMALLSERIAL": 16, "BIGSERIAL": 64, "YEAR": 16,
}  # fmt: skip
_FLOATS = {"FLOAT": 32, "DOUBLE": 64, "BFLOAT16": 16}
#: dialects whose `float` has 64 bits (each vendor's page on numeric types)
_WIDE_FLOAT = frozenset({"snowflake", "bigquery", "tsql", "redshift", "fabric"})
_TEXTS = frozenset({"TEXT", "VARCHAR", "NVARCHAR", "CHAR", "NCHAR", "BPCHAR", "NAME", "TINYTEXT", "MEDIUMTEXT",
                    "LONGTEXT", "FIXEDSTRING"})  # fmt: skip
_STAMPS = frozenset({"TIMESTAMP", "TIMESTAMPNTZ", "DATETIME", "DATETIME2", "SMALLDATETIME", "DATETIME64",
                     "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"})  # fmt: skip
_ZONED = frozenset({"TIMESTAMPTZ", "TIMESTAMPLTZ"})
_BINARIES = frozenset({"BINARY", "VARBINARY", "BLOB", "LONGBLOB", "MEDIUMBLOB", "TINYBLOB", "ROWVERSION", "IMAGE"})
_ALONE = {"BOOLEAN": Family.BOOLEAN, "BIT": Family.BOOLEAN, "DATE": Family.DATE, "DATE32": Family.DATE,
          "TIME": Family.TIME, "TIMETZ": Family.TIME}  # fmt: skip
#: Digits of a decimal that says none: bounded in some warehouses, not in others.
_PLAIN_DECIMALS = {"snowflake": (38, 0), "bigquery": (38, 9), "duckdb": (18, 3), "tsql": (18, 0),
                   "redshift": (18, 0), "databricks": (10, 0), "spark": (10, 0)}  # fmt: skip

#: Digits of a second where none are said; 6 elsewhere.
_PLAIN_STAMPS = {"snowflake": 9, "tsql": 7, "trino": 3, "athena": 3}


@lru_cache(maxsize=4096)
def read_type(text: str, adapter: str) -> SqlType | None:
    """The type that the text means to a dbt adapter; `None` where the parser does not know it. Never raises."""
    from sqlglot import exp

    dialect = dialect_of(adapter)
    try:
        said = exp.DataType.build(" ".join(text.split()), dialect=dialect or None)
        return _known(said, dialect)
    except Exception:  # noqa: BLE001 - a parser of 30 dialects can fail in any way: what is not read is not known
        return None


def _known(said: exp.DataType, dialect: str) -> SqlType:
    word = str(getattr(said.this, "name", said.this))
    sizes = [int(one.name) for one in said.expressions if one.name.isdigit()]
    if word in ("NULLABLE", "LOWCARDINALITY") and len(said.expressions) == 1:
        return _known(said.expressions[0], dialect)
    spelled = said.sql().lower()
    if word in _INTEGERS:
        return SqlType(family=Family.INTEGER, spelled=spelled, room=_INTEGERS[word])
    if word in _FLOATS:
        bits = 64 if word == "FLOAT" and dialect in _WIDE_FLOAT and not sizes else _FLOATS[word]
        return SqlType(family=Family.FLOAT, spelled=spelled, room=bits)
    if word in ("DECIMAL", "BIGDECIMAL", "MONEY", "SMALLMONEY"):
        return _decimal(word, sizes, dialect, spelled)
    if word in _TEXTS:
        return SqlType(family=Family.TEXT, spelled=spelled, room=sizes[0] if sizes else None)
    for words, family in ((_STAMPS, Family.TIMESTAMP), (_ZONED, Family.ZONED), (_BINARIES, Family.BINARY)):
        if word in words:
            digits = _digits(word, sizes, dialect) if family is not Family.BINARY else None
            return SqlType(family=family, spelled=spelled, scale=digits)
    return SqlType(family=_ALONE.get(word, Family.OTHER), spelled=spelled)


def _digits(word: str, sizes: list[int], dialect: str) -> int:
    """How exact a moment is kept, in digits of a second."""
    said = {"SMALLDATETIME": 0, "TIMESTAMP_S": 0, "TIMESTAMP_MS": 3, "TIMESTAMP_NS": 9}
    return sizes[0] if sizes else said.get(word, _PLAIN_STAMPS.get(dialect, 6))


def _decimal(word: str, sizes: list[int], dialect: str, spelled: str) -> SqlType:
    if word == "BIGDECIMAL" and not sizes:
        sizes = [76, 38]
    elif word in ("MONEY", "SMALLMONEY"):
        sizes = [19 if word == "MONEY" else 10, 4]
    elif not sizes:
        sizes = list(_PLAIN_DECIMALS.get(dialect, ()))
    if not sizes:
        return SqlType(family=Family.DECIMAL, spelled=spelled)
    scale = sizes[1] if len(sizes) > 1 else 0
    # a decimal without digits after the point is what Snowflake and Oracle call an integer
    return SqlType(family=Family.DECIMAL, spelled=spelled, room=sizes[0] - scale, scale=scale)

"""Names: which of them mean the same column, relation or dialect."""

from __future__ import annotations

import re
from functools import lru_cache

_ADAPTERS = {
    "athena": "athena",
    "bigquery": "bigquery",
    "clickhouse": "clickhouse",
    "databend": "postgres",
    "databricks": "databricks",
    "doris": "doris",
    "dremio": "dremio",
    "duckdb": "duckdb",
    "exasol": "exasol",
    "fabric": "fabric",
    "glue": "spark",
    "greenplum": "postgres",
    "hive": "hive",
    "impala": "hive",
    "materialize": "materialize",
    "motherduck": "duckdb",
    "mysql": "mysql",
    "oracle": "oracle",
    "postgres": "postgres",
    "redshift": "redshift",
    "risingwave": "risingwave",
    "singlestore": "singlestore",
    "snowflake": "snowflake",
    "spark": "spark",
    "sqlite": "sqlite",
    "sqlserver": "tsql",
    "starrocks": "starrocks",
    "synapse": "tsql",
    "teradata": "teradata",
    "trino": "trino",
    "vertica": "postgres",
}

_PART = re.compile(r'"((?:[^"]|"")*)"|`([^`]*)`|\[([^\]]*)\]|([^."`\[\]\s]+)')


def dialect_of(adapter: str) -> str:
    """The SQL dialect of a dbt adapter; `""`, the parser's tolerant mixture, for one not known."""
    return _ADAPTERS.get(adapter.lower(), "")


def relation_key(database: str | None, schema: str | None, identifier: str) -> str:
    """One key per relation, however it is written: lower case, unquoted, joined by dots.

    Case is dropped although some warehouses keep it for quoted names: dbt writes a relation the same way wherever
    it is referenced, and a node sees few relations, so case never has to tell two of them apart.
    """
    return ".".join(part.lower() for part in (database, schema, identifier) if part)


def relation_parts(relation_name: str) -> tuple[str, ...]:
    """The parts of a rendered relation, however its dialect quotes them: `"`, `` ` ``, `[]` or not at all."""
    parts: list[str] = []
    for double, tick, bracket, bare in _PART.findall(relation_name):
        if tick and "." in tick:
            parts.extend(tick.split("."))
        else:
            parts.append(double.replace('""', '"') or tick or bracket or bare)
    return tuple(parts)


@lru_cache(maxsize=65_536)  # a table is read by many nodes
def relation_keys(relation_name: str) -> tuple[str, ...]:
    """The keys under which SQL may name the relation: in full, without the database, without the schema."""
    parts = relation_parts(relation_name)[-3:]
    return tuple([".".join(parts[start:]).lower() for start in range(len(parts))])

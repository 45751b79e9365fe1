"""The warehouses that the package is tested on, each with its words for types, names and literals."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from tests.e2e.conftest import ROOT, Dbt, run_dbt

if TYPE_CHECKING:
    from tests.postgres import PostgresServer

SPARK_DBT = ROOT / ".venv-spark" / "bin" / "dbt"

_DUCKDB_TYPES = {"local time": "timestamp"}
_POSTGRES_TYPES = {"double": "double precision", "local time": "timestamp"}
_SPARK_TYPES = {
    "varchar": "string",
    "integer": "int",
    "integer[]": "array<int>",
    "struct(a integer)": "struct<a:int>",
    "local time": "timestamp_ntz",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table to be made: columns with DuckDB's words for their types, and rows of Python values."""

    columns: Mapping[str, str]
    rows: Sequence[Sequence[object]]
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """One warehouse, and the dbt that is connected to it."""

    name: str
    dbt: Dbt
    output: Mapping[str, Any]
    types: Mapping[str, str] = field(default_factory=dict)
    mark: str = '"'
    config: Mapping[str, Any] = field(default_factory=dict)

    def type(self, word: str) -> str:
        """A type in this warehouse's words."""
        return self.types.get(word, word)

    def quoted(self, name: str) -> str:
        return self.mark + name.replace(self.mark, self.mark * 2) + self.mark

    def literal(self, value: object, data_type: str) -> str:
        """A value as SQL, of exactly this type."""
        if value is None:
            return f"cast(null as {self.type(data_type)})"
        text = str(value)
        if self.name == "spark":
            escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
        else:
            escaped = text.replace("'", "''")
        return f"cast('{escaped}' as {self.type(data_type)})"

    def create(self, schema: str, name: str, table: Table) -> str:
        """The statement that makes a table with its rows."""
        selects = [
            "select "
            + ", ".join(
                f"{self.literal(value, kind)} as {self.quoted(column)}"
                for value, (column, kind) in zip(row, table.columns.items(), strict=True)
            )
            for row in table.rows or [[None] * len(table.columns)]
        ]
        rows = " union all ".join(selects)
        body = rows if table.rows else f"select * from ({rows}) as nothing where 1 = 0"
        # a view costs no job there, and half of the time would go into writing files
        kind = "view" if self.name == "spark" else "table"
        return f"create {kind} {schema}.{self.quoted(table.name or name)} as {body}"

    def profile(self) -> str:
        """`profiles.yml`."""
        return json.dumps({"shop": {"target": "dev", "outputs": {"dev": dict(self.output)}}})

    def make(self, folder: Path, statements: Iterable[str]) -> None:
        """Run statements in the project's warehouse before dbt does anything."""
        if self.output["type"] == "duckdb":
            with duckdb.connect() as connection:
                new = not (folder / "shop.duckdb").exists()
                # a storage format that both engines read
                version = " (storage_version 'v1.2.0')" if new else ""
                connection.execute(f"attach '{folder / 'shop.duckdb'}' as shop{version}; use shop")
                for statement in statements:
                    connection.execute(statement)
        elif self.output["type"] == "postgres":
            import psycopg

            with psycopg.connect(self._url(), autocommit=True) as connection:
                for statement in statements:
                    connection.execute(statement.encode())
        else:
            # the tables live in the session's own metastore: dbt itself makes them, in a hook of the project's
            listed = ", ".join(json.dumps(statement) for statement in statements)
            path = folder / "macros" / "make_tables.sql"
            path.parent.mkdir(exist_ok=True)
            path.write_text(
                "{% macro make_tables() %}{% if execute %}{% for statement in [" + listed + "] %}"
                "{% do run_query(statement) %}{% endfor %}{% endif %}{% endmacro %}",
                encoding="utf-8",
            )

    def rows(self, folder: Path, sql: str) -> list[tuple[object, ...]]:
        """What a query answers in the project's warehouse, asked without dbt, which takes seconds."""
        if self.output["type"] == "postgres":
            import psycopg

            with psycopg.connect(self._url()) as postgres:
                return postgres.execute(sql.encode()).fetchall()
        with duckdb.connect(str(folder / "shop.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def _url(self) -> str:
        return f"postgresql://{self.output['user']}@{self.output['host']}:{self.output['port']}/{self.output['dbname']}"


def duckdb_engine(dbt: Dbt, name: str = "duckdb") -> Engine:
    return Engine(name=name, dbt=dbt, output={"type": "duckdb", "path": "shop.duckdb"}, types=_DUCKDB_TYPES)


def postgres_engine(dbt: Dbt, server: PostgresServer, dbname: str) -> Engine:
    """A new database on a running server."""
    server.make_database(dbname)
    output = {
        "type": "postgres",
        "host": server.host,
        "port": server.port,
        "user": server.user,
        "password": "none",
    }
    return Engine(
        name="postgres", dbt=dbt, output={**output, "dbname": dbname, "schema": "main", "threads": 4},
        types=_POSTGRES_TYPES,
    )  # fmt: skip


def spark_engine() -> Engine:
    """A Spark session inside of dbt; its files lie in the project's folder."""

    def command(project_dir: Path, *args: str) -> Any:
        return run_dbt(SPARK_DBT, project_dir, *args, timeout=900)

    output = {
        "type": "spark", "method": "session", "host": "NA", "schema": "main",
        "server_side_parameters": {
            "spark.sql.session.timeZone": "UTC", "spark.ui.enabled": "false", "spark.driver.memory": "1g",
            "spark.sql.shuffle.partitions": "1", "spark.default.parallelism": "1",
        },
    }  # fmt: skip
    config = {"seeds": {"+file_format": "parquet"}, "models": {"+file_format": "parquet"}}
    return Engine(name="spark", dbt=command, output=output, types=_SPARK_TYPES, mark="`", config=config)


def why_no_spark() -> str | None:
    """Why Spark is not tested here; `None` where it is."""
    if os.environ.get("ONUS_TEST_SPARK") != "1":
        return "Spark takes minutes: make test-spark"
    if shutil.which("java") is None:
        return "Spark needs Java 17 or later, and there is no java"
    if not SPARK_DBT.exists():
        return "Spark is not installed: sh scripts/spark.sh says why"
    return None


def engine_of(request: pytest.FixtureRequest, purpose: str) -> Engine:
    """The engine that a fixture's parameter names; on PostgreSQL with a database of its own for the purpose."""
    if request.param == "spark":
        if (reason := why_no_spark()) is not None:
            pytest.skip(reason)
        return spark_engine()
    if request.param == "postgres":
        server = request.getfixturevalue("postgres")
        return postgres_engine(request.getfixturevalue("dbt"), server, f"{purpose}_{uuid.uuid4().hex[:8]}")
    return duckdb_engine(request.getfixturevalue("dbt" if request.param == "duckdb" else "dbt_v2"), request.param)

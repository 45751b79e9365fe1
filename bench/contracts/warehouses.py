"""Where the tables lie, and what statements cost there: DuckDB in a file, PostgreSQL as a server of its own."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import duckdb
import psycopg

from contracts.tables import make_table
from contracts.terms import COLUMNS, MATCHES
from tests.postgres import PostgresServer, running_postgres

_POSTGRES_TYPES = {"double": "double precision"}


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Seconds of the processor and by the clock for all statements of one way."""

    processor: float
    clock: float


class Warehouse(Protocol):
    """One table of orders; `output` is its profile for dbt, `matches` its way of looking for a pattern."""

    matches: str

    @property
    def output(self) -> Mapping[str, Any]: ...

    def cost_of(self, statements: Sequence[str], times: int) -> Cost:
        """The cheapest of so many rounds of all statements."""


@dataclass(frozen=True, kw_only=True)
class DuckDb:
    """A file with the table in it. Every thread counts: what they worked is the same on a busy machine."""

    file: Path
    matches: str = MATCHES

    @property
    def output(self) -> Mapping[str, Any]:
        return {"type": "duckdb", "path": str(self.file)}

    def cost_of(self, statements: Sequence[str], times: int) -> Cost:
        """The cheapest of so many rounds of all statements."""
        with duckdb.connect(str(self.file), read_only=True) as connection:
            connection.execute("set memory_limit = '6GB'")
            connection.execute(f"set temp_directory = '{self.file.parent}/spill'")
            rounds = [_timed(connection, statements, time.process_time) for _ in range(times)]
        return min(rounds, key=lambda cost: cost.processor)


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """A server, its table analyzed and in its cache. One process answers; the kernel counts its work."""

    server: PostgresServer
    matches: str = "{column} ~ '{pattern}'"

    @property
    def output(self) -> Mapping[str, Any]:
        server = self.server
        return {
            "type": "postgres",
            "host": server.host,
            "port": server.port,
            "user": server.user,
            "password": "",
            "dbname": "raw",
            "schema": "main",
        }

    def cost_of(self, statements: Sequence[str], times: int) -> Cost:
        """The cheapest of so many rounds of all statements."""
        with psycopg.connect(self.server.url("raw"), autocommit=True) as connection:
            connection.execute("set max_parallel_workers_per_gather = 0")
            backend = connection.info.backend_pid
            rounds = [_timed(connection, statements, lambda: _seconds_of(backend)) for _ in range(times)]
        return min(rounds, key=lambda cost: cost.processor)


def duckdb_with(file: Path, rows: int) -> DuckDb:
    """A table of so many rows; one that is there already is kept."""
    make_table(file, rows)
    return DuckDb(file=file)


@contextmanager
def postgres_with(table: DuckDb) -> Iterator[Postgres]:
    """A server that holds a copy of the table, and is gone afterwards."""
    declared = ", ".join(f"{name} {_POSTGRES_TYPES.get(kind, kind)}" for name, kind in COLUMNS.items())
    csv = table.file.with_suffix(".csv")
    with duckdb.connect(str(table.file), read_only=True) as connection:
        connection.execute(f"copy main.orders to '{csv}' (header false)")
    try:
        with running_postgres() as server:
            server.make_database("raw")
            with psycopg.connect(server.url("raw"), autocommit=True) as connection:
                connection.execute("create schema main")
                connection.execute(f"create table main.orders ({declared})")
                with (
                    connection.cursor().copy("copy main.orders from stdin (format csv)") as copy,
                    csv.open("rb") as rows,
                ):
                    while part := rows.read(1 << 20):
                        copy.write(part)
                connection.execute("vacuum analyze main.orders")
            yield Postgres(server=server)
    finally:
        csv.unlink(missing_ok=True)


def _timed(connection: Any, statements: Sequence[str], worked: Any) -> Cost:
    processor, clock = worked(), time.perf_counter()
    for sql in statements:
        connection.execute(sql).fetchall()
    return Cost(processor=worked() - processor, clock=time.perf_counter() - clock)


def _seconds_of(pid: int) -> float:
    """What a process has worked so far: user and system time of proc(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

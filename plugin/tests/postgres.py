"""A PostgreSQL server of the tests' own: Debian's package, an unprivileged user, loopback, a free port."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

_USERS = ("postgres", "nobody")


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresServer:
    """Where it listens. `dbname` is the database that is there from the start; there is no password."""

    port: int
    host: str = "127.0.0.1"
    user: str = "onus"
    dbname: str = "postgres"

    def url(self, dbname: str | None = None) -> str:
        """The address as `postgresql://…`."""
        return f"postgresql://{self.user}@{self.host}:{self.port}/{dbname or self.dbname}"

    def make_database(self, name: str) -> str:
        """A new and empty database; its address."""
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        return self.url(name)


@cache
def why_no_server() -> str | None:
    """Why no server can be started here; `None` where one can."""
    if _program("initdb") is None:
        return "PostgreSQL is not installed: sh scripts/postgres.sh says why"
    if os.geteuid() == 0 and _unprivileged() is None:
        return "PostgreSQL does not run as root, and here is no other user"
    return None


@contextmanager
def running_postgres() -> Iterator[PostgresServer]:
    """A server that is stopped, and whose files are removed, at the end."""
    folder = Path(tempfile.mkdtemp(prefix="onus-pg-"))
    account = _unprivileged() if os.geteuid() == 0 else None
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    data, port = folder / "data", _free_port()
    try:
        _run(account, "initdb", "-D", str(data), "-U", "onus", "-A", "trust", "-E", "UTF8", "--no-sync")
        # fsync stays on: what the reliability tests prove is about commits
        options = f"-p {port} -h 127.0.0.1 -k {folder} -c max_connections=200"
        _run(account, "pg_ctl", "-D", str(data), "-l", str(folder / "log"), "-o", options, "-w", "start")
        try:
            yield PostgresServer(port=port)
        finally:
            with suppress(subprocess.SubprocessError):
                _run(account, "pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for the whole session; skips, with the reason, where none can be started."""
    if (reason := why_no_server()) is not None:
        pytest.skip(reason)
    with running_postgres() as server:
        yield server


def _run(account: pwd.struct_passwd | None, program: str, *args: str) -> None:
    path = _program(program)
    assert path is not None, program
    user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    subprocess.run(
        [path, *args],
        check=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        cwd="/",
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
        timeout=60,
        **user,
    )


def _unprivileged() -> pwd.struct_passwd | None:
    for name in _USERS:
        with suppress(KeyError):
            return pwd.getpwnam(name)
    return None


def _program(name: str) -> str | None:
    """Debian keeps the server's programs outside of the path."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    return shutil.which(name, path=os.pathsep.join([*map(str, reversed(folders)), os.environ.get("PATH", "")]))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

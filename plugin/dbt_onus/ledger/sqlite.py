"""The ledger in a SQLite file.

Rollback journal rather than WAL (one file to copy or cache, and no WAL-reset bug of SQLite before 3.51.3);
`begin immediate`, because a transaction that reads first and writes later fails under concurrency;
`synchronous=full`, because what was promised to be remembered is. Measured with eight processes at once: no lost
transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from dbt_onus.errors import LedgerError
from dbt_onus.ledger import database
from dbt_onus.ledger.schema import VERSION, require_known, steps_from


class SqliteDatabase:
    """One file, made on first use."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def name(self) -> str:
        """See `ledger.database.Database`."""
        return str(self._path)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """See `ledger.database.Database`."""
        with self._said_in_one_line():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            _keep_out_of_git(self._path.parent)
            with self._connected("rwc") as connection:
                connection.execute("begin immediate")
                self._migrate(connection)
                yield connection
                connection.execute("commit")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection | None]:
        """See `ledger.database.Database`."""
        with self._said_in_one_line():
            if not self._path.exists():
                yield None
                return
            with self._looking() as connection:
                if self._version_in(connection) == VERSION:
                    yield connection
                    return
            with self.writing():
                pass
            with self._looking() as connection:
                yield connection

    @contextmanager
    def _looking(self) -> Iterator[sqlite3.Connection]:
        # "rw" rather than "ro": what a killed process left half-written is rolled back by the next who looks
        with self._connected("rw") as connection:
            connection.execute("begin")
            yield connection

    @contextmanager
    def _connected(self, mode: str) -> Iterator[sqlite3.Connection]:
        address = f"{self._path.absolute().as_uri()}?mode={mode}"
        connection = sqlite3.connect(address, uri=True, timeout=database.PATIENCE, isolation_level=None)
        try:
            connection.execute("pragma journal_mode = truncate")
            connection.execute("pragma synchronous = full")
            yield connection
        finally:
            # what is not committed is rolled back
            connection.close()

    def _version_in(self, connection: sqlite3.Connection) -> int:
        (version,) = connection.execute("pragma user_version").fetchone()
        return require_known(int(version), self.name)

    def _migrate(self, connection: sqlite3.Connection) -> None:
        version = self._version_in(connection)
        for statement in steps_from(version):
            connection.execute(statement)
        if version < VERSION:
            connection.execute(f"pragma user_version = {VERSION}")

    @contextmanager
    def _said_in_one_line(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise LedgerError(f"{self.name}: the ledger cannot be used: {error}; {_remedy(error)}") from error


def _keep_out_of_git(folder: Path) -> None:
    """The ledger's own folder ignores itself; a folder that the user chose is left alone."""
    ignore = folder / ".gitignore"
    if folder.name == ".onus" and not ignore.exists():
        # a folder that may only be read holds a ledger that may still be written
        with suppress(PermissionError):
            ignore.write_text("*\n", encoding="utf-8")


def _remedy(error: Exception) -> str:
    text = str(error).lower()
    if "locked" in text or "busy" in text:
        return "another onus holds it; run again"
    if "malformed" in text or "not a database" in text:
        return "move the file away: a new one is made, without its history"
    if "full" in text or "no space" in text:
        return "make room on its disk"
    return "make its folder writable, or name another place under `ledger:` in onus.yml"

"""The ledger in PostgreSQL: for CI runners and hosts that share no disk.

One writer at a time, as in the file: a transaction-level advisory lock is to PostgreSQL what `begin immediate` is
to SQLite, and read committed sees, once the lock is had, all that was committed under it. Nothing is set for
longer than a transaction, so that poolers may stand between. Its tables live in a schema of their own: `onus`, or
the first one of `search_path` in the `options` of the address.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from time import monotonic
from typing import TYPE_CHECKING, Any

from dbt_onus.errors import LedgerError
from dbt_onus.ledger import database
from dbt_onus.ledger.addresses import where_of
from dbt_onus.ledger.database import Value
from dbt_onus.ledger.deadline import hung_up_on
from dbt_onus.ledger.postgres_words import in_postgres, quoted, storable, translated
from dbt_onus.ledger.schema import VERSION, require_known, steps_from

if TYPE_CHECKING:
    import psycopg

#: What the address may say otherwise: a server that is gone is given up on in seconds.
_DEFAULTS = {
    "application_name": "onus",
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "2",
    "tcp_user_timeout": "15000",
}
#: Longer than any statement takes, in seconds; and how long a transaction may wait for its process.
_STATEMENT = 30
_IDLE = 60


class PostgresDatabase:
    """A schema in a database, made on first use."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._where = where_of(address)
        self.name = self._where.name
        self._connection: psycopg.Connection | None = None
        self._refusal: Exception | None = None
        self._refused_until = 0.0
        self._goodbye: Callable[[], object] | None = None
        self._is_made = False

    @contextmanager
    def writing(self) -> Iterator[_Transaction]:
        """See `ledger.database.Database`."""
        with self._said_in_one_line(), self._transaction(is_writing=True) as transaction:
            self._migrate(transaction)
            yield transaction

    @contextmanager
    def reading(self) -> Iterator[_Transaction | None]:
        """See `ledger.database.Database`."""
        with self._said_in_one_line():
            with self._transaction(is_writing=False) as transaction:
                version = self._version(transaction)
                if version in (None, VERSION):
                    yield None if version is None else transaction
                    return
            with self.writing():
                pass
            with self._transaction(is_writing=False) as transaction:
                yield transaction

    @contextmanager
    def _transaction(self, *, is_writing: bool) -> Iterator[_Transaction]:
        prologue = self._prologue(is_writing=is_writing)
        connection = self._answering()
        with hung_up_on(connection.fileno()):
            try:
                connection.execute(prologue)
                yield _Transaction(connection)
                connection.execute("commit")
            except BaseException:
                # the server rolls back what a closed connection left open
                self._close()
                raise

    def _answering(self) -> psycopg.Connection:
        """The connection of the last transaction, unless the server has hung up meanwhile."""
        if self._connection is not None and not _is_alive(self._connection):
            self._close()
        if self._connection is None:
            # a report asks its ledger three times: a server that is not there is waited for once
            if self._refusal is not None and monotonic() < self._refused_until:
                raise self._refusal
            try:
                self._connection = self._connected()
            except Exception as error:
                self._refusal, self._refused_until = error, monotonic() + database.PATIENCE
                raise
        return self._connection

    def _connected(self) -> psycopg.Connection:
        import psycopg
        from psycopg.conninfo import conninfo_to_dict, make_conninfo

        if not self._where.is_clear:
            raise self._unclear()
        try:
            said = {key: str(value) for key, value in conninfo_to_dict(self._address).items()}
        except psycopg.ProgrammingError:
            # what libpq says of it may quote the password
            raise self._unclear() from None
        # no prepared statements: a pooler may give each transaction another server process
        connection = psycopg.connect(
            make_conninfo(**{**_DEFAULTS, **said}), autocommit=True, prepare_threshold=None
        )
        # who forgets the ledger hangs up
        self._goodbye = weakref.finalize(self, connection.close)
        return connection

    def _unclear(self) -> LedgerError:
        return LedgerError(
            f"{self.name}: the ledger's address cannot be read; it is "
            "postgresql://USER:PASSWORD@HOST:PORT/DATABASE, with %XX for special characters"
        )

    def _close(self) -> None:
        self._connection = None
        if self._goodbye is not None:
            with suppress(Exception):
                self._goodbye()

    def _prologue(self, *, is_writing: bool) -> bytes:
        from psycopg import sql

        schema = self._where.schema
        level = "read committed" if is_writing else "repeatable read read only"
        lines = [
            sql.SQL(f"begin isolation level {level}"),
            sql.SQL("set local search_path = {}").format(sql.Identifier(schema)),
            sql.SQL("set local lock_timeout = {}").format(sql.Literal(int(database.PATIENCE * 1000))),
            sql.SQL("set local statement_timeout = {}").format(sql.Literal(_STATEMENT * 1000)),
            sql.SQL("set local idle_in_transaction_session_timeout = {}").format(sql.Literal(_IDLE * 1000)),
        ]
        if is_writing:
            lock = sql.SQL("select pg_advisory_xact_lock(hashtextextended({}, 0))")
            lines.append(lock.format(sql.Literal(f"onus ledger in {schema}")))
        return sql.SQL("; ").join(lines).as_bytes(None)

    def _version(self, transaction: _Transaction) -> int | None:
        """The schema's version; `None` where there is none."""
        if not self._is_made:
            ((found,),) = transaction.execute("select to_regclass('schema_version') is not null").fetchall()
            self._is_made = bool(found)
        if not self._is_made:
            return None
        ((version,),) = transaction.execute("select version from schema_version").fetchall()
        return require_known(int(version), self.name)

    def _migrate(self, transaction: _Transaction) -> None:
        version = self._version(transaction)
        if version == VERSION:
            return
        if version is None:
            schema = self._where.schema
            if transaction.execute("select to_regnamespace(quote_ident(?))", (schema,)).fetchone() == (None,):
                transaction.execute(f"create schema {quoted(schema)}")
            transaction.execute("create table schema_version (version integer not null)")
            transaction.execute("insert into schema_version values (0)")
        for statement in steps_from(version or 0):
            transaction.execute(in_postgres(statement))
        transaction.execute("update schema_version set version = ?", (VERSION,))

    @contextmanager
    def _said_in_one_line(self) -> Iterator[None]:
        try:
            import psycopg
        except ImportError as error:
            raise LedgerError(
                f'{self.name}: a ledger in PostgreSQL needs psycopg: pip install "dbt-onus[postgres]"'
            ) from error
        try:
            yield
        except psycopg.Error as error:
            said = self._where.masked(" ".join(str(error).split()))[:300].rstrip(".")
            raise LedgerError(f"{self.name}: the ledger cannot be used: {said}; {_remedy(error)}") from None


def _is_alive(connection: psycopg.Connection) -> bool:
    import psycopg

    with hung_up_on(connection.fileno()), suppress(psycopg.Error):
        connection.execute("")
        return True
    return False


class _Transaction:
    """A connection that takes the statements as SQLite takes them."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def execute(self, statement: str, values: Sequence[Value] = (), /) -> psycopg.Cursor[Any]:
        """See `ledger.database.Connection`."""
        return self._connection.execute(translated(statement), storable(values))

    def executemany(self, statement: str, rows: Iterable[Sequence[Value]], /) -> None:
        """See `ledger.database.Connection`."""
        with self._connection.cursor() as cursor:
            cursor.executemany(translated(statement), [storable(row) for row in rows])


def _remedy(error: psycopg.Error) -> str:
    from psycopg import errors

    said = str(error).lower()
    for kinds, remedy in (
        ((errors.LockNotAvailable,), "another onus holds it; run again"),
        ((errors.QueryCanceled, errors.IdleInTransactionSessionTimeout), "it was too slow; run again"),
        ((errors.InsufficientPrivilege,), "let this user create a schema, or make one and give it to the user"),
        ((errors.DiskFull,), "make room on its disk"),
        ((errors.ReadOnlySqlTransaction,), "name a server that can be written"),
    ):
        if isinstance(error, kinds):
            return remedy
    if "authentication" in said or "password" in said:
        return "look at the user and the password of its address"
    if "does not exist" in said:
        return "make it, or name another one in its address"
    return "is its server up, and may this machine reach it?"

"""The ledger in a SQLite file.

Rollback journal rather than WAL (one file to copy or cache, and no WAL-reset bug of SQLite before 3.51.3);
`begin immediate`, because a transaction that reads first and writes later fails under concurrency; `synchronous=full`,
because what was promised to be remembered is. Measured with eight processes at once: no lost transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from dbt_onus.core.history import History, RunRecord, Version
from dbt_onus.core.incidents import Incident
from dbt_onus.core.results import BROKEN, Status
from dbt_onus.errors import LedgerError
from dbt_onus.ledger.schema import MIGRATIONS, VERSION

#: How long a process waits for another one's transaction, in seconds.
PATIENCE = 10.0

_GOOD = (Status.PASS, Status.SUCCESS)


class SqliteLedger:
    """A ledger in one file, made on first use."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def history(self, project: str, checks: Collection[str], code: Mapping[str, str]) -> History:
        """See `core.ports.Ledger`."""
        if not self._path.exists():
            return History(code=code)
        with self._transaction() as connection:
            rows = connection.execute(
                "select key, last_pass_at, failing_since from checks where project = ?", (project,)
            )
            wanted = set(checks)
            known = [row for row in rows if row[0] in wanted]
            versions: dict[str, list[Version]] = {}
            for unique_id, built_at, fingerprint in connection.execute(
                "select unique_id, built_at, fingerprint from code where project = ? order by built_at",
                (project,),
            ):
                if unique_id in code:
                    versions.setdefault(unique_id, []).append((_moment(built_at), fingerprint))
        return History(
            last_pass={key: _moment(passed) for key, passed, _ in known if passed},
            failing_since={key: _moment(since) for key, _, since in known if since},
            versions={unique_id: tuple(entries) for unique_id, entries in versions.items()},
            code=code,
        )

    def open_incidents(self) -> tuple[Incident, ...]:
        """See `core.ports.Ledger`."""
        if not self._path.exists():
            return ()
        with self._transaction() as connection:
            rows = connection.execute(
                "select document from incidents where state <> 'resolved' order by opened_at, id"
            ).fetchall()
        return tuple(self._incident(document) for (document,) in rows)

    def is_recorded(self, record: RunRecord) -> bool:
        """See `core.ports.Ledger`."""
        return self._counts("invocation_id = ?", record, record.invocation.invocation_id)

    def is_outdated(self, record: RunRecord) -> bool:
        """See `core.ports.Ledger`."""
        return self._counts("generated_at > ?", record, _stamp(record.invocation.generated_at))

    def record(self, record: RunRecord | None, incidents: Iterable[Incident]) -> None:
        """See `core.ports.Ledger`."""
        with self._transaction() as connection:
            if record is not None and _insert_run(connection, record):
                _upsert_checks(connection, record)
                _insert_code(connection, record)
            connection.executemany(
                "insert into incidents (id, project, state, opened_at, document) values (?, ?, ?, ?, ?) "
                "on conflict (id) do update set state = excluded.state, opened_at = excluded.opened_at, "
                "document = excluded.document",
                [_incident_row(incident) for incident in incidents],
            )

    def _counts(self, condition: str, record: RunRecord, value: str) -> bool:
        if not self._path.exists():
            return False
        with self._transaction() as connection:
            query = f"select 1 from runs where project = ? and {condition} limit 1"  # noqa: S608 - ours, never input
            return connection.execute(query, (record.project, value)).fetchone() is not None

    def _incident(self, document: str) -> Incident:
        try:
            return msgspec.json.decode(document, type=Incident)
        except msgspec.MsgspecError as error:
            raise LedgerError(
                f"{self._path}: an incident in the ledger cannot be read ({error}); was it written by a newer onus?"
            ) from error

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """One immediate transaction: committed as a whole, or not at all."""
        try:
            connection = self._connect()
            try:
                connection.execute("begin immediate")
                self._migrate(connection)
                yield connection
                connection.execute("commit")
            finally:
                connection.close()
        except (sqlite3.Error, OSError) as error:
            raise LedgerError(f"{self._path}: the ledger cannot be used: {error}; {_remedy(error)}") from error

    def _connect(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        _keep_out_of_git(self._path.parent)
        connection = sqlite3.connect(self._path, timeout=PATIENCE, isolation_level=None)
        connection.execute("pragma journal_mode = truncate")
        connection.execute("pragma synchronous = full")
        return connection

    def _migrate(self, connection: sqlite3.Connection) -> None:
        (version,) = connection.execute("pragma user_version").fetchone()
        if version > VERSION:
            raise LedgerError(
                f"{self._path}: the ledger has schema {version}, this onus knows up to {VERSION}; upgrade dbt-onus"
            )
        for step in MIGRATIONS[version:]:
            for statement in step.split(";"):
                connection.execute(statement)
        if version < VERSION:
            connection.execute(f"pragma user_version = {VERSION}")


def _insert_run(connection: sqlite3.Connection, record: RunRecord) -> bool:
    invocation = record.invocation
    cursor = connection.execute(
        "insert or ignore into runs (project, invocation_id, command, dbt_version, generated_at) "
        "values (?, ?, ?, ?, ?)",
        (
            record.project,
            invocation.invocation_id,
            invocation.which,
            invocation.dbt_version,
            _stamp(invocation.generated_at),
        ),
    )
    return cursor.rowcount == 1


def _upsert_checks(connection: sqlite3.Connection, record: RunRecord) -> None:
    at = _stamp(record.invocation.generated_at)
    connection.executemany(
        """
        insert into checks (project, key, status, last_run_at, last_pass_at, failing_since)
        values (?, ?, ?, ?, ?, ?)
        on conflict (project, key) do update set
            status = excluded.status,
            last_run_at = excluded.last_run_at,
            last_pass_at = coalesce(excluded.last_pass_at, checks.last_pass_at),
            failing_since = case
                when excluded.last_pass_at is not null then null
                else coalesce(checks.failing_since, excluded.failing_since)
            end
        where excluded.last_run_at >= checks.last_run_at
        """,
        [
            (
                record.project,
                key,
                status.value,
                at,
                at if status in _GOOD else None,
                at if status in BROKEN or status is Status.WARN else None,
            )
            for key, status in record.statuses.items()
            if status in _GOOD or status in BROKEN or status is Status.WARN
        ],
    )


def _insert_code(connection: sqlite3.Connection, record: RunRecord) -> None:
    """Write a version only where the code differs from the last one known."""
    at = _stamp(record.invocation.generated_at)
    rows = connection.execute(
        "select unique_id, fingerprint from code where project = ? order by built_at", (record.project,)
    )
    latest = dict(rows.fetchall())
    first = {uid: fingerprint for uid, fingerprint in record.seen.items() if uid not in latest}
    rebuilt = {uid: fingerprint for uid, fingerprint in record.built.items() if latest.get(uid) != fingerprint}
    connection.executemany(
        "insert or replace into code (project, unique_id, built_at, fingerprint) values (?, ?, ?, ?)",
        [(record.project, uid, at, fingerprint) for uid, fingerprint in {**first, **rebuilt}.items()],
    )


def _incident_row(incident: Incident) -> tuple[str, str, str, str, str]:
    document = msgspec.json.encode(incident).decode()
    return incident.id, incident.project, incident.state.value, _stamp(incident.opened_at), document


def _keep_out_of_git(folder: Path) -> None:
    """The ledger's own folder ignores itself; a folder that the user chose is left alone."""
    ignore = folder / ".gitignore"
    if folder.name == ".onus" and not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")


def _remedy(error: Exception) -> str:
    text = str(error).lower()
    if "locked" in text or "busy" in text:
        return "another onus holds it; run again"
    if "malformed" in text or "not a database" in text:
        return "move the file away: a new one is made, without its history"
    return "make its folder writable, or name another place under `ledger:` in onus.yml"


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _moment(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp)

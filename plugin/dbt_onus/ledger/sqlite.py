"""The ledger in a SQLite file.

Rollback journal rather than WAL (one file to copy or cache, and no WAL-reset bug of SQLite before 3.51.3);
`begin immediate`, because a transaction that reads first and writes later fails under concurrency;
`synchronous=full`, because what was promised to be remembered is. Measured with eight processes at once: no lost
transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec

from dbt_onus.core.history import Evaluations, History, RunRecord, Version
from dbt_onus.core.incidents import Incident
from dbt_onus.core.judgements import Judgement
from dbt_onus.core.timeline import Change, Event
from dbt_onus.errors import LedgerError
from dbt_onus.ledger.evaluations import read_evaluations
from dbt_onus.ledger.rows import (
    EVENT,
    event_of,
    insert_code,
    insert_events,
    insert_judgement,
    insert_observations,
    insert_run,
    moment,
    observed_values,
    stamp,
    upsert_checks,
    upsert_incidents,
)
from dbt_onus.ledger.schema import MIGRATIONS, VERSION

#: How long a process waits for another one's transaction, in seconds.
PATIENCE = 10.0

_Kept = TypeVar("_Kept", Incident, Judgement)


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
                    versions.setdefault(unique_id, []).append((moment(built_at), fingerprint))
            observed = observed_values(connection, project)
        return History(
            last_pass={key: moment(passed) for key, passed, _ in known if passed},
            failing_since={key: moment(since) for key, _, since in known if since},
            versions={unique_id: tuple(entries) for unique_id, entries in versions.items()},
            code=code,
            observed=observed,
        )

    def evaluations(self, project: str, runs: int) -> Evaluations:
        """See `core.ports.Ledger`."""
        if not self._path.exists():
            return Evaluations()
        with self._transaction() as connection:
            return read_evaluations(connection, project, runs)

    def open_incidents(self) -> tuple[Incident, ...]:
        """See `core.ports.Ledger`."""
        return self._incidents("state <> 'resolved'", ())

    def incidents(self, prefix: str = "") -> tuple[Incident, ...]:
        """See `core.ports.Ledger`."""
        return self._incidents("substr(id, 1, length(?)) = ?", (prefix, prefix))

    def timeline(self, incident_id: str) -> tuple[Event, ...]:
        """See `core.ports.Ledger`."""
        query = f"select {EVENT} from events where incident_id = ? order by at, rowid"  # noqa: S608 - ours
        return tuple(event_of(row) for row in self._rows(query, (incident_id,)))

    def judgements(self) -> tuple[Judgement, ...]:
        """See `core.ports.Ledger`."""
        rows = self._rows("select document from verdicts order by at, rowid", ())
        return tuple(self._decoded(document, Judgement) for (document,) in rows)

    def is_recorded(self, record: RunRecord) -> bool:
        """See `core.ports.Ledger`."""
        return self._counts("invocation_id = ?", record, record.invocation.invocation_id)

    def looked_at_since(self, record: RunRecord) -> frozenset[str]:
        """See `core.ports.Ledger`."""
        query = "select key from checks where project = ? and last_run_at > ?"
        rows = self._rows(query, (record.project, stamp(record.invocation.generated_at)))
        return frozenset(key for (key,) in rows) & record.statuses.keys()

    def record(
        self, record: RunRecord | None, incidents: Iterable[Incident], events: Iterable[Event] = ()
    ) -> None:
        """See `core.ports.Ledger`."""
        with self._transaction() as connection:
            if record is not None and insert_run(connection, record):
                upsert_checks(connection, record)
                insert_code(connection, record)
                insert_observations(connection, record)
            upsert_incidents(connection, incidents)
            insert_events(connection, events)

    def amend(self, incident_id: str, change: Callable[[Incident], Change]) -> Change:
        """See `core.ports.Ledger`."""
        with self._transaction() as connection:
            row = connection.execute("select document from incidents where id = ?", (incident_id,)).fetchone()
            if row is None:
                raise LedgerError(f"{self._path}: there is no incident {incident_id}")
            changed = change(self._decoded(row[0], Incident))
            upsert_incidents(connection, [changed.incident])
            insert_events(connection, [changed.event])
            if changed.judgement is not None:
                insert_judgement(connection, changed.judgement)
        return changed

    def _counts(self, condition: str, record: RunRecord, value: str) -> bool:
        query = f"select 1 from runs where project = ? and {condition} limit 1"  # noqa: S608 - ours, never input
        return bool(self._rows(query, (record.project, value)))

    def _incidents(self, condition: str, values: tuple[str, ...]) -> tuple[Incident, ...]:
        query = f"select document from incidents where {condition} order by opened_at, id"  # noqa: S608 - ours
        return tuple(self._decoded(document, Incident) for (document,) in self._rows(query, values))

    def _rows(self, query: str, values: tuple[str, ...]) -> list[tuple[str, ...]]:
        """What a query finds; nothing, and no file made, where nothing was ever written."""
        if not self._path.exists():
            return []
        with self._transaction() as connection:
            return connection.execute(query, values).fetchall()

    def _decoded(self, document: str, kind: type[_Kept]) -> _Kept:
        try:
            return msgspec.json.decode(document, type=kind)
        except msgspec.MsgspecError as error:
            what = kind.__name__.lower()
            raise LedgerError(
                f"{self._path}: an entry ({what}) of the ledger cannot be read ({error}); "
                "was it written by a newer onus?"
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

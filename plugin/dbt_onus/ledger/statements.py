"""The ledger: one way of keeping it, whatever database it is kept in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

import msgspec

from dbt_onus.core.deliveries import Attempt, Delivery, Next, Waiting
from dbt_onus.core.history import Evaluations, History, RunRecord
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.incidents.judgements import Judgement
from dbt_onus.core.incidents.standing import Decide, Decision, Standing
from dbt_onus.core.incidents.timeline import Event
from dbt_onus.errors import LedgerError
from dbt_onus.ledger import leases, outbox
from dbt_onus.ledger.database import Connection, Database, in_parts
from dbt_onus.ledger.evaluations import read_evaluations
from dbt_onus.ledger.passes import looked_at_since, read_checks, write_checks
from dbt_onus.ledger.reassigned import REASSIGNED, REASSIGNED_VALUES
from dbt_onus.ledger.rows import (
    EVENT,
    event_of,
    insert_code,
    insert_events,
    insert_judgements,
    insert_observations,
    insert_run,
    observed_values,
    read_versions,
    upsert_incidents,
)
from dbt_onus.ledger.texts import Versions, insert_texts, read_texts

#: What was said of an incident is kept for so long after it is over.
KEPT = timedelta(days=90)


class StoredLedger:
    """A `core.ports.Ledger` in a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def history(self, project: str, checks: Collection[str], code: Mapping[str, str]) -> History:
        """See `core.ports.Ledger`."""
        with self._reading() as connection:
            if connection is None:
                return History(code=code)
            last_pass, failing_since = read_checks(connection, project, checks)
            versions = read_versions(connection, project, code.keys())
            observed = observed_values(connection, project)
            return History(
                last_pass=last_pass,
                failing_since=failing_since,
                versions=versions,
                code=code,
                observed=observed,
            )

    def evaluations(self, project: str, runs: int) -> Evaluations:
        """See `core.ports.Ledger`."""
        with self._reading() as connection:
            return Evaluations() if connection is None else read_evaluations(connection, project, runs)

    def texts(self, project: str, unique_ids: Collection[str]) -> Mapping[str, Versions]:
        """See `core.ports.Ledger`."""
        with self._reading() as connection:
            return {} if connection is None else read_texts(connection, project, unique_ids)

    def open_incidents(self) -> tuple[Incident, ...]:
        """See `core.ports.Ledger`."""
        return self._incidents("state <> 'resolved'", ())

    def reassigned_incidents(self) -> tuple[Incident, ...]:
        """See `core.ports.Ledger`."""
        return self._incidents(REASSIGNED, REASSIGNED_VALUES)

    def incidents(self, prefix: str = "") -> tuple[Incident, ...]:
        """See `core.ports.Ledger`."""
        return self._incidents("substr(id, 1, length(?)) = ?", (prefix, prefix))

    def timeline(self, incident_id: str) -> tuple[Event, ...]:
        """See `core.ports.Ledger`."""
        query = f"select {EVENT} from events where incident_id = ? order by at, number"
        with self._reading() as connection:
            rows = () if connection is None else connection.execute(query, (incident_id,))
            return tuple(event_of(row) for row in rows)

    def judgements(self) -> tuple[Judgement, ...]:
        """See `core.ports.Ledger`."""
        query = "select document from judgements order by at, number"
        with self._reading() as connection:
            rows = () if connection is None else connection.execute(query)
            return tuple(msgspec.json.decode(document, type=Judgement) for (document,) in rows)

    def change(self, decide: Decide, *, records: Sequence[RunRecord] = (), ids: Collection[str] = ()) -> Decision:
        """See `core.ports.Ledger`."""
        with self._writing() as connection:
            with self._understood():
                standing = _standing(connection, records, ids)
            decision = decide(standing)
            for record in records:
                if insert_run(connection, record):
                    write_checks(connection, record)
                    insert_code(connection, record)
                    insert_observations(connection, record)
                    insert_texts(connection, record)
            upsert_incidents(connection, decision.incidents)
            insert_events(connection, decision.events)
            insert_judgements(connection, decision.judgements)
            outbox.insert_planned(connection, decision.planned)
            outbox.drop(connection, frozenset(decision.dropped))
        return decision

    def claim(self, now: datetime, lease: timedelta, without: Collection[str] = ()) -> Delivery | None:
        """See `core.ports.Ledger`."""
        with self._reading() as connection:
            if connection is None:
                return None
        with self._database.writing() as connection:
            delivery = leases.lease_next(connection, now, lease, without)
            if delivery is None:
                # whoever is done sending has the time to tidy up
                outbox.prune(connection, now - KEPT)
        return delivery

    def settle(self, delivery: Delivery, attempt: Attempt, now: datetime, events: Iterable[Event] = ()) -> Next:
        """See `core.ports.Ledger`."""
        with self._writing() as connection:
            then, is_news = leases.write_attempt(connection, delivery, attempt, now)
            if is_news:
                insert_events(connection, events)
        return then

    def outbox(self) -> tuple[Waiting, ...]:
        """See `core.ports.Ledger`."""
        with self._reading() as connection:
            return () if connection is None else outbox.waiting(connection)

    def _incidents(self, condition: str, values: tuple[str, ...]) -> tuple[Incident, ...]:
        with self._reading() as connection:
            return () if connection is None else _found(connection, condition, values)

    @contextmanager
    def _reading(self) -> Iterator[Connection | None]:
        with self._database.reading() as connection, self._understood():
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        try:
            with self._database.writing() as connection:
                yield connection
        except UnicodeEncodeError as error:
            raise LedgerError(
                f"{self._database.name}: this cannot be written down: there are bytes in it that are no text"
            ) from error

    @contextmanager
    def _understood(self) -> Iterator[None]:
        """Around what is read: an entry that makes no sense is said to be one."""
        try:
            yield
        except (msgspec.MsgspecError, ValueError, TypeError) as error:
            raise LedgerError(
                f"{self._database.name}: an entry of the ledger cannot be read ({error}); "
                "it is damaged, or of a newer onus"
            ) from error


def _standing(connection: Connection, records: Sequence[RunRecord], ids: Collection[str]) -> Standing:
    known = {one.id: one for one in _found(connection, "state <> 'resolved'")}
    others = {*ids, *outbox.unclosed_incidents(connection)} - known.keys()
    for marks, some in in_parts(others):
        known.update((one.id, one) for one in _found(connection, f"id in ({marks})", some))
    return Standing(
        incidents=known,
        told=outbox.told_of(connection, others),
        later=frozenset(key for record in records for key in looked_at_since(connection, record)),
        again=bool(records) and all(_is_recorded(connection, record) for record in records),
    )


def _found(connection: Connection, condition: str, values: tuple[str, ...] = ()) -> tuple[Incident, ...]:
    query = f"select document from incidents where {condition} order by opened_at, id"
    return tuple(msgspec.json.decode(document, type=Incident) for (document,) in connection.execute(query, values))


def _is_recorded(connection: Connection, record: RunRecord) -> bool:
    query = "select 1 from runs where project = ? and invocation_id = ?"
    return bool(connection.execute(query, (record.project, record.invocation.invocation_id)).fetchall())

"""Facts as rows of the ledger's tables, and back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

import msgspec

from dbt_onus.core.history import RunRecord, Version
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.incidents.judgements import Judgement
from dbt_onus.core.incidents.timeline import Event, What
from dbt_onus.core.observations import Measure, Series
from dbt_onus.ledger.database import Connection

#: The columns of an event, in the order in which `event_of` takes them.
EVENT = "incident_id, episode, at, by_whom, what, because, names"


def insert_run(connection: Connection, record: RunRecord) -> bool:
    """Remember the run; whether it was new."""
    invocation = record.invocation
    cursor = connection.execute(
        "insert into runs (project, invocation_id, command, dbt_version, generated_at) "
        "values (?, ?, ?, ?, ?) on conflict do nothing",
        (
            record.project,
            invocation.invocation_id,
            invocation.which,
            invocation.dbt_version,
            stamp(invocation.generated_at),
        ),
    )
    return cursor.rowcount == 1


def insert_observations(connection: Connection, record: RunRecord) -> None:
    """What the run measured, as of when it ran."""
    at = stamp(record.invocation.generated_at)
    connection.executemany(
        'insert into observations (project, unique_id, "column", measure, at, value) values (?, ?, ?, ?, ?, ?) '
        'on conflict (project, unique_id, "column", measure, at) do update set value = excluded.value',
        [
            (record.project, one.unique_id, one.column or "", one.measure.value, at, one.value)
            for one in record.observations
        ],
    )


def observed_values(connection: Connection, project: str) -> dict[Series, tuple[tuple[datetime, float], ...]]:
    """Everything that was ever measured of a project, oldest first."""
    observed: dict[Series, list[tuple[datetime, float]]] = {}
    for unique_id, column, measure, at, value in connection.execute(
        'select unique_id, "column", measure, at, value from observations where project = ? order by at',
        (project,),
    ):
        series = (unique_id, column or None, Measure(measure))
        observed.setdefault(series, []).append((moment(at), value))
    return {series: tuple(values) for series, values in observed.items()}


def insert_code(connection: Connection, record: RunRecord) -> None:
    """Write a version only where the code differs from the last one known."""
    at = stamp(record.invocation.generated_at)
    rows = connection.execute(
        "select unique_id, fingerprint from code where project = ? order by unique_id, built_at", (record.project,)
    )
    latest = dict(rows.fetchall())
    first = {uid: fingerprint for uid, fingerprint in record.seen.items() if uid not in latest}
    rebuilt = {uid: fingerprint for uid, fingerprint in record.built.items() if latest.get(uid) != fingerprint}
    connection.executemany(
        "insert into code (project, unique_id, built_at, fingerprint) values (?, ?, ?, ?) "
        "on conflict (project, unique_id, built_at) do update set fingerprint = excluded.fingerprint",
        [(record.project, uid, at, fingerprint) for uid, fingerprint in {**first, **rebuilt}.items()],
    )


def read_versions(
    connection: Connection, project: str, unique_ids: Collection[str]
) -> dict[str, tuple[Version, ...]]:
    """The versions of the code of these nodes, oldest first."""
    moments = _Moments()
    versions: dict[str, tuple[Version, ...]] = {}
    for unique_id, built_at, fingerprint in connection.execute(
        "select unique_id, built_at, fingerprint from code where project = ? order by unique_id, built_at",
        (project,),
    ):
        if unique_id in versions:
            versions[unique_id] += ((moments[built_at], fingerprint),)
        elif unique_id in unique_ids:
            versions[unique_id] = ((moments[built_at], fingerprint),)
    return versions


class _Moments(dict[str, datetime]):
    """Moments by how they are written: thousands of nodes were first seen at the same few."""

    def __missing__(self, stamp: str) -> datetime:
        self[stamp] = moment(stamp)
        return self[stamp]


def upsert_incidents(connection: Connection, incidents: Iterable[Incident]) -> None:
    """Remember the incidents as they stand."""
    connection.executemany(
        "insert into incidents (id, project, state, opened_at, document) values (?, ?, ?, ?, ?) "
        "on conflict (id) do update set state = excluded.state, opened_at = excluded.opened_at, "
        "document = excluded.document",
        [_incident_row(incident) for incident in incidents],
    )


def insert_events(connection: Connection, events: Iterable[Event]) -> None:
    """Remember what happened, each event once."""
    connection.executemany(
        f"insert into events ({EVENT}) values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
        [
            (one.incident_id, one.episode, stamp(one.at), one.by, one.what.value, one.because, one.names)
            for one in events
        ],
    )


def insert_judgements(connection: Connection, judgements: Iterable[Judgement]) -> None:
    """Remember people's opinions of verdicts."""
    connection.executemany(
        "insert into judgements (incident_id, episode, at, opinion, confidence, team, document) "
        "values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing",
        [
            (
                one.incident_id,
                one.episode,
                stamp(one.at),
                one.opinion.value,
                one.confidence.value,
                one.team,
                msgspec.json.encode(one).decode(),
            )
            for one in judgements
        ],
    )


def event_of(row: tuple[str, ...]) -> Event:
    """The event that a row of `events` holds."""
    incident_id, episode, at, by, what, because, names = row
    return Event(
        incident_id=incident_id,
        episode=int(episode),
        at=moment(at),
        by=by,
        what=What(what),
        because=because,
        names=names,
    )


def _incident_row(incident: Incident) -> tuple[str, str, str, str, str]:
    document = msgspec.json.encode(incident).decode()
    return incident.id, incident.project, incident.state.value, stamp(incident.opened_at), document


def stamp(moment: datetime) -> str:
    """A moment as the ledger writes it: UTC, so that text sorts by time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment(stamp: str) -> datetime:
    """The moment that a text of the ledger means."""
    return datetime.fromisoformat(stamp)

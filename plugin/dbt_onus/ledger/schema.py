"""The ledger's tables, version by version. A version that was released is never edited, only followed."""

from __future__ import annotations

from collections.abc import Iterator

from dbt_onus.errors import LedgerError

#: Each entry brings the schema from its index to the next version, in SQLite's words: `ledger.postgres` says which
#: of them it says otherwise. No `;` but at the ends of statements.
MIGRATIONS: tuple[str, ...] = (
    """
    create table runs (
        number integer primary key,
        project text not null,
        invocation_id text not null,
        command text not null,
        dbt_version text not null,
        generated_at text not null,
        unique (project, invocation_id)
    );
    create index runs_by_time on runs (project, generated_at);

    create table checks (
        project text not null,
        key text not null,
        status text not null,
        last_run_at text not null,
        last_pass_at text,
        failing_since text,
        primary key (project, key)
    ) without rowid;

    create table code (
        project text not null,
        unique_id text not null,
        built_at text not null,
        fingerprint text not null,
        primary key (project, unique_id, built_at)
    ) without rowid;

    create table observations (
        project text not null,
        unique_id text not null,
        "column" text not null,
        measure text not null,
        at text not null,
        value real not null,
        primary key (project, unique_id, "column", measure, at)
    ) without rowid;

    create table incidents (
        id text primary key,
        project text not null,
        state text not null,
        opened_at text not null,
        document text not null
    );
    create index incidents_by_state on incidents (state, opened_at);
    """,
    """
    create table events (
        incident_id text not null,
        episode integer not null,
        at text not null,
        by_whom text not null,
        what text not null,
        because text,
        names text,
        unique (incident_id, episode, at, by_whom, what)
    );

    create table verdicts (
        incident_id text not null,
        episode integer not null,
        at text not null,
        opinion text not null,
        confidence text not null,
        team text not null,
        document text not null,
        unique (incident_id, episode, at, opinion)
    );
    """,
    # events and judgements are numbered in their order; what is to be said, and to whom
    """
    create table numbered_events (
        number integer primary key,
        incident_id text not null,
        episode integer not null,
        at text not null,
        by_whom text not null,
        what text not null,
        because text,
        names text,
        unique (incident_id, episode, at, by_whom, what)
    );
    insert into numbered_events (incident_id, episode, at, by_whom, what, because, names)
        select incident_id, episode, at, by_whom, what, because, names from events order by rowid;
    drop table events;
    alter table numbered_events rename to events;

    create table judgements (
        number integer primary key,
        incident_id text not null,
        episode integer not null,
        at text not null,
        opinion text not null,
        confidence text not null,
        team text not null,
        document text not null,
        unique (incident_id, episode, at, opinion)
    );
    insert into judgements (incident_id, episode, at, opinion, confidence, team, document)
        select incident_id, episode, at, opinion, confidence, team, document from verdicts order by rowid;
    drop table verdicts;

    create table deliveries (
        number integer primary key,
        incident_id text not null,
        episode integer not null,
        receiver text not null,
        sequence integer not null,
        digest_of integer,
        role text not null,
        team text not null,
        reason text not null,
        closes integer not null,
        failures integer not null,
        exposures integer not null,
        teams integer not null,
        message text not null,
        address text not null,
        planned_at text not null,
        state text not null default 'pending',
        due_at text not null,
        touched_at text not null,
        lease text,
        attempts integer not null default 0,
        maybe_sent integer not null default 0,
        says text not null default '',
        reference text,
        unique (incident_id, episode, receiver, sequence)
    );
    create index deliveries_by_due on deliveries (state, due_at, number);
    create index deliveries_by_digest on deliveries (digest_of);
    """,
    # the code itself, so that a later run can tell what an edit touched
    """
    create table texts (
        project text not null,
        unique_id text not null,
        built_at text not null,
        code text not null,
        document blob not null,
        primary key (project, unique_id, built_at)
    );
    """,
    # checks that passed together share the moment at which they last did
    """
    create table passes (
        number integer primary key,
        project text not null,
        at text not null
    );
    alter table checks add column passed_in integer;
    """,
)

VERSION = len(MIGRATIONS)


def require_known(version: int, ledger: str) -> int:
    """The version. LedgerError where a newer onus wrote it: what it means by its tables is not known here."""
    if version > VERSION:
        raise LedgerError(
            f"{ledger}: the ledger has schema {version}, this onus knows up to {VERSION}; upgrade dbt-onus"
        )
    return version


def steps_from(version: int) -> Iterator[str]:
    """The statements that bring a schema up to date."""
    for migration in MIGRATIONS[version:]:
        yield from (statement for statement in migration.split(";") if statement.strip())

"""The ledger's tables, version by version. A version that was released is never edited, only followed."""

from __future__ import annotations

#: Each entry brings the schema from its index to the next version; SQLite keeps the number in `user_version`.
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
)

VERSION = len(MIGRATIONS)

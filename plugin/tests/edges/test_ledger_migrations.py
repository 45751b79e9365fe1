"""A ledger of every earlier version is brought up to date with all it knows, once, or is left as it was."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing

import psycopg
import pytest

from dbt_onus.app.incidents import change_in
from dbt_onus.core.deliveries import Attempt, Verdict
from dbt_onus.core.incidents import acts
from dbt_onus.core.incidents.incident import State
from dbt_onus.core.incidents.judgements import Opinion
from dbt_onus.core.incidents.timeline import What
from dbt_onus.core.notifications import Delivered
from dbt_onus.core.observations import Measure
from dbt_onus.core.results import Status
from dbt_onus.errors import LedgerError
from dbt_onus.ledger import schema
from dbt_onus.ledger.addresses import where_of
from dbt_onus.ledger.postgres_words import in_postgres
from dbt_onus.ledger.schema import MIGRATIONS, VERSION
from tests.ledgers import ID, LEASE, Store, ana, at, incident, planned, record, remember, together

#: An incident as the first version of the ledger wrote it.
OLD_INCIDENT = """{"id": "0a1b2c3d", "project": "shop", "state": "acknowledged",
"opened_at": "2026-11-02T12:00:00Z",
"runs": 3, "team": "payments", "why_team": "group payments", "origin": {"unique_id": "source.shop.stripe.charges",
"column": "amount"}, "cause": "nulls", "confidence": "proven", "title": "…", "notify": ["payments"], "inform": [],
"evidence": [{"kind": "same_run_failure", "says": "…", "unique_id": "test.shop.x", "column": null}],
"suspects": [], "checks": ["test.shop.x"], "failures": ["test.shop.x"], "skipped": [],
"affected": {"nodes": [], "teams": [], "exposures": []}, "remedy": null, "seen": true, "superseded": false}"""

#: A judgement as the second version wrote it.
OLD_JUDGEMENT = """{"incident_id": "0a1b2c3d", "episode": 1, "at": "2026-11-02T13:00:00Z", "by": "lee",
"opinion": "%s", "because": null, "was_node": null, "was_team": null, "confidence": "proven", "cause": "nulls",
"origin": {"unique_id": "source.shop.stripe.charges", "column": "amount"}, "team": "payments", "suspects": [],
"kinds": ["same_run_failure"]}"""


def stamp(hour: float) -> str:
    return at(hour).isoformat(timespec="microseconds")


#: The columns that a table was made with, where it was given more since.
COLUMNS = {"checks": "(project, key, status, last_run_at, last_pass_at, failing_since)"}
#: What an old ledger may hold, by table: rows of as many columns as the table had when it was made.
ROWS: dict[str, Sequence[tuple[object, ...]]] = {
    "runs": [(1, "shop", "run-1", "build", "1.11", stamp(1))],
    "checks": [("shop", "test.shop.x", "fail", stamp(1), stamp(0), stamp(1))],
    "code": [("shop", "model.shop.a", stamp(0), "old"), ("shop", "model.shop.a", stamp(1), "new")],
    "observations": [("shop", "source.shop.charges", "", "rows", stamp(1), 12345678.9)],
    "incidents": [(ID, "shop", "acknowledged", stamp(0), OLD_INCIDENT)],
    # at the same moment: only the order in which they were written tells which was first
    "events": [
        (ID, 1, stamp(1), "onus", "opened", None, None),
        (ID, 1, stamp(1), "lee", "reassigned", "theirs", "payments"),
        (ID, 1, stamp(1), "ana", "acknowledged", None, None),
    ],
    "verdicts": [
        (ID, 1, stamp(1), "disputed", "proven", "payments", OLD_JUDGEMENT % "disputed"),
        (ID, 1, stamp(1), "confirmed", "proven", "payments", OLD_JUDGEMENT % "confirmed"),
    ],
}


def made_by(version: int, store: Store) -> set[str]:
    """A ledger as the onus of that version left it; the names of its tables."""
    steps = MIGRATIONS[:version]
    tables = _tables_after(steps) & ROWS.keys()
    inserts = [
        (f"insert into {table} {COLUMNS.get(table, '')} values ({', '.join('?' * len(row))})", row)
        for table in sorted(tables)
        for row in ROWS[table]
    ]
    if store.is_sqlite:
        (store.folder / ".onus").mkdir()
        with closing(sqlite3.connect(store.folder / ".onus" / "ledger.db")) as connection:
            for step in steps:
                connection.executescript(step)
            for insert, row in inserts:
                connection.execute(insert, row)
            connection.execute(f"pragma user_version = {version}")
            connection.commit()
        return tables
    with psycopg.connect(store.address) as server:
        server.execute(f"create schema {where_of(store.address).schema}")
        server.execute("create table schema_version (version integer not null)")
        server.execute("insert into schema_version values (%s)", (version,))
        for step in steps:
            server.execute(in_postgres(step))
        for insert, row in inserts:
            server.execute(insert.replace("?", "%s"), row)
    return tables


def _tables_after(steps: Sequence[str]) -> set[str]:
    """The tables that are as they were when they were made: those made anew since have other columns."""
    script = "".join(steps)
    gone = {*re.findall(r"drop table (\w+)", script), *re.findall(r"rename to (\w+)", script)}
    return set(re.findall(r"create table (\w+)", script)) - gone


def version_of(store: Store) -> int:
    if store.is_sqlite:
        with closing(sqlite3.connect(store.folder / ".onus" / "ledger.db")) as connection:
            (version,) = connection.execute("pragma user_version").fetchone()
    else:
        with psycopg.connect(store.address) as server:
            ((version,),) = server.execute("select version from schema_version").fetchall()
    return int(version)


@pytest.mark.parametrize("version", range(VERSION + 1))
def test_a_ledger_of_every_version_is_brought_up_to_date_with_all_it_knows(store: Store, version: int) -> None:
    tables = made_by(version, store)
    ledger = store.open()
    if "incidents" in tables:
        (one,) = ledger.open_incidents()
        assert (one.state, one.runs, one.episode, one.reassigned_to) == (State.ACKNOWLEDGED, 3, 1, None)
        history = ledger.history("shop", {"test.shop.x"}, {"model.shop.a": "new"})
        assert (history.last_pass, history.failing_since) == ({"test.shop.x": at(0)}, {"test.shop.x": at(1)})
        assert history.versions == {"model.shop.a": ((at(0), "old"), (at(1), "new"))}
        assert history.observed == {("source.shop.charges", None, Measure.ROWS): ((at(1), 12345678.9),)}
        assert remember(ledger, records=[record(1)]).again
        remember(ledger, records=[record(4, {"test.shop.x": Status.PASS, "test.shop.y": Status.PASS})])
        history = ledger.history("shop", {"test.shop.x", "test.shop.y"}, {})
        assert (history.last_pass, history.failing_since) == ({"test.shop.x": at(4), "test.shop.y": at(4)}, {})
    if "events" in tables:
        whats = [What.OPENED, What.REASSIGNED, What.ACKNOWLEDGED]
        assert [one.what for one in ledger.timeline(ID)] == whats
        assert [one.opinion for one in ledger.judgements()] == [Opinion.DISPUTED, Opinion.CONFIRMED]
    _is_of_use(store)
    assert version_of(store) == VERSION


def _is_of_use(store: Store) -> None:
    ledger = store.open()
    if not ledger.open_incidents():
        remember(ledger, incident())
    change_in(ledger, ID, lambda known: acts.resolve(known, ana(2, "retired")))
    assert ledger.timeline(ID)[-1].what is What.RESOLVED
    remember(ledger, planned=[planned(hour=2)])
    delivery = ledger.claim(at(3), LEASE)
    assert delivery is not None
    assert ledger.settle(delivery, Attempt(verdict=Verdict.DELIVERED), at(3)).state is Delivered.DELIVERED


def _open_incidents(store: Store, _: int) -> int:
    return len(store.open().open_incidents())


@pytest.mark.parametrize("version", range(1, VERSION))
def test_of_many_who_find_an_old_ledger_one_brings_it_up_to_date(store: Store, version: int) -> None:
    known = len(made_by(version, store) & {"incidents"})
    assert together(_open_incidents, [store] * 8, range(8)) == [known] * 8
    assert version_of(store) == VERSION


def test_a_step_that_fails_leaves_the_ledger_as_it_was(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    made_by(1, store)
    broken = "create table half (done text); create table runs (again text);"
    with monkeypatch.context() as patched:
        patched.setattr(schema, "MIGRATIONS", (*MIGRATIONS[:2], broken, *MIGRATIONS[3:]))
        with pytest.raises(LedgerError, match="the ledger cannot be used"):
            store.open().open_incidents()
    assert version_of(store) == 1
    assert len(store.open().open_incidents()) == 1
    assert version_of(store) == VERSION

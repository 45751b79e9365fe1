"""One battery for every ledger: what goes in comes out, once, or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dbt_onus.core import acts
from dbt_onus.core.acts import Actor
from dbt_onus.core.evidence import Cause, Confidence, Evidence, EvidenceKind, Place
from dbt_onus.core.history import RunRecord
from dbt_onus.core.incidents import Incident, State
from dbt_onus.core.judgements import Opinion
from dbt_onus.core.results import Status
from dbt_onus.core.timeline import Event, What
from dbt_onus.errors import LedgerError, OnusError
from dbt_onus.ledger import open_ledger
from dbt_onus.ledger.schema import MIGRATIONS, VERSION
from tests import builders as b

HOUR = timedelta(hours=1)


def record(
    hour: int,
    statuses: Mapping[str, Status] | None = None,
    *,
    built: Mapping[str, str] | None = None,
    seen: Mapping[str, str] | None = None,
    project: str = "shop",
) -> RunRecord:
    invocation = b.invocation(invocation_id=f"run-{hour}", at=b.NOON + hour * HOUR)
    return RunRecord(
        project=project,
        invocation=invocation,
        statuses=statuses or {},
        built=built or {},
        seen=seen or built or {},
    )


def incident(id_: str = "0a1b2c3d", *, at: datetime = b.NOON) -> Incident:
    return Incident(
        id=id_,
        project="shop",
        opened_at=at,
        team="payments",
        why_team="group payments",
        origin=Place(unique_id="source.shop.stripe.charges", column="amount"),
        cause=Cause.NULLS,
        confidence=Confidence.PROVEN,
        title="stripe.charges.amount: 132 of 10,000 rows are null",
        notify=("payments",),
        inform=("finance",),
        evidence=(Evidence(kind=EvidenceKind.SAME_RUN_FAILURE, says="…", unique_id="test.shop.x"),),
        checks=("test.shop.x",),
        failures=("test.shop.x",),
    )


def at(hour: int) -> datetime:
    return b.NOON + hour * HOUR


def test_a_ledger_that_was_never_written_remembers_nothing(tmp_path: Path) -> None:
    ledger = open_ledger("sqlite:.onus/ledger.db", tmp_path)
    assert ledger.open_incidents() == ()
    assert ledger.history("shop", {"test.shop.x"}, {}).last_pass == {}
    assert not (tmp_path / ".onus").exists()


def test_it_remembers_when_a_check_last_passed_and_since_when_it_fails(tmp_path: Path) -> None:
    ledger = open_ledger("sqlite:.onus/ledger.db", tmp_path)
    for hour, status in enumerate([Status.PASS, Status.PASS, Status.FAIL, Status.SKIPPED, Status.FAIL]):
        ledger.record(record(hour, {"test.shop.x": status}), ())
    history = ledger.history("shop", {"test.shop.x"}, {})
    assert history.last_pass == {"test.shop.x": at(1)}
    assert history.failing_since == {"test.shop.x": at(2)}


def test_an_invocation_is_recorded_once(tmp_path: Path) -> None:
    ledger = open_ledger("sqlite:.onus/ledger.db", tmp_path)
    run = record(1, {"test.shop.x": Status.PASS})
    assert not ledger.is_recorded(run)
    ledger.record(run, ())
    ledger.record(replace(run, statuses={"test.shop.x": Status.FAIL}), ())
    assert ledger.is_recorded(run)
    assert ledger.history("shop", {"test.shop.x"}, {}).failing_since == {}


def test_a_later_run_has_the_last_word_on_the_checks_it_looked_at(tmp_path: Path) -> None:
    ledger = open_ledger("sqlite:.onus/ledger.db", tmp_path)
    ledger.record(record(5, {"test.shop.x": Status.PASS}), ())
    older = record(4, {"test.shop.x": Status.FAIL, "test.shop.y": Status.FAIL})
    assert ledger.looked_at_since(older) == {"test.shop.x"}
    assert ledger.looked_at_since(record(6, {"test.shop.x": Status.FAIL})) == frozenset()
    assert ledger.looked_at_since(record(4, {"test.shop.x": Status.FAIL}, project="elsewhere")) == frozenset()


def test_code_counts_from_the_run_that_built_with_it(tmp_path: Path) -> None:
    ledger = open_ledger("sqlite:.onus/ledger.db", tmp_path)
    ledger.record(record(0, built={"model.shop.a": "old"}), ())
    ledger.record(record(1, built={"model.shop.a": "old"}), ())
    ledger.record(record(2, seen={"model.shop.a": "new"}), ())
    ledger.record(record(3, built={"model.shop.a": "new"}), ())
    history = ledger.history("shop", (), {"model.shop.a": "new"})
    assert history.versions == {"model.shop.a": ((at(0), "old"), (at(3), "new"))}
    assert history.changed(["model.shop.a"], at(2)) == {"model.shop.a"}
    assert history.changed(["model.shop.a"], at(3)) == frozenset()


def test_code_that_was_changed_and_changed_back_is_unchanged(tmp_path: Path) -> None:
    ledger = open_ledger("sqlite:.onus/ledger.db", tmp_path)
    for hour, code in enumerate(["one", "two", "one"]):
        ledger.record(record(hour, built={"model.shop.a": code}), ())
    history = ledger.history("shop", (), {"model.shop.a": "one"})
    assert history.changed(["model.shop.a"], at(0)) == frozenset()
    assert history.changed(["model.shop.a"], at(1)) == {"model.shop.a"}


def test_incidents_come_back_as_they_were(tmp_path: Path) -> None:
    ledger = open_ledger("sqlite:.onus/ledger.db", tmp_path)
    ledger.record(None, [incident()])
    assert ledger.open_incidents() == (incident(),)


def test_a_resolved_incident_is_no_longer_open(tmp_path: Path) -> None:
    ledger = open_ledger("sqlite:.onus/ledger.db", tmp_path)
    ledger.record(None, [incident()])
    ledger.record(None, [replace(incident(), state=State.RESOLVED)])
    assert ledger.open_incidents() == ()


def opened(id_: str = "0a1b2c3d", *, hour: int = 0) -> Event:
    return Event(incident_id=id_, episode=1, at=at(hour), by="onus", what=What.OPENED)


def ana(hour: int, because: str | None = None) -> Actor:
    return Actor(by="ana@shop.example", at=at(hour), because=because)


def test_incidents_are_found_by_the_beginning_of_their_id_resolved_or_not(tmp_path: Path) -> None:
    ledger = open_ledger("sqlite:.onus/ledger.db", tmp_path)
    assert ledger.incidents() == ()
    over = replace(incident("0aff0000", at=at(1)), state=State.RESOLVED)
    ledger.record(None, [incident("0a1b2c3d"), over, incident("ff000000", at=at(2))])
    assert [one.id for one in ledger.incidents("0a")] == ["0a1b2c3d", "0aff0000"]
    assert [one.id for one in ledger.incidents("0aff")] == ["0aff0000"]
    assert [one.id for one in ledger.incidents()] == ["0a1b2c3d", "0aff0000", "ff000000"]
    for wild in ("%", "_", "0a1b2c3d0"):
        assert ledger.incidents(wild) == ()


def test_the_timeline_tells_what_happened_in_its_order_and_once(tmp_path: Path) -> None:
    ledger = open_ledger("sqlite:.onus/ledger.db", tmp_path)
    ledger.record(record(0), [incident()], [opened()])
    ledger.record(record(0), [incident()], [opened()])
    given = ledger.amend("0a1b2c3d", lambda one: acts.reassign(one, ana(1, "their form"), "growth"))
    ledger.amend("0a1b2c3d", lambda one: acts.acknowledge(one, ana(2)))
    timeline = ledger.timeline("0a1b2c3d")
    assert [event.what for event in timeline] == [What.OPENED, What.REASSIGNED, What.ACKNOWLEDGED]
    assert timeline[1] == given.event
    assert (timeline[1].because, timeline[1].names, timeline[2].because) == ("their form", "growth", None)
    assert ledger.timeline("ffffffff") == ()


def test_what_a_person_did_is_how_the_incident_stands(tmp_path: Path) -> None:
    ledger = open_ledger("sqlite:.onus/ledger.db", tmp_path)
    ledger.record(None, [incident()])
    ledger.amend("0a1b2c3d", lambda one: acts.acknowledge(one, ana(1)))
    ledger.amend("0a1b2c3d", lambda one: acts.reassign(one, ana(2), "growth"))
    (one,) = ledger.open_incidents()
    assert (one.state, one.team, one.reassigned_to) == (State.ACKNOWLEDGED, "growth", "growth")
    ledger.amend("0a1b2c3d", lambda one: acts.resolve(one, ana(3)))
    assert ledger.open_incidents() == ()


def test_an_act_that_is_refused_writes_nothing(tmp_path: Path) -> None:
    ledger = open_ledger("sqlite:.onus/ledger.db", tmp_path)
    ledger.record(None, [replace(incident(), state=State.RESOLVED)])
    with pytest.raises(OnusError, match="is resolved"):
        ledger.amend("0a1b2c3d", lambda one: acts.acknowledge(one, ana(1)))
    with pytest.raises(LedgerError, match="there is no incident ffffffff"):
        ledger.amend("ffffffff", lambda one: acts.acknowledge(one, ana(1)))
    assert ledger.timeline("0a1b2c3d") == ()
    # the refusal let go of the ledger
    ledger.record(None, [incident("ff000000")])


def test_judgements_keep_the_verdict_that_they_were_about(tmp_path: Path) -> None:
    ledger = open_ledger("sqlite:.onus/ledger.db", tmp_path)
    assert ledger.judgements() == ()
    ledger.record(None, [incident()])
    disputed = ledger.amend("0a1b2c3d", lambda one: acts.dispute(one, ana(1, "it was us"), was_team="finance"))
    ledger.amend("0a1b2c3d", lambda one: acts.confirm(one, ana(2)))
    ledger.record(None, [replace(incident(), confidence=Confidence.POSSIBLE)])
    first, second = ledger.judgements()
    assert first == disputed.judgement
    assert (first.confidence, first.kinds) == (Confidence.PROVEN, (EvidenceKind.SAME_RUN_FAILURE,))
    assert (first.was_team, second.opinion) == ("finance", Opinion.CONFIRMED)


#: An incident as the first version of the ledger wrote it.
OLD_DOCUMENT = """{"id": "0a1b2c3d", "project": "shop", "state": "acknowledged",
"opened_at": "2026-11-02T12:00:00Z",
"runs": 3, "team": "payments", "why_team": "group payments", "origin": {"unique_id": "source.shop.stripe.charges",
"column": "amount"}, "cause": "nulls", "confidence": "proven", "title": "…", "notify": ["payments"], "inform": [],
"evidence": [{"kind": "same_run_failure", "says": "…", "unique_id": "test.shop.x", "column": null}],
"suspects": [], "checks": ["test.shop.x"], "failures": ["test.shop.x"], "skipped": [],
"affected": {"nodes": [], "teams": [], "exposures": []}, "remedy": null, "seen": true, "superseded": false}"""


def test_a_ledger_of_the_first_version_is_brought_up_to_date_with_all_it_knows(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "ledger.db") as connection:
        connection.executescript(MIGRATIONS[0])
        connection.execute(
            "insert into incidents values ('0a1b2c3d', 'shop', 'acknowledged', '2026-11-02T12:00:00', ?)",
            (OLD_DOCUMENT,),
        )
        connection.execute(
            "insert into checks values ('shop', 'test.shop.x', 'fail', ?, ?, ?)",
            (at(1).isoformat(), at(0).isoformat(), at(1).isoformat()),
        )
        connection.execute("pragma user_version = 1")
    ledger = open_ledger("sqlite:ledger.db", tmp_path)
    (one,) = ledger.open_incidents()
    assert (one.state, one.runs, one.episode, one.reassigned_to) == (State.ACKNOWLEDGED, 3, 1, None)
    assert ledger.history("shop", {"test.shop.x"}, {}).last_pass == {"test.shop.x": at(0)}
    assert ledger.timeline("0a1b2c3d") == ()
    ledger.amend("0a1b2c3d", lambda known: acts.resolve(known, ana(2, "retired")))
    assert [event.what for event in ledger.timeline("0a1b2c3d")] == [What.RESOLVED]
    with sqlite3.connect(tmp_path / "ledger.db") as connection:
        assert connection.execute("pragma user_version").fetchone() == (VERSION,)


def _acknowledge(folder: str, incident_id: str) -> bool:
    try:
        ledger = open_ledger("sqlite:.onus/ledger.db", Path(folder))
        ledger.amend(incident_id, lambda one: acts.acknowledge(one, ana(1)))
    except OnusError:
        return False
    return True


def test_of_many_who_acknowledge_at_once_one_is_first(tmp_path: Path) -> None:
    ledger = open_ledger("sqlite:.onus/ledger.db", tmp_path)
    ledger.record(None, [incident()])
    with ProcessPoolExecutor(4) as pool:
        done = list(pool.map(_acknowledge, [str(tmp_path)] * 8, ["0a1b2c3d"] * 8))
    assert done.count(True) == 1
    assert len(ledger.timeline("0a1b2c3d")) == 1


def test_the_folder_of_the_ledger_stays_out_of_git(tmp_path: Path) -> None:
    open_ledger("sqlite:.onus/ledger.db", tmp_path).record(record(0), ())
    assert (tmp_path / ".onus" / ".gitignore").read_text() == "*\n"


def test_a_file_that_is_no_ledger_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_text("not a database, but somebody's notes " * 50)
    before = path.read_bytes()
    with pytest.raises(LedgerError, match=r"ledger\.db: the ledger cannot be used: .*; move the file away"):
        open_ledger("sqlite:ledger.db", tmp_path).record(record(0), ())
    assert path.read_bytes() == before


def test_a_newer_ledger_is_refused_and_left_alone(tmp_path: Path) -> None:
    open_ledger("sqlite:ledger.db", tmp_path).record(record(0), ())
    with sqlite3.connect(tmp_path / "ledger.db") as connection:
        connection.execute(f"pragma user_version = {VERSION + 1}")
    before = (tmp_path / "ledger.db").read_bytes()
    with pytest.raises(LedgerError, match="upgrade dbt-onus"):
        open_ledger("sqlite:ledger.db", tmp_path).open_incidents()
    assert (tmp_path / "ledger.db").read_bytes() == before


def test_an_unknown_kind_of_ledger_is_named_without_its_secrets(tmp_path: Path) -> None:
    with pytest.raises(LedgerError) as error:
        open_ledger("mysql://root:hunter2@db/onus", tmp_path)
    assert "hunter2" not in str(error.value)


def test_a_path_that_cannot_be_a_folder_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / ".onus").write_text("in the way")
    with pytest.raises(LedgerError) as error:
        open_ledger("sqlite:.onus/ledger.db", tmp_path).record(record(0), ())
    assert "\n" not in str(error.value)


def _write_many(folder: str, worker: int) -> None:
    ledger = open_ledger("sqlite:.onus/ledger.db", Path(folder))
    for number in range(20):
        one = record(worker * 100 + number, {f"test.shop.{worker}": Status.PASS})
        ledger.record(one, [incident(f"{worker:04d}{number:04d}")])


def test_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4) as pool:
        list(pool.map(_write_many, [str(tmp_path)] * 4, range(4)))
    assert len(open_ledger("sqlite:.onus/ledger.db", tmp_path).open_incidents()) == 80

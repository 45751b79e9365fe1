"""`onus report --format openlineage`: events as OpenLineage has them, with owners, checks and whose failure."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from openlineage.client.generated.base import EventType, RunEvent

from dbt_onus.app.openlineage import parent_of
from dbt_onus.cli import main
from dbt_onus.core.openlineage import Parent
from dbt_onus.core.results import Timing
from tests import builders as b
from tests.openlineage import official

ONUS_YML = """\
version: 1
fallback_team: platform
teams: {platform: {}, payments: {}}
rules:
  - {select: "source:stripe", team: payments}
"""
CHARGES = b.source("stripe.charges", columns={"id": "bigint", "note": None}, description="what we were paid")
CLEANED = b.model("cleaned", "stripe.charges", materialized="ephemeral")
ORDERS = b.model("fct_orders", "cleaned", "stripe.charges", columns=["amount"])
BROKEN = b.model("broken", "fct_orders")
WAITING = b.model("waiting", "broken")
UNIQUE = b.test("unique", "stripe.charges", "id")
LENIENT = b.test("not_null", "fct_orders", "amount", severity="WARN")
CONTRACT = b.test("onus.contract", "fct_orders")
OWN_SQL = b.singular_test("adds_up", "fct_orders")
NODES = (CHARGES, CLEANED, ORDERS, BROKEN, WAITING, UNIQUE, LENIENT, CONTRACT, OWN_SQL)
TERM = {"term": "range", "column": "amount", "status": "pass", "expected": {"min": 0}, "observed": {"min": 1200}}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "onus.yml").write_text(ONUS_YML, encoding="utf-8")
    took = [Timing(name="execute", started_at="2026-11-02T11:59:00.5Z", completed_at="2026-11-02T11:59:02Z")]
    run = b.run(
        replace(b.result(ORDERS), timing=took),
        b.result(CLEANED),
        b.result(BROKEN, "error", 'Binder Error: column "x" not found'),
        b.result(WAITING, "skipped"),
        b.result(UNIQUE, "fail", failures=17),
        b.result(LENIENT, "warn", failures=2),
        b.result(CONTRACT, "pass", sql=f"/* onus {json.dumps({'terms': [TERM]})} */ select 1"),
        b.result(OWN_SQL, "error", "Database Error: connection lost"),
    )
    b.write_target(tmp_path / "target", b.manifest(*NODES), run)
    return tmp_path


def events(shop: Path, capsys: pytest.CaptureFixture[str]) -> list[RunEvent]:
    with pytest.raises(SystemExit):
        main(["report", "--project-dir", str(shop), "--format", "openlineage"])
    return [official(json.loads(line)) for line in capsys.readouterr().out.splitlines()]


def ends(found: list[RunEvent]) -> dict[str, RunEvent]:
    return {event.job.name: event for event in found if event.eventType is not EventType.START}


def test_every_job_starts_once_and_ends_once(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = events(shop, capsys)
    assert [(event.job.name, event.eventType) for event in found] == [
        (name, kind)
        for name, end in (
            ("shop.dbt-build", EventType.FAIL),
            ("shop.broken", EventType.FAIL),
            ("shop.fct_orders", EventType.COMPLETE),
            ("shop.fct_orders.test", EventType.FAIL),
            ("shop.stripe.charges.test", EventType.FAIL),
        )
        for kind in (EventType.START, end)
    ]
    built = ends(found)["shop.fct_orders"]
    assert built.eventTime == "2026-11-02T11:59:02.000Z"
    assert found[0].run.runId == b.INVOCATION
    assert built.run.facets["parent"].run.runId == b.INVOCATION


def test_a_model_reads_tables_through_what_is_only_text(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    built = ends(events(shop, capsys))["shop.fct_orders"]
    (read,), (written,) = built.inputs, built.outputs
    assert (read.namespace, read.name) == ("duckdb", "shop.stripe.charges")
    assert read.facets["ownership"].owners[0].name == "team:payments"
    assert [(field.name, field.type) for field in read.facets["schema"].fields] == [
        ("id", "bigint"),
        ("note", None),
    ]
    assert read.facets["documentation"].description == "what we were paid"
    assert (written.name, written.facets["ownership"].owners[0].name) == ("shop.main.fct_orders", "team:platform")


def test_what_was_found_is_an_assertion_and_what_could_not_be_asked_is_none(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tested = ends(events(shop, capsys))["shop.fct_orders.test"]
    (table,) = tested.inputs
    said = {one.assertion: one for one in table.inputFacets["dataQualityAssertions"].assertions}
    assert set(said) == {"not_null", "range"}
    assert (said["not_null"].success, said["not_null"].severity, said["not_null"].column) == (
        False,
        "warn",
        "amount",
    )
    assert (said["range"].success, said["range"].expected, said["range"].actual) == (
        True,
        '{"min": 0}',
        '{"min": 1200}',
    )


def test_a_failure_says_whose_it_is(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    error = ends(events(shop, capsys))["shop.stripe.charges.test"].run.facets["errorMessage"].message
    assert "payments answers (proven); born in source.shop.stripe.charges; incident " in error


def test_telling_a_run_again_tells_the_same_runs(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = ([event.run.runId for event in events(shop, capsys)] for _ in range(2))
    assert first == second
    assert len(set(first)) == 5


def test_the_environment_says_where_and_from_whom(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENLINEAGE_NAMESPACE", "nightly")
    monkeypatch.setenv("ONUS_OPENLINEAGE_TABLES", "postgres://db.example:5432")
    monkeypatch.setenv("OPENLINEAGE_PARENT_ID", f"airflow/dag.task/{b.INVOCATION}")
    found = events(shop, capsys)
    assert {event.job.namespace for event in found} == {"nightly"}
    assert {table.namespace for event in found for table in event.inputs} == {"postgres://db.example:5432"}
    parent = found[0].run.facets["parent"]
    assert (parent.job.namespace, parent.job.name, parent.run.runId) == ("airflow", "dag.task", b.INVOCATION)


@pytest.mark.parametrize("said", ["", "x", "a/b", "a/b/not-a-uuid", f"/b/{b.INVOCATION}", f"a//{b.INVOCATION}"])
def test_a_parent_that_is_none_is_left_out(said: str) -> None:
    assert parent_of({"OPENLINEAGE_PARENT_ID": said}) is None
    assert parent_of({"OPENLINEAGE_PARENT_ID": f"s3://x/y/job/{b.INVOCATION}"}) == Parent(
        namespace="s3://x/y", name="job", run_id=b.INVOCATION
    )


def test_the_strict_reader_refuses_what_is_no_event(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["report", "--project-dir", str(shop), "--format", "openlineage"])
    event: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    for spoiled in (
        event | {"extra": 1},
        event | {"eventTime": "yesterday"},
        event | {"eventType": "DONE"},
        event | {"run": event["run"] | {"runId": "7"}},
        event | {"schemaURL": "https://openlineage.io/spec/1-0-0/OpenLineage.json"},
    ):
        with pytest.raises((AssertionError, ValueError)):
            official(spoiled)

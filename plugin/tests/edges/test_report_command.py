"""`onus report` from a target folder to an exit code."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from dbt_onus.cli import main
from dbt_onus.core.nodes import Manifest, Node
from dbt_onus.core.results import Result
from tests import builders as b

CONFIG = """\
version: 1
fallback_team: platform
teams:
  platform: {name: Platform}
  payments: {name: Payments}
  finance: {name: Finance}
rules:
  - {select: "source:stripe", team: payments}
  - {select: "fct_orders", team: finance}
"""
CHARGES = b.source("stripe.charges", columns=["id"])
STAGING = b.model(
    "stg_charges", "stripe.charges", template="select id", sql='select id from "shop"."stripe"."charges"'
)
ORDERS = b.model(
    "fct_orders", "stg_charges", template="select id", sql='select id from "shop"."main"."stg_charges"'
)
BOARD = b.exposure("board", "fct_orders", owner={"name": "Finance", "email": "fin@shop.example"}, label="Board")
UNIQUE = b.test("unique", "stripe.charges", "id")
DEEP = b.test("not_null", "fct_orders", "id")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "onus.yml").write_text(CONFIG)
    return tmp_path


def manifest(number: int) -> Manifest:
    nodes: Sequence[Node] = (CHARGES, STAGING, ORDERS, BOARD, UNIQUE, DEEP)
    return b.manifest(*nodes, invocation_id=f"run-{number}", at=b.NOON + timedelta(hours=number))


def ran(folder: Path, number: int, *results: Result, which: str = "build") -> None:
    at = b.NOON + timedelta(hours=number)
    run = b.run(*results, which=which, invocation_id=f"run-{number}", at=at)
    b.write_target(folder / "target", manifest(number), run)


def green(folder: Path, number: int) -> None:
    good = (b.result("stg_charges"), b.result("fct_orders"), b.result(UNIQUE, "pass"), b.result(DEEP, "pass"))
    ran(folder, number, *good)


def broken(folder: Path, number: int) -> None:
    skipped = [b.result(node, "skipped") for node in ("stg_charges", "fct_orders", DEEP)]
    ran(folder, number, b.result(UNIQUE, "fail", failures=17), *skipped)


def onus(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    said = capsys.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, said.out, said.err


def report(capsys: pytest.CaptureFixture[str], folder: Path) -> dict[str, list[dict[str, object]]]:
    _, out, _ = onus(capsys, "report", "--project-dir", str(folder), "--format", "json")
    made: dict[str, list[dict[str, object]]] = json.loads(out)
    return made


def test_a_green_run_exits_with_0_and_names_nobody(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    green(shop, 1)
    code, out, err = onus(capsys, "report", "--project-dir", str(shop))
    assert (code, err) == (0, "")
    assert "nothing is open" in out


def test_a_broken_run_exits_with_1_and_names_the_owner_of_the_origin(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken(shop, 1)
    code, out, _ = onus(capsys, "report", "--project-dir", str(shop))
    assert code == 1
    assert "Payments: proven; rule 1 in onus.yml (source:stripe)" in out
    (incident,) = report(capsys, shop)["incidents"]
    assert incident["notify"] == ["payments"]
    assert incident["inform"] == ["finance", "platform"]
    assert incident["skipped"] == ["model.shop.fct_orders", "model.shop.stg_charges", DEEP.unique_id]
    assert incident["affected"] == {
        "nodes": ["model.shop.stg_charges", "model.shop.fct_orders"],
        "teams": ["finance", "platform"],
        "exposures": ["exposure.shop.board"],
    }


def test_a_repaired_fault_disappears(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken(shop, 1)
    onus(capsys, "report", "--project-dir", str(shop))
    green(shop, 2)
    code, out, _ = onus(capsys, "report", "--project-dir", str(shop))
    assert code == 0
    assert "✔ resolved  unique on stripe.charges.id failed: 17 duplicated" in out


def test_a_run_that_did_not_look_leaves_it_open(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken(shop, 1)
    onus(capsys, "report", "--project-dir", str(shop))
    ran(shop, 2, b.result("fct_orders"), b.result(DEEP, "pass"))
    code, out, _ = onus(capsys, "report", "--project-dir", str(shop))
    assert code == 1
    assert "this run did not look at it" in out


def test_the_same_run_is_counted_once(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken(shop, 1)
    counts = [report(capsys, shop)["incidents"][0]["runs"] for _ in range(3)]
    broken(shop, 2)
    assert [*counts, report(capsys, shop)["incidents"][0]["runs"]] == [1, 1, 1, 2]


def test_a_run_that_is_reported_late_does_not_undo_what_came_after(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    green(shop, 2)
    onus(capsys, "report", "--project-dir", str(shop))
    broken(shop, 1)
    assert report(capsys, shop)["incidents"] == []


def test_a_late_report_on_what_nobody_looked_at_since_is_not_lost(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran(shop, 2, b.result("fct_orders"), b.result(DEEP, "pass"))
    onus(capsys, "report", "--project-dir", str(shop))
    broken(shop, 1)
    assert len(report(capsys, shop)["incidents"]) == 1


def test_history_makes_a_deep_failure_the_sources(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    green(shop, 1)
    onus(capsys, "report", "--project-dir", str(shop))
    good = (b.result("stg_charges"), b.result("fct_orders"), b.result(UNIQUE, "pass"))
    ran(shop, 2, *good, b.result(DEEP, "fail", failures=5))
    (incident,) = report(capsys, shop)["incidents"]
    assert incident["team"] == "payments"
    assert incident["origin"] == {"unique_id": CHARGES.unique_id, "column": "id"}


@pytest.mark.parametrize("which", ["compile", "generate"])
def test_what_ran_nothing_is_refused_and_remembers_nothing(
    which: str, shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ran(shop, 1, b.result(UNIQUE, "success"), which=which)
    code, out, err = onus(capsys, "report", "--project-dir", str(shop))
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert not (shop / ".onus").exists()


def test_a_report_in_a_file_is_plain_text(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken(shop, 1)
    onus(capsys, "report", "--project-dir", str(shop), "--output", str(shop / "report.txt"))
    text = (shop / "report.txt").read_text()
    assert text.startswith("onus · shop")
    assert "\x1b" not in text


def test_a_place_that_cannot_be_written_is_one_line(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken(shop, 1)
    code, _, err = onus(capsys, "report", "--project-dir", str(shop), "--output", str(shop / "no" / "r.txt"))
    assert code == 2
    assert err.count("\n") == 1


def test_a_source_that_another_project_builds_answers_to_its_builder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    up, down = tmp_path / "up", tmp_path / "down"
    orders = b.model("orders", package="up")
    broken_above = b.test("unique", orders, "id", package="up")
    read = b.source("up.orders", package="down", schema="main")
    mart = b.model("mart", read, package="down", sql='select id from "shop"."main"."orders"', columns=["id"])
    seen_below = b.test("unique", mart, "id", package="down")
    for folder, name, team in ((up, "up", "makers"), (down, "down", "readers")):
        folder.mkdir()
        (folder / "onus.yml").write_text(
            f"version: 1\nfallback_team: {team}\nteams: {{makers: {{}}, readers: {{}}}}\n"
        )
        nodes = (orders, broken_above) if name == "up" else (read, mart, seen_below)
        failing = broken_above if name == "up" else seen_below
        b.write_target(
            folder / "target", b.manifest(*nodes, project=name), b.run(b.result(failing, "fail", failures=2))
        )
    _, out, _ = onus(capsys, "report", "--project-dir", str(down), "--project-dir", str(up), "--format", "json")
    (incident,) = json.loads(out)["incidents"]
    assert incident["team"] == "makers"
    assert incident["origin"]["unique_id"] == "model.up.orders"
    assert set(incident["failures"]) == {broken_above.unique_id, seen_below.unique_id}


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("postgresql://onus:hunter2@127.0.0.1:1/onus", "is its server up, and may this machine reach it?"),
        ("sqlite:stripe/ledger.db", "make its folder writable"),
        ("sqlite:newer.db", "upgrade dbt-onus"),
        ("sqlite:notes.db", "move the file away"),
    ],
)
def test_a_ledger_that_cannot_be_used_costs_a_line_and_not_the_report(
    shop: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, address: str, says: str
) -> None:
    monkeypatch.setenv("ONUS_LEDGER", address)
    (shop / "onus.yml").write_text(CONFIG + "ledger: env:ONUS_LEDGER\n")
    (shop / "stripe").write_text("in the way")
    (shop / "notes.db").write_text("notes " * 1000)
    with sqlite3.connect(shop / "newer.db") as connection:
        connection.execute("pragma user_version = 99")
    broken(shop, 1)
    code, out, err = onus(capsys, "report", "--project-dir", str(shop), "--format", "json")
    (incident,) = json.loads(out)["incidents"]
    (warning,) = json.loads(out)["warnings"]
    assert (code, err, incident["team"]) == (1, "", "payments")
    assert says in warning
    assert "hunter2" not in out

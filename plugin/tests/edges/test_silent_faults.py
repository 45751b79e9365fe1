"""Faults that pass every test, from a target folder to an exit code: opened, kept, accepted, resolved."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner

from dbt_onus.cli import onus
from dbt_onus.core.nodes import Node
from tests import builders as b

CONFIG = """\
version: 1
fallback_team: platform
teams: {platform: {name: Platform}, payments: {name: Payments}, finance: {name: Finance}}
rules:
  - {select: "source:stripe", team: payments}
  - {select: "fct_orders", team: finance}
"""
CHARGES = b.source("stripe.charges", columns=["id", "amount"])
ORDERS = b.model("fct_orders", "stripe.charges", template="x", sql='select id from "shop"."stripe"."charges"')
BOARD = b.exposure("board", "fct_orders", owner={"name": "Finance"}, label="Board")
CONTRACT = b.test("onus.contract", "stripe.charges")
UNIQUE = b.test("unique", "fct_orders", "id")
GREEN_NIGHTS = 16


def contract(rows: int, mean: float, *terms: dict[str, Any], highest: float = 90.0) -> str:
    columns = {"amount": {"nulls": 0, "mean": mean, "max": highest}} if rows else {}
    kept = terms or ({"term": "columns", "status": "pass"},)
    return f"/* onus {json.dumps({'terms': kept, 'rows': rows, 'observations': {'columns': columns}})} */ select 1"


class Shop:
    """A project of which every night is reported."""

    def __init__(self, folder: Path, nights: int = 0) -> None:
        self.folder, self.nights = folder, nights

    def night(self, sql: str, *, unique: str = "pass", nodes: tuple[Node, ...] = ()) -> dict[str, Any]:
        """One more night, reported as JSON."""
        self.nights += 1
        at, number = b.NOON + timedelta(days=self.nights), f"night-{self.nights}"
        known = {node.unique_id: node for node in (CHARGES, ORDERS, BOARD, CONTRACT, UNIQUE, *nodes)}
        run = b.run(
            b.result("fct_orders"),
            b.result(CONTRACT, "pass", sql=sql),
            b.result(UNIQUE, unique, failures=5 if unique == "fail" else 0),
            invocation_id=number,
            at=at,
        )
        b.write_target(self.folder / "target", b.manifest(*known.values(), invocation_id=number, at=at), run)
        report: dict[str, Any] = json.loads(self.onus("report", "--format", "json"))
        return report

    def onus(self, *arguments: str) -> str:
        return CliRunner().invoke(onus, [*arguments, "--project-dir", str(self.folder)]).output


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fortnight of green nights."""
    shop = Shop(tmp_path_factory.mktemp("past"))
    (shop.folder / "onus.yml").write_text(CONFIG)
    for night in range(GREEN_NIGHTS):
        dice = Random(night)
        assert shop.night(contract(1000 + dice.randrange(30), 20 + dice.random()))["incidents"] == []
    return shop.folder


@pytest.fixture
def shop(past: Path, tmp_path: Path) -> Shop:
    shutil.copytree(past, tmp_path, dirs_exist_ok=True)
    return Shop(tmp_path, GREEN_NIGHTS)


def test_half_a_load_is_told_to_whom_it_belongs_and_resolved_when_it_is_whole_again(shop: Shop) -> None:
    (incident,) = shop.night(contract(500, 20.4))["incidents"]
    assert incident["origin"] == {"unique_id": "source.shop.stripe.charges", "column": None}
    assert (incident["cause"], incident["confidence"], incident["notify"]) == ("volume", "possible", ["payments"])
    assert incident["inform"] == ["finance"]
    assert incident["failures"] == []
    assert incident["title"].startswith("The number of rows of stripe.charges went from 1,0")
    assert incident["title"].endswith(" to 500, and no test failed")
    (same,) = shop.night(contract(505, 20.1))["incidents"]
    assert (same["id"], same["runs"]) == (incident["id"], 2)
    healed = shop.night(contract(1010, 20.2))
    assert (healed["incidents"], [one["id"] for one in healed["resolved"]]) == ([], [incident["id"]])


def test_the_largest_value_is_no_fault_alone_but_a_witness(shop: Shop) -> None:
    assert shop.night(contract(1010, 20.5, highest=9000.0))["incidents"] == []
    (incident,) = shop.night(contract(1010, 2050.0, highest=9000.0))["incidents"]
    assert (incident["origin"]["column"], incident["confidence"]) == ("amount", "likely")
    assert [piece["kind"] for piece in incident["evidence"]] == ["observation", "observation", "bracket"]


def test_the_report_says_it_in_plain_words(shop: Shop) -> None:
    shop.night(contract(1010, 2050.0))
    said = " ".join(shop.onus("report").split())
    assert "The mean of stripe.charges.amount went from 20" in said
    assert "to 2,050, and no test failed" in said
    assert "see whether it was meant" in said
    incident_id = json.loads(shop.onus("report", "--format", "json"))["incidents"][0]["id"]
    assert "measuring stripe.charges: mean of amount" in shop.onus("explain", incident_id)


def test_a_promise_that_allows_it_keeps_it_silent(shop: Shop) -> None:
    term = {"term": "rows", "status": "pass", "expected": {"min": 100}, "observed": 500}
    assert shop.night(contract(500, 20.0, term))["incidents"] == []
    assert shop.night(contract(5000, 20.0, term))["incidents"] != []


def test_what_a_test_found_already_is_not_opened_twice(shop: Shop) -> None:
    (incident,) = shop.night(contract(2010, 20.3), unique="fail")["incidents"]
    assert incident["failures"] == [UNIQUE.unique_id]


def test_what_a_test_finds_later_takes_the_place_of_the_number(shop: Shop) -> None:
    (quiet,) = shop.night(contract(2010, 20.3))["incidents"]
    told = shop.night(contract(2010, 20.3), unique="fail")
    assert [one["failures"] for one in told["incidents"]] == [[UNIQUE.unique_id]]
    assert quiet["id"] not in {one["id"] for one in told["resolved"]}


def test_who_says_that_it_is_all_right_is_not_asked_again(shop: Shop) -> None:
    (incident,) = shop.night(contract(2010, 20.3))["incidents"]
    shop.onus("incidents", "resolve", incident["id"], "--because", "a branch was bought", "--by", "ana")
    assert shop.night(contract(2015, 20.3))["incidents"] == []


def test_the_same_run_reported_twice_says_the_same(shop: Shop) -> None:
    (incident,) = shop.night(contract(500, 20.4))["incidents"]
    (again,) = json.loads(shop.onus("report", "--format", "json"))["incidents"]
    assert (again["id"], again["runs"]) == (incident["id"], 1)

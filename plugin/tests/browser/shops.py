"""Projects to make pages of: a fault with a past, a green run, two hundred incidents, and names that mean harm."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from click.testing import CliRunner

from dbt_onus.cli import onus
from dbt_onus.core.evidence import Confidence
from dbt_onus.core.incidents.incident import State
from dbt_onus.core.incidents.timeline import What
from dbt_onus.core.nodes import Node
from dbt_onus.core.results import Result
from dbt_onus.ledger import open_ledger
from tests import builders as b
from tests import scorecards as s
from tests.ledgers import remember

CONFIG = """\
version: 1
fallback_team: platform
teams:
  platform: {name: Data Platform}
  payments: {name: Payments, clock: {acknowledge_within: 30m, repair_within: 2d}}
  finance: {name: Finance}
  growth: {name: Growth}
rules:
  - {select: "source:stripe stg_charges", team: payments}
  - {select: "fct_orders fct_refunds", team: finance}
  - {select: "churn", team: growth}
"""
#: Whatever a name may hold that means something to a browser, to a person's eye, or to a layout.
HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(2)>",
    "\"quoted\" & 'quoted' <!--",
    "turned \u202egnp.exe",
    "größe 日本語 العربية",
    "a_very_long_name_" * 20,
    "{{ 7 * 7 }} ${7*7}",
)

CHARGES = b.source("stripe.charges", columns=["id", "amount"])
STAGING = b.model(
    "stg_charges", CHARGES, sql='select id, amount from "shop"."stripe"."charges"', columns=["id", "amount"]
)
REFUNDS = b.model("fct_refunds", columns=["id", "refunded"], sql="select 1 as id, 2 as refunded")
ORDERS = b.model(
    "fct_orders",
    STAGING,
    REFUNDS,
    columns=["id", "amount"],
    sql='select c.id, c.amount + r.refunded as amount from "shop"."main"."stg_charges" c '
    'join "shop"."main"."fct_refunds" r on c.id = r.id',
)
CHURN = b.model("churn", ORDERS, sql='select id, amount as spent from "shop"."main"."fct_orders"')
BOARD = b.exposure("board", CHURN, owner="Growth", label="Churn board", meta={"owner": "growth"})
CONTRACT = b.test("onus.contract", CHARGES)
DEEP = b.test("not_null", ORDERS, "amount")
CLEAR = b.test("not_null", REFUNDS, "refunded")
NODES: tuple[Node, ...] = (CHARGES, STAGING, REFUNDS, ORDERS, CHURN, BOARD, CONTRACT, DEEP, CLEAR)
RUNS = 20


def page_of(folder: Path, *words: str) -> Path:
    """The page that `onus report --format html` writes of the project in the folder."""
    path = folder / "report.html"
    ended = CliRunner().invoke(
        onus,
        ["report", "--project-dir", str(folder), "--format", "html", "--output", str(path), *words],
        catch_exceptions=False,
    )
    assert ended.exit_code in (0, 1), ended.output
    return path


def broken_shop(folder: Path) -> Path:
    """Nulls in a source's amount after three weeks of good runs; what reads it fails; one input is innocent."""
    for number in range(RUNS):
        _run(folder, number, nulls=20 + number % 5)
        CliRunner().invoke(onus, ["report", "--project-dir", str(folder)], catch_exceptions=False)
    _run(folder, RUNS, nulls=1320)
    return page_of(folder)


def green_shop(folder: Path) -> Path:
    """Nothing is broken."""
    _run(folder, 0, nulls=20)
    return page_of(folder)


def crowded_shop(folder: Path, incidents: int = 200) -> Path:
    """As many sources that are each broken by themselves."""
    nodes: list[Node] = []
    results: list[Result] = []
    for number in range(incidents):
        source = b.source(f"raw.table_{number:03}", columns=["id"])
        model = b.model(f"stg_table_{number:03}", source, sql=f'select id from "shop"."raw"."table_{number:03}"')
        test = b.test("unique", source, "id")
        nodes += [source, model, test]
        results += [b.result(test, "fail", failures=number + 1), b.result(model, "skipped")]
    return _page(folder, nodes, results)


def hostile_shop(folder: Path) -> Path:
    """Every name is one of `HOSTILE`."""
    nodes: list[Node] = []
    results: list[Result] = []
    for number, name in enumerate(HOSTILE):
        source = b.node(
            f"source.shop.raw.t{number}", name=name, source_name="raw", columns=[name], meta={"owner": name}
        )
        model = b.model(f"m{number}", source, label=name, columns=[name, "id"])
        board = b.exposure(f"board{number}", model, label=name, owner=name)
        test = b.test("unique", source, name, name=f"unique_{number}")
        nodes += [source, model, board, test]
        results += [b.result(test, "fail", failures=3, message=name), b.result(model, "error", message=name)]
    return _page(folder, nodes, results)


def _page(folder: Path, nodes: Sequence[Node], results: Sequence[Result]) -> Path:
    (folder / "onus.yml").write_text(CONFIG.partition("rules:")[0])
    b.write_target(folder / "target", b.manifest(*nodes), b.run(*results))
    return page_of(folder)


def _run(folder: Path, number: int, *, nulls: int) -> None:
    (folder / "onus.yml").write_text(CONFIG)
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=RUNS - number, hours=1)
    bad = nulls > 100
    run = b.run(
        b.result(CONTRACT, "fail" if bad else "pass", failures=1 if bad else 0, sql=_verdict(nulls)),
        *(b.result(model, "success") for model in (STAGING, REFUNDS, ORDERS)),
        b.result(CHURN, "skipped" if bad else "success"),
        b.result(DEEP, "fail", failures=nulls) if bad else b.result(DEEP, "pass"),
        b.result(CLEAR, "pass"),
        invocation_id=f"run-{number}",
        at=at,
    )
    b.write_target(folder / "target", b.manifest(*NODES, invocation_id=f"run-{number}", at=at), run)


def _verdict(nulls: int) -> str:
    """What a contract of at most one per cent of nulls leaves in its compiled SQL."""
    share = nulls / 10_000
    term = {
        "term": "null_share",
        "column": "amount",
        "status": "fail" if share > 0.01 else "pass",
        "expected": {"max": 0.01},
        "observed": share,
    }
    observed = {"columns": {"amount": {"nulls": nulls}}}
    verdict = {"terms": [term], "rows": 10_000, "observations": observed}
    return f"/* onus {json.dumps(verdict)} */ select 1 where false"


def scored_shop(folder: Path) -> Path:
    """Half a year of incidents in the ledger of a small company, and the page of its scorecard."""
    (folder / "onus.yml").write_text(CONFIG)
    b.write_target(folder / "target", b.manifest(*NODES), b.run(b.result("stg_charges")))
    remember_a_season(folder, ("payments", "finance", "growth", "platform"))
    return scorecard_of(folder)


def scorecard_of(folder: Path, *words: str) -> Path:
    """The page that `onus scorecard --format html` writes of the project in the folder."""
    path = folder / "scorecard.html"
    wanted = ["scorecard", "--project-dir", str(folder), "--format", "html", "--output", str(path), *words]
    ended = CliRunner().invoke(onus, wanted, catch_exceptions=False)
    assert ended.exit_code == 0, ended.output
    return path


def remember_a_season(folder: Path, teams: Sequence[str], *, weeks: int = 20) -> None:
    """Incidents in the folder's ledger, fewer and sooner repaired as the weeks go by; the same every time."""
    ledger = open_ledger("sqlite:.onus/ledger.db", folder)
    now = datetime.now(UTC).replace(microsecond=0)
    chance = random.Random(7)
    for week in range(weeks):
        for number in range(chance.randint(1, max(2, 7 - week // 4))):
            team = chance.choice(teams[:-1] if chance.random() < 0.5 + week / 50 else teams)
            hit = [other for other in teams if other != team and chance.random() < 0.5]
            began = now - timedelta(weeks=weeks - week) + timedelta(hours=chance.randint(0, 150))
            hours = chance.randint(2, max(6, 90 - 4 * week))
            # now and then somebody forgets one
            over = began + timedelta(hours=hours) < now and chance.random() < 0.97
            one = s.incident(
                f"{week:04x}{number:04x}",
                team,
                *hit,
                opened_at=began,
                state=State.RESOLVED if over else State.OPEN,
                confidence=chance.choice(
                    [Confidence.PROVEN, Confidence.PROVEN, Confidence.LIKELY, Confidence.UNKNOWN]
                ),
            )
            happened = [(What.OPENED, 0.0), (What.ACKNOWLEDGED, hours / 3), (What.RESOLVED, float(hours))]
            since = (began - b.NOON).total_seconds() / 3600
            remember(
                ledger, one, events=[s.event(one, what, since + at) for what, at in happened if over or not at]
            )

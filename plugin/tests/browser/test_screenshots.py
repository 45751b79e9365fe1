"""The pictures of the docs: the demo company after a bad night, as `make screenshots` takes them.

    ONUS_SCREENSHOTS=docs/images .venv/bin/python -m pytest plugin/tests/browser/test_screenshots.py

Without that variable nothing is built: the other tests keep what they saw in .cache/screenshots.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dbt_onus.app.project import read_project
from dbt_onus.app.reporting import make_report
from tests.browser import shops
from tests.browser.conftest import ROOT, Opened, keep

sys.path.insert(0, str(ROOT / "examples"))

from mesh.faults import named
from mesh.world import PROJECTS, World

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(not os.environ.get("ONUS_SCREENSHOTS"), reason="pictures are taken by `make screenshots`"),
]
FOLDER = ROOT / os.environ.get("ONUS_SCREENSHOTS", "docs/images")
FAULTS = ("null_flood", "half_load", "own_bug")
TEAMS = ("storefront", "payments", "crm", "pricing", "growth", "finance", "logistics", "data-platform")
WIDE = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce"}
#: More than this is too much for a page of documentation.
LARGEST = 200_000


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Three weeks of green runs, then three things break in one night."""
    world = World(tmp_path_factory.mktemp("mesh") / "company")
    world.settle()
    world.load()
    build(world)
    for days in range(21, 0, -1):
        ran_days_ago(world, days)
        make_report(read_project(folders(world)), now=datetime.now(UTC))
    for name in FAULTS:
        world.break_(named(name))
    build(world)
    report(world)
    return world


def folders(world: World) -> list[Path]:
    return [world.project(name) for name in PROJECTS]


def build(world: World) -> None:
    for project in PROJECTS:
        world.build(project)


def report(world: World) -> Path:
    return shops.page_of(world.project("commerce"), "--project-dir", str(world.project("finance")))


def ran_days_ago(world: World, days: int) -> None:
    """The run as if it had been that long ago: a ledger remembers each invocation once."""
    for project in PROJECTS:
        path = world.project(project) / "target" / "run_results.json"
        results: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        at = datetime.now(UTC) - timedelta(days=days)
        results["metadata"] |= {"generated_at": at.isoformat(), "invocation_id": f"{project}-{days}"}
        path.write_text(json.dumps(results), encoding="utf-8")


def small(path: Path) -> None:
    assert path.stat().st_size < LARGEST, f"{path} is too large"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_first_screen(company: World, opened: Opened, scheme: str) -> None:
    page = opened(report(company), color_scheme=scheme, **WIDE)
    small(keep(page, f"report-{scheme}", FOLDER))


def test_an_incident(company: World, opened: Opened) -> None:
    page = opened(report(company), viewport={"width": 1280, "height": 1180}, reduced_motion="reduce")
    incident = page.locator(".incident", has_text="country_code").first
    incident.locator("summary").click()
    page.evaluate(
        "(one) => scrollTo(0, one.getBoundingClientRect().top + scrollY - 12)", incident.element_handle()
    )
    small(keep(page, "report-incident", FOLDER))


def test_the_explorer(company: World, opened: Opened) -> None:
    page = opened(report(company), **WIDE)
    page.locator("#ask").fill("fct_orders")
    page.locator("#ask").press("Enter")
    page.locator(".explorer .node.chosen").click()
    page.locator("#lineage").scroll_into_view_if_needed()
    page.evaluate("scrollTo(0, document.getElementById('lineage').offsetTop)")
    small(keep(page, "report-lineage", FOLDER))


def test_the_phone(company: World, opened: Opened) -> None:
    page = opened(report(company), viewport={"width": 390, "height": 780}, device_scale_factor=2)
    small(keep(page, "report-phone", FOLDER))


def test_the_scorecard(company: World, opened: Opened) -> None:
    folder = company.project("commerce")
    shops.remember_a_season(folder, TEAMS)
    path = shops.scorecard_of(folder, "--hourly-rate", "90", "--currency", "EUR")
    page = opened(path, viewport={"width": 1280, "height": 1400}, reduced_motion="reduce")
    small(keep(page, "scorecard", FOLDER))

"""The scorecard's page where people read it: fair words first, figures, trends; dark, printed and on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import builders as b
from tests.browser import shops
from tests.browser.conftest import Opened, judged


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scored")
    shops.scored_shop(folder)
    return shops.scorecard_of(folder, "--hourly-rate", "90", "--currency", "EUR")


def test_it_says_first_what_counts_and_then_who(scored: Path, opened: Opened) -> None:
    page = opened(scored)
    first = page.locator(".state").inner_text()
    assert "Only verdicts that are proven or likely count against a team" in first
    assert "EUR" in first
    assert page.locator("#teams tbody th").all_inner_texts() == ["Finance", "Growth", "Payments", "Data Platform"]
    caused = page.locator("#teams tbody tr").nth(2).locator("td").first
    assert int(caused.inner_text()) > 0


def test_trends_are_drawn_per_team_and_said_in_words(scored: Path, opened: Opened) -> None:
    page = opened(scored)
    assert page.locator("#trend svg.plot").count() == 3 + 4
    assert page.locator("#trend svg.plot rect").count() > 20
    assert "caused;" in page.locator("#trend figcaption").nth(3).inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_anybody_out(scored: Path, opened: Opened, scheme: str) -> None:
    with judged(opened(scored, color_scheme=scheme)) as violations:
        assert violations() == []


def test_a_phone_scrolls_the_table_and_not_the_page(scored: Path, opened: Opened) -> None:
    page = opened(scored, viewport={"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_it_has_no_scripts_and_prints(scored: Path, opened: Opened) -> None:
    page = opened(scored, color_scheme="dark")
    assert page.locator("script").count() == 0
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.pdf().startswith(b"%PDF")


def test_an_empty_ledger_says_that_nothing_was_recorded_yet(tmp_path: Path, opened: Opened) -> None:
    b.write_target(tmp_path / "target", b.manifest(b.model("orders")), b.run(b.result("orders")))
    page = opened(shops.scorecard_of(tmp_path))
    assert "nothing was recorded yet" in page.locator("main").inner_text()
    assert page.locator("table").count() == 0

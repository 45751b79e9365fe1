"""The report's page where people read it: in a browser, by mouse and by keyboard, dark, printed and on a phone."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser import shops
from tests.browser.conftest import Opened, judged

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shops.broken_shop(tmp_path_factory.mktemp("broken"))


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shops.crowded_shop(tmp_path_factory.mktemp("crowded"))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shops.hostile_shop(tmp_path_factory.mktemp("hostile"))


def spots(page: Any, within: str = "[data-picture]") -> list[str]:
    """What a picture's nodes are called by a screen reader."""
    return [str(node.get_attribute("aria-label")) for node in page.locator(f"{within} .node").all()]


def test_the_first_screen_says_what_whose_since_when_and_who_is_hit(broken: Path, opened: Opened) -> None:
    page = opened(broken)
    assert page.locator("h1").inner_text().endswith("1 thing is broken")
    summary = page.locator("summary").first.inner_text()
    for said in (
        "stripe.charges.amount",
        "Payments",
        "proven",
        "ago)",
        "overdue",
        "Finance, Growth",
        "Churn board",
    ):
        assert said in summary
    box = page.locator("summary").first.bounding_box()
    assert box["y"] + box["height"] < 860


def test_the_picture_tells_every_role_by_its_words(broken: Path, opened: Opened) -> None:
    assert spots(opened(broken)) == [
        "stripe.charges Payments amount born here · source",
        "stg_charges Payments amount not tested · model",
        "fct_refunds Finance refunded passed here · model",
        "fct_orders Finance amount failed · model",
        "churn Growth spent skipped · model",
        "Churn board Growth hit · exposure",
    ]


def test_the_sheet_holds_what_a_team_needs_to_check_it(broken: Path, opened: Opened) -> None:
    page = opened(broken)
    text = page.locator(".sheet").inner_text()
    assert "rule 1 in onus.yml" in text
    assert "not acknowledged within 30 minutes, overdue by" in text
    assert "share of nulls in 21 runs" in text
    assert "promised: null_share: at most 1.0%" in text
    assert "dbt build --select source:stripe.charges+" in text
    assert page.locator(".evidence li").count() >= 2
    assert page.locator("svg.plot path").count() >= 2


def test_what_is_to_be_copied_is_copied(broken: Path, opened: Opened) -> None:
    page = opened(broken, permissions=["clipboard-read", "clipboard-write"])
    block = page.locator(".code").first
    block.get_by_role("button").click()
    block.get_by_role("button", name="Copied", exact=True).wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == block.locator("pre").inner_text()


def test_a_node_of_the_picture_opens_by_keyboard_and_leads_on(broken: Path, opened: Opened) -> None:
    page = opened(broken)
    page.locator(".node.failed").focus()
    page.keyboard.press("Enter")
    note = page.locator("[data-picture] .spot-note")
    assert "not_null on fct_orders.amount failed: 1,320 null" in note.inner_text()
    note.get_by_role("button", name="amount").click()
    assert "columns of 5 nodes" in page.locator(".explorer").inner_text()
    assert page.locator(".explorer .edge.lit").count() == 4
    assert page.locator("#ask").input_value() == "fct_orders.amount"


def test_the_explorer_finds_nodes_columns_and_teams(broken: Path, opened: Opened) -> None:
    page = opened(broken)
    ask = page.locator("#ask")
    ask.fill("stg_ch")
    assert page.locator("#found").is_visible()
    ask.press("Enter")
    assert len(spots(page, ".explorer")) == 4
    page.locator("select[name=down]").select_option("0")
    assert len(spots(page, ".explorer")) == 2
    ask.fill("spent")
    ask.press("Enter")
    assert "churn Growth spent skipped · model" in spots(page, ".explorer")
    ask.fill("finance")
    ask.press("ArrowDown")
    ask.press("ArrowUp")
    ask.press("Enter")
    assert "Finance answers for 2 nodes" in page.locator(".explorer").inner_text()
    page.locator(".team-list button").first.click()
    assert page.locator(".explorer .node.chosen").count() == 1
    ask.fill("no such thing")
    assert "Nothing is called so" in page.locator(".explorer").inner_text()
    ask.press("Escape")
    assert page.locator("#found").is_hidden()


def test_an_incident_opens_by_keyboard_and_by_its_link(crowded: Path, opened: Opened) -> None:
    page = opened(crowded)
    assert page.locator("details[open]").count() == 0
    second = page.locator(".incident").nth(1)
    second.locator("summary").focus()
    page.keyboard.press("Enter")
    assert second.locator(".node.origin").is_visible()
    last = page.locator(".incident").nth(199).get_attribute("id")
    page.evaluate(f"location.hash = '{last}'")
    page.wait_for_selector(f"[id='{last}'][open] .node.origin")


def test_two_hundred_incidents_are_narrowed_by_text_and_team(crowded: Path, opened: Opened) -> None:
    page = opened(crowded)
    assert page.locator("h1").inner_text().endswith("200 things are broken")
    page.locator("#filter").fill("table_017")
    assert page.locator(".incident:visible").count() == 1
    assert page.locator(".filters .count").inner_text() == "1 of 200"
    page.locator("#filter").fill("")
    page.locator(".filters button").nth(1).click()
    assert page.locator(".incident:visible").count() == 200


def test_a_green_page_says_so_and_can_be_searched(tmp_path: Path, opened: Opened) -> None:
    page = opened(shops.green_shop(tmp_path))
    assert page.locator("h1").inner_text() == "✔ Nothing is broken"
    page.locator("#ask").fill("churn")
    page.locator("#ask").press("Enter")
    assert page.locator(".explorer .node").count() >= 3


def test_hostile_names_come_out_as_text(hostile: Path, opened: Opened) -> None:
    page = opened(hostile)
    page.on("dialog", lambda dialog: pytest.fail(f"a name ran as a script: {dialog.message}"))
    page.evaluate("document.querySelectorAll('.incident').forEach((one) => { one.open = true; })")
    page.wait_for_selector(".node.origin")
    text = page.locator("main").inner_text()
    for name in (
        "<script>alert(1)</script>",
        "</script><img src=x onerror=alert(2)>",
        "\"quoted\" & 'quoted' <!--",
    ):
        assert name in text
    assert "{{ 7 * 7 }} ${7*7}" in text
    assert "日本語" in text
    assert "\u202e" not in page.content(), "nothing turns the direction of writing"
    assert page.locator("img").count() == 0
    page.locator("#ask").fill("<script>")
    page.locator("#ask").press("Enter")
    assert page.locator(".explorer .node").count() >= 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "a long name widens nothing"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_anybody_out(broken: Path, hostile: Path, opened: Opened, scheme: str) -> None:
    page = opened(broken, color_scheme=scheme, reduced_motion="reduce")
    page.locator("#ask").fill("orders")
    page.locator("#ask").press("Enter")
    page.locator(".node.origin").first.click()
    with judged(page) as violations:
        assert violations() == []
        page.locator("#ask").fill("am")
        assert violations() == [], "with the list of what was found"
    page = opened(hostile, color_scheme=scheme, reduced_motion="reduce")
    page.locator("summary").first.click()
    with judged(page) as violations:
        assert violations() == []


def test_the_theme_follows_the_system_until_told(broken: Path, opened: Opened) -> None:
    page = opened(broken, color_scheme="dark")
    shade = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(shade)
    theme = page.locator(".theme")
    theme.click()
    assert page.evaluate(shade) == dark
    theme.click()
    assert theme.get_attribute("aria-label") == "Theme: light"
    assert page.evaluate(shade) == "rgb(255, 255, 255)" != dark


def test_a_phone_reads_it_without_scrolling_sideways(broken: Path, crowded: Path, opened: Opened) -> None:
    for path in (broken, crowded):
        page = opened(path, **PHONE)
        page.locator("summary").first.scroll_into_view_if_needed()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.locator("summary").first.is_visible()


def test_printed_it_lies_open_in_black_on_white(crowded: Path, broken: Path, opened: Opened) -> None:
    page = opened(broken)
    page.locator(".theme").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".lineage").is_hidden()
    assert page.locator(".node.origin").is_visible()
    assert page.locator(".code button").first.is_hidden()
    assert page.pdf().startswith(b"%PDF")


def test_without_scripts_the_text_is_there(broken: Path, opened: Opened) -> None:
    page = opened(broken, java_script_enabled=False)
    text = page.locator("main").inner_text()
    for said in ("Payments", "stripe.charges", "stg_charges", "onus lineage"):
        assert said in text
    assert page.locator(".filters").count() == 0


def test_the_page_lets_nothing_in_and_nothing_out(broken: Path) -> None:
    text = broken.read_text(encoding="utf-8")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    said = dict(part.strip().split(" ", 1) for part in policy[1].replace("&#39;", "'").split(";"))
    assert said["default-src"] == "'none'"
    assert "unsafe" not in policy[1]
    assert "http" not in policy[1]
    assert not re.search(r"\son\w+=", text.partition("<body>")[2].partition("<script")[0]), (
        "no handlers in the markup"
    )
    assert not re.search(r'(?:src|href)="(?!#|data:,)', text)

"""One browser for a module of tests: Debian's Chromium, driven by Playwright, on pages from disk."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
KEPT = ROOT / ".cache" / "screenshots"
AXE = ROOT / ".cache" / "axe-core" / "axe.min.js"

#: `opened(path, **context)`: a page of which nothing may go wrong, closed at the end of the test.
Opened = Callable[..., Any]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed: make setup")
    executable = shutil.which("chromium")
    if executable is None:
        pytest.skip("Chromium is not installed: sh scripts/chromium.sh says why")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def opened(browser: Any, request: pytest.FixtureRequest) -> Iterator[Opened]:
    contexts, wrong = [], []

    def open_page(path: Path, **said: Any) -> Any:
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 860}} | said))
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        # a violation of the page's own policy is told on the console
        page.on(
            "console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request",
            lambda asked: wrong.append(asked.url) if not asked.url.startswith(("file:", "data:")) else None,
        )
        page.goto(path.as_uri())
        return page

    yield open_page
    for number, context in enumerate(contexts):
        keep(context.pages[0], f"{request.node.name}{f'-{number}' if number else ''}")
        context.close()
    assert not wrong


def keep(page: Any, name: str, folder: Path = KEPT) -> Path:
    """A picture of what is seen, for people to look at; the ones of `make screenshots` go into the docs."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{re.sub(r'[^a-z0-9-]+', '_', name.lower()).strip('_')}.png"
    page.screenshot(path=path)
    return path


@contextmanager
def judged(page: Any) -> Iterator[Callable[[], list[str]]]:
    """`violations()`: what axe-core finds wrong with the page as it is at the moment, a line each."""
    if not AXE.exists():
        pytest.skip("axe-core is not there: sh scripts/chromium.sh says why")
    # through the debugger's own door: the page's policy lets no script in that it does not name
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})

    def violations() -> list[str]:
        answer = session.send(
            "Runtime.evaluate",
            {"expression": "axe.run()", "awaitPromise": True, "returnByValue": True},
        )
        assert "exceptionDetails" not in answer, answer
        return [
            f"{one['id']}: {one['help']}: {node['html'][:200]} {node.get('failureSummary', '')[:200]}"
            for one in answer["result"]["value"]["violations"]
            for node in one["nodes"]
        ]

    yield violations
    session.detach()

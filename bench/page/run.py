"""How large the report's page is, and how soon a browser has it: at 50, 1,000 and 10,000 models.

.venv/bin/python bench/page/run.py                       printed
.venv/bin/python bench/page/run.py --write               and into docs/report-page.md
.venv/bin/python bench/page/run.py --sizes 1000 --rounds 5

Each size is a made-up project of bench/speed: one model in a hundred fails, everything below it is skipped.
The page is made once; Chromium opens it from disk anew in every round.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parents[1]
sys.path[:0] = [str(_HERE.parent), str(_ROOT / "plugin")]

from playwright.sync_api import sync_playwright  # noqa: E402 - the bench is no installed package
from speed.artifacts import write_artifacts  # noqa: E402
from speed.house import write_house  # noqa: E402
from speed.project import draw  # noqa: E402
from speed.tables import write_into  # noqa: E402

CACHE = _ROOT / ".cache" / "bench-page"
PAGE = _ROOT / "docs" / "report-page.md"
ONUS = Path(sys.executable).parent / "onus"

#: From the start of the navigation until the page's own scripts have run; everything is inside of the file.
_LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd"
_PAINTED = "(performance.getEntriesByName('first-contentful-paint')[0] || {}).startTime || 0"
#: Milliseconds between frames while the page is scrolled from top to end in two seconds.
_SCROLLED = """
() => new Promise((done) => {
  const gaps = []; const began = performance.now();
  const end = document.documentElement.scrollHeight - innerHeight;
  document.documentElement.style.scrollBehavior = "auto";
  let last = began;
  const frame = (now) => {
    gaps.push(now - last); last = now;
    scrollTo(0, end * Math.min(1, (now - began) / 2000));
    if (now - began < 2000) requestAnimationFrame(frame); else done(gaps.slice(1).sort((a, b) => a - b));
  };
  requestAnimationFrame(frame);
})
"""
#: The name of a node in the middle of the graph: it has much above and below.
_MIDDLE = "() => { const { nodes } = JSON.parse(document.getElementById('data').textContent).graph; "
_MIDDLE += "return nodes[Math.floor(nodes.length / 2)][0]; }"
#: Types a text into the search, as a person does, and says how long the page took to answer.
_SEARCHED = """
(text) => { const box = document.getElementById("ask"); const began = performance.now();
  box.value = text; box.dispatchEvent(new Event("input")); return performance.now() - began; }
"""
_CHOSEN = """
() => { const began = performance.now();
  document.getElementById("ask").dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
  return [performance.now() - began, document.querySelectorAll(".explorer .node").length]; }
"""
_OPENED = """
() => new Promise((done) => { const began = performance.now(); const one = document.querySelector(".incident");
  const wait = () => one.querySelector(".node") ? done(performance.now() - began) : requestAnimationFrame(wait);
  one.open = true; wait(); })
"""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What was measured of one size; times are medians over the rounds, in milliseconds but for the making."""

    models: int
    incidents: int
    bytes: int
    made: float
    made_json: float
    painted: float
    loaded: float
    opened: float
    searched: float
    drawn: float
    nodes: float
    frame: float
    slow_frames: float


def main(arguments: Sequence[str]) -> int:
    """0 when every size was measured, 1 where there is no browser."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[50, 1000, 10_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args(arguments)
    executable = shutil.which("chromium")
    if executable is None:
        print("there is no Chromium: sh scripts/chromium.sh says why", file=sys.stderr)
        return 1
    table = render([measured(models, executable, options.rounds) for models in options.sizes])
    print(table)
    if options.write:
        write_into(PAGE, "page", table)
    return 0


def measured(models: int, executable: str, rounds: int) -> Figures:
    """Make the page of so many models, and open it."""
    folder = CACHE / str(models)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    drawn = draw(models, failing=0.01 if models > 100 else 0.05)
    write_house(drawn, folder)
    write_artifacts(drawn, folder / "target")
    _seconds(folder, "json")  # the run is recorded and its SQL read: the second report of a run is the usual one
    made_json, made = _seconds(folder, "json"), _seconds(folder, "html")
    page = folder / "report.html"
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        found = [_round(browser, page) for _ in range(rounds)]
        browser.close()
    return Figures(
        models=models,
        bytes=page.stat().st_size,
        made=made,
        made_json=made_json,
        **{name: median(one[name] for one in found) for name in found[0]},  # type: ignore[arg-type]
    )


def _seconds(folder: Path, face: str) -> float:
    """CPU seconds of one report, children included."""
    command = [ONUS, "report", "--project-dir", folder, "--format", face, "--output", folder / f"report.{face}"]
    child = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(child.pid, 0)
    return usage.ru_utime + usage.ru_stime


def _round(browser: Any, path: Path) -> Mapping[str, float]:
    page = browser.new_page(viewport={"width": 1280, "height": 860})
    page.goto(path.as_uri(), wait_until="load")
    time.sleep(0.2)
    found: dict[str, float] = {
        "incidents": page.locator(".incident").count(),
        "painted": page.evaluate(_PAINTED),
        "loaded": page.evaluate(_LOADED),
    }
    frames = page.evaluate(_SCROLLED)
    found |= {"frame": median(frames), "slow_frames": sum(1 for one in frames if one > 50) / len(frames)}
    found["searched"] = page.evaluate(_SEARCHED, page.evaluate(_MIDDLE))
    found["drawn"], found["nodes"] = page.evaluate(_CHOSEN)
    with contextlib.suppress(Exception):
        found["opened"] = page.evaluate(_OPENED)
    found.setdefault("opened", 0.0)
    page.close()
    return found


def render(figures: Sequence[Figures]) -> str:
    """The table of docs/report-page.md."""
    head = (
        "| Models | Incidents | Size | Made, CPU against `--format json` | First paint | Loaded | Incident opened "
        "| Search answered | Chosen and drawn | Frame while scrolling | Frames over 50 ms |"
    )
    rows = [
        f"| {one.models:,} | {one.incidents:.0f} | {one.bytes / 1e6:.2f} MB "
        f"| {one.made:.1f} s, {one.made / one.made_json:.1f} times | {one.painted:.0f} ms | {one.loaded:.0f} ms "
        f"| {one.opened:.0f} ms | {one.searched:.0f} ms | {one.drawn:.0f} ms, {one.nodes:.0f} nodes "
        f"| {one.frame:.0f} ms | {one.slow_frames:.0%} |"
        for one in figures
    ]
    return "\n".join([head, "|---" * 11 + "|", *rows])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The figures as tables, and their places in the page that shows them."""

from __future__ import annotations

import re
import statistics
from collections.abc import Mapping, Sequence
from pathlib import Path

from speed.clock import Timings, ratios


def render(models: int, found: Mapping[str, Timings], notes: Sequence[str] = (), against: str = "floor") -> str:
    """One table for one size, in Markdown: seconds by the wall and on the processor, and peak memory."""
    lines = [
        f"| {models:,} models | min / median / max, s | CPU s | times {_short(against)} | MiB | times MiB |",
        "|---|---|---|---|---|---|",
    ]
    floor = found[against]
    for name, timings in found.items():
        if timings.failed or not timings.each:
            lines.append(f"| {name} | {timings.failed or 'not run'} | | | | |")
            continue
        seconds = " / ".join(f"{value:.3g}" for value in timings.wall())
        times = f"{statistics.median(ratios(timings, floor)):.2f}"
        memory = f"{timings.memory:.0f} | {timings.memory / floor.memory:.2f}"
        lines.append(f"| {name} | {seconds} | {timings.cpu:.3g} | {times} | {memory} |")
    return "\n".join([*lines, *(f"\n{note}" for note in notes)])


def _short(name: str) -> str:
    return "the floor" if name == "floor" else "the first"


def render_hook(found: Sequence[Mapping[str, float]]) -> str:
    """What the hook costs a dbt command."""
    imports = sorted(one["import_ms"] for one in found)
    report = sorted(one["report_s"] for one in found)
    dbt = found[0]["dbt_s"]
    lines = [
        "| In a dbt command | min / median / max |",
        "|---|---|",
        f"| import and plugin, ms | {imports[0]:.2f} / {statistics.median(imports):.2f} / {imports[-1]:.2f} |",
        f"| report on a green build, s | {report[0]:.3f} / {statistics.median(report):.3f} / {report[-1]:.3f} |",
        f"| share of dbt's own {dbt:.1f} s | {statistics.median(report) / dbt:.1%} |",
    ]
    return "\n".join(lines)


def write_into(page: Path, name: str, table: str) -> None:
    """Put the table between its marks, `<!-- bench NAME -->` and `<!-- end -->`."""
    text = page.read_text(encoding="utf-8")
    marked = re.compile(rf"(<!-- bench {re.escape(name)} -->\n).*?(<!-- end -->)", re.DOTALL)
    page.write_text(marked.sub(lambda found: f"{found[1]}{table}\n{found[2]}", text), encoding="utf-8")

"""The figures as tables."""

from __future__ import annotations

import statistics
from collections.abc import Mapping

from speed.clock import Timings, ratios


def render(models: int, found: Mapping[str, Timings], against: str = "floor") -> str:
    """One table for one size, in Markdown: seconds, times the floor, peak memory."""
    lines = [
        f"| {models:,} models | min / median / max, s | times the floor | MiB | times its memory |",
        "|---|---|---|---|---|",
    ]
    floor = found[against]
    for name, timings in found.items():
        if timings.failed or not timings.each:
            lines.append(f"| {name} | {timings.failed or 'not run'} | | | |")
            continue
        least, middle, most = timings.wall()
        times = statistics.median(ratios(timings, floor))
        share = timings.memory / floor.memory
        seconds = f"{least:.3g} / {middle:.3g} / {most:.3g}"
        lines.append(f"| {name} | {seconds} | {times:.2f} | {timings.memory:.0f} | {share:.2f} |")
    return "\n".join(lines)

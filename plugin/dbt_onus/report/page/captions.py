"""Plots in words, for whoever cannot see them, and beside them for who can."""

from __future__ import annotations

from dbt_onus.core.observations import Measure, shown
from dbt_onus.core.page import Bounds, Plot
from dbt_onus.core.phrases import bare_name
from dbt_onus.core.says import duration


def plot_says(plot: Plot) -> str:
    """Which number it is, over how long, and where it is now."""
    name = bare_name(plot.place.unique_id or "") + (f".{plot.place.column}" if plot.place.column else "")
    (began, _), (ended, last) = plot.values[0], plot.values[-1]
    before = [value for at, value in plot.values if not plot.is_bad(at, value)]
    was = f"; {shown(plot.measure, before[-1])} before the incident" if before else ""
    span = duration(max((ended - began).total_seconds(), 60.0))
    runs = f"{len(plot.values)} runs over {span}"
    return f"{name}: {plot.measure.in_words} in {runs}: {shown(plot.measure, last)} now{was}."


def bounds_say(bounds: Bounds, measure: Measure) -> str:
    """Between which values it should be, and who says so."""
    if bounds.low is not None and bounds.high is not None:
        ends = dict.fromkeys((shown(measure, bounds.low), shown(measure, bounds.high)))
        return f"{bounds.says}: {' to '.join(ends)}"
    low = "" if bounds.low is None else f"at least {shown(measure, bounds.low)}"
    high = "" if bounds.high is None else f"at most {shown(measure, bounds.high)}"
    return f"{bounds.says}: {', '.join(filter(None, (low, high)))}"

"""Plots as SVG, drawn by leather; their colours are the page's own, so that they turn dark with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any
from xml.etree import ElementTree

from markupsafe import Markup

from dbt_onus.core.observations import Measure, shown
from dbt_onus.core.page import Plot

#: leather's theme is a module: what it says while a plot is drawn.
_THEME: dict[str, object] = {
    "background_color": "none",
    "margin": 0.01,
    "tick_color": "var(--line)",
    "zero_color": "var(--line-strong)",
    "label_color": "var(--muted)",
    "axis_title_color": "var(--muted)",
    "title_color": "var(--text)",
    "legend_font_char_height": 0,
    "legend_gap": 0,
    "tick_font_size": 11,
    "tick_font_char_width": 6,
    "tick_font_char_height": 12,
    "tick_font_family": "inherit",
    "axis_title_font_family": "inherit",
    "title_font_family": "inherit",
}
WIDTH, HEIGHT = 640, 200


def render_plot(plot: Plot) -> Markup:
    """The values that were good, those of the fault, and the bounds."""
    import leather  # type: ignore[import-untyped]

    with _themed():
        chart = leather.Chart()
        values = [(_naive(at), value) for at, value in plot.values]
        dates = [at for at, _ in values]
        bounds = _bounds(plot)
        for bound in bounds:
            ends = [(dates[0], bound), (dates[-1], bound)]
            chart.add_line(ends, stroke_color="var(--plot-bound)", width=1.5, stroke_dasharray="5 4")
        chart.add_line(values, stroke_color="var(--plot-line)", width=1.5)
        for dots, colour, radius in (
            ([(_naive(at), one) for at, one in plot.values if not plot.is_bad(at, one)], "var(--plot-line)", 2.5),
            ([(_naive(at), one) for at, one in plot.values if plot.is_bad(at, one)], "var(--plot-bad)", 5),
        ):
            if dots:
                chart.add_dots(dots, fill_color=colour, radius=radius)
        chart.add_y_scale(*_span([*(value for _, value in values), *bounds]))
        chart.add_x_axis(ticks=_dates(dates), tick_formatter=_dated(dates))
        chart.add_y_axis(tick_formatter=_measured(plot.measure))
        return _svg(chart)


def _bounds(plot: Plot) -> list[float]:
    said = (plot.bounds.low, plot.bounds.high) if plot.bounds else ()
    return [bound for bound in said if bound is not None]


def render_columns(
    rows: Sequence[tuple[str, float]], *, top: float = 0, step: int = 1, width: int = WIDTH, height: int = HEIGHT
) -> Markup:
    """A column per period, every `step`th of them named; the scale reaches `top` at least."""
    import leather

    with _themed():
        chart = leather.Chart()
        # periods of two years may be called the same
        columns = [(f"{at} {name}", value) for at, (name, value) in enumerate(rows)]
        chart.add_columns(columns, fill_color="var(--accent)")
        end = _top(max((top, *(value for _, value in rows))))
        chart.add_y_scale(0, end)
        # counted from the last one: the present is always named
        chart.add_x_axis(
            tick_formatter=lambda name, at, many: "" if (many - 1 - at) % step else name.partition(" ")[2]
        )
        chart.add_y_axis(
            ticks=[end * part / 4 for part in range(5)], tick_formatter=lambda value, *_: f"{value:,.0f}"
        )
        return _svg(chart, width, height, grid=False)


def _top(highest: float) -> float:
    """Where the axis ends: a round number that four equal whole steps lead to."""
    steps = (size * 10.0**zeros for zeros in count() for size in (1, 2, 2.5, 5))
    return next(4 * step for step in steps if 4 * step >= highest and step == int(step))


def _svg(chart: Any, width: int = WIDTH, height: int = HEIGHT, *, grid: bool = True) -> Markup:
    """It scales with the page, and what it shows is said beside it in words: no legend, nothing to be read out."""
    drawn = chart.to_svg_group(width, height)
    # leather always writes a legend beside several series: it stands in the first group of the first
    if (legend := drawn.find("./g/g")) is not None:
        legend.clear()
    # under columns, lines up from their names say nothing
    for tick in [] if grid else drawn.findall(".//g[@class='axis bottom']/g[@class='tick']"):
        tick.remove(tick[0])
    svg = ElementTree.Element("svg", {"viewBox": f"0 0 {width} {height}", "class": "plot", "aria-hidden": "true"})
    svg.append(drawn)
    return Markup(ElementTree.tostring(svg, encoding="unicode"))  # noqa: S704 - numbers and dates, drawn by leather


@contextmanager
def _themed() -> Iterator[None]:
    from leather import theme

    before = {name: getattr(theme, name) for name in _THEME}
    for name, value in _THEME.items():
        setattr(theme, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(theme, name, value)


def _naive(moment: datetime) -> datetime:
    """UTC without saying so: leather knows no time zones."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def _span(numbers: Sequence[float]) -> tuple[float, float]:
    """Room above and below; from zero where that is near."""
    low, high = min(numbers), max(numbers)
    room = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    return (0.0 if 0 <= low <= 0.6 * high or low == high == 0 else low - room), high + room


def _dates(dates: Sequence[datetime]) -> list[datetime]:
    # more letters fit below than dates are worth reading
    step = (dates[-1] - dates[0]) / 3
    return [dates[0] + step * part for part in range(4)]


def _dated(dates: Sequence[datetime]) -> Callable[..., str]:
    within_a_day = (dates[-1] - dates[0]).total_seconds() < 2 * 86400
    return lambda at, *_: f"{at:%d %b %H:%M}" if within_a_day else f"{at:%d %b}"


def _measured(measure: Measure) -> Callable[..., str]:
    return lambda value, *_: shown(measure, float(value))

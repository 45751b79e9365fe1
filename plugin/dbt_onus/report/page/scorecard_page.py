"""`onus scorecard --format html`: for whoever has to decide what is repaired first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from markupsafe import Markup

from dbt_onus import __version__
from dbt_onus.core.phrases import counted
from dbt_onus.core.says import duration
from dbt_onus.core.scorecard import Delay, Scorecard, Stretch, TeamCard
from dbt_onus.report.page.document import render_document
from dbt_onus.report.page.plots import render_columns
from dbt_onus.report.scorecard_text import NOTHING, money

_HOUR = 3600.0
#: So many teams have a trend of their own: those that caused or suffered most.
_TRENDS = 12
_SIZE = (420, 180)


def render_page(card: Scorecard, teams: Mapping[str, str], projects: Sequence[str], now: datetime) -> str:
    """The whole page. It has no scripts; `teams` is what people call each team."""
    return render_document(
        "scorecard.html",
        styles=("assets/page.css",),
        filters=_filters(card, teams),
        card=card,
        nothing=NOTHING,
        projects=", ".join(projects),
        now=now,
        breakage=sum(one.breakage_caused for one in card.teams),
        trends=_trends(card),
        shown=_telling(card),
        version=__version__,
    )


def _filters(card: Scorecard, teams: Mapping[str, str]) -> Mapping[str, Callable[..., object]]:
    return {
        "team": lambda key: teams.get(key, key),
        "iso": lambda moment: f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "utc": lambda moment: f"{moment.astimezone(UTC):%d %b %Y, %H:%M} UTC",
        "counted": counted,
        "delay": _delay,
        "hours": _hours,
        "share": lambda share: "-" if share is None else f"{share:.0%}",
        "cost": lambda seconds: "" if card.rate is None else money(card.rate.cost(seconds), card.rate),
        "money": lambda amount: "" if card.rate is None else money(amount, card.rate),
        "trend_of": lambda team: _columns(card.trend, lambda one: _caused(one, team), top=_most(card)),
        "trend_says": lambda team: _says(card.trend, team),
    }


def _trends(card: Scorecard) -> Mapping[str, Markup]:
    """Plots of all teams together, by what they show."""
    if not card.trend:
        return {}
    return {
        "Incidents": _columns(card.trend, lambda one: float(one.incidents)),
        "Hours of breakage": _columns(
            card.trend, lambda one: sum(said.breakage_caused for said in one.teams.values()) / _HOUR
        ),
        "Deflected, of 100": _columns(card.trend, lambda one: 100 * (one.deflection.rate or 0.0), top=100),
    }


def _columns(trend: Sequence[Stretch], value: Callable[[Stretch], float], *, top: float = 0) -> Markup:
    width, height = _SIZE
    # every label would cover the next one
    step = max(1, -(-len(trend) // 6))
    rows = [(f"{one.start:%d %b}", value(one)) for one in trend]
    return render_columns(rows, top=top, step=step, width=width, height=height)


def _telling(card: Scorecard) -> Sequence[TeamCard]:
    """By name, as everywhere: this is no ranking."""
    told = [one for one in card.teams if one.caused or one.suffered]
    most = sorted(told, key=lambda one: -(one.caused + one.suffered))[:_TRENDS]
    return [one for one in card.teams if one in most]


def _most(card: Scorecard) -> float:
    """The same scale for every team."""
    return max((_caused(one, team) for one in card.trend for team in one.teams), default=0.0)


def _caused(stretch: Stretch, team: str) -> float:
    said = stretch.teams.get(team)
    return float(said.caused) if said is not None else 0.0


def _says(trend: Sequence[Stretch], team: str) -> str:
    """The small plot in words."""
    numbers = [int(_caused(one, team)) for one in trend]
    return f"{sum(numbers)} caused; {numbers[-1]} of them in the last period, at most {max(numbers)} in one"


def _delay(delay: Delay) -> str:
    return "-" if delay.seconds is None else duration(delay.seconds)


def _hours(seconds: float) -> str:
    hours = seconds / _HOUR
    return f"{hours:,.0f}" if hours >= 100 or not hours else f"{hours:.1f}"

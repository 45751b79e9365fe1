"""`onus report --format html`: what is broken now, whose it is, since when, who is hit; and all of it in depth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC
from importlib.resources import files

from dbt_onus import __version__
from dbt_onus.core import phrases
from dbt_onus.core.explanation import words_of
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.page import Page
from dbt_onus.core.reports import Report
from dbt_onus.report.explain_text import test_yaml
from dbt_onus.report.incident_text import counted_muted, happened
from dbt_onus.report.late_text import missed_says
from dbt_onus.report.page.atlas_json import page_data
from dbt_onus.report.page.captions import bounds_say, plot_says
from dbt_onus.report.page.document import render_document
from dbt_onus.report.page.plots import render_plot

_STYLES = ("assets/page.css",)
_SCRIPTS = ("vendor/dagre.min.js", "assets/dom.js", "assets/picture.js", "assets/explorer.js", "assets/page.js")
#: Teams that get a button of their own; the others are found by text.
_BUTTONS = 8


def render_page(page: Page) -> str:
    """The whole page. It needs no network, and shows what the text and the JSON report say, in more depth."""
    report = page.report
    counts = Counter(incident.team for incident in report.incidents)
    first = report.runs[0].invocation
    return render_document(
        "report.html",
        styles=_STYLES,
        scripts=_SCRIPTS,
        data=page_data(page),
        filters=_filters(report),
        report=report,
        sheets=page.sheets,
        first=first,
        headline=_headline(report),
        counts=_counts(report),
        projects=", ".join(run.project for run in report.runs),
        answering=counts.most_common(_BUTTONS),
        graph_says=_graph(page),
        version=__version__,
        vendored=files(__package__).joinpath("vendor/VERSIONS").read_text(encoding="utf-8").strip(),
    )


def _headline(report: Report) -> str:
    if report.is_clear:
        return "Nothing is broken"
    number = len(report.incidents)
    return "1 thing is broken" if number == 1 else f"{number:,} things are broken"


def _counts(report: Report) -> str:
    summary = report.summary
    if not summary.failures and not summary.skipped:
        return f"{summary.results:,} results, all good"
    muted = counted_muted(report.muted.values())
    failures = phrases.counted(summary.failures, "failure")
    return f"{failures} and {summary.skipped:,} skipped of {summary.results:,} results{muted}"


def _graph(page: Page) -> str:
    atlas = page.atlas
    nodes, edges = len(atlas.landmarks), len(atlas.edges)
    says = f"{phrases.counted(nodes, 'node')}, {phrases.counted(edges, 'edge')}."
    if not atlas.by_column:
        says += " Columns can be followed around incidents; `onus lineage NODE.COLUMN` follows any."
    return says


def _filters(report: Report) -> Mapping[str, Callable[..., object]]:
    return {
        "team": report.team,
        "iso": lambda moment: f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "utc": lambda moment: f"{moment.astimezone(UTC):%d %b %Y, %H:%M} UTC",
        "counted": phrases.counted,
        "words_of": words_of,
        "yaml": test_yaml,
        "happened": lambda event: happened(event, report.teams),
        "born_in": lambda incident: phrases.born_in(report, incident),
        "suspects": lambda incident: phrases.suspects(report, incident),
        "next_step": lambda incident: phrases.next_step(report, incident),
        "rebuild": phrases.rebuild,
        "missed": missed_says,
        "hit_teams": lambda incident: _hit_teams(report, incident),
        "hit_exposures": lambda incident: phrases.some(map(report.label, incident.affected.exposures)),
        "plot": render_plot,
        "plot_says": plot_says,
        "bounds_say": bounds_say,
    }


def _hit_teams(report: Report, incident: Incident) -> str:
    others = [team for team in incident.affected.teams if team != incident.team]
    if others or incident.affected.exposures:
        return phrases.some(map(report.team, others))
    return "only its own team" if incident.affected.nodes else "nobody"

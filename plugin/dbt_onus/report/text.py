"""The report for a person who was woken by it: whose, what, why, who is hit, what next."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

import click

from dbt_onus.core.evidence import Confidence
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.phrases import born_in, counted, hit, next_step, since, suspects
from dbt_onus.core.reports import Report
from dbt_onus.core.signatures.text import printable
from dbt_onus.report.incident_text import counted_muted
from dbt_onus.report.lookup_text import wrapped
from dbt_onus.report.route_text import render_outcome

_COLOURS = {
    Confidence.PROVEN: "red",
    Confidence.LIKELY: "red",
    Confidence.POSSIBLE: "yellow",
    Confidence.UNKNOWN: "yellow",
}
_INDENT = " " * 13


def render_text(report: Report, *, width: int = 100) -> str:
    """The report in at most `width` columns, coloured; whoever prints it takes the colours out off a terminal."""
    lines = [_head(report)]
    for incident in report.incidents:
        lines.append("")
        lines.extend(_incident(report, incident, width))
    lines.extend(
        click.style(f"✔ resolved  {_clean(incident.title)}  [{incident.id}]", fg="green")
        for incident in report.resolved
    )
    if report.routing is not None:
        lines.extend(render_outcome(report.routing, report.teams))
    for line in (*(f"? not seen: {one}" for one in report.not_seen), *(f"! {one}" for one in report.warnings)):
        lines.extend(click.style(part, fg="yellow") for part in wrapped(_clean(line), width))
    return "\n".join(lines)


def _head(report: Report) -> str:
    projects = ", ".join(run.project for run in report.runs)
    first = report.runs[0].invocation
    what = f"onus · {projects} · dbt {first.which} {first.dbt_version} · {first.generated_at:%Y-%m-%d %H:%M} UTC"
    if report.neighbours:
        runs = (f"{run.project} ({run.invocation.generated_at:%Y-%m-%d %H:%M} UTC)" for run in report.neighbours)
        what += f"\nevidence from {', '.join(runs)}"
    summary = report.summary
    if report.is_clear:
        return f"{what}\n" + click.style(f"✔ nothing is open ({summary.results} results)", fg="green")
    return (
        f"{what}\n{counted(summary.incidents, 'incident')} open{counted_muted(report.muted.values())}: "
        f"{counted(summary.failures, 'failure')} and {summary.skipped} skipped of {summary.results} results"
    )


def _incident(report: Report, incident: Incident, width: int) -> Iterator[str]:
    colour = _COLOURS[incident.confidence]
    title = textwrap.wrap(f"✖ {_clean(incident.title)}", width=max(40, width), subsequent_indent="  ")
    yield "\n".join(click.style(line, fg=colour, bold=True) for line in title) + f"  [{incident.id}]"
    yield from _field("team", _answer(report, incident), width)
    yield from _field("born in", born_in(report, incident), width)
    for number, piece in enumerate(incident.evidence, start=1):
        yield from _field("evidence" if number == 1 else "", f"{number}. {piece.says}", width)
    if incident.suspects:
        yield from _field("suspects", suspects(report, incident), width)
    yield from _field("hit", hit(report, incident), width)
    if incident.inform:
        yield from _field("told", ", ".join(report.team(team) for team in incident.inform), width)
    yield from _field("since", since(incident, report.generated_at), width)
    if incident.id in report.muted:
        yield from _field("muted", report.muted[incident.id].says, width)
    yield from _field("next", next_step(report, incident), width)


def _answer(report: Report, incident: Incident) -> str:
    return f"{report.team(incident.team)}: {incident.confidence.value}; {incident.why_team}"


def _field(name: str, text: str, width: int) -> Iterable[str]:
    wrapped = textwrap.wrap(
        _clean(text), width=max(40, width), initial_indent=f"  {name:<9}  ", subsequent_indent=_INDENT,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    return wrapped or [f"  {name}"]


def _clean(text: str) -> str:
    """Names and messages come from files that anyone may have written: on a terminal they are text, no more."""
    return " ".join(printable(text).split())

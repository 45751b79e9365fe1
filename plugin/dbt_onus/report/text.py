"""The report for a person who was woken by it: whose, what, why, who is hit, what next."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from datetime import datetime

import click

from dbt_onus.core.evidence import Confidence
from dbt_onus.core.incidents import Incident
from dbt_onus.core.reports import Report
from dbt_onus.core.says import duration
from dbt_onus.core.signatures.text import printable
from dbt_onus.report.incident_text import counted

_COLOURS = {
    Confidence.PROVEN: "red",
    Confidence.LIKELY: "red",
    Confidence.POSSIBLE: "yellow",
    Confidence.UNKNOWN: "yellow",
}
#: How many names of a list are read at a glance.
_SHOWN = 6
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
    lines.extend(click.style(f"! {_clean(warning)}", fg="yellow") for warning in report.warnings)
    return "\n".join(lines)


def _head(report: Report) -> str:
    projects = ", ".join(run.project for run in report.runs)
    first = report.runs[0].invocation
    what = f"onus · {projects} · dbt {first.which} {first.dbt_version} · {first.generated_at:%Y-%m-%d %H:%M} UTC"
    summary = report.summary
    if report.is_clear:
        return f"{what}\n" + click.style(f"✔ nothing is open ({summary.results} results)", fg="green")
    return (
        f"{what}\n{_count(summary.incidents, 'incident')} open{counted(report.muted.values())}: "
        f"{_count(summary.failures, 'failure')} and {summary.skipped} skipped of {summary.results} results"
    )


def _incident(report: Report, incident: Incident, width: int) -> Iterator[str]:
    colour = _COLOURS[incident.confidence]
    title = textwrap.wrap(f"✖ {_clean(incident.title)}", width=max(40, width), subsequent_indent="  ")
    yield "\n".join(click.style(line, fg=colour, bold=True) for line in title) + f"  [{incident.id}]"
    yield from _field("team", _answer(report, incident), width)
    yield from _field("born in", _origin(report, incident), width)
    for number, piece in enumerate(incident.evidence, start=1):
        yield from _field("evidence" if number == 1 else "", f"{number}. {piece.says}", width)
    if incident.suspects:
        names = [f"{_place(report, one.place)} ({report.team(one.team)})" for one in incident.suspects]
        yield from _field("suspects", _some(names), width)
    yield from _field("hit", _hit(report, incident), width)
    if incident.inform:
        yield from _field("told", ", ".join(report.team(team) for team in incident.inform), width)
    yield from _field("since", _since(report, incident), width)
    if incident.id in report.muted:
        yield from _field("muted", report.muted[incident.id].says, width)
    yield from _field("next", _next(report, incident), width)


def _answer(report: Report, incident: Incident) -> str:
    return f"{report.team(incident.team)}: {incident.confidence.value}; {incident.why_team}"


def _origin(report: Report, incident: Incident) -> str:
    origin = incident.origin
    if origin.unique_id is None:
        return "the platform, not in anyone's data"
    if not incident.confidence.pages:
        return f"not known; the trail ends at {_place(report, origin)}"
    return f"{_place(report, origin)} ({origin.unique_id}); cause: {incident.cause.value}"


def _place(report: Report, place: object) -> str:
    unique_id = getattr(place, "unique_id", None)
    column = getattr(place, "column", None)
    name = report.label(unique_id) if unique_id else "the platform"
    return f"{name}.{column}" if column else name


def _hit(report: Report, incident: Incident) -> str:
    affected = incident.affected
    skipped = sum(1 for uid in incident.skipped if uid.split(".")[0] not in ("test", "unit_test"))
    parts = [_count(len(affected.nodes), "node") + (f" ({skipped} skipped)" if skipped else "")]
    if affected.teams:
        parts.append("of " + _some(report.team(team) for team in affected.teams))
    text = " ".join(parts)
    if affected.exposures:
        text += "; " + _some(report.label(uid) for uid in affected.exposures)
    return text


def _since(report: Report, incident: Incident) -> str:
    text = f"{incident.opened_at:%Y-%m-%d %H:%M} UTC ({_ago(report.generated_at, incident.opened_at)})"
    if incident.runs > 1:
        text += f", seen in {incident.runs} runs"
    return text if incident.seen else f"{text}; this run did not look at it"


def _ago(now: datetime, then: datetime) -> str:
    seconds = max(0.0, (now - then).total_seconds())
    return "just now" if seconds < 60 else f"{duration(seconds)} ago"


def _next(report: Report, incident: Incident) -> str:
    if incident.origin.unique_id is None:
        return "repair the platform, then run the same dbt command again"
    if not incident.confidence.pages:
        return incident.remedy or f"look at {report.label(incident.failures[0])}"
    return f"repair it there, then: dbt build --select {_selector(incident)}"


def _selector(incident: Incident) -> str:
    """What to build again: the origin with everything below it, in dbt's own words."""
    kind, _, rest = (incident.origin.unique_id or "").partition(".")
    name = rest.partition(".")[2]
    return f"source:{name}+" if kind == "source" else f"{name.split('.')[0]}+"


def _field(name: str, text: str, width: int) -> Iterable[str]:
    wrapped = textwrap.wrap(
        _clean(text), width=max(40, width), initial_indent=f"  {name:<9}  ", subsequent_indent=_INDENT,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    return wrapped or [f"  {name}"]


def _some(names: Iterable[str]) -> str:
    known = list(names)
    more = len(known) - _SHOWN
    return ", ".join(known[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _clean(text: str) -> str:
    """Names and messages come from files that anyone may have written: on a terminal they are text, no more."""
    return " ".join(printable(text).split())

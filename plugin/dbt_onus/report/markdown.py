"""The report as markdown, for the summary of a CI step and for a comment on a change."""

from __future__ import annotations

from collections.abc import Iterator

from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.markdown import escaped, escaped_html, fenced
from dbt_onus.core.phrases import born_in, counted, hit, next_step, rebuild, since, suspects
from dbt_onus.core.plain import plain
from dbt_onus.core.reports import Report
from dbt_onus.report.incident_text import counted_muted

#: Incidents that are told in full; the table has more of them.
_TOLD = 20
_LISTED = 100
#: GitHub takes a megabyte for the summary of a step; so many characters are less than that in any script.
MOST = 250_000


def render_markdown(report: Report, *, most: int = MOST) -> str:
    """A table of what is open, and below it one folded part for each incident.

    `most` is how many characters there may be: what does not fit is left out whole, and counted.
    """
    listed = min(_LISTED, len(report.incidents))
    for told in range(min(_TOLD, listed), -1, -1):
        text = "\n".join(_lines(report, told, listed))
        if len(text) <= most:
            return text
    while listed > 1 and len(text) > most:
        listed //= 2
        text = "\n".join(_lines(report, 0, listed))
    return text[:most]


def _lines(report: Report, told: int, listed: int) -> Iterator[str]:
    yield from _head(report)
    if report.incidents:
        yield from ("", "| | What broke | Team | Sure | Hit | Since |", "|---|---|---|---|---|---|")
        yield from (_row(report, incident) for incident in report.incidents[:listed])
        if (more := len(report.incidents) - listed) > 0:
            yield from ("", f"and {counted(more, 'more incident')}")
    for incident in report.incidents[:told]:
        yield from ("", *_part(report, incident))
    for incident in report.resolved[:listed]:
        yield from ("", f"✅ resolved: {_said(incident.title)} `{incident.id}`")
    for line in report.not_seen[:_TOLD]:
        yield from ("", f"❔ not seen: {_said(line)}")
    for warning in report.warnings[:_TOLD]:
        yield from ("", f"⚠️ {_said(warning)}")


def _head(report: Report) -> Iterator[str]:
    first, summary = report.runs[0].invocation, report.summary
    if report.is_clear:
        yield f"### ✅ Onus: nothing is open ({summary.results:,} results)"
    else:
        muted = counted_muted(report.muted.values())
        yield f"### ❌ Onus: {counted(summary.incidents, 'incident')} open{muted}"
    projects = ", ".join(run.project for run in report.runs)
    what = f"{projects} · dbt {first.which} {first.dbt_version} · {first.generated_at:%Y-%m-%d %H:%M} UTC"
    yield ""
    yield (
        f"{_said(what)} · {counted(summary.failures, 'failure')} and {summary.skipped:,} skipped "
        f"of {summary.results:,} results"
    )


def _row(report: Report, incident: Incident) -> str:
    sign = "🔇" if incident.id in report.muted else "❌" if incident.confidence.pages else "❔"
    teams = [team for team in incident.affected.teams if team != incident.team]
    cells = [
        sign,
        f"{_said(incident.title)} `{incident.id}`",
        f"**{_said(report.team(incident.team))}**",
        incident.confidence.value,
        counted(len(incident.affected.nodes), "node") + (f", {counted(len(teams), 'team')}" if teams else ""),
        f"{incident.opened_at:%Y-%m-%d %H:%M} UTC",
    ]
    return f"| {' | '.join(cells)} |"


def _part(report: Report, incident: Incident) -> Iterator[str]:
    yield f"<details><summary>{_html(incident.title)} [{incident.id}]</summary>"
    yield ""
    facts = [
        ("team", f"{report.team(incident.team)}: {incident.confidence.value}; {incident.why_team}"),
        ("born in", born_in(report, incident)),
        ("suspects", suspects(report, incident)),
        ("hit", hit(report, incident)),
        ("told", ", ".join(report.team(team) for team in incident.inform)),
        ("since", since(incident, report.generated_at)),
        ("muted", report.muted[incident.id].says if incident.id in report.muted else ""),
        ("next", "" if _has_command(incident) else next_step(report, incident)),
    ]
    yield from (f"- **{name}** {_said(says)}" for name, says in facts if says)
    yield from (f"- **evidence {number}** {_said(one.says)}" for number, one in enumerate(incident.evidence, 1))
    command = f"onus explain {incident.id}"
    yield from ("", fenced(f"{plain(rebuild(incident))}\n{command}" if _has_command(incident) else command))
    yield from ("", "</details>")


def _has_command(incident: Incident) -> bool:
    return incident.origin.unique_id is not None and incident.confidence.pages


def _said(text: str) -> str:
    return escaped(plain(text))


def _html(text: str) -> str:
    return escaped_html(plain(text))

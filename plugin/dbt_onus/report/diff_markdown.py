"""`onus diff` for a pull request: what breaks and whom it hits, then the rest folded away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dbt_onus.core.changes import Change, Effect
from dbt_onus.core.changes.measured import Measured
from dbt_onus.core.changes.phrases import by_team, uses_of
from dbt_onus.core.changes.report import DiffReport
from dbt_onus.core.markdown import escaped
from dbt_onus.report.diff_text import consent_of, pair_of
from dbt_onus.report.lookup_text import count

#: Changes of one effect that are told; the rest are counted.
_SHOWN = 30
_HEADS = {
    Effect.BREAKING: "### ✖ Breaking",
    Effect.RISKY: "### ! Risky",
    Effect.SAFE: "### · Safe",
}


def render_diff(report: DiffReport) -> str:
    """Markdown that means the same on GitHub and GitLab."""
    lines = ["## What this change does to whoever reads the data", "", _summary(report), ""]
    for effect in (Effect.BREAKING, Effect.RISKY):
        changes = report.of(effect)
        if changes:
            lines += [_HEADS[effect], ""]
            for change in changes[:_SHOWN]:
                lines += _change(report, change)
            lines += _more(changes)
    safe = report.of(Effect.SAFE)
    if safe:
        lines += ["<details>", f"<summary>{count(len(safe), 'change')} that nobody will notice</summary>", ""]
        lines += [f"- {escaped(change.difference.says)}: {escaped(change.why)}" for change in safe[:_SHOWN]]
        lines += [*_more(safe), "", "</details>", ""]
    if report.measured is not None:
        lines += _measured(report.measured)
    lines += [f"> {escaped(note)}" for note in report.notes]
    return "\n".join(lines).rstrip()


def _summary(report: DiffReport) -> str:
    projects = ", ".join(map(escaped, report.projects))
    if not report.changes:
        return f"Nothing changed for whoever reads the tables of {projects}."
    parts = ", ".join(f"{len(report.of(effect))} {effect}" for effect in Effect)
    teams = sorted({report.name(team) for change in report.of(Effect.BREAKING) for team in change.teams})
    hits = f" It breaks something of **{escaped(', '.join(teams))}**." if teams else ""
    return f"{projects}: {parts}.{hits}"


def _change(report: DiffReport, change: Change) -> Iterator[str]:
    yield f"- **{escaped(change.difference.says)}** (`{change.id}`)"
    yield f"  - why: {escaped(change.why)}"
    for team, uses in by_team(change.uses):
        yield f"  - **{escaped(report.name(team))}**: {escaped(uses_of(uses))}"
    consent = report.consents.get(change.id)
    if consent is not None:
        yield f"  - agreed: {escaped(consent_of(report, consent))}"


def _more(changes: Sequence[Change]) -> Iterator[str]:
    if len(changes) > _SHOWN:
        yield f"- and {len(changes) - _SHOWN:,} more: `onus diff` shows them all"
    yield ""


def _measured(measured: Measured) -> Iterator[str]:
    moved = [pair for pair in measured.pairs if not pair.same]
    yield "### Build to build"
    yield ""
    if moved:
        yield "| Table | Column | Number | Before → here | |"
        yield "|---|---|---|---|---|"
    for pair in sorted(moved, key=lambda one: not one.far)[:_SHOWN]:
        cells = (pair.label, pair.column or "", pair.name, pair_of(pair))
        yield f"| {' | '.join(map(escaped, cells))} | {'moved far' if pair.far else ''} |"
    yield ""
    yield f"{count(len(measured.pairs), 'number')} compared, {len(moved):,} of them moved."
    for line in measured.uncompared:
        yield f"- not compared: {escaped(line)}"
    yield ""

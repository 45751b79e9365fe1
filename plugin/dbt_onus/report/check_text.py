"""`onus check` as text: what is open, kind by kind, and how far the project is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from dbt_onus.core.annotations import Level
from dbt_onus.core.gaps import MEANINGS, CheckReport, Coverage, Gap
from dbt_onus.report.lookup_text import count, plain, wrapped

_SIGNS = {Level.ERROR: "✖", Level.WARNING: "!", Level.NOTE: "·"}
#: Gaps of one kind that are told in full; the rest are counted (JSON has them all).
_SHOWN = 20


def render_check(report: CheckReport, teams: Mapping[str, str], width: int) -> str:
    """The gaps that are new, worst first, then the coverage. `teams`: what people call each team."""
    lines: list[str] = []
    shown = report.new if report.known is not None else report.gaps
    for (level, kind), gaps in groupby(shown, key=lambda gap: (gap.level, gap.kind)):
        found = list(gaps)
        lines += wrapped(f"{_SIGNS[level]} {kind.replace('_', ' ')}: {MEANINGS[kind]} ({len(found):,})", width)
        for gap in found[:_SHOWN]:
            lines += _gap(gap, width)
        if len(found) > _SHOWN:
            lines.append(f"  and {len(found) - _SHOWN:,} more: --format json has them all")
        lines.append("")
    lines += list(_coverage(report.coverage, teams))
    lines += ["", *(line for note in report.notes for line in wrapped(f"note: {plain(note)}", width))]
    return "\n".join([*lines, *_summary(report)])


def _gap(gap: Gap, width: int) -> Iterator[str]:
    place = f"{gap.file}:{gap.line}" if gap.file and gap.line else gap.file
    yield from wrapped(f"  {plain(gap.subject)}: {plain(gap.says)}", width, indent="    ")
    yield from wrapped(f"    → {plain(gap.remedy)}", width, indent="      ")
    yield f"    {plain(' '.join(filter(None, (place, f'[{gap.id}]'))))}"


def _coverage(coverage: tuple[Coverage, ...], teams: Mapping[str, str]) -> Iterator[str]:
    """A table: owners, contracts, and contracts of what other teams rely on."""
    names = ["everything" if one.team is None else plain(teams.get(one.team, one.team)) for one in coverage]
    room = max([len(name) for name in names] + [len("coverage")])
    yield f"{'coverage':<{room}}  {'owned':>13}  {'contracts':>13}  {'relied on':>13}"
    for name, one in zip(names, coverage, strict=True):
        figures = (
            _share(one.owned, one.nodes),
            _share(one.promised, one.tables),
            _share(one.relied_on_promised, one.relied_on),
        )
        yield f"{name:<{room}}  {figures[0]:>13}  {figures[1]:>13}  {figures[2]:>13}"


def _share(part: int, whole: int) -> str:
    return f"{part:,}/{whole:,} {part / whole:4.0%}" if whole else "-"


def _summary(report: CheckReport) -> Iterator[str]:
    if report.known is not None:
        known = len(report.gaps) - len(report.new)
        yield f"{count(len(report.new), 'new gap')}; the baseline has {count(known, 'gap')} more"
        if report.closed:
            yield f"closed since the baseline: {count(len(report.closed), 'gap')}; write it anew"
        return
    levels = [count(sum(gap.level is level for gap in report.gaps), level.value) for level in Level]
    yield f"{count(len(report.gaps), 'gap')}: {', '.join(levels)}" if report.gaps else "nothing is open"

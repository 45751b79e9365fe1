"""`onus diff` as text: what breaks, whom it hits, who has to agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from dbt_onus.core.changes import Change, Effect
from dbt_onus.core.changes.consent import Consent
from dbt_onus.core.changes.measured import Measured, Pair
from dbt_onus.core.changes.phrases import by_team, uses_of
from dbt_onus.core.changes.report import DiffReport
from dbt_onus.report.lookup_text import count, plain, wrapped

_SIGNS = {Effect.BREAKING: "✖", Effect.RISKY: "!", Effect.SAFE: "·"}
#: Safe changes that are told; the rest are counted (JSON has them all).
_SHOWN = 20
_INDENT = " " * 10


def render_diff(report: DiffReport, width: int) -> str:
    """The worst first."""
    lines = [f"onus diff · {', '.join(map(plain, report.projects))} · {plain(report.base)} → {plain(report.here)}"]
    lines += [_summary(report), ""]
    for effect in Effect:
        changes = report.of(effect)
        shown = changes[:_SHOWN] if effect is Effect.SAFE else changes
        for change in shown:
            lines += _change(report, change, width)
        if len(changes) > len(shown):
            lines.append(f"· and {len(changes) - len(shown):,} more that are safe: --format json has them all")
        if changes and effect is Effect.SAFE:
            lines.append("")
    if report.measured is not None:
        lines += [*_measured(report.measured, width), ""]
    lines += [line for note in report.notes for line in wrapped(f"note: {plain(note)}", width)]
    return "\n".join(lines).rstrip()


def _summary(report: DiffReport) -> str:
    if not report.changes:
        return "nothing changed for whoever reads these tables"
    parts = [f"{len(report.of(effect)):,} {effect}" for effect in Effect]
    agreed = len(report.of(Effect.BREAKING)) - len(report.waiting)
    return f"{count(len(report.changes), 'change')}: {', '.join(parts)}" + (
        f"; {agreed:,} of the breaking agreed to by all whom it hits" if agreed else ""
    )


def _change(report: DiffReport, change: Change, width: int) -> Iterator[str]:
    said = change.difference
    yield from wrapped(
        f"{_SIGNS[change.effect]} {change.effect:<8}  {plain(said.says)}  [{change.id}]", width, "    "
    )
    if change.effect is Effect.SAFE:
        return
    yield from _line("why", plain(change.why), width)
    yield from _line("from", plain(report.name(change.team)), width)
    for team, uses in by_team(change.uses):
        yield from _line("hits", f"{plain(report.name(team))}: {plain(uses_of(uses))}", width)
    consent = report.consents.get(change.id)
    if consent is not None:
        yield from _line("agreed", plain(consent_of(report, consent)), width)
    yield ""


def _line(name: str, text: str, width: int) -> Iterator[str]:
    yield from wrapped(f"  {name:<6}  {text}", width, _INDENT)


def consent_of(report: DiffReport, consent: Consent) -> str:
    """`Finance acknowledged, Growth waiting; until 2026-12-03`."""
    stands = ", ".join(f"{report.name(team)} {stand}" for team, stand in consent.stands.items())
    if not consent.asked:
        return f"nobody was asked yet: {stands}"
    return f"{stands}; until {consent.until}" if consent.until else stands


def _measured(measured: Measured, width: int) -> Iterator[str]:
    yield "build to build"
    far = [pair for pair in measured.pairs if pair.far]
    for label, pairs in groupby(measured.pairs, key=lambda pair: pair.label):
        found = list(pairs)
        yield from wrapped(f"  {plain(label)}: {plain(_numbers(found))}", width, "    ")
    if not measured.pairs:
        yield "  no number is known of both builds"
    yield f"  {count(len(measured.pairs), 'number')} compared, {len(far):,} moved far"
    for line in measured.uncompared:
        yield from wrapped(f"  not compared: {plain(line)}", width, "    ")


def _numbers(pairs: Sequence[Pair]) -> str:
    rows = [f"rows {pair_of(pair)}" for pair in pairs if pair.name == "rows" and pair.column is None]
    far = [f"! {pair.column or ''} {pair.name} {pair_of(pair)}".replace("  ", " ") for pair in pairs if pair.far]
    moved = [pair for pair in pairs if not pair.same and not pair.far]
    same = len(pairs) - len(far) - len(moved)
    rest = [f"{count(len(moved), 'number')} moved a little"] if moved else []
    return "; ".join(
        [*(rows if not any(" rows " in one for one in far) else []), *far, *rest, f"{same:,} the same"]
    )


def pair_of(pair: Pair) -> str:
    """`1,000 → 1,200`; the number alone where it did not move."""
    return pair.after if pair.same else f"{pair.before} → {pair.after}"

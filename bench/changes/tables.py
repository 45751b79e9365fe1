"""The tables of the bench, as the docs have them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from changes.case import BREAKING, SAFE, Case
from changes.judge import Judgement
from changes.peers import Peer
from changes.referee import Taken

_BEGIN, _END = "<!-- bench: begin -->", "<!-- bench: end -->"


def summary(judgements: Sequence[Judgement]) -> str:
    """Onus alone, in a line for each set."""
    lines = []
    for name, held_out in (("development", False), ("held out", True)):
        found = [one for one in judgements if one.case.held_out is held_out]
        if found:
            breaking = [one for one in found if one.case.effect == BREAKING]
            lines.append(
                f"{name}: {len(found)} changes; "
                f"breaking missed {sum(one.missed for one in breaking)} of {len(breaking)}, "
                f"less said {sum(one.missed for one in found)}, "
                f"false alarms {sum(one.false_alarm for one in found)}, "
                f"teams exactly right {sum(one.right_teams for one in breaking)} of {len(breaking)}"
            )
    return "\n".join(lines)


def tables(judgements: Sequence[Judgement], peers: Sequence[Peer], taken: Sequence[Taken]) -> str:
    """How each tool did on all changes, on those of columns and tables alone, on each; and the referee."""
    cases = [one.case for one in judgements]
    said = {"Onus": [one.effect for one in judgements]}
    said |= {
        f"{peer.name} {peer.version}": [one.effect for one in peer.opinions] for peer in peers if peer.opinions
    }
    count = Counter(case.effect for case in cases)
    lines = [
        f"{len(cases)} changes ({count['breaking']} breaking, {count['risky']} risky, {count['safe']} safe), "
        f"{sum(case.held_out for case in cases)} of them held out.",
        "",
        "| | breaking, said so | of columns and tables alone | not breaking, said to be | "
        "safe, said to be risky or worse | failed |",
        "|---|---|---|---|---|---|",
        *(_row(name, cases, effects) for name, effects in said.items()),
        "",
        *(f"{peer.name} {peer.version} could not be installed: {peer.absent}." for peer in peers if peer.absent),
        f"Onus names exactly the teams that are hit in {sum(one.right_teams for one in _breaking(judgements))} of "
        f"{len(_breaking(judgements))} breaking changes; the other two know no teams.",
        "",
        *_refereed(taken),
        *_cases(cases, said),
    ]
    return "\n".join(lines)


def _refereed(taken: Sequence[Taken]) -> list[str]:
    """Who asks for a column, by DuckDB and by Onus."""
    if not taken:
        return []
    lines = [
        "DuckDB as the referee: each column of each model is taken away, and a reader that cannot be bound "
        "without it asks for it.",
        "",
        "| Company | Columns | Readers that fail | of them named | named without need |",
        "|---|---|---|---|---|",
    ]
    for company in dict.fromkeys(one.company for one in taken):
        found = [one for one in taken if one.company == company]
        failing = sum(len(one.failing) for one in found)
        named = sum(len(one.failing & one.named) for one in found)
        extra = sum(len(one.named - one.failing) for one in found)
        lines.append(f"| {company} | {len(found)} | {failing} | {named} | {extra} |")
    return [*lines, ""]


def _breaking(judgements: Iterable[Judgement]) -> list[Judgement]:
    return [one for one in judgements if one.case.effect == BREAKING]


def _row(name: str, cases: Sequence[Case], effects: Sequence[str | None]) -> str:
    pairs = list(zip(cases, effects, strict=True))
    breaking = [effect for case, effect in pairs if case.effect == BREAKING]
    structural = [effect for case, effect in pairs if case.effect == BREAKING and case.structural]
    others = [effect for case, effect in pairs if case.effect != BREAKING]
    safe = [effect for case, effect in pairs if case.effect == SAFE]
    cells = [
        f"{breaking.count(BREAKING)} of {len(breaking)}",
        f"{structural.count(BREAKING)} of {len(structural)}",
        f"{others.count(BREAKING)} of {len(others)}",
        f"{sum(effect not in (SAFE, None) for effect in safe)} of {len(safe)}",
        str(list(effects).count(None)),
    ]
    return f"| {name} | {' | '.join(cells)} |"


def _cases(cases: Sequence[Case], said: dict[str, list[str | None]]) -> list[str]:
    lines = [
        "<details>",
        "<summary>Change by change</summary>",
        "",
        f"| Where | Change | Is | {' | '.join(said)} |",
        f"|---|---|---|{'---|' * len(said)}",
    ]
    for place, case in enumerate(cases):
        effects = [effects[place] or "failed" for effects in said.values()]
        cells = [effect if effect == case.effect else f"**{effect}**" for effect in effects]
        name = f"{case.name} (held out)" if case.held_out else case.name
        lines.append(f"| {case.about.partition('.')[2]} | {name} | {case.effect} | {' | '.join(cells)} |")
    return [*lines, "", "</details>"]


def write_docs(file: Path, text: str) -> None:
    """Put the tables between the marks."""
    before = file.read_text(encoding="utf-8")
    head, rest = before.split(_BEGIN)
    tail = rest.split(_END)[1]
    file.write_text(f"{head}{_BEGIN}\n{text}\n{_END}{tail}", encoding="utf-8")

"""Two other tools on the same changes, each in a virtual environment of its own; without a network there are none.

Each is asked what it is made for: dbt-guard to compare two manifests by column lineage, sources, snapshots and
exposures included; dbt-col-lineage for the impact of the change, by two manifests and two catalogs. A change is
`breaking` to them where a gate of their own says so.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from changes.bases import Base
from changes.case import BREAKING, RISKY, SAFE, Case
from changes.judge import stage_case, state_before

#: The tool, and what it needs and does not say.
WANTED = {
    "dbt-guard": ("dbt-guard==0.3.0",),
    "dbt-col-lineage": ("dbt-col-lineage==0.17.0", "jinja2", "click"),
}
_SECONDS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What a tool said of a change; `None` where it failed."""

    effect: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """One tool's opinions, in the order of the cases; `absent` says why there are none."""

    name: str
    version: str
    opinions: tuple[Opinion, ...] = ()
    absent: str = ""


def opinions(cases: Sequence[Case], bases: Mapping[str, Base], cache: Path) -> tuple[Peer, ...]:
    """What each of them says of each case."""
    return tuple(_peer(name, wanted, cases, bases, cache) for name, wanted in WANTED.items())


def _peer(name: str, wanted: Sequence[str], cases: Sequence[Case], bases: Mapping[str, Base], cache: Path) -> Peer:
    home = cache / "peers" / name
    reason = _installed(home, wanted)
    version = wanted[0].partition("==")[2]
    if reason:
        return Peer(name=name, version=version, absent=reason)
    ask = {"dbt-guard": _guard, "dbt-col-lineage": _col_lineage}[name]
    found = []
    for case in cases:
        before = state_before(bases[case.project], cache / "peers" / "before")
        after = stage_case(case, bases[case.project], cache / "peers" / "after") / "target"
        found.append(Opinion(effect=ask(home / "bin", before, after)))
    return Peer(name=name, version=version, opinions=tuple(found))


def _installed(home: Path, wanted: Sequence[str]) -> str:
    """Make the environment once; the reason where there is none."""
    mark = home / ".installed"
    if mark.is_file() and mark.read_text(encoding="utf-8") == "\n".join(wanted):
        return ""
    pip = (str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted)
    for step in ((sys.executable, "-m", "venv", str(home)), pip):
        ended = subprocess.run(step, capture_output=True, text=True, check=False)
        if ended.returncode:
            return (ended.stderr.strip().splitlines() or ["no reason given"])[-1][:200]
    mark.write_text("\n".join(wanted), encoding="utf-8")
    return ""


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str] | None:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        return None


def _guard(bin_: Path, before: Path, after: Path) -> str | None:
    """Its exit code is 1 for breaking changes; with `--fail-on any`, for any change that it sees."""
    command = [
        str(bin_ / "dbt-guard"), "diff", "--base", str(before), "--current", str(after), "--dialect", "duckdb",
        "--column-lineage", "--include-sources", "--include-snapshots", "--include-exposures", "--quiet",
    ]  # fmt: skip
    codes = []
    for level in ("breaking", "any"):
        ended = _run([*command, "--fail-on", level])
        if ended is None or ended.returncode not in (0, 1):
            return None
        codes.append(ended.returncode)
    return BREAKING if codes[0] else RISKY if codes[1] else SAFE


def _col_lineage(bin_: Path, before: Path, after: Path) -> str | None:
    """Breaking is what its two gates of that meaning stop: an orphaned test, or an exposure that is reached."""
    command = [
        str(bin_ / "dbt-col-lineage"), "impact",
        "--manifest", str(after / "manifest.json"), "--catalog", str(after / "catalog.json"),
        "--base-manifest", str(before / "manifest.json"), "--base-catalog", str(before / "catalog.json"),
        "--format", "json",
    ]  # fmt: skip
    ended = _run(command)
    if ended is None or ended.returncode:
        return None
    start = ended.stdout.find("{")
    try:
        said, _ = json.JSONDecoder().raw_decode(ended.stdout, max(start, 0))
    except ValueError:
        return None
    summary = said.get("summary", said)
    if summary.get("provable_break_count") or summary.get("affected_exposures") or summary.get("critical_count"):
        return BREAKING
    touched = summary.get("affected_models") or summary.get("affected_columns")
    return RISKY if touched else SAFE

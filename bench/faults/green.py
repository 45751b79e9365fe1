"""Green worlds: every company built and reported on, once, and kept until its files or its data grow old."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from faults.company import Company
from faults.stage import ARTIFACTS, LEFTOVERS, REPOSITORY, Stage, StageError

CACHE = REPOSITORY / ".cache" / "bench-faults"
#: The same companies with every source observed.
OBSERVED = REPOSITORY / ".cache" / "bench-faults-observed"
#: Freshness is judged against the clock, so a world whose data is older than this is loaded and built anew.
KEEP = timedelta(hours=4)
#: What of the repository is in every project that uses the package.
PACKAGE = ("macros", "models", "tests", "dbt_project.yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Green:
    """A green world to copy, and its past: the steps of its green runs, which outlive the world."""

    stage: Stage
    past: Path
    fingerprint: str


def fingerprint(company: Company) -> str:
    """What the company is made of: its projects, its loaders, the package if it uses it."""
    parts = [*(company.home(name) for name in company.projects), company.folder / "loaders"]
    parts += [REPOSITORY / name for name in PACKAGE] if company.package else []
    digest = hashlib.blake2b(digest_size=12)
    if company.observe:
        digest.update(repr((company.observe, company.nights)).encode())
    for part in parts:
        for file in sorted(part.rglob("*")) if part.is_dir() else [part]:
            if file.is_file() and not set(LEFTOVERS) & set(file.relative_to(part).parts):
                digest.update(str(file.relative_to(part)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def green(company: Company, cache: Path = CACHE, nights: int | None = None) -> Green:
    """The company's green world: from the cache, or built now in its own number of green nights, or so many.

    Raises:
        StageError: something in it is not green.
    """
    folder = cache / "green" / company.name
    note = folder / "note.json"
    made_of = fingerprint(company)
    if note.exists():
        kept = json.loads(note.read_text(encoding="utf-8"))
        now, past = datetime.fromisoformat(kept["now"]), cache / kept["past"]
        is_young = datetime.now(UTC).replace(tzinfo=None) - now < KEEP
        if is_young and kept["fingerprint"] == made_of and past.is_dir():
            return Green(stage=Stage(company, folder / "world", past, now), past=past, fingerprint=made_of)
    shutil.rmtree(folder, ignore_errors=True)
    now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    past = cache / "past" / f"{company.name}-{now:%Y%m%d-%H%M%S}"
    shutil.rmtree(past, ignore_errors=True)
    stage = Stage(company, folder / "world", past, now)
    _build(stage, company.nights if nights is None else nights)
    kept = {"now": now.isoformat(), "fingerprint": made_of, "past": str(past.relative_to(cache))}
    note.write_text(json.dumps(kept), encoding="utf-8")
    return Green(stage=stage, past=past, fingerprint=made_of)


def _build(stage: Stage, nights: int) -> None:
    stage.settle()
    present = stage.now
    for ago in range(nights - 1, -1, -1):
        stage.now = present - ago * stage.company.interval
        stage.load()
        if not ago:
            stage.freshness()
        stage.build_and_report()
        _assert_green(stage)


def _assert_green(stage: Stage) -> None:
    for name in stage.company.projects:
        for artifact in ARTIFACTS[1:3]:
            file = stage.project(name) / "target" / artifact
            results = json.loads(file.read_text(encoding="utf-8"))["results"] if file.exists() else []
            bad = [
                f"{row['unique_id']}: {row['status']} {row.get('message') or ''}"
                for row in results
                if row["status"] in ("error", "fail", "skipped", "runtime error")
            ]
            if bad:
                raise StageError(f"{name} is not green to begin with:\n" + "\n".join(bad))

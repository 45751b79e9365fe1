"""What is timed: the floors, and Onus at each of its jobs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from speed.artifacts import write_artifacts, write_catalog
from speed.clock import Job
from speed.house import write_house
from speed.project import draw

PYTHON = sys.executable
ONUS = (PYTHON, "-m", "dbt_onus")
FLOOR = str(Path(__file__).with_name("floor.py"))

GOOD = frozenset({0})

#: Raise it when the same numbers draw another project.
EDITION = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The nodes that lookups ask for: a mart, and a staging model with its source far above some marts."""

    mart: str
    staging: str
    source: str


def staged(cache: Path, models: int, failing: float = 0.01) -> tuple[Path, Asked]:
    """The project on disk, and what to ask of it.

    Written by another process: a child's peak memory begins with that of the process that started it.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as one:
        return one.submit(_stage, cache, models, failing).result()


def _stage(cache: Path, models: int, failing: float) -> tuple[Path, Asked]:
    drawn = draw(models, failing)
    root = cache / f"{models}-{failing:g}"
    shutil.rmtree(root / "memory", ignore_errors=True)
    mark = root / ".edition"
    if not mark.is_file() or mark.read_text() != EDITION:
        shutil.rmtree(root, ignore_errors=True)
        write_house(drawn, root)
        write_artifacts(drawn, root / "target")
        (root / "with_catalog").mkdir()
        (root / "with_catalog" / "manifest.json").symlink_to("../target/manifest.json")
        write_catalog(drawn, root / "with_catalog")
        _change_one(root)
        mark.write_text(EDITION)
    mart = next(table for table in reversed(drawn.tables) if table.shape == "join")
    staging = mart
    while staging.layer > 1:
        staging = drawn.tables[staging.parents[0]]
    source = drawn.tables[staging.parents[0]]
    return root, Asked(mart=mart.name, staging=staging.name, source=f"src_{source.domain}.{source.name}")


def _change_one(root: Path) -> None:
    """The same target folder after somebody changed a model in the middle."""
    (root / "changed").mkdir()
    (root / "changed" / "catalog.json").symlink_to("../with_catalog/catalog.json")
    text = (root / "target" / "manifest.json").read_bytes()
    place = text.index(b"select * from ranked", len(text) // 3)
    changed = text[:place] + b"select * from ranked where true" + text[place + len(b"select * from ranked") :]
    (root / "changed" / "manifest.json").write_bytes(changed)


def floors(root: Path) -> list[Job]:
    """What the others are compared with."""
    manifest, results = str(root / "target" / "manifest.json"), str(root / "target" / "run_results.json")
    return [
        Job(name="floor", command=(PYTHON, FLOOR, manifest, results), directory=root, expect=GOOD),
        Job(name="python", command=(PYTHON, FLOOR, "--nothing"), directory=root, expect=GOOD),
    ]


def reports(root: Path) -> list[Job]:
    """`onus report` on a project that is new to it, and on the next run of one that it knows."""
    report = (*ONUS, "report", "--output", "report.txt")
    return [
        Job(name="report, first", command=report, directory=root, before=lambda: _forget(root)),
        Job(name="report, next", command=report, directory=root, before=_knowing(root)),
    ]


def lookups(root: Path, asked: Asked) -> list[Job]:
    """The first question to a manifest, which writes the index, and questions to one that was asked before."""
    questions = {
        "owner": ("owner", asked.mart),
        "lineage": ("lineage", f"+{asked.mart}"),
        "impact": ("impact", asked.source),
        "path": ("path", asked.staging, asked.mart),
        "owner of a tag and a team": ("owner", "tag:finance,team:domain_1"),
    }
    first = Job(
        name="lookup, first", command=(*ONUS, *questions["owner"]), directory=root, before=lambda: _forget(root)
    )
    return [first, *(Job(name=name, command=(*ONUS, *words), directory=root) for name, words in questions.items())]


def _forget(root: Path) -> None:
    shutil.rmtree(root / ".onus", ignore_errors=True)


def _knowing(root: Path) -> Callable[[], None]:
    """A memory that holds an earlier run, under another invocation id, made once and kept aside."""
    kept = root / "memory"

    def before() -> None:
        if not kept.is_dir():
            _forget(root)
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as one:
                one.submit(_write_earlier, root).result()
            command = (*ONUS, "report", "--target-path", "earlier", "--output", "report.txt")
            subprocess.run(command, cwd=root, check=False)
            shutil.copytree(root / ".onus", kept)
            shutil.rmtree(root / "earlier")
        _forget(root)
        shutil.copytree(kept, root / ".onus")

    return before


def _write_earlier(root: Path) -> None:
    (root / "earlier").mkdir(exist_ok=True)
    for name in ("manifest.json", "run_results.json"):
        text = (root / "target" / name).read_bytes().replace(b"2026-11-01T06", b"2026-10-31T06")
        head, mark, rest = text.partition(b'"invocation_id":"')
        (root / "earlier" / name).write_bytes(head + mark + b"1" + rest[1:])


def column_jobs(root: Path, most_rounds: int = 99) -> list[Job]:
    """The floor of column lineage, all of a project's columns, and the same after one model changed."""
    script = str(Path(__file__).with_name("columns.py"))
    parse = (PYTHON, FLOOR, "--parse", str(root / "target" / "manifest.json"))
    return [
        Job(name="parse", command=parse, directory=root, expect=GOOD, most_rounds=most_rounds),
        Job(
            name="columns, one processor",
            command=(PYTHON, script, "with_catalog", "alone"),
            directory=root,
            before=lambda: _forget(root),
            expect=GOOD,
            most_rounds=most_rounds,
        ),
        Job(
            name="columns",
            command=(PYTHON, script, "with_catalog"),
            directory=root,
            before=lambda: _forget(root),
            expect=GOOD,
            most_rounds=most_rounds,
        ),
        # the one before leaves what it found
        Job(
            name="columns, one model changed",
            command=(PYTHON, script, "changed"),
            directory=root,
            expect=GOOD,
            most_rounds=most_rounds,
        ),
    ]


def edges_found(root: Path) -> dict[str, int]:
    """Edges from column to column, by who found them."""
    found = {"onus": int(json.loads((root / "columns.json").read_text())["edges"])}
    theirs = root / "colibri" / "colibri-manifest.json"
    if theirs.is_file():
        edges = json.loads(theirs.read_text())["lineage"]["edges"]
        named = {
            (one["source"], one["sourceColumn"], one["target"], one["targetColumn"])
            for one in edges
            if one.get("sourceColumn") and one.get("targetColumn")
        }
        found["dbt-colibri"] = len(named)
    return found

"""How long a mesh of 20 projects with 1,000 models each takes to stitch: `make bench-mesh`.

Every project reads 60 tables of the one before it as sources, by relation. One floor for all: decoding the same
manifests and no more, in a process of its own, in the same round. Whole processes are timed, start and exit too.

.venv/bin/python bench/mesh/run.py [--projects 20] [--models 1000] [--rounds 3]
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

_ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(_ROOT / "bench"), str(_ROOT / "plugin")]

from speed.artifacts import write_artifacts  # noqa: E402 - the bench is no installed package
from speed.clock import Job, run_in_turn  # noqa: E402
from speed.project import PROJECT, draw  # noqa: E402
from speed.tables import render  # noqa: E402

CACHE = _ROOT / ".cache" / "bench-mesh"
#: How many tables of its neighbour each project reads.
BORROWED = 60
_ONUS = (sys.executable, "-m", "dbt_onus")
_FLOOR = str(_ROOT / "bench" / "mesh" / "floor.py")
#: Of the whole process alone: from manifests in memory to one graph.
_STITCH = str(_ROOT / "bench" / "mesh" / "stitch.py")


def main(arguments: list[str]) -> int:
    """0 when everything ran."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--projects", type=int, default=20)
    parser.add_argument("--models", type=int, default=1000, help="of each project")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    root = made(options.projects, options.models)
    jobs = list(_jobs(root, options.projects))
    found = run_in_turn(jobs, options.rounds, patience=600)
    print(render(options.projects * options.models, found))
    alone = next(job for job in jobs if job.name == "stitch")
    print(subprocess.run(alone.command, capture_output=True, text=True, check=True).stdout, end="")
    return 1 if any(one.failed for one in found.values()) else 0


def made(projects: int, models: int) -> Path:
    """The mesh on disk: the first project lists all others as its neighbours."""
    root = CACHE / f"{projects}x{models}"
    if (root / "done").exists():
        return root
    shutil.rmtree(root, ignore_errors=True)
    drawn = draw(models)
    write_artifacts(drawn, root / "template")
    manifest = (root / "template" / "manifest.json").read_bytes()
    results = (root / "template" / "run_results.json").read_bytes()
    before: list[dict[str, Any]] = []
    for number in range(projects):
        folder = root / ("first" if number == 0 else f"other_{number:02}")
        (folder / "target").mkdir(parents=True)
        (folder / "dbt_project.yml").write_text(f"name: {_name(number)}\n", encoding="utf-8")
        before = _write(folder / "target", number, manifest, results, before)
    (root / "first" / "onus.yml").write_text(
        'version: 1\nfallback_team: data-platform\nprojects: ["../other_*"]\n', encoding="utf-8"
    )
    (root / "done").touch()
    return root


def _write(
    target: Path, number: int, manifest: bytes, results: bytes, before: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The same project under another name and in another database; says which models others may read."""
    text = _renamed(manifest, number).replace(b'\\"warehouse\\"', f'\\"{_database(number)}\\"'.encode())
    text = text.replace(b'"database": "warehouse"', f'"database": "{_database(number)}"'.encode())
    text = text.replace(b'"database":"warehouse"', f'"database":"{_database(number)}"'.encode())
    document = msgspec.json.decode(text)
    for source, model in zip(list(document["sources"].values()), before, strict=False):
        source.update(
            database=model["database"],
            schema=model["schema"],
            identifier=model["alias"],
            relation_name=model["relation_name"],
        )
    (target / "manifest.json").write_bytes(msgspec.json.encode(document))
    (target / "run_results.json").write_bytes(_renamed(results, number))
    models = [node for node in document["nodes"].values() if node["resource_type"] == "model"]
    return models[-BORROWED:]


def _renamed(text: bytes, number: int) -> bytes:
    name = _name(number).encode()
    old = PROJECT.encode()
    for around in (b".%s.", b'"%s"', b"%s://"):
        text = text.replace(around % old, around % name)
    return text


def _name(number: int) -> str:
    return f"{PROJECT}_{number:02}"


def _database(number: int) -> str:
    return f"warehouse_{number:02}"


def _jobs(root: Path, projects: int) -> Iterator[Job]:
    first = root / "first"
    manifests = tuple(str(path) for path in sorted(root.glob("*/target/manifest.json")))
    assert len(manifests) == projects

    def forgotten() -> None:
        shutil.rmtree(first / ".onus", ignore_errors=True)

    yield Job(name="floor", command=(sys.executable, _FLOOR, *manifests), directory=first)
    yield Job(name="stitch", command=(sys.executable, _STITCH, *manifests), directory=first)
    question = (*_ONUS, "lineage", _asked(first))
    yield Job(name="onus lineage, first question", command=question, directory=first, before=forgotten)
    yield Job(name="onus lineage, from the index", command=question, directory=first)
    yield Job(name="onus report, first", command=(*_ONUS, "report"), directory=first, before=forgotten)
    yield Job(name="onus report, again", command=(*_ONUS, "report"), directory=first)


def _asked(first: Path) -> str:
    """A model of the first project, with everything that feeds it in all projects."""
    document = msgspec.json.decode((first / "target" / "manifest.json").read_bytes())
    models = [node for node in document["nodes"].values() if node["resource_type"] == "model"]
    return f"+{models[-1]['name']}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

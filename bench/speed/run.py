"""The bench of speed: how long, against the least that it could take, and against others.

.venv/bin/python bench/speed/run.py                                 1,000 and 10,000 models, printed
.venv/bin/python bench/speed/run.py --sizes 1000 --only report owner
.venv/bin/python bench/speed/run.py --parts lookups columns         some of the parts, of all sizes given
.venv/bin/python bench/speed/run.py --full --write                  everything, into docs/performance.md
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parents[1]
sys.path[:0] = [str(_HERE.parent), str(_ROOT / "plugin")]

from speed.clock import Job, run_in_turn  # noqa: E402 - the bench is no installed package
from speed.dbt_project import DBT, environment, make_sources, package_jobs, write_projects  # noqa: E402
from speed.jobs import PYTHON, Asked, column_jobs, edges_found, floors, lookups, reports, staged  # noqa: E402
from speed.peers import installed, peers  # noqa: E402
from speed.tables import render, render_hook, write_into  # noqa: E402

CACHE = _ROOT / ".cache" / "bench-speed"
PAGE = _ROOT / "docs" / "performance.md"
PARTS = ("reports", "lookups", "columns", "peers", "package", "hook")
#: Models of the project that dbt itself parses, compiles and builds.
DBT_MODELS, BUILT_MODELS = 1000, 100


def main(arguments: Sequence[str]) -> int:
    """0 when everything ran, 1 when some job did not."""
    options = _parser().parse_args(arguments)
    CACHE.mkdir(parents=True, exist_ok=True)
    failed = False
    for name, table in _tables(options):
        print(f"\n{table}", flush=True)
        failed = failed or "exit code" in table
        if options.write:
            write_into(PAGE, name, table)
    return 1 if failed else 0


def _tables(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Each table under the name of its place in docs/performance.md."""
    sizes = [1000, 10_000, 50_000] if options.full else options.sizes
    if not {"reports", "lookups", "columns", "peers"}.isdisjoint(options.parts):
        missing = installed(CACHE) if "peers" in options.parts else "not asked for"
        for size in sizes:
            root, asked = staged(CACHE, size)
            jobs = [
                job for job in _jobs(root, asked, size, options.parts, missing) if _is_chosen(job, options.only)
            ]
            found = run_in_turn(jobs, options.rounds if size < 50_000 else min(options.rounds, 3))
            notes = [f"Other tools: {missing}."] if missing and "peers" in options.parts else []
            if "columns" in found:
                edges = (f"{who} {count:,}" for who, count in edges_found(root).items())
                notes.append(f"Edges from column to column: {', '.join(edges)}.")
            yield f"{size}", render(size, found, notes)
    if "package" in options.parts:
        folders = write_projects(CACHE, options.dbt_models)
        found = run_in_turn(package_jobs(folders), options.dbt_rounds, patience=1200)
        yield "package", render(options.dbt_models, found, against="dbt parse, without onus")
    if "hook" in options.parts:
        yield "hook", render_hook(_hook(options.rounds))


def _jobs(root: Path, asked: Asked, size: int, parts: Sequence[str], missing: str | None) -> list[Job]:
    jobs = floors(root)
    if "reports" in parts:
        jobs += reports(root)
    if "lookups" in parts:
        jobs += lookups(root, asked)
    if "columns" in parts:
        jobs += column_jobs(root, most_rounds=3 if size < 10_000 else 1)
    if "peers" in parts and missing is None:
        jobs += peers(CACHE, root, size, asked)
    return jobs


def _hook(rounds: int) -> list[dict[str, float]]:
    """A green build, and what the report on it costs in a process like dbt's."""
    folder = write_projects(CACHE, BUILT_MODELS)["with onus"]
    make_sources(folder, BUILT_MODELS)
    subprocess.run((*DBT, "--quiet", "build"), cwd=folder, env=environment(), check=True)
    command = (PYTHON, str(_HERE / "hook.py"), str(folder))
    runs = [subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(rounds)]
    return [json.loads(run.stdout.splitlines()[-1]) for run in runs]


def _is_chosen(job: Job, only: Sequence[str]) -> bool:
    return not only or job.name == "floor" or any(word in job.name for word in only)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000], help="how many models")
    parser.add_argument("--full", action="store_true", help="1,000, 10,000 and 50,000 models")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS), help="what is timed")
    parser.add_argument("--rounds", type=int, default=5, help="how often each job runs (50,000: 3 at most)")
    parser.add_argument("--dbt-rounds", type=int, default=1, help="how often dbt parses and compiles")
    parser.add_argument("--dbt-models", type=int, default=DBT_MODELS, help="how many models it parses")
    parser.add_argument("--only", nargs="+", default=[], help="words of the jobs to time; the floor always runs")
    parser.add_argument("--write", action="store_true", help=f"put the tables into {PAGE.relative_to(_ROOT)}")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

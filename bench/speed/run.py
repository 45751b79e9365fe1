"""The bench of speed: how long, against the least that it could take, and against others.

.venv/bin/python bench/speed/run.py                        1,000 and 10,000 models, printed
.venv/bin/python bench/speed/run.py --sizes 1000 --only report
.venv/bin/python bench/speed/run.py --full --peers --write  all of it, into docs/performance.md (half an hour)
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parents[1]
sys.path[:0] = [str(_HERE.parent), str(_ROOT / "plugin")]

from speed.clock import Job, Timings, run_in_turn  # noqa: E402 - the bench is no installed package
from speed.jobs import floors, lookups, parsing, reports, staged  # noqa: E402
from speed.tables import render  # noqa: E402

CACHE = _ROOT / ".cache" / "bench-speed"


def main(arguments: Sequence[str]) -> int:
    """0 when everything ran, 1 when some job did not."""
    options = _parser().parse_args(arguments)
    sizes = [1000, 10_000, 50_000] if options.full else options.sizes
    found: dict[int, dict[str, Timings]] = {}
    for size in sizes:
        root, asked = staged(CACHE, size)
        jobs = [*floors(root), *reports(root), *lookups(root, asked), parsing(root, most_rounds=3)]
        chosen = [job for job in jobs if _is_chosen(job, options.only)]
        found[size] = run_in_turn(chosen, options.rounds if size < 50_000 else min(options.rounds, 3))
        print(render(size, found[size]), flush=True)
    failed = [one.failed for timings in found.values() for one in timings.values() if one.failed]
    return 1 if failed else 0


def _is_chosen(job: Job, only: Sequence[str]) -> bool:
    return not only or job.name == "floor" or any(word in job.name for word in only)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000], help="how many models")
    parser.add_argument("--full", action="store_true", help="1,000, 10,000 and 50,000 models")
    parser.add_argument("--rounds", type=int, default=5, help="how often each job runs (50,000: 3 at most)")
    parser.add_argument("--only", nargs="+", default=[], help="words of the jobs to time; the floor always runs")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

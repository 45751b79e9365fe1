"""Whole processes, timed from outside: start and exit included."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

#: An installed package comes with its bytecode. Where this is set, an editable one is compiled at every start,
#: which would be timed too.
_WITH_BYTECODE = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One command, timed. `before` runs before each timing, untimed; `expect`: the exit codes of success."""

    name: str
    command: tuple[str, ...]
    directory: Path
    before: Callable[[], None] | None = None
    expect: frozenset[int] = frozenset({0, 1})
    environment: Mapping[str, str] = field(default_factory=dict)
    most_rounds: int = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """What one process took: seconds by the wall and on the processor, peak memory in MiB."""

    wall: float
    cpu: float
    memory: float


@dataclass(slots=True)
class Timings:
    """All timings of one job; `failed` says why there are none."""

    job: Job
    each: list[Timing] = field(default_factory=list)
    failed: str | None = None

    def wall(self) -> tuple[float, float, float]:
        """Minimum, median and maximum."""
        walls = [one.wall for one in self.each]
        return min(walls), statistics.median(walls), max(walls)

    @property
    def cpu(self) -> float:
        """The median time on the processor, its children's included."""
        return statistics.median(one.cpu for one in self.each)

    @property
    def memory(self) -> float:
        """The peak of the hungriest."""
        return max(one.memory for one in self.each)


def run_in_turn(jobs: Sequence[Job], rounds: int, *, patience: float = 300.0) -> dict[str, Timings]:
    """Every job once per round, one process at a time, so that a busy minute falls on all of them."""
    found = {job.name: Timings(job) for job in jobs}
    for number in range(rounds):
        for job in jobs:
            timings = found[job.name]
            if timings.failed is None and number < job.most_rounds:
                _time(job, timings, patience)
    return found


def ratios(one: Timings, other: Timings) -> list[float]:
    """How many times as long as the other one took, by the wall, round by round."""
    return [mine.wall / theirs.wall for mine, theirs in zip(one.each, other.each, strict=False)]


def _time(job: Job, timings: Timings, patience: float) -> None:
    if job.before:
        job.before()
    environment = {**_WITH_BYTECODE, "NO_COLOR": "1", "DO_NOT_TRACK": "1", **job.environment}
    began = time.perf_counter()
    with (job.directory / "bench.log").open("wb") as log:
        child = subprocess.Popen(job.command, cwd=job.directory, env=environment, stdout=log, stderr=log)
        status, usage, late = _wait(child, began + patience)
    took = time.perf_counter() - began
    code = os.waitstatus_to_exitcode(status)
    if late or code not in job.expect:
        timings.failed = (
            f"stopped after {patience:.0f} s" if late else f"exit code {code}: {_last_line(job.directory)}"
        )
        return
    timings.each.append(Timing(wall=took, cpu=usage.ru_utime + usage.ru_stime, memory=usage.ru_maxrss / 1024))


def _wait(child: subprocess.Popen[bytes], until: float) -> tuple[int, resource.struct_rusage, bool]:
    """The child's status and usage. `wait4` knows its peak memory; asking now and then costs it nothing."""
    late = False
    while True:
        pid, status, usage = os.wait4(child.pid, os.WNOHANG)
        if pid:
            child.returncode = os.waitstatus_to_exitcode(status)
            return status, usage, late
        if time.perf_counter() > until and not late:
            late = True
            child.kill()
        time.sleep(0.002)


def _last_line(directory: Path) -> str:
    lines = (directory / "bench.log").read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1][:200] if lines else "no output"

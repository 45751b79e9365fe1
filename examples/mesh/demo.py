"""Builds a small data mesh, breaks it upstream, and lets `onus report` say whose failure it is.

python examples/mesh/demo.py dropped_column
python examples/mesh/demo.py list
"""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mesh.faults import FAULTS, Fault, named
from mesh.world import PROJECTS, REPOSITORY, Finished, World

WORK = REPOSITORY / ".cache" / "demo"


def main(arguments: list[str]) -> int:
    """The exit code: 0 when the story was told to its end, 2 for a fault nobody knows."""
    wanted = arguments[0] if arguments else "dropped_column"
    if wanted in ("list", "-h", "--help"):
        return list_faults()
    try:
        fault = named(wanted)
    except KeyError as problem:
        print(f"demo: {problem.args[0]}", file=sys.stderr)
        return 2
    tell(fault, World(WORK, now=datetime.now(UTC).replace(tzinfo=None, microsecond=0)))
    return 0


def list_faults() -> int:
    """Print every fault with its story."""
    print("Kettle & Crate can be broken like this (python examples/mesh/demo.py NAME):\n")
    for fault in FAULTS.values():
        print(f"  {fault.name}")
        print(textwrap.fill(fault.story, 96, initial_indent=" " * 6, subsequent_indent=" " * 6))
    return 0


def tell(fault: Fault, world: World) -> None:
    """Build the company, show that it is green, break it, and ask whose it is."""
    say("Kettle & Crate sells coffee. Seven teams load data; commerce and finance are two dbt projects on it.")
    world.settle()
    world.load()
    build_both(world)
    report(world)
    say(fault.story)
    world.break_(fault)
    if fault.stale:
        note("dbt source freshness", "commerce", world.freshness("commerce"))
    build_both(world)
    say("Whose is it?")
    report(world)
    page = world.folder / "report.html"
    report(world, "--format", "html", "--output", shown(page))
    print(
        f"Open {shown(page)} in a browser: the same, with lineage, history and the test that would have caught it."
    )
    print(f"\nThe projects are in {shown(world.folder)}; their last run is in each target folder.")


def build_both(world: World) -> None:
    """Build both projects, each whatever the other does: they are two teams' jobs."""
    for project in PROJECTS:
        note("dbt build", project, world.build(project))


def note(command: str, project: str, finished: Finished) -> None:
    """One line on a dbt command; its whole output where dbt did not get to run anything."""
    print(f"  {command} in {project}: {'green' if finished.returncode == 0 else 'failed'}", flush=True)
    if finished.returncode > 1:
        print(textwrap.indent((finished.stdout + finished.stderr).strip(), "    "), flush=True)


def report(world: World, *options: str) -> None:
    """Run `onus report` over both projects. Its exit code says whether something is open."""
    folders = [argument for name in PROJECTS for argument in ("--project-dir", shown(world.project(name)))]
    print(f"\n$ onus report {' '.join([*folders, *options])}", flush=True)
    onus = Path(sys.executable).parent / "onus"
    subprocess.run(
        [onus, "report", *folders, *options], cwd=Path.cwd(), env={**os.environ, **world.environment}, check=False
    )


def shown(folder: Path) -> str:
    """The folder as one would type it here."""
    here = Path.cwd()
    return str(folder.relative_to(here)) if folder.is_relative_to(here) else str(folder)


def say(sentence: str) -> None:
    """A line of the story."""
    print(f"\n{sentence}", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

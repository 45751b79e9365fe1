"""Other tools that read the same files, in an environment of their own; without a network there are none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from speed.clock import Job
from speed.jobs import Asked

WANTED = (
    "dbt-colibri==0.3.7",
    "dbt-pathfinder==0.5.0",
    "dbt-bouncer==4.3.0",
    "dbt-artifacts-parser==0.15.0",
    "sqlglotc",  # colibri has the compiled parser too
    "jinja2",  # pathfinder needs these two and does not say so
    "click",
)
_BOUNCER = """manifest_checks:
  - name: check_model_description_populated
  - name: check_model_has_meta_keys
    keys: [owner]
"""
_PARSER = """import json, sys
from dbt_artifacts_parser.parser import parse_manifest, parse_run_results
parse_manifest(json.load(open(sys.argv[1]))); parse_run_results(json.load(open(sys.argv[2])))
"""
#: How many models a peer is tried with, where more would take minutes.
_MOST = {"dbt-colibri generate": 10_000, "dbt-artifacts-parser": 10_000}


def installed(cache: Path) -> str | None:
    """Make the environment once; the reason where there is none."""
    home = cache / "peers"
    mark = home / ".installed"
    if mark.is_file() and mark.read_text() == "\n".join(WANTED):
        return None
    steps = (
        (sys.executable, "-m", "venv", str(home)),
        (str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *WANTED),
    )
    for step in steps:
        ended = subprocess.run(step, capture_output=True, text=True, check=False)
        if ended.returncode:
            return (ended.stderr.strip().splitlines() or ["no reason given"])[-1][:200]
    mark.write_text("\n".join(WANTED))
    return None


def peers(cache: Path, root: Path, models: int, asked: Asked) -> list[Job]:
    """What they are asked: the nearest that each of them has to one of our jobs."""
    bin_ = cache / "peers" / "bin"
    manifest, results = str(root / "target" / "manifest.json"), str(root / "target" / "run_results.json")
    catalog = str(root / "with_catalog" / "catalog.json")
    (root / "dbt-bouncer.yml").write_text(f"dbt_artifacts_dir: target\n{_BOUNCER}", encoding="utf-8")
    colibri = (
        str(bin_ / "colibri"),
        "generate",
        "--manifest",
        manifest,
        "--catalog",
        catalog,
        "--output-dir",
        "colibri",
    )
    found = {
        "dbt-pathfinder show": (
            str(bin_ / "dbt-pathfinder"),
            "show",
            "--manifest",
            manifest,
            "--model",
            asked.mart,
        ),
        "dbt-bouncer run": (str(bin_ / "dbt-bouncer"), "run", "--config-file", "dbt-bouncer.yml"),
        "dbt-artifacts-parser": (str(bin_ / "python"), "-c", _PARSER, manifest, results),
        "dbt-colibri generate": colibri,
    }
    rounds = 2 if models <= 1000 else 1
    return [
        Job(name=name, command=command, directory=root, most_rounds=rounds)
        for name, command in found.items()
        if models <= _MOST.get(name, models)
    ]

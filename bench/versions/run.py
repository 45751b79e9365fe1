"""The same tests on every dbt: `make test-matrix`.

.venv/bin/python bench/versions/run.py                     every version, the tests that tell versions apart
.venv/bin/python bench/versions/run.py --all               every version, every test of these files
.venv/bin/python bench/versions/run.py --only 1.8 --only 1.12
.venv/bin/python bench/versions/run.py --again --write     the table of what was run last

Each dbt gets a virtual environment of its own and the tests that `make test` runs on the pinned one: the faults of
the demo company with their verdicts, the contract battery, the memory, the models, the ownership tests, probes and
the hook. What an old dbt says otherwise in YAML is respelt before it reads the project (`spelling.py`).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from versions.outcomes import Outcomes, read_outcomes
from versions.table import GROUPS, differing, render
from versions.versions import REPOSITORY, VERSIONS, Version, install

CACHE = REPOSITORY / ".cache" / "versions"
DOCS = REPOSITORY / "docs" / "compatibility.md"
MARKS = ("<!-- table -->", "<!-- /table -->")
#: No version takes longer than this, in seconds: what hangs is stopped.
LIMIT = 3600
#: Further faults of a kind that another one has, and tests of what no version has a part in. `--all` runs them.
LEFT_OUT = (
    "type_change", "[infrastructure]", "dropped_column", "duplicates", "new_enum_value", "orphans", "half_load",
    "unit_change", "shared_macro",
    "samples_and_statistics", "only_compiles", "empty_build", "table_that_is_gone", "plain_sql",
    "turn_memory_off", "selected_build", "switched_off", "older_run", "dbts_exit_code", "ran_nothing",
    "renamed_column", "unknown_account", "lost_branch", "fan_out", "sign_flip", "lost_seed_row", "repaired",
    "out_of_memory", "two_thousand", "same_weekday", "broken_yesterday", "cannot_be_written", "may_not_write",
    "fault_of_our_own", "full_disk", "wrong_onus_yml", "json_log", "no_such_command", "demo", "misspelt",
    "the_list", "readme", "found_by_its_name", "every_origin", "both_projects_know",
)  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """0 when every dbt passes what it can pass, 1 where one does not or a verdict differs."""
    options = _parser().parse_args(arguments)
    CACHE.mkdir(parents=True, exist_ok=True)
    wanted = [version for version in VERSIONS if version.name in (options.only or [version.name])]
    found: dict[Version, Outcomes | str] = {}
    for version in wanted:
        found[version] = (
            why if (why := install(version)) else tested(version, again=options.again, every=options.all)
        )
        print(render({version: found[version]}), flush=True)
    text = render(found)
    print(text)
    if options.write:
        before, _, rest = DOCS.read_text(encoding="utf-8").partition(MARKS[0])
        after = rest.partition(MARKS[1])[2]
        DOCS.write_text(f"{before}{MARKS[0]}\n\n{text}\n\n{MARKS[1]}{after}", encoding="utf-8")
    well = all(isinstance(one, Outcomes) and not one.surprises(of) for of, one in found.items())
    return 0 if well and not differing(found) else 1


def tested(version: Version, *, again: bool, every: bool) -> Outcomes | str:
    """What the tests of every group came to on this dbt."""
    kept = CACHE / f"{version.name}.xml"
    if again and kept.exists():
        return _selected(read_outcomes(kept), every=every)
    kept.unlink(missing_ok=True)
    folder = "plugin/tests/e2e"
    files = sorted({f"{folder}/{file}" for file in GROUPS.values() if not (version.is_v2 and "hook" in file)})
    engine = "v2" if version.is_v2 else "not v2 and not postgres and not spark"
    which = engine if every else " and not ".join([engine, *LEFT_OUT])
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-k",
        which,
        f"--junit-xml={kept}",
        "-o",
        "junit_family=xunit1",
    ]
    try:
        with (CACHE / f"{version.name}.log").open("w") as log:
            subprocess.run(
                [*command, *files], cwd=REPOSITORY, env=_environment(version), check=False, timeout=LIMIT,
                stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
    except subprocess.TimeoutExpired:
        return f"stopped after {LIMIT // 60} minutes"
    return _selected(read_outcomes(kept), every=every) if kept.exists() else "the tests did not start"


def _selected(outcomes: Outcomes, *, every: bool) -> Outcomes:
    """The same tests of every version, also of one that was run with `--all`."""
    return Outcomes(tuple(one for one in outcomes.all if every or not any(part in one.test for part in LEFT_OUT)))


def _environment(version: Version) -> Mapping[str, str]:
    return {**os.environ, "ONUS_DBT_V2" if version.is_v2 else "ONUS_DBT": str(version.launcher)}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--only", action="append", choices=list(_names()), help="this version; may be repeated")
    parser.add_argument("--all", action="store_true", help="every test, not only those that tell versions apart")
    parser.add_argument("--again", action="store_true", help="do not test again what was tested")
    parser.add_argument("--write", action="store_true", help=f"put the table into {DOCS.relative_to(REPOSITORY)}")
    return parser


def _names() -> Iterator[str]:
    return (version.name for version in VERSIONS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

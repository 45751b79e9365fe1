"""`run_results.json`: what one dbt command did to each node."""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct

from dbt_onus.artifacts.documents import Document, Warn, let_go, read_document, silent
from dbt_onus.artifacts.files import LIMIT, remedy, shown
from dbt_onus.artifacts.invocations import invocation_of
from dbt_onus.core.results import Invocation, Result, Status
from dbt_onus.errors import ArtifactError

#: The commands whose `success` means that something was built or tested. All others overwrite the file too:
#: after `dbt compile` or `dbt docs generate` every node, tests included, is in it as `success`.
RUNS = frozenset({"build", "run", "test", "seed", "snapshot", "retry"})


class _Arguments(Struct, frozen=True):
    which: str | None = None
    rpc_method: str | None = None
    invocation_command: str | None = None
    defer: bool | None = None


class _ResultsFile(Document, frozen=True, kw_only=True):
    results: list[Result] | None = None
    args: _Arguments | None = None


def read_run_results(
    path: Path, *, limit: int = LIMIT, warn: Warn = silent
) -> tuple[Invocation, dict[str, Result]]:
    """The dbt command that wrote `run_results.json`, and what it did, by `unique_id`.

    ArtifactError where the file is none, or was written by a command that neither builds nor tests
    (`compile`, `docs generate`, `show`, `run-operation`, `clone`, …): its every word would be `success`.
    """
    file = read_document(path, "run-results", _ResultsFile, limit=limit, warn=warn)
    if file.results is None:
        raise ArtifactError(f"{shown(path)} has no results: {remedy(path)}")
    which = _command(file)
    if which not in RUNS:
        raise ArtifactError(
            f"{shown(path)} was written by `dbt {shown(which, 60)}`, which builds and tests nothing: "
            "run `dbt build` (or test, run, seed, snapshot) and report before anything else"
        )
    for result in file.results:
        let_go(result, ("compiled_code",))
    results = {result.unique_id: result for result in file.results}
    if len(results) < len(file.results):
        extra = len(file.results) - len(results)
        warn(f"{path.name}: {extra:,} more results than nodes; the later one of a node counts")
    marks = (f"{row.unique_id} {row.raw_status} {row.execution_time} {row.timing}" for row in file.results)
    deferred = file.args is not None and file.args.defer is True
    return invocation_of(file.metadata, which, path, marks, deferred=deferred), results


def _command(file: _ResultsFile) -> str:
    """dbt's name of the command; from its arguments, or where they are silent from what it did."""
    said = file.args or _Arguments()
    which = (said.which or "").strip().lower()
    if which in ("", "rpc"):
        which = (said.rpc_method or "").strip().lower() or _first_verb(said.invocation_command or "")
    return {"generate": "docs generate", "docs.generate": "docs generate"}.get(which, which) or _guessed(file)


def _first_verb(command: str) -> str:
    """`build` of `dbt --quiet build --select x`."""
    words = re.findall(r"(?<!\S)[a-z][a-z-]*(?!\S)", command)
    return next((word for word in words if word in RUNS or word in {"compile", "docs", "show", "list"}), "")


def _guessed(file: _ResultsFile) -> str:
    """A test that ran passes or fails; only a test that was merely compiled is a `success`."""
    tests = [one.status for one in file.results or () if one.unique_id.startswith(("test.", "unit_test."))]
    if Status.SUCCESS in tests:
        return "compile"
    others = any(not one.unique_id.startswith(("test.", "unit_test.")) for one in file.results or ())
    return ("build" if tests else "run") if others or not tests else "test"

"""A folder in which an orchestrator keeps the artifacts of every dbt command: one folder of them per command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from msgspec.structs import replace as changed

from dbt_onus.artifacts.documents import Warn
from dbt_onus.artifacts.files import LIMIT, shown
from dbt_onus.artifacts.manifest import read_manifest
from dbt_onus.artifacts.run_results import read_run_results
from dbt_onus.artifacts.sources import read_sources
from dbt_onus.core.nodes import Manifest
from dbt_onus.core.results import Result, Run
from dbt_onus.errors import ArtifactError

#: More commands than this belong to no one run.
_MOST = 5_000


def read_runs(folder: Path, *, limit: int = LIMIT, warn: Warn) -> tuple[tuple[Path, Run], ...]:
    """Every command whose results lie below `folder`, with the folder of its artifacts; in no particular order.

    What cannot be read, or was done by a command that builds and tests nothing, is told to `warn`. ArtifactError
    where there is nothing at all.
    """
    found = list(_read(folder, limit, warn))
    if not found:
        raise ArtifactError(
            f"{shown(folder)} holds no run_results.json: keep the target folder of each command there"
        )
    return tuple(found)


def _read(folder: Path, limit: int, warn: Warn) -> Iterator[tuple[Path, Run]]:
    files = list(islice(folder.rglob("run_results.json"), _MOST + 1))
    if len(files) > _MOST:
        warn(f"{shown(folder)} holds more than {_MOST:,} runs: only {_MOST:,} of them are looked at")
    alone = (one.parent for one in folder.rglob("sources.json") if not (one.parent / "run_results.json").exists())
    for place in sorted({*(one.parent for one in files[:_MOST]), *alone}):
        try:
            yield place, _run(place, limit, warn)
        except ArtifactError as error:
            warn(f"left out: {error}")


def _run(place: Path, limit: int, warn: Warn) -> Run:
    fresh = (
        read_sources(place / "sources.json", limit=limit, warn=warn) if (place / "sources.json").exists() else None
    )
    rows = fresh[1] if fresh else {}
    asked = fresh[0] if fresh else None
    if asked is not None and not (place / "run_results.json").exists():
        return Run(invocation=asked, results={}, freshness=rows, freshness_invocation=asked)
    invocation, results = read_run_results(place / "run_results.json", limit=limit, warn=warn)
    if invocation.dbt_version.startswith("2."):
        results = _with_sql(place / "manifest.json", results, limit)
    return Run(invocation=invocation, results=results, freshness=rows, freshness_invocation=asked)


def _with_sql(path: Path, results: Mapping[str, Result], limit: int) -> dict[str, Result]:
    """dbt v2 writes the SQL that ran, and with it the verdict of a contract, into its manifest alone."""
    if not path.exists():
        return dict(results)
    nodes = read_manifest(path, limit=limit).nodes
    return {
        uid: changed(result, compiled_code=nodes[uid].compiled_code) if uid in nodes and not result.sql else result
        for uid, result in results.items()
    }


def with_sql_that_ran(manifest: Manifest, run: Run) -> Manifest:
    """The manifest with the SQL of the run's results, where it was written by a command that compiled none."""
    ran = {uid: result for uid, result in run.results.items() if result.sql}
    nodes = {
        uid: changed(node, compiled_code=ran[uid].compiled_code) if uid in ran and not node.sql else node
        for uid, node in manifest.nodes.items()
    }
    return changed(manifest, nodes=nodes)


def known_to(manifest: Manifest, run: Run) -> Run:
    """The run without what the manifest does not know: another project's, or a node that is gone."""
    return replace(
        run,
        results={uid: result for uid, result in run.results.items() if uid in manifest.nodes},
        freshness={uid: row for uid, row in run.freshness.items() if uid in manifest.nodes},
    )


def newest_manifest(runs: Sequence[tuple[Path, Run]]) -> Path | None:
    """The folder of the latest command that left a manifest."""
    kept = [(run.invocation.generated_at, place) for place, run in runs if (place / "manifest.json").exists()]
    return max(kept)[1] if kept else None

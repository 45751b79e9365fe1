"""A whole target folder: which of its files belong together, and what follows where they do not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from dbt_onus.artifacts.catalog import read_catalog
from dbt_onus.artifacts.documents import Warn
from dbt_onus.artifacts.files import LIMIT, shown
from dbt_onus.artifacts.invocations import NAMELESS
from dbt_onus.artifacts.manifest import read_manifest
from dbt_onus.artifacts.query_log import with_query_errors
from dbt_onus.artifacts.run_results import read_run_results
from dbt_onus.artifacts.sources import read_sources
from dbt_onus.artifacts.target import Target
from dbt_onus.core.nodes import Manifest, Node
from dbt_onus.core.results import FreshnessResult, Invocation, Result, Run
from dbt_onus.errors import ArtifactError

#: Adapters that know a table's age without a `loaded_at_field`
#: (docs.getdbt.com/reference/resource-properties/freshness).
_TELL_AGE_BY_METADATA = frozenset({"snowflake", "redshift", "bigquery", "databricks"})

_Rows = TypeVar("_Rows", Result, FreshnessResult)


def read_target(target: Path, *, limit: int = LIMIT, with_run: bool = True) -> Target:
    """Everything in a dbt target folder that belongs to its manifest; not what dbt did, without `with_run`.

    Only the manifest is required (ArtifactError); no file may be larger than `limit` bytes. Results of nodes
    that the manifest does not know are left out. Whatever else is wrong is a line in `warnings`.
    """
    warnings: list[str] = []
    manifest = read_manifest(target / "manifest.json", limit=limit, warn=warnings.append)
    fresh = _optional(target / "sources.json", read_sources, limit, warnings) if with_run else None
    catalog = _optional(target / "catalog.json", read_catalog, limit, warnings)
    aged = None if fresh is None else _known(fresh[1], manifest, "sources.json", warnings.append)
    missing: frozenset[str] = frozenset()
    if fresh is not None and (aged or not fresh[1]):  # rows, and none of them known: another project's
        missing = frozenset(_watched(manifest) - fresh[1].keys())
    run, no_run = None, None
    if with_run:
        run, no_run = _run(target, manifest, (fresh[0], aged or {}) if fresh else None, limit, warnings)
    return Target(
        directory=target,
        manifest=manifest,
        run=run,
        no_run=no_run,
        catalog=catalog,
        missing_freshness=missing,
        warnings=tuple(warnings),
    )


_T = TypeVar("_T")


def _optional(path: Path, read: Callable[..., _T], limit: int, warnings: list[str]) -> _T | None:
    """What is not there is not missed; what is there and cannot be read is told."""
    if not path.exists():
        return None
    try:
        return read(path, limit=limit, warn=warnings.append)
    except ArtifactError as error:
        warnings.append(str(error))
        return None


def _run(
    target: Path,
    manifest: Manifest,
    fresh: tuple[Invocation, dict[str, FreshnessResult]] | None,
    limit: int,
    warnings: list[str],
) -> tuple[Run | None, str | None]:
    """What was done, or why that is not known. Freshness alone is a run too: late data shows nowhere else."""
    path = target / "run_results.json"
    if fresh is not None and not path.exists():
        return Run(invocation=fresh[0], results={}, freshness=fresh[1], freshness_invocation=fresh[0]), None
    try:
        invocation, results = read_run_results(path, limit=limit, warn=warnings.append)
    except ArtifactError as error:
        return None, str(error)
    _compare(manifest, invocation, warnings.append)
    # dbt puts its logs beside its target folder unless told otherwise
    results = with_query_errors(results, target.parent / "logs" / "query_log.sql", invocation.generated_at)
    run = Run(
        invocation=invocation,
        results=_known(results, manifest, path.name, warnings.append),
        freshness=fresh[1] if fresh else {},
        freshness_invocation=fresh[0] if fresh else None,
    )
    return run, None


def _compare(manifest: Manifest, invocation: Invocation, warn: Warn) -> None:
    """Say so where the manifest is of another dbt command: the code in it may not be the code that ran."""
    if not manifest.invocation_id or invocation.invocation_id.startswith(NAMELESS):
        warn("manifest.json and run_results.json do not both say which dbt command wrote them: taken as a pair")
    elif manifest.invocation_id != invocation.invocation_id:
        warn(
            f"manifest.json ({shown(manifest.generated_at, 40)}) is not of the command that wrote "
            f"run_results.json (dbt {invocation.which}, {invocation.generated_at:%Y-%m-%dT%H:%M:%SZ}): "
            "the project may have changed in between; only nodes known to both count"
        )


def _known(rows: dict[str, _Rows], manifest: Manifest, name: str, warn: Warn) -> dict[str, _Rows]:
    """The rows whose nodes the manifest has."""
    strange = [unique_id for unique_id in rows if unique_id not in manifest.nodes]
    if not strange:
        return rows
    more = f" and {len(strange) - 1:,} more" if len(strange) > 1 else ""
    warn(f"{name}: left out {shown(strange[0], 200)}{more}: not in manifest.json")
    return {unique_id: row for unique_id, row in rows.items() if unique_id in manifest.nodes}


def _watched(manifest: Manifest) -> set[str]:
    """The sources that `dbt source freshness` asks."""
    return {node.unique_id for node in manifest.nodes.values() if _is_watched(node, manifest.adapter_type)}


def _is_watched(node: Node, adapter_type: str) -> bool:
    if node.resource_type != "source" or node.config.enabled is False:
        return False
    asked = bool(node.loaded_at_field or node.loaded_at_query) or adapter_type in _TELL_AGE_BY_METADATA
    return asked and node.freshness is not None and node.freshness.declared

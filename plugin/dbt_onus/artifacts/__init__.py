"""dbt's target folder, read into the facts of the core, whatever dbt version wrote it.

What is named here is fetched from its module when it is asked for: a lookup needs one of them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dbt_onus.artifacts.catalog import read_catalog
    from dbt_onus.artifacts.compiled import with_compiled_sql
    from dbt_onus.artifacts.disabled import read_disabled
    from dbt_onus.artifacts.files import LIMIT
    from dbt_onus.artifacts.folder import read_target
    from dbt_onus.artifacts.manifest import read_manifest
    from dbt_onus.artifacts.places import target_of
    from dbt_onus.artifacts.run_results import RUNS, read_run_results
    from dbt_onus.artifacts.runs import known_to, newest_manifest, read_runs, with_sql_that_ran
    from dbt_onus.artifacts.slices import ManifestFile
    from dbt_onus.artifacts.sources import read_sources
    from dbt_onus.artifacts.target import Target

_MODULES = {
    "LIMIT": "files",
    "RUNS": "run_results",
    "ManifestFile": "slices",
    "Target": "target",
    "known_to": "runs",
    "newest_manifest": "runs",
    "read_catalog": "catalog",
    "read_disabled": "disabled",
    "read_manifest": "manifest",
    "read_run_results": "run_results",
    "read_runs": "runs",
    "read_sources": "sources",
    "read_target": "folder",
    "target_of": "places",
    "with_compiled_sql": "compiled",
    "with_sql_that_ran": "runs",
}

__all__ = [
    "LIMIT",
    "RUNS",
    "ManifestFile",
    "Target",
    "known_to",
    "newest_manifest",
    "read_catalog",
    "read_disabled",
    "read_manifest",
    "read_run_results",
    "read_runs",
    "read_sources",
    "read_target",
    "target_of",
    "with_compiled_sql",
    "with_sql_that_ran",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)

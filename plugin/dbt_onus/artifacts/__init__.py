"""dbt's target folder, read into the facts of the core, whatever dbt version wrote it."""

from dbt_onus.artifacts.catalog import read_catalog
from dbt_onus.artifacts.compiled import with_compiled_sql
from dbt_onus.artifacts.disabled import read_disabled
from dbt_onus.artifacts.files import LIMIT
from dbt_onus.artifacts.manifest import read_manifest
from dbt_onus.artifacts.places import target_of
from dbt_onus.artifacts.run_results import RUNS, read_run_results
from dbt_onus.artifacts.sources import read_sources
from dbt_onus.artifacts.target import Target, read_target

__all__ = [
    "LIMIT",
    "RUNS",
    "Target",
    "read_catalog",
    "read_disabled",
    "read_manifest",
    "read_run_results",
    "read_sources",
    "read_target",
    "target_of",
    "with_compiled_sql",
]

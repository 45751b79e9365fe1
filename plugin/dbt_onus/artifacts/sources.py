"""`sources.json`: how old the sources were when `dbt source freshness` asked."""

from __future__ import annotations

from pathlib import Path

from dbt_onus.artifacts.documents import Document, Warn, read_document, silent
from dbt_onus.artifacts.files import LIMIT, remedy, shown
from dbt_onus.artifacts.invocations import invocation_of
from dbt_onus.core.results import FreshnessResult, Invocation
from dbt_onus.errors import ArtifactError


class _SourcesFile(Document, frozen=True, kw_only=True):
    results: list[FreshnessResult] | None = None


def read_sources(
    path: Path, *, limit: int = LIMIT, warn: Warn = silent
) -> tuple[Invocation, dict[str, FreshnessResult]]:
    """The `dbt source freshness` that wrote `sources.json`, and what it found, by `unique_id`.

    A source whose query failed has no row at all in dbt 1.11 (older ones wrote `runtime error`): what is
    missing here may be broken. ArtifactError where the file is no sources.json.
    """
    file = read_document(path, "sources", _SourcesFile, limit=limit, warn=warn)
    if file.results is None:
        raise ArtifactError(f"{shown(path)} has no results: {remedy(path)}")
    rows = {row.unique_id: row for row in file.results}
    marks = (f"{row.unique_id} {row.raw_status} {row.snapshotted_at}" for row in file.results)
    return invocation_of(file.metadata, "freshness", path, marks), rows

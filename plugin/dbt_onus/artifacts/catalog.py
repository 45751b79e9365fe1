"""`catalog.json`: the columns that the warehouse really has."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from dbt_onus.artifacts.documents import Document, Warn, read_document, silent
from dbt_onus.artifacts.files import LIMIT, remedy, shown
from dbt_onus.errors import ArtifactError


class _Column(Struct, frozen=True):
    type: str | None = None


class _Table(Struct, frozen=True):
    columns: dict[str, _Column] | None = None


class _CatalogFile(Document, frozen=True, kw_only=True):
    nodes: dict[str, _Table] | None = None
    sources: dict[str, _Table] | None = None


def read_catalog(path: Path, *, limit: int = LIMIT, warn: Warn = silent) -> dict[str, dict[str, str]]:
    """Column to type, in the warehouse's words and order, by `unique_id`; `""` where the type is not said.

    ArtifactError where the file is no catalog.
    """
    file = read_document(path, "catalog", _CatalogFile, limit=limit, warn=warn)
    if file.nodes is None and file.sources is None:
        raise ArtifactError(f"{shown(path)} is not a catalog (no nodes, no sources): {remedy(path)}")
    tables = (file.nodes or {}) | (file.sources or {})
    return {
        unique_id: {name: column.type or "" for name, column in (table.columns or {}).items()}
        for unique_id, table in tables.items()
    }

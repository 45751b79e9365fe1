"""What dbt parsed and then left out, because it is disabled: the `disabled` part of `manifest.json`."""

from __future__ import annotations

from pathlib import Path

from dbt_onus.artifacts.documents import Document, Warn, read_document, silent
from dbt_onus.artifacts.files import LIMIT
from dbt_onus.core.nodes import Node


class _DisabledFile(Document, frozen=True, kw_only=True):
    disabled: dict[str, list[Node]] | None = None


def read_disabled(target: Path, *, limit: int = LIMIT, warn: Warn = silent) -> tuple[Node, ...]:
    """Every disabled node and test of the manifest in a target folder; ArtifactError as `read_manifest`."""
    file = read_document(target / "manifest.json", "manifest", _DisabledFile, limit=limit, warn=warn)
    return tuple(node for same in (file.disabled or {}).values() for node in same)

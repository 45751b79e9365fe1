"""`manifest.json`: the project as dbt parsed it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from msgspec import Raw
from msgspec.structs import fields, replace

from dbt_onus.artifacts.documents import NO_METADATA, Document, Warn, let_go, read_document, silent
from dbt_onus.artifacts.files import LIMIT, remedy, shown
from dbt_onus.core.nodes import Group, Macro, Manifest, Node
from dbt_onus.errors import ArtifactError

#: Schema v1 is dbt 0.19: its tests do not say what they test.
_OLDEST = 2
#: dbt 1.8 to 1.12, and v2.
_NEWEST = 12

#: Everything with a place in the graph, in the order in which dbt writes it.
SECTIONS = (
    "nodes",
    "sources",
    "exposures",
    "metrics",
    "saved_queries",
    "semantic_models",
    "unit_tests",
    "functions",
)


class _ManifestFile(Document, frozen=True, kw_only=True):
    nodes: dict[str, Node] | None = None
    sources: dict[str, Node] | None = None
    exposures: dict[str, Node] | None = None
    metrics: dict[str, Node] | None = None
    semantic_models: dict[str, Node] | None = None
    saved_queries: dict[str, Node] | None = None
    unit_tests: dict[str, Node] | None = None
    functions: dict[str, Node] | None = None
    groups: dict[str, Group] | None = None
    macros: dict[str, Macro] | None = None


def read_manifest(path: Path, *, limit: int = LIMIT, warn: Warn = silent) -> Manifest:
    """The project in `manifest.json`, of any dbt from 0.20 (schema v2) to 2.x.

    Fields of an unexpected type are left out and told to `warn`; ArtifactError where the file is no manifest
    or larger than `limit` bytes.
    """
    file = read_document(path, "manifest", _ManifestFile, limit=limit, warn=warn)
    metadata = file.metadata or NO_METADATA
    if metadata.kind is None and file.nodes is None and file.sources is None:
        raise ArtifactError(f"{shown(path)} is not a manifest (no nodes, no sources): {remedy(path)}")
    if metadata.version is not None and metadata.version < _OLDEST:
        raise ArtifactError(
            f"{shown(path)} is of dbt 0.19 or older (manifest v1): write it with dbt 0.20 or newer"
        )
    if metadata.version is not None and metadata.version > _NEWEST:
        warn(
            f"{path.name}: manifest v{metadata.version} is newer than this Onus knows (v{_NEWEST}): "
            "what it says in new words is not read"
        )
    nodes: dict[str, Node] = {}
    for section in SECTIONS:
        nodes.update(getattr(file, section) or {})
    left_as_bytes = [field.name for field in fields(Node) if field.type is Raw]
    for unique_id, node in nodes.items():
        let_go(node, left_as_bytes)
        if node.unique_id != unique_id or "\\" in node.original_file_path or "\\" in (node.patch_path or ""):
            nodes[unique_id] = node_under(unique_id, node)
    for macro in (file.macros or {}).values():
        let_go(macro, ("macro_sql",))
    return Manifest(
        project_name=metadata.project_name or _likely_project(nodes),
        adapter_type=(metadata.adapter_type or "").lower(),
        dbt_version=metadata.dbt_version or "",
        invocation_id=metadata.invocation_id or "",
        generated_at=metadata.generated_at or "",
        nodes=nodes,
        groups=file.groups or {},
        macros=file.macros or {},
    )


def node_under(unique_id: str, node: Node) -> Node:
    """The node under its key, with the slashes that CODEOWNERS and selectors know (Windows has others)."""
    return replace(
        node,
        unique_id=unique_id,
        original_file_path=node.original_file_path.replace("\\", "/"),
        patch_path=node.patch_path and node.patch_path.replace("\\", "/"),
    )


def _likely_project(nodes: dict[str, Node]) -> str:
    """The package of most nodes: manifests before dbt 1.6 do not name the project."""
    packages = Counter(
        node.package_name or unique_id.split(".")[1] for unique_id, node in nodes.items() if "." in unique_id
    )
    return packages.most_common(1)[0][0] if packages else ""

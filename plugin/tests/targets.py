"""Core facts as dbt writes them: dicts under dbt's own names, and whole target folders of JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Raw, Struct

from dbt_onus.core.nodes import Manifest
from dbt_onus.core.results import Invocation, Run

_SECTIONS = {
    "source": "sources",
    "exposure": "exposures",
    "metric": "metrics",
    "semantic_model": "semantic_models",
    "saved_query": "saved_queries",
    "unit_test": "unit_tests",
    "function": "functions",
}


def as_json(fact: Struct) -> dict[str, Any]:
    """A struct under dbt's own field names; code that is not there is left out."""
    said = {}
    for field in msgspec.structs.fields(fact):
        value = getattr(fact, field.name)
        if isinstance(value, Raw):
            if bytes(value):
                said[field.encode_name] = json.loads(bytes(value))
        elif isinstance(value, Struct):
            said[field.encode_name] = as_json(value)
        else:
            said[field.encode_name] = msgspec.to_builtins(value)
    return said


def manifest_json(manifest: Manifest) -> dict[str, Any]:
    """`manifest.json` of dbt 1.11 (schema v12)."""
    sections: dict[str, Any] = {name: {} for name in ("nodes", *_SECTIONS.values())}
    for unique_id, one in manifest.nodes.items():
        sections[_SECTIONS.get(one.resource_type, "nodes")][unique_id] = as_json(one)
    return {
        "metadata": {
            "dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json",
            "dbt_version": manifest.dbt_version,
            "generated_at": manifest.generated_at,
            "invocation_id": manifest.invocation_id,
            "project_name": manifest.project_name,
            "adapter_type": manifest.adapter_type,
        },
        **sections,
        "groups": {
            key: {"unique_id": key, "resource_type": "group"} | as_json(one)
            for key, one in manifest.groups.items()
        },
        "macros": {key: as_json(one) for key, one in manifest.macros.items()},
        "disabled": {},
        "parent_map": {key: list(one.parents) for key, one in manifest.nodes.items()},
    }


def results_json(run: Run) -> dict[str, Any]:
    """`run_results.json` of dbt 1.11 (schema v6)."""
    return {
        "metadata": _metadata(run.invocation, "run-results/v6"),
        "results": [
            {"thread_id": "Thread-1", "adapter_response": {}} | as_json(one) for one in run.results.values()
        ],
        "elapsed_time": 1.0,
        "args": {"which": run.invocation.which, "invocation_command": f"dbt {run.invocation.which}"},
    }


def sources_json(run: Run) -> dict[str, Any]:
    """`sources.json` (schema v3) of the run's freshness."""
    return {
        "metadata": _metadata(run.freshness_invocation or run.invocation, "sources/v3"),
        "results": [as_json(one) for one in run.freshness.values()],
        "elapsed_time": 1.0,
    }


def catalog_json(catalog: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """`catalog.json` (schema v1) of `unique_id -> column -> type`."""
    sections: dict[str, dict[str, Any]] = {"nodes": {}, "sources": {}}
    for unique_id, types in catalog.items():
        columns = {
            name: {"name": name, "type": kind, "index": i} for i, (name, kind) in enumerate(types.items(), 1)
        }
        sections["sources" if unique_id.startswith("source.") else "nodes"][unique_id] = {
            "unique_id": unique_id,
            "metadata": {"type": "BASE TABLE", "schema": "main", "name": unique_id.split(".")[-1]},
            "columns": columns,
        }
    return {"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/catalog/v1.json"}, **sections}


def write_target(
    path: Path,
    manifest: Manifest | dict[str, Any],
    run: Run | dict[str, Any] | None = None,
    *,
    sources: dict[str, Any] | None = None,
    catalog: Mapping[str, Mapping[str, str]] | None = None,
) -> Path:
    """Write a target folder and return it: facts or dicts. A run with freshness writes `sources.json` too."""
    path.mkdir(parents=True, exist_ok=True)
    write_json(path / "manifest.json", manifest_json(manifest) if isinstance(manifest, Manifest) else manifest)
    if run is not None:
        write_json(path / "run_results.json", results_json(run) if isinstance(run, Run) else run)
    if sources is None and isinstance(run, Run) and run.freshness:
        sources = sources_json(run)
    if sources is not None:
        write_json(path / "sources.json", sources)
    if catalog is not None:
        write_json(path / "catalog.json", catalog_json(catalog))
    return path


def write_json(path: Path, content: Any) -> Path:
    """Write one JSON file and return its path."""
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def _metadata(invocation: Invocation, schema: str) -> dict[str, Any]:
    return {
        "dbt_schema_version": f"https://schemas.getdbt.com/dbt/{schema}.json",
        "dbt_version": invocation.dbt_version,
        "generated_at": stamp(invocation.generated_at),
        "invocation_id": invocation.invocation_id,
    }


def stamp(at: datetime) -> str:
    """An instant as dbt writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")

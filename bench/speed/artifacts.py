"""dbt's artifacts of a made-up project, written node by node: those of 50,000 models are a gigabyte."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from speed.entries import (
    TYPES,
    Json,
    digest,
    exposure_entry,
    exposure_id,
    group_entry,
    macro_entries,
    model_entry,
    source_entry,
    test_entry,
    test_id,
)
from speed.project import PROJECT, TESTS, Drawn, Table
from speed.results import AT, results_of

_VERSION = "1.11.16"
_INVOCATION = str(uuid.UUID(int=0x0E05, version=4))


def write_artifacts(drawn: Drawn, target: Path) -> None:
    """`manifest.json`, `run_results.json` and `catalog.json` of one `dbt build`."""
    target.mkdir(parents=True, exist_ok=True)
    sections: dict[str, Iterable[tuple[str, Any]]] = {
        "nodes": _nodes(drawn),
        "sources": ((table.unique_id, source_entry(table)) for table in drawn.tables if table.layer == 0),
        "macros": macro_entries(),
        "docs": (),
        "exposures": (
            (exposure_id(number), exposure_entry(drawn, number)) for number in range(len(drawn.exposures))
        ),
        "metrics": (),
        "groups": ((f"group.{PROJECT}.domain_{number}", group_entry(number)) for number in range(drawn.domains)),
        "selectors": (),
        "disabled": (),
        "parent_map": _parent_map(drawn),
        "child_map": _child_map(drawn),
        "group_map": (),
        "saved_queries": (),
        "semantic_models": (),
        "unit_tests": (),
        "functions": (),
    }
    with (target / "manifest.json").open("wb") as file:
        file.write(b'{"metadata": ' + msgspec.json.encode(_metadata("manifest/v12")))
        for name, entries in sections.items():
            file.write(f', "{name}": {{'.encode())
            _write(file.write, entries)
            file.write(b"}")
        file.write(b"}")
    with (target / "run_results.json").open("wb") as file:
        file.write(b'{"metadata": ' + msgspec.json.encode(_metadata("run-results/v6")) + b', "results": [')
        for place, row in enumerate(results_of(drawn)):
            file.write((b", " if place else b"") + msgspec.json.encode(row))
        arguments = {"which": "build", "invocation_command": "dbt build"}
        file.write(b'], "elapsed_time": 1800.5, "args": ' + msgspec.json.encode(arguments) + b"}")


def write_catalog(drawn: Drawn, target: Path) -> None:
    """`catalog.json`: what `dbt docs generate` finds in the warehouse."""
    with (target / "catalog.json").open("wb") as file:
        file.write(b'{"metadata": ' + msgspec.json.encode(_metadata("catalog/v1")))
        for name, sources in (("nodes", False), ("sources", True)):
            file.write(f', "{name}": {{'.encode())
            _write(
                file.write, ((one.unique_id, _listed(one)) for one in drawn.tables if (one.layer == 0) is sources)
            )
            file.write(b"}")
        file.write(b', "errors": null}')


def _write(write: Callable[[bytes], object], entries: Iterable[tuple[str, Any]]) -> None:
    for place, (key, value) in enumerate(entries):
        write((b", " if place else b"") + msgspec.json.encode(key) + b": " + msgspec.json.encode(value))


def _metadata(schema: str) -> Json:
    return {
        "dbt_schema_version": f"https://schemas.getdbt.com/dbt/{schema}.json",
        "dbt_version": _VERSION,
        "generated_at": AT,
        "invocation_id": _INVOCATION,
        "invocation_started_at": AT,
        "env": {},
        **(
            {
                "project_name": PROJECT,
                "project_id": digest(PROJECT)[:32],
                "user_id": None,
                "adapter_type": "duckdb",
            }
            if schema.startswith("manifest")
            else {}
        ),
    }


def _nodes(drawn: Drawn) -> Iterator[tuple[str, Json]]:
    for table in drawn.tables:
        if table.layer:
            yield table.unique_id, model_entry(drawn, table)
            for kind in TESTS:
                yield test_id(table, kind), test_entry(table, kind)


def _parent_map(drawn: Drawn) -> Iterator[tuple[str, list[str]]]:
    for table in drawn.tables:
        yield table.unique_id, [drawn.tables[number].unique_id for number in table.parents]
        for kind in TESTS if table.layer else ():
            yield test_id(table, kind), [table.unique_id]
    for number, reads in enumerate(drawn.exposures):
        yield exposure_id(number), [drawn.tables[place].unique_id for place in reads]


def _child_map(drawn: Drawn) -> Iterator[tuple[str, list[str]]]:
    children: dict[str, list[str]] = {}
    for child, parents in _parent_map(drawn):
        children.setdefault(child, [])
        for parent in parents:
            children.setdefault(parent, []).append(child)
    yield from children.items()


def _listed(table: Table) -> Json:
    schema = f"raw_{table.domain}" if table.layer == 0 else f"analytics_{table.domain}"
    return {
        "metadata": {
            "type": "BASE TABLE", "schema": schema, "name": table.name, "database": "warehouse", "comment": None,
            "owner": None,
        },
        "columns": {
            name: {"type": kind.upper(), "index": place, "name": name, "comment": None}
            for place, (name, kind) in enumerate(zip(table.columns, TYPES, strict=True), start=1)
        },
        "stats": {},
        "unique_id": table.unique_id,
    }  # fmt: skip

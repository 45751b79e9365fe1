"""The entries of a manifest, as dbt 1.11 writes them: every field, nothing shared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from speed.project import PROJECT, Drawn, Table
from speed.sql import compiled, test_sql, written

Json = dict[str, Any]

CREATED = 1793514600.0
TYPES = (
    "bigint",
    "bigint",
    "timestamp",
    "varchar",
    "decimal(18,2)",
    "integer",
    "varchar",
    "boolean",
    "bigint",
    "varchar",
)
#: dbt itself, an adapter and some packages bring about so many macros.
MACROS = 600


def digest(text: str) -> str:
    """A stable hash."""
    return hashlib.sha256(text.encode()).hexdigest()


def test_id(table: Table, kind: str) -> str:
    """The `unique_id` of one of a model's tests."""
    return f"test.{PROJECT}.{kind}_{table.name}_{table.tested(kind)}.{digest(table.name + kind)[:10]}"


def _column(name: str, data_type: str | None) -> Json:
    return {
        "name": name,
        "description": f"The {name.replace('_', ' ')} of this row, as the system of record has it.",
        "meta": {},
        "data_type": data_type,
        "constraints": [],
        "quote": None,
        "config": {"meta": {}, "tags": []},
        "tags": [],
        "granularity": None,
        "doc_blocks": [],
    }


def _columns(table: Table) -> Json:
    return {name: _column(name, kind) for name, kind in zip(table.columns, TYPES, strict=True)}


def _group_of(table: Table) -> str | None:
    """Three of five domains use dbt's groups; the others say it in meta or leave it to CODEOWNERS."""
    return f"domain_{table.domain}" if table.domain % 5 < 3 else None


def _meta_of(table: Table) -> Json:
    if table.layer == 0:
        return {"owner": f"domain_{table.domain}"} if table.domain % 3 else {"loader": "nightly"}
    return {"owner": f"team{table.domain}@mart.example"} if table.domain % 5 == 3 else {}


def _tags_of(table: Table) -> list[str]:
    return ["nightly"] if table.number % 4 else ["hourly", "finance"]


def _model_config(table: Table) -> Json:
    return {
        "enabled": True, "alias": None, "schema": f"analytics_{table.domain}", "database": None,
        "tags": _tags_of(table), "meta": _meta_of(table), "group": _group_of(table), "static_analysis": None,
        "materialized": "table", "incremental_strategy": None, "batch_size": None, "lookback": 1, "begin": None,
        "persist_docs": {}, "post-hook": [], "pre-hook": [], "quoting": {}, "column_types": {},
        "full_refresh": None, "unique_key": None, "on_schema_change": "ignore",
        "on_configuration_change": "apply", "grants": {}, "packages": [],
        "docs": {"show": True, "node_color": None}, "contract": {"enforced": False, "alias_types": True},
        "event_time": None, "concurrent_batches": None, "access": "protected", "freshness": None,
    }  # fmt: skip


def model_entry(drawn: Drawn, table: Table) -> Json:
    """A model."""
    parents = [drawn.tables[number] for number in table.parents]
    path = table.path.removeprefix("models/")
    return {
        "database": "warehouse",
        "schema": f"analytics_{table.domain}",
        "name": table.name,
        "resource_type": "model",
        "package_name": PROJECT,
        "path": path,
        "original_file_path": table.path,
        "unique_id": table.unique_id,
        "fqn": [PROJECT, *path.removesuffix(".sql").split("/")],
        "alias": table.name,
        "checksum": {"name": "sha256", "checksum": digest(table.name)},
        "config": _model_config(table),
        "tags": _tags_of(table),
        "description": f"One row per {table.key.removesuffix('_id')}; built from {len(parents)} tables by day.",
        "columns": _columns(table),
        "meta": _meta_of(table),
        "group": _group_of(table),
        "docs": {"show": True, "node_color": None},
        "patch_path": f"{PROJECT}://{table.path.rpartition('/')[0]}/_models.yml",
        "build_path": f"target/run/{PROJECT}/{table.path}",
        "unrendered_config": {"materialized": "table", "tags": _tags_of(table)},
        "created_at": CREATED,
        "relation_name": table.relation,
        "raw_code": written(table, parents),
        "doc_blocks": [],
        "language": "sql",
        "refs": [{"name": one.name, "package": None, "version": None} for one in parents if one.layer],
        "sources": [[f"src_{one.domain}", one.name] for one in parents if not one.layer],
        "metrics": [],
        "functions": [],
        "depends_on": {
            "macros": [f"macro.{PROJECT}.macro_{table.number % 20}"],
            "nodes": [one.unique_id for one in parents],
        },
        "compiled_path": f"target/compiled/{PROJECT}/{table.path}",
        "compiled": True,
        "compiled_code": compiled(table, parents),
        "extra_ctes_injected": True,
        "extra_ctes": [],
        "contract": {"enforced": False, "alias_types": True, "checksum": None},
        "access": "protected",
        "constraints": [],
        "version": None,
        "latest_version": None,
        "deprecation_date": None,
        "primary_key": [table.key],
        "time_spine": None,
    }


def _arguments(table: Table, kind: str) -> Json:
    values = {"values": ["open", "paid", "refunded", "cancelled", "unknown"]} if kind == "accepted_values" else {}
    return {
        "column_name": table.tested(kind),
        "model": f"{{{{ get_where_subquery(ref('{table.name}')) }}}}",
        **values,
    }


def test_entry(table: Table, kind: str) -> Json:
    """A generic test of a model."""
    unique_id = test_id(table, kind)
    name = unique_id.split(".")[2]
    return {
        "database": "warehouse",
        "schema": f"analytics_{table.domain}_dbt_test__audit",
        "name": name,
        "resource_type": "test",
        "package_name": PROJECT,
        "path": f"{name}.sql",
        "original_file_path": f"{table.path.rpartition('/')[0]}/_models.yml",
        "unique_id": unique_id,
        "fqn": [PROJECT, *table.path.split("/")[1:-1], name],
        "alias": name,
        "checksum": {"name": "none", "checksum": ""},
        "config": {
            "enabled": True, "alias": None, "schema": "dbt_test__audit", "database": None, "tags": [], "meta": {},
            "group": _group_of(table), "static_analysis": None, "materialized": "test", "severity": "ERROR",
            "store_failures": None, "store_failures_as": None, "where": None, "limit": None,
            "fail_calc": "count(*)", "warn_if": "!= 0", "error_if": "!= 0",
        },
        "tags": [],
        "description": "",
        "columns": {},
        "meta": {},
        "group": _group_of(table),
        "docs": {"show": True, "node_color": None},
        "patch_path": None,
        "build_path": None,
        "unrendered_config": {},
        "created_at": CREATED,
        "relation_name": None,
        "raw_code": f"{{{{ test_{kind}(**_dbt_generic_test_kwargs) }}}}",
        "doc_blocks": [],
        "language": "sql",
        "refs": [{"name": table.name, "package": None, "version": None}],
        "sources": [],
        "metrics": [],
        "functions": [],
        "depends_on": {
            "macros": [f"macro.dbt.test_{kind}", "macro.dbt.get_where_subquery"],
            "nodes": [table.unique_id],
        },
        "compiled_path": f"target/compiled/{PROJECT}/{table.path.rpartition('/')[0]}/_models.yml/{name}.sql",
        "compiled": True,
        "compiled_code": test_sql(table, kind),
        "extra_ctes_injected": True,
        "extra_ctes": [],
        "contract": {"enforced": False, "alias_types": True, "checksum": None},
        "column_name": table.tested(kind),
        "file_key_name": f"models.{table.name}",
        "attached_node": table.unique_id,
        "test_metadata": {"name": kind, "kwargs": _arguments(table, kind), "namespace": None},
    }  # fmt: skip


def source_entry(table: Table) -> Json:
    """A source table."""
    freshness = {
        "warn_after": {"count": 12, "period": "hour"},
        "error_after": {"count": 1, "period": "day"},
        "filter": None,
    }
    return {
        "database": "warehouse",
        "schema": f"raw_{table.domain}",
        "name": table.name,
        "resource_type": "source",
        "package_name": PROJECT,
        "path": table.path,
        "original_file_path": table.path,
        "unique_id": table.unique_id,
        "fqn": [PROJECT, "staging", f"domain_{table.domain}", f"src_{table.domain}", table.name],
        "source_name": f"src_{table.domain}",
        "source_description": f"What the system of domain {table.domain} writes.",
        "loader": "",
        "identifier": table.name,
        "quoting": {"database": None, "schema": None, "identifier": None, "column": None},
        "loaded_at_field": "_loaded_at",
        "loaded_at_query": None,
        "freshness": freshness,
        "external": None,
        "description": "Events as they arrive.",
        "columns": _columns(table),
        "meta": _meta_of(table),
        "source_meta": _meta_of(table),
        "tags": [],
        "config": {
            "enabled": True, "event_time": None, "freshness": freshness, "loaded_at_field": "_loaded_at",
            "loaded_at_query": None, "meta": _meta_of(table), "tags": [], "static_analysis": None,
        },
        "patch_path": None,
        "unrendered_config": {"loaded_at_field": "_loaded_at"},
        "relation_name": table.relation,
        "created_at": CREATED,
        "unrendered_database": None,
        "unrendered_schema": f"raw_{table.domain}",
        "doc_blocks": [],
    }  # fmt: skip


def exposure_id(number: int) -> str:
    """The `unique_id` of an exposure."""
    return f"exposure.{PROJECT}.dashboard_{number}"


def exposure_entry(drawn: Drawn, number: int) -> Json:
    """An exposure."""
    reads = [drawn.tables[place] for place in drawn.exposures[number]]
    return {
        "name": f"dashboard_{number}",
        "resource_type": "exposure",
        "package_name": PROJECT,
        "path": "exposures.yml",
        "original_file_path": "models/exposures.yml",
        "unique_id": exposure_id(number),
        "fqn": [PROJECT, f"dashboard_{number}"],
        "type": "dashboard",
        "owner": {"email": f"team{number % drawn.domains}@mart.example", "name": None},
        "description": "What the weekly meeting looks at.",
        "label": f"Dashboard {number}",
        "maturity": "high",
        "meta": {},
        "tags": [],
        "config": {"enabled": True, "tags": [], "meta": {}},
        "unrendered_config": {},
        "url": f"https://bi.mart.example/dashboards/{number}",
        "depends_on": {"macros": [], "nodes": [one.unique_id for one in reads]},
        "refs": [{"name": one.name, "package": None, "version": None} for one in reads],
        "sources": [],
        "metrics": [],
        "created_at": CREATED,
    }


def group_entry(number: int) -> Json:
    """A group."""
    return {
        "name": f"domain_{number}",
        "resource_type": "group",
        "package_name": PROJECT,
        "path": "_groups.yml",
        "original_file_path": "models/_groups.yml",
        "unique_id": f"group.{PROJECT}.domain_{number}",
        "owner": {"email": f"team{number}@mart.example", "name": f"Team {number}"},
        "description": f"Domain {number}.",
        "config": {"meta": {}},
    }


def macro_entries() -> Iterator[tuple[str, Json]]:
    """The macros of the project and of what it installs."""
    for number in range(MACROS):
        package = PROJECT if number < 20 else ("dbt", "dbt_duckdb", "dbt_utils")[number % 3]
        unique_id = f"macro.{package}.macro_{number}"
        yield (
            unique_id,
            {
                "name": f"macro_{number}",
                "resource_type": "macro",
                "package_name": package,
                "path": f"macros/macro_{number}.sql",
                "original_file_path": f"macros/macro_{number}.sql",
                "unique_id": unique_id,
                "macro_sql": f"{{% macro macro_{number}(relation) %}}\n"
                + "    select 1 as one\n" * 30
                + "{% endmacro %}",
                "depends_on": {"macros": []},
                "description": "",
                "meta": {},
                "docs": {"show": True, "node_color": None},
                "config": {"meta": {}, "docs": {"show": True, "node_color": None}},
                "patch_path": None,
                "arguments": [],
                "created_at": CREATED,
                "supported_languages": None,
            },
        )

"""A project full of tables that keep or break their contracts, each in its own way."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from tests.e2e.conftest import ROOT, Dbt

HOSTILE = [
    "it's",
    'say "no"',
    "back\\slash",
    "line\nbreak",
    "*/ end",
    "/* begin",
    "; drop table x",
    "-- no",
    "größe 日本",
]


def column(name: str, data_type: str | None = None, **terms: Any) -> dict[str, Any]:
    """A declared column; `constraints` by name, everything else is the column's contract."""
    constraints = terms.pop("constraints", [])
    declared: dict[str, Any] = {"name": name}
    if terms:
        declared["config"] = {"meta": {"onus": {"contract": terms}}}
    if data_type:
        declared["data_type"] = data_type
    if constraints:
        declared["constraints"] = [{"type": kind} if isinstance(kind, str) else kind for kind in constraints]
    return declared


def table(
    name: str, columns: list[dict[str, Any]], contract: Any = None, test: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    """A source table with the contract test, configured as said."""
    config: dict[str, Any] = more.pop("config", {})
    return {
        "name": name,
        "columns": columns,
        "config": config | {"meta": {"onus": {"contract": contract}}},
        "data_tests": [{"onus.contract": {"config": test}} if test else "onus.contract"],
        **more,
    }


CHARGE = [
    column("id", "bigint", constraints=["not_null", "unique"]),
    column("amount", "decimal(10,2)", not_null=True, range={"min": 0, "max": 1000.5}),
    column("status", "varchar", accepted_values=["paid", "open"], length={"min": 2, "max": 5}, pattern="^[a-z]+$"),
    column("note", None, null_share={"max": "50%"}),
    column("paid_on", "date", range={"min": "2020-01-01", "max": "2030-12-31"}),
    column("refunded", "boolean", accepted_values=[False]),
    column("tier", "integer", accepted_values=[1, 2], constraints=[{"type": "check", "expression": "tier > 0"}]),
]
CHARGE_CONTRACT = {
    "primary_key": ["id", "tier"],
    "unique": [["id", "status"]],
    "rows": {"min": 2, "max": 100},
    "check": "amount <= 1000",
    "freshness": {
        "column": "loaded_at",
        "warn_after": {"count": 1, "period": "hour"},
        "error_after": {"count": 1, "period": "day"},
    },
}

SOURCES = [
    table("kept", CHARGE, CHARGE_CONTRACT),
    table("broken", CHARGE, CHARGE_CONTRACT),
    table(
        "column_gone",
        [column("id", "bigint", not_null=True), column("gone", "bigint", not_null=True, range={"min": 0})],
    ),
    table("table_gone", [column("id", "bigint", not_null=True)], {"rows": {"min": 1}}),
    table(
        "empty",
        [column("id", "bigint", constraints=["primary_key"]), column("note", null_share={"max": 0.1})],
        CHARGE_CONTRACT | {"primary_key": "id", "unique": "id", "check": "id > 0"},
    ),
    table(
        "all_null",
        [
            column("id", "bigint", constraints=["primary_key"]),
            column("amount", range={"min": 0}),
            column("word", pattern="x", length=3, accepted_values=["a"]),
        ],
    ),
    table("not_finite", [column("x", "double", range={"max": 10})]),
    table("digits", [column("x", "decimal(38,10)", not_null=True)]),
    table("wide", [column(f"c{i}", "integer", not_null=True) for i in range(300)]),
    table("quiet", []),
    table(
        "odd",
        [
            column("Order", "integer", not_null=True),
            column("group", "varchar", not_null=True),
            column('we"ird', "integer", unique=True),
            column("größe", "integer", range={"min": 0}),
        ],
        {"primary_key": ["Order", 'we"ird']},
        identifier="Bob's Order Items",
    ),
    table(
        "hostile",
        [
            column("x", "varchar", accepted_values=HOSTILE),
            column("y", "varchar", accepted_values=["a"], pattern="\\d+ it's \\* /"),
        ],
    ),
    table(
        "nonsense",
        [
            column("id", "flob", rnage={"min": 1}),
            column(
                "n",
                "integer",
                pattern="x",
                range={"min": 5, "max": 1},
                length=3,
                accepted_values=["one"],
                null_share={"max": 7},
            ),
            column("t", "varchar", range={"min": 0}, accepted_values=[], pattern=3, not_null="yes"),
            column("d", "date", range={"min": "soon"}, severity="loud"),
        ],
        {
            "rowz": {"min": 1},
            "rows": {"least": 1},
            "primary_key": ["nobody"],
            "columns": "most",
            "freshness": {"column": "t", "warn_after": {"count": 1, "period": "day"}},
        },
    ),
    table("no_mapping", [column("id")], ["not_null"]),
    table(
        "lenient",
        [
            column("id", "integer", not_null=True, severity="warn"),
            column("n", "integer", range={"min": 0, "severity": "warn"}),
        ],
    ),
    table(
        "mixed",
        [column("id", "integer", not_null=True), column("n", "integer", range={"min": 0})],
        {"severity": {"range": "warn"}},
    ),
    table("tolerated", [column("id", "integer", not_null=True)], test={"severity": "warn"}),
    table(
        "filtered", [column("id", "integer", constraints=["not_null", "unique"])], test={"where": "id is not null"}
    ),
    table(
        "stored",
        [column("id", "integer", not_null=True), column("n", "integer", not_null=True, severity="warn")],
        test={"store_failures": True, "limit": 1},
    ),
    table("exact", [column("ID", "integer")], {"columns": "exact"}),
    table(
        "stale",
        [column("id", "integer")],
        config={
            "loaded_at_field": "cast(loaded_at as timestamp)",
            "freshness": {
                "warn_after": {"count": 1, "period": "hour"},
                "error_after": {"count": 2, "period": "day"},
            },
        },
    ),
    table(
        "referring", [column("id", "integer", constraints=[{"type": "foreign_key", "expression": "other (id)"}])]
    ),
    table("nested", [column("s", "struct(a integer)", not_null=True), column("l", "integer[]", not_null=True)]),
]

TABLES = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
WIDE = f"create table raw.wide as select {', '.join(f'{i} as c{i}' for i in range(300))};"


def hostile_table() -> str:
    """One row for each hostile value, all of them accepted, and one stranger."""
    literals = ", ".join("'" + text.replace("'", "''") + "'" for text in [*HOSTILE, "stranger"])
    return f"create table raw.hostile as select unnest([{literals}]) as x, 'secret' as y;"


MODELS: dict[str, Any] = {
    "version": 2,
    "sources": [
        {"name": "shop", "schema": "raw", "tables": SOURCES},
        {
            "name": "hook",
            "schema": "main",
            "tables": [table("late", [column("id", "integer")], {"rows": {"min": 1}})],
        },
    ],
    "models": [
        {
            "name": "orders",
            "columns": [column("id", "integer", constraints=["not_null"])],
            "data_tests": ["onus.contract"],
            "constraints": [{"type": "primary_key", "columns": ["id", "day"]}],
            "latest_version": 2,
            "versions": [
                {"v": 1},
                {"v": 2, "columns": [{"include": "all"}, column("day", "date", not_null=True)]},
            ],
        },
        {
            "name": "passing_by",
            "config": {"materialized": "ephemeral"},
            "columns": [column("id")],
            "data_tests": ["onus.contract"],
        },
    ],
    "seeds": [
        {
            "name": "countries",
            "columns": [column("code", None, length=2, constraints=["unique"])],
            "data_tests": ["onus.contract"],
        }
    ],
    "snapshots": [
        {"name": "seen", "columns": [column("id", None, not_null=True)], "data_tests": ["onus.contract"]}
    ],
}

PROFILES = json.dumps({"shop": {"target": "dev", "outputs": {"dev": {"type": "duckdb", "path": "shop.duckdb"}}}})
PACKAGES = json.dumps({"packages": [{"local": str(ROOT)}]})

FILES = {
    "dbt_project.yml": json.dumps(
        {
            "name": "shop",
            "version": "0.1.0",
            "profile": "shop",
            "on-run-start": ["create or replace table late as select 1 as id"],
        }
    ),
    "packages.yml": PACKAGES,
    "profiles.yml": PROFILES,
    "models/schema.yml": json.dumps(MODELS),
    "models/orders_v1.sql": "select 1 as id, date '2025-01-01' as day",
    "models/orders_v2.sql": "select 1 as id, cast(null as date) as day",
    "models/passing_by.sql": "select 1 as id",
    "seeds/countries.csv": "code\nDE\nFRA\n",
    "snapshots/seen.sql": "{% snapshot seen %}"
    "{{ config(unique_key='id', strategy='check', check_cols='all', target_schema='main') }}"
    "select 1 as id{% endsnapshot %}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One contract test: how dbt judged it, and the verdict that it left behind."""

    status: str
    verdict: dict[str, Any]
    code: str = field(repr=False)

    @property
    def terms(self) -> dict[tuple[str, str | None], dict[str, Any]]:
        """Terms by kind and column; the last one where two are alike."""
        return {(term["term"], term["column"]): term for term in self.verdict["terms"]}

    def statuses(self) -> dict[tuple[str, str | None], str]:
        return {key: term["status"] for key, term in self.terms.items()}


def write_project(folder: Path, files: dict[str, str], tables: str) -> None:
    """A project and its DuckDB file, in a storage format that both engines read."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with duckdb.connect() as connection:
        connection.execute(f"attach '{folder / 'shop.duckdb'}' as shop (storage_version 'v1.2.0')")
        connection.execute("use shop; create schema raw;" + tables)


def read_checked(target: Path) -> dict[str, Checked]:
    """Every contract test of a run by the name of its node: from dbt 1.x's run results, or from v2's manifest."""
    results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    nodes = json.loads((target / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    checked = {}
    for result in results:
        code = result.get("compiled_code") or nodes.get(result["unique_id"], {}).get("compiled_code") or ""
        if found := re.search(r"/\* onus (\{.*?\}) \*/", code, re.DOTALL):
            verdict = json.loads(found[1], parse_constant=_refuse)
            checked[verdict["node"].split(".", 2)[2]] = Checked(
                status=result["status"].lower(), verdict=verdict, code=code
            )
    return checked


def _refuse(constant: str) -> float:
    raise AssertionError(f"{constant} is no JSON")


def run_battery(dbt: Dbt, folder: Path) -> dict[str, Checked]:
    """Write the project, run it once, read what its contracts came to."""
    write_project(folder, FILES, TABLES + WIDE + hostile_table())
    installed = dbt(folder, "deps")
    assert installed.returncode == 0, installed.stdout + installed.stderr
    built = dbt(folder, "build")
    assert (folder / "target" / "run_results.json").exists(), built.stdout + built.stderr
    return read_checked(folder / "target")

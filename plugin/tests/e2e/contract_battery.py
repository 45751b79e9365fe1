"""A project full of tables that keep or break their contracts, each in its own way, on any warehouse."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from tests.e2e.conftest import ROOT
from tests.e2e.contract_promises import SOURCES, column, table
from tests.e2e.contract_tables import tables
from tests.e2e.engines import Engine, Table


def schema_of(engine: Engine) -> dict[str, Any]:
    """What the project declares, with types in the warehouse's words."""
    sources: list[dict[str, Any]] = [*SOURCES, *NESTED.get(engine.name, [])]
    if engine.name == "spark":  # its catalog takes no such name for a table
        sources = [entry if entry["name"] != "odd" else {**entry, "identifier": "odd"} for entry in sources]
    return {
        "version": 2,
        "sources": [
            {"name": "shop", "schema": "raw", "tables": [_in_words_of(engine, entry) for entry in sources]},
            {
                "name": "hook",
                "schema": "main",
                "tables": [table("late", [column("id", engine.type("integer"))], {"rows": {"min": 1}})],
            },
        ],
        "models": [
            {
                "name": "orders",
                "columns": [column("id", engine.type("integer"), constraints=["not_null"])],
                "data_tests": ["onus.contract"],
                "constraints": [{"type": "primary_key", "columns": ["id", "day"]}],
                "latest_version": 2,
                "versions": [
                    {"v": 1},
                    {"v": 2, "columns": [{"include": "all"}, column("day", "date", not_null=True)]},
                ],
            },
            {
                "name": "lines",
                "columns": [
                    column("order_id", engine.type("integer"), constraints=[
                        {"type": "foreign_key", "to": "ref('orders', v=1)", "to_columns": ["id"]}]),
                    column("other_id", engine.type("integer"), foreign_key={"to": "orders", "to_columns": "id"}),
                ],
                "data_tests": ["onus.contract"],
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
        "snapshots": []
        if engine.name == "spark"  # a snapshot needs Delta or Iceberg there
        else [{"name": "seen", "columns": [column("id", None, not_null=True)], "data_tests": ["onus.contract"]}],
    }  # fmt: skip


_LISTS = table("nested", [column("l", "integer[]", not_null=True)])
_STRUCTS = table(
    "nested", [column("s", "struct(a integer)", not_null=True), column("l", "integer[]", not_null=True)]
)
NESTED = {"duckdb": [_STRUCTS], "duckdb-v2": [_STRUCTS], "postgres": [_LISTS], "spark": [_STRUCTS]}
_NESTED_SQL = {
    "duckdb": "create table raw.nested as select {'a': 1} as s, [1] as l",
    "duckdb-v2": "create table raw.nested as select {'a': 1} as s, [1] as l",
    "postgres": "create table raw.nested as select array[1] as l",
    "spark": "create table raw.nested as select named_struct('a', 1) as s, array(1) as l",
}


def _in_words_of(engine: Engine, entry: Mapping[str, Any]) -> dict[str, Any]:
    columns = [
        {**declared, "data_type": engine.type(declared["data_type"])} if "data_type" in declared else declared
        for declared in entry["columns"]
    ]
    return {**entry, "columns": columns}


PROFILES = json.dumps({"shop": {"target": "dev", "outputs": {"dev": {"type": "duckdb", "path": "shop.duckdb"}}}})
PACKAGES = json.dumps({"packages": [{"local": str(ROOT)}]})


def link_package(folder: Path) -> None:
    """All that `dbt deps` makes of a local package, as the battery shows on every warehouse; dbt takes seconds."""
    (folder / "dbt_packages").mkdir()
    (folder / "dbt_packages" / "onus").symlink_to(ROOT, target_is_directory=True)


def files_of(engine: Engine) -> dict[str, str]:
    """The project's files."""
    hooks = ["create table if not exists main.late as select 1 as id"]
    if engine.name == "spark":
        hooks.insert(0, "{{ make_tables() }}")
    project = {"name": "shop", "version": "0.1.0", "profile": "shop", "on-run-start": hooks, **engine.config}
    files = {
        "dbt_project.yml": json.dumps(project),
        "packages.yml": PACKAGES,
        "profiles.yml": engine.profile(),
        "models/schema.yml": json.dumps(schema_of(engine)),
        "models/orders_v1.sql": "select 1 as id, cast('2025-01-01' as date) as day",
        "models/orders_v2.sql": "select 1 as id, cast(null as date) as day",
        "models/lines.sql": "select id as order_id, id + 1 as other_id from {{ ref('orders', v=1) }}",
        "models/passing_by.sql": "select 1 as id",
        "seeds/countries.csv": "code\nDE\nFRA\n",
    }
    if engine.name != "spark":
        files["snapshots/seen.sql"] = (
            "{% snapshot seen %}"
            "{{ config(unique_key='id', strategy='check', check_cols='all', target_schema='main') }}"
            "select 1 as id{% endsnapshot %}"
        )
    return files


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

    def all(self, kind: str, column: str | None = None) -> list[dict[str, Any]]:
        """All terms of one kind on one column, or on the table."""
        return [term for term in self.verdict["terms"] if (term["term"], term["column"]) == (kind, column)]


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def write_project(folder: Path, files: Mapping[str, str], tables: str) -> None:
    """A project and its DuckDB file, in a storage format that both engines read."""
    write_files(folder, files)
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
        if result["unique_id"].startswith("test.") and (
            found := re.search(r"/\* onus (\{.*?\}) \*/", code, re.DOTALL)
        ):
            verdict = json.loads(found[1], parse_constant=_refuse)
            checked[verdict["node"].split(".", 2)[2]] = Checked(
                status=result["status"].lower(), verdict=verdict, code=code
            )
    return checked


def _refuse(constant: str) -> float:
    raise AssertionError(f"{constant} is no JSON")


def run_battery(engine: Engine, folder: Path) -> dict[str, Checked]:
    """Write the project, run it once, read what its contracts came to."""
    write_files(folder, files_of(engine))
    schema = "create schema if not exists raw" if engine.name == "spark" else "create schema raw"
    named = tables()
    if engine.name == "spark":
        named["odd"] = Table(columns=named["odd"].columns, rows=named["odd"].rows)
    engine.make(
        folder,
        [schema, *(engine.create("raw", name, entry) for name, entry in named.items()), _NESTED_SQL[engine.name]],
    )
    installed = engine.dbt(folder, "deps")
    assert installed.returncode == 0, installed.stdout + installed.stderr
    # every statement stands in the log of dbt 1.x: a test counts them
    said = ("--log-level-file", "debug") if engine.name == "duckdb" else ()
    built = engine.dbt(folder, "build", *said)
    assert (folder / "target" / "run_results.json").exists(), built.stdout + built.stderr
    if engine.name == "spark":
        (folder / "macros" / "make_tables.sql").write_text(
            "{% macro make_tables() %}{% endmacro %}", encoding="utf-8"
        )
    return read_checked(folder / "target")

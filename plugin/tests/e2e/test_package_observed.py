"""Tables that nobody tests speak through one line of the project, `vars: {onus: {observe: […]}}`, on every dbt."""

from __future__ import annotations

import json
import re
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from dbt_onus.artifacts.manifest import read_manifest
from dbt_onus.artifacts.run_results import read_run_results
from dbt_onus.core.observations import Measure, Series, observations_of
from dbt_onus.core.results import Run, Status
from tests.e2e.contract_battery import PACKAGES, write_files
from tests.e2e.contract_promises import table
from tests.e2e.engines import Engine, Table, engine_of

pytestmark = pytest.mark.e2e

SOURCES = [
    {"name": "quiet"},
    {"name": "inner"},
    {"name": "lonely"},
    {"name": "hidden", "config": {"meta": {"onus": {"observe": False}}}},
    {"name": "gone"},
    {"name": "broken"},
    table("kept", [{"name": "n"}], {}),
]
MODELS = {
    "reads": "select * from {{ source('shop', 'quiet') }}",
    "within": "{{ config(materialized='ephemeral') }} select * from {{ source('shop', 'inner') }}",
    "made": "{{ config(materialized='table') }} select * from {{ ref('within') }}",
    "checked": "select * from {{ source('shop', 'kept') }} union all select * from {{ source('shop', 'hidden') }}",
}


@pytest.fixture(scope="module", params=["duckdb", "duckdb-v2", "postgres"])
def engine(request: pytest.FixtureRequest) -> Engine:
    return engine_of(request, "observed")


@pytest.fixture(scope="module")
def project(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("observed")
    ownership = {name: {"enabled": False} for name in
                 ("unowned", "unknown_teams", "public_without_contract", "sources_without_contract")}  # fmt: skip
    said = {"onus": {"observe": ["source:*", "made"], "ownership": ownership}}
    schema = {"version": 2, "sources": [{"name": "shop", "schema": "raw", "tables": SOURCES}]}
    write_files(
        folder,
        {
            "dbt_project.yml": json.dumps({"name": "shop", "version": "0.1.0", "profile": "shop", "vars": said}),
            "packages.yml": PACKAGES,
            "profiles.yml": engine.profile(),
            "models/schema.yml": json.dumps(schema),
            **{f"models/{name}.sql": sql for name, sql in MODELS.items()},
        },
    )
    kept = [(1, "BR-042"), (2, "BR-7"), (2, None), (None, "café")]
    rows = Table(columns={"n": "integer", "code": "varchar"}, rows=kept)
    names = ["quiet", "inner", "lonely", "hidden", "kept"]
    engine.make(
        folder,
        ["create schema raw", "create schema if not exists main",
         *(engine.create("raw", one, rows) for one in names), *BROKEN.get(engine.name, BROKEN["duckdb"])],
    )  # fmt: skip
    assert engine.dbt(folder, "deps").returncode == 0
    return folder


#: A view that cannot be read: its table is gone, or a row fails (on PostgreSQL no view outlives its table).
BROKEN = {
    "duckdb": ["create table raw.other as select 1 as n", "create view raw.broken as select n from raw.other",
               "drop table raw.other"],
    "postgres": ["create view raw.broken as select 1 / (n - 1) as n from raw.quiet"],
}  # fmt: skip


@pytest.fixture(scope="module")
def built(engine: Engine, project: Path) -> CompletedProcess[str]:
    return engine.dbt(project, "build")


def observed_in(project: Path) -> dict[Series, float]:
    """The numbers that the plugin reads from dbt's artifacts."""
    nodes = read_manifest(project / "target" / "manifest.json").nodes
    invocation, results = read_run_results(project / "target" / "run_results.json")
    run = Run(invocation=invocation, results=results, freshness={})
    return {one.series: one.value for one in observations_of(run, nodes)}


def rows_seen(project: Path) -> dict[str, float]:
    """The numbers of rows, by the name of the table."""
    seen = observed_in(project)
    return {uid.rpartition(".")[2]: rows for (uid, _, measure), rows in seen.items() if measure is Measure.ROWS}


def test_what_the_run_reads_is_observed_once_and_speaks_through_artifacts(
    engine: Engine, project: Path, built: CompletedProcess[str]
) -> None:
    assert built.returncode == 0, built.stdout + built.stderr
    seen = rows_seen(project)
    # dbt v2 keeps nothing of a hook: what a run builds itself is seen by the warehouse's memory alone
    assert seen == {"quiet": 4, "inner": 4, "kept": 4} | ({} if engine.name == "duckdb-v2" else {"made": 4})


def test_texts_are_known_by_fingerprints_alone(project: Path, built: CompletedProcess[str]) -> None:
    seen = observed_in(project)
    prints = {name: {measure: value for (uid, column, measure), value in seen.items()
                     if uid.endswith(f".{name}") and column == "code" and measure.is_fingerprint}
              for name in ("quiet", "inner")}  # fmt: skip
    assert prints["quiet"] == prints["inner"]
    assert set(prints["quiet"]) == {Measure.WORDS, Measure.FORMS}
    assert "BR-" not in (project / "target" / "run_results.json").read_text(encoding="utf-8")


def test_the_memory_has_the_same_and_each_number_once(
    engine: Engine, project: Path, built: CompletedProcess[str]
) -> None:
    if engine.name == "postgres":
        pytest.skip("a start of dbt costs seconds; nothing here is its own")
    counted = "measure = 'rows' and kind = 'observation'"
    sql = f"select name, count(*) as n from main.onus_observations where {counted} group by 1"
    shown = engine.dbt(project, "show", "--quiet", "--output", "json", "--inline", sql)
    for name in ("shop.quiet", "shop.inner", "shop.kept", "made"):
        assert f'"{name}"' in shown.stdout, shown.stdout + shown.stderr
    assert re.findall(r'"n": ?(\d+)', shown.stdout) == ["1"] * 4, shown.stdout


def test_alone_the_test_looks_at_everything_and_what_cannot_be_read_costs_one_line(
    engine: Engine, project: Path, built: CompletedProcess[str]
) -> None:
    looked = engine.dbt(project, "test", "--select", "onus_observed")
    assert looked.returncode == 0, looked.stdout + looked.stderr
    assert rows_seen(project) == dict.fromkeys(["quiet", "inner", "lonely", "kept", "made"], 4)
    said = looked.stdout + looked.stderr
    for name in ("gone", "broken"):
        assert said.count(f"onus: shop.{name} is not observed, it cannot be read") == 1, said


def test_who_only_compiles_or_builds_nothing_observes_nothing(
    engine: Engine, project: Path, built: CompletedProcess[str]
) -> None:
    if engine.name == "postgres":
        pytest.skip("a start of dbt costs seconds; nothing here is its own")
    assert engine.dbt(project, "compile", "--select", "onus_observed", "reads").returncode == 0
    nodes = read_manifest(project / "target" / "manifest.json").nodes
    assert "/* onus " not in nodes["test.onus.onus_observed"].sql
    emptied = engine.dbt(project, "build", "--empty", "--select", "reads", "onus_observed")
    assert emptied.returncode == 0, emptied.stdout + emptied.stderr
    assert rows_seen(project) == {}


def test_a_scan_that_fails_is_one_test_s_error_and_no_more(
    engine: Engine, project: Path, built: CompletedProcess[str]
) -> None:
    if engine.name != "duckdb":
        pytest.skip("PostgreSQL can try a statement, and dbt v2 keeps nothing of what a hook renders")
    engine.make(project, ["create or replace view raw.broken as select error('no') as n"])
    looked = engine.dbt(project, "test", "--select", "onus_observed")
    # 2 is dbt's word for a run that came to no end
    assert looked.returncode == 1, looked.stdout + looked.stderr
    _, results = read_run_results(project / "target" / "run_results.json")
    assert results["test.onus.onus_observed"].status is Status.ERROR

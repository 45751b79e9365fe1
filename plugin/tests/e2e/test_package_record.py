"""What the package remembers: a table that every run appends to, read by bounds that are relative to the past."""

from __future__ import annotations

import json
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.contract_battery import PACKAGES, Checked, link_package, read_checked, write_files
from tests.e2e.contract_promises import column, table
from tests.e2e.engines import Engine, Table, engine_of

pytestmark = pytest.mark.e2e

SOURCES = [
    table(
        "sales",
        [column("n", "integer", mean={"change": "20%"}, distinct_count={"min": 1, "change": {"min": "-50%"}})],
        {
            "rows": {"within": "3 sigma"},
            "metric": [
                {"name": "most", "expression": "max(n)", "change": "10%"},
                {"name": "since_then", "expression": "max(n)", "change": "10%", "since": "2026-01-01"},
            ],
        },
    ),
    {"name": "quiet", "columns": [], "config": {"tags": ["watch"]}},
    {"name": "other", "columns": []},
    {"name": "gone", "columns": [], "config": {"tags": ["watch"]}},
]


@pytest.fixture(scope="module", params=["duckdb", "duckdb-v2", "postgres", "spark"])
def engine(request: pytest.FixtureRequest) -> Engine:
    return engine_of(request, "record")


def project_file(engine: Engine, **said: Any) -> str:
    hooks = ["{{ make_tables() }}"] if engine.name == "spark" else []
    project = {"name": "shop", "version": "0.1.0", "profile": "shop", "on-run-start": hooks, **engine.config}
    return json.dumps({**project, "vars": {"onus": said} if said else {}})


@pytest.fixture(scope="module")
def project(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("record")
    sources = [
        {**entry, "columns": [{**one, "data_type": engine.type("integer")} for one in entry["columns"]]}
        for entry in SOURCES
    ]
    schema = {"version": 2, "sources": [{"name": "shop", "schema": "raw", "tables": sources}]}
    write_files(
        folder,
        {
            "dbt_project.yml": project_file(engine),
            "packages.yml": PACKAGES,
            "profiles.yml": engine.profile(),
            "models/schema.yml": json.dumps(schema),
            "models/reads.sql": "select * from {{ source('shop', 'quiet') }}",
        },
    )
    numbers = Table(columns={"n": "integer"}, rows=[(i,) for i in range(1, 11)])
    words = Table(columns={"word": "varchar"}, rows=[("secret",), (None,)])
    engine.make(
        folder,
        [
            "create schema if not exists raw", "create schema if not exists main",
            engine.create("raw", "sales", numbers), engine.create("raw", "quiet", words),
            engine.create("raw", "other", words),
        ],
    )  # fmt: skip
    link_package(folder)
    return folder


def past(engine: Engine, series: dict[str, list[float]], step: int = 1, status: str | None = None) -> list[str]:
    """Statements that make a past for `shop.sales`: one value for each day, the newest `step` days ago."""
    statements = []
    for name, values in series.items():
        column, _, measure = name.rpartition(".")
        for nth, value in enumerate(values, 1):
            at = (datetime.now(UTC) - timedelta(days=nth * step)).strftime("%Y-%m-%d %H:%M:%S")
            texts = [f"{measure}{nth}{step}", "source.shop.shop.sales", "shop.sales", "", "observation"]
            said = f"'{column}'" if column else "null"
            statements.append(
                f"insert into main.onus_observations (recorded_at, invocation_id, node, name, scope, kind, "
                f"column_name, measure, status, value) values ({engine.literal(at, 'timestamp')}, "
                + ", ".join(f"'{text}'" for text in texts)
                + f", {said}, '{measure}', {'null' if status is None else repr(status)}, {value})"
            )
    return statements


def sales(engine: Engine, project: Path, *args: str) -> Checked:
    engine.dbt(project, "test", "--select", "source:shop.sales", *args)
    return read_checked(project / "target")["shop.sales"]


def rows_of(engine: Engine, project: Path, sql: str) -> list[str]:
    """What a query answers; on Spark through dbt itself, for the tables live in its session."""
    if engine.name != "spark":
        return ["|".join(map(str, row)) for row in engine.rows(project, sql)]
    said = {"onus": {"record": False}}
    shown = engine.dbt(
        project,
        "show",
        "--quiet",
        "--output",
        "json",
        "--limit",
        "-1",
        "--vars",
        json.dumps(said),
        "--inline",
        sql,
    )
    assert shown.returncode == 0, shown.stdout + shown.stderr
    found = re.search(r"\[.*\]|\{.*\}", shown.stdout, re.DOTALL)
    assert found is not None, shown.stdout
    answer = json.loads(found[0])
    return [
        "|".join(str(value) for value in row.values())
        for row in (answer["show"] if isinstance(answer, dict) else answer)
    ]


def test_a_past_is_gathered_run_by_run_and_bounds_what_comes_next(engine: Engine, project: Path) -> None:
    first = sales(engine, project)
    assert {key: status for key, status in first.statuses().items() if status != "pass"} == {
        ("mean", "n"): "unknown",
        ("rows", None): "unknown",
        ("metric", None): "unknown",
    }
    engine.make(
        project,
        past(engine, {"rows": [100, 101, 99] * 10, "n.mean": [5.4]})
        + past(engine, {"n.distinct_count": [40], "metric since_then": [11]})
        + past(engine, {"metric since_then": [10]}, status="fail", step=2),
    )  # fmt: skip
    # the first run of today is the newest past of the mean, of the metrics and of the distinct count
    again = sales(engine, project)
    rows = again.terms["rows", None]
    assert (rows["status"], rows["observed"]["value"], rows["observed"]["days"]) == ("fail", 10, 31)
    assert "the last 31 days allow " in rows["message"]
    assert again.terms["mean", "n"]["status"] == "pass"
    assert again.terms["mean", "n"]["observed"]["previous"] == 5.5
    assert [term["status"] for term in again.all("metric")] == ["pass", "pass"]
    if engine.name == "spark":
        (project / "macros" / "make_tables.sql").write_text(
            "{% macro make_tables() %}{% endmacro %}", encoding="utf-8"
        )
    counted = rows_of(
        engine,
        project,
        "select count(distinct invocation_id) as runs from main.onus_observations where kind = 'term'",
    )
    assert counted == ["2"]


def test_the_same_weekday_is_the_measure_where_there_are_enough_of_it(engine: Engine, project: Path) -> None:
    if engine.name == "spark":
        pytest.skip("a start of Spark costs half a minute; nothing here is its own")
    engine.make(project, past(engine, {"rows": [10] * 9}, step=7))
    rows = sales(engine, project).terms["rows", None]
    assert (rows["status"], rows["observed"]["days"]) == ("pass", 9)
    assert rows["observed"]["weekday"] == datetime.now(UTC).strftime("%A")


def test_a_change_that_was_broken_yesterday_is_not_the_measure_today(engine: Engine, project: Path) -> None:
    if engine.name == "spark":
        pytest.skip("a start of Spark costs half a minute; nothing here is its own")
    engine.make(
        project,
        [
            "delete from main.onus_observations where measure = 'mean'",
            *past(engine, {"n.mean": [500]}, status="fail"), *past(engine, {"n.mean": [8]}, step=2),
        ],
    )  # fmt: skip
    mean = sales(engine, project).terms["mean", "n"]
    assert (mean["status"], mean["observed"]["previous"]) == ("fail", 8)
    assert mean["message"] == "shop.sales.n: mean is 5.5, before it was 8; promised a change of at most 20%"


def test_tables_that_no_test_reads_are_observed_where_a_project_asks(engine: Engine, project: Path) -> None:
    if engine.name == "spark":
        pytest.skip("a start of Spark costs half a minute; nothing here is its own")
    (project / "dbt_project.yml").write_text(
        project_file(engine, observe=["tag:watch,source:shop", "reads", "nonsense:x", "source:shop.sales"]),
        encoding="utf-8",
    )
    built = engine.dbt(project, "build", "--exclude", "package:onus")
    assert "nonsense:x is no selector" in built.stdout + built.stderr
    results = json.loads((project / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    names = rows_of(
        engine, project,
        "select distinct name from main.onus_observations where name <> 'shop.sales' order by name",
    )  # fmt: skip
    assert names == ["reads", "shop.quiet"]
    everything = "".join(
        rows_of(engine, project, "select * from main.onus_observations where name = 'shop.quiet'")
    )
    assert "secret" not in everything
    codes = [result["compiled_code"] for result in results if "on-run-end" in result["unique_id"]]
    if engine.name != "duckdb-v2":  # dbt v2 keeps nothing of a hook
        assert codes[0].count('"name":"shop.quiet"') == 1


def test_a_project_may_turn_memory_off(engine: Engine, project: Path) -> None:
    if engine.name == "spark":
        pytest.skip("a start of Spark costs half a minute; nothing here is its own")
    count = "select count(*) as n from main.onus_observations"
    before = rows_of(engine, project, count)
    (project / "dbt_project.yml").write_text(project_file(engine, record=False), encoding="utf-8")
    sales(engine, project)
    assert rows_of(engine, project, count) == before


def test_runs_side_by_side_do_not_stand_in_each_others_way(engine: Engine, project: Path) -> None:
    if engine.name != "postgres":
        pytest.skip("DuckDB lets one process in at a time")
    place = {"schema": "memory"}
    (project / "dbt_project.yml").write_text(project_file(engine, record=place), encoding="utf-8")

    def run(nth: int) -> int:
        return engine.dbt(
            project, "test", "--select", "source:shop.sales", "--target-path", f"t{nth}", "--log-path", f"l{nth}"
        ).returncode

    with ThreadPoolExecutor(3) as pool:
        codes = list(pool.map(run, range(3)))
    assert codes == [0, 0, 0]
    assert rows_of(engine, project, "select count(distinct invocation_id) as n from memory.onus_observations") == [
        "3"
    ]


def test_a_record_that_cannot_be_written_fails_nothing(engine: Engine, project: Path) -> None:
    if engine.name == "spark":
        pytest.skip("Spark has no statement that catches; what can be known before is asked before")
    engine.make(
        project,
        ["create schema if not exists shut", "create view shut.onus_observations as select 1 as recorded_at"],
    )
    (project / "dbt_project.yml").write_text(project_file(engine, record={"schema": "shut"}), encoding="utf-8")
    built = engine.dbt(project, "test", "--select", "source:shop.sales")
    assert built.returncode == 0, built.stdout
    assert "onus: nothing is recorded" in built.stdout


def test_a_role_that_may_not_write_is_no_reason_to_fail(engine: Engine, project: Path) -> None:
    if engine.name != "postgres":
        pytest.skip("there are no roles")
    role = f"reader_{uuid.uuid4().hex[:8]}"
    engine.make(
        project,
        # the pasts that were made up above are no measure of today's numbers
        ["delete from main.onus_observations",
         f"create role {role} login", f"grant usage on schema raw, main to {role}",
         f"grant select on all tables in schema raw, main to {role}"],
    )  # fmt: skip
    profile = json.loads(engine.profile())
    profile["shop"]["outputs"]["dev"] |= {"user": role, "schema": "main"}
    (project / "profiles.yml").write_text(json.dumps(profile), encoding="utf-8")
    (project / "dbt_project.yml").write_text(project_file(engine, observe=["source:shop"]), encoding="utf-8")
    built = engine.dbt(project, "test", "--select", "source:shop.sales")
    (project / "profiles.yml").write_text(engine.profile(), encoding="utf-8")
    assert built.returncode == 0, built.stdout

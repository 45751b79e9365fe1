from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dbt_onus.artifacts import read_catalog, read_run_results, read_sources
from dbt_onus.core.results import Status
from dbt_onus.errors import ArtifactError
from tests.builders import (
    INVOCATION,
    NOON,
    catalog_json,
    freshness,
    result,
    results_json,
    run,
    sources_json,
    write_json,
)

NOT_NULL = "test.shop.not_null_orders_id"


def content(*results: Any, **args: Any) -> dict[str, Any]:
    said = results_json(run(*(results or [result("orders"), result(NOT_NULL, "pass")])))
    return said | {"args": args}


def test_results_are_read_with_the_command_that_made_them(tmp_path: Path) -> None:
    done = run(result("orders", sql="select 1"), result(NOT_NULL, "fail", failures=3))
    invocation, results = read_run_results(write_json(tmp_path / "run_results.json", results_json(done)))
    assert invocation == done.invocation
    assert results == done.results
    assert (results[NOT_NULL].status, results[NOT_NULL].failures) == (Status.FAIL, 3)
    assert results["model.shop.orders"].sql == "select 1"


@pytest.mark.parametrize("which", ["build", "run", "test", "seed", "snapshot", "retry", " BUILD "])
def test_commands_that_build_or_test_are_believed(tmp_path: Path, which: str) -> None:
    invocation, _ = read_run_results(write_json(tmp_path / "run_results.json", content(which=which)))
    assert invocation.which == which.strip().lower()


@pytest.mark.parametrize(
    ("args", "named"),
    [
        ({"which": "compile"}, "dbt compile"),
        ({"which": "generate"}, "dbt docs generate"),
        ({"which": "show"}, "dbt show"),
        ({"which": "list"}, "dbt list"),
        ({"which": "parse"}, "dbt parse"),
        ({"which": "clone"}, "dbt clone"),
        ({"which": "run-operation"}, "dbt run-operation"),
        ({"which": "rpc", "rpc_method": "docs.generate"}, "dbt docs generate"),
        ({"rpc_method": "compile"}, "dbt compile"),
        ({"invocation_command": "dbt --quiet docs generate --select x"}, "dbt docs"),
        ({"which": "a\nnew\x1bword"}, "dbt a\\nnew\\x1bword"),
    ],
)
def test_commands_that_only_look_are_not_taken_for_all_green(tmp_path: Path, args: Any, named: str) -> None:
    with pytest.raises(ArtifactError) as refused:
        read_run_results(write_json(tmp_path / "run_results.json", content(**args)))
    assert f"was written by `{named}`, which builds and tests nothing: run `dbt build`" in str(refused.value)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    ("args", "which"),
    [
        ({"rpc_method": "test"}, "test"),
        ({"which": "rpc", "rpc_method": "run"}, "run"),
        ({"invocation_command": "dbt --no-partial-parse build --select +x"}, "build"),
    ],
)
def test_where_dbt_does_not_name_the_command_its_other_arguments_do(tmp_path: Path, args: Any, which: str) -> None:
    invocation, _ = read_run_results(write_json(tmp_path / "run_results.json", content(**args)))
    assert invocation.which == which


@pytest.mark.parametrize(
    ("results", "which"),
    [
        ([result("orders")], "run"),
        ([result("orders"), result(NOT_NULL, "pass")], "build"),
        ([result(NOT_NULL, "fail")], "test"),
        ([], "run"),
    ],
)
def test_without_arguments_the_results_show_the_command(tmp_path: Path, results: Any, which: str) -> None:
    said = results_json(run(*results))
    del said["args"]
    invocation, _ = read_run_results(write_json(tmp_path / "run_results.json", said))
    assert invocation.which == which


def test_without_arguments_a_test_that_is_a_success_was_only_compiled(tmp_path: Path) -> None:
    said = results_json(run(result("orders"), result(NOT_NULL, "success"))) | {"args": None}
    with pytest.raises(ArtifactError, match="dbt compile"):
        read_run_results(write_json(tmp_path / "run_results.json", said))


def test_statuses_of_every_version_are_read_and_new_ones_are_unknown(tmp_path: Path) -> None:
    words = ["Error", "no-op", "reused", "partial success", "Skipped", "vanished", None]
    rows = [{"unique_id": f"model.shop.m{i}", "status": word} for i, word in enumerate(words)]
    said = content(which="build") | {"results": rows}
    _, results = read_run_results(write_json(tmp_path / "run_results.json", said))
    assert [one.status for one in results.values()] == [
        Status.ERROR,
        Status.NO_OP,
        Status.REUSED,
        Status.PARTIAL_SUCCESS,
        Status.SKIPPED,
        Status.UNKNOWN,
        Status.UNKNOWN,
    ]


def test_a_row_that_does_not_say_whose_it_is_is_told_and_left_out(tmp_path: Path) -> None:
    said = content(which="build")
    said["results"] += [{"status": "error"}, {"unique_id": None}, 7]
    warnings: list[str] = []
    path = write_json(tmp_path / "run_results.json", said)
    _, results = read_run_results(path, warn=warnings.append)
    assert list(results) == ["model.shop.orders", NOT_NULL]
    assert warnings == [
        "run_results.json: ignored the whole entry of results[2] and 2 more: not what dbt writes there"
    ]


def test_of_two_results_of_a_node_the_later_one_counts_and_is_told(tmp_path: Path) -> None:
    said = content(result("orders", "error"), result("orders"), which="retry")
    said["results"] = [{"unique_id": "model.shop.orders", "status": word} for word in ("error", "success")]
    warnings: list[str] = []
    path = write_json(tmp_path / "run_results.json", said)
    _, results = read_run_results(path, warn=warnings.append)
    assert results["model.shop.orders"].status is Status.SUCCESS
    assert warnings == ["run_results.json: 1 more results than nodes; the later one of a node counts"]


def test_a_run_that_does_not_name_itself_is_the_same_run_each_time_it_is_read(tmp_path: Path) -> None:
    said = content(which="build") | {"metadata": {}}
    other = content(result("orders", "error"), which="build") | {"metadata": None}
    first, _ = read_run_results(write_json(tmp_path / "a.json", said))
    again, _ = read_run_results(write_json(tmp_path / "b.json", said))
    second, _ = read_run_results(write_json(tmp_path / "c.json", other))
    assert first.invocation_id == again.invocation_id
    assert first.invocation_id not in ("", second.invocation_id)


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        ("2026-08-20T13:47:12.269157511Z", datetime(2026, 8, 20, 13, 47, 12, 269157, UTC)),
        ("2026-08-20T15:47:12+02:00", datetime(2026, 8, 20, 13, 47, 12, tzinfo=UTC)),
        ("2026-08-20 13:47:12", datetime(2026, 8, 20, 13, 47, 12, tzinfo=UTC)),
    ],
)
def test_times_are_utc_however_they_are_written(tmp_path: Path, said: str, moment: datetime) -> None:
    rows = content(which="build") | {"metadata": {"generated_at": said}}
    invocation, _ = read_run_results(write_json(tmp_path / "run_results.json", rows))
    assert invocation.generated_at == moment


@pytest.mark.parametrize("said", ["yesterday", "", None, "0001-01-01T00:00:00+23:59"])
def test_where_no_time_is_said_it_is_that_of_the_file(tmp_path: Path, said: Any) -> None:
    rows = content(which="build") | {"metadata": {"generated_at": said}}
    path = write_json(tmp_path / "run_results.json", rows)
    invocation, _ = read_run_results(path)
    assert invocation.generated_at == datetime.fromtimestamp(path.stat().st_mtime, UTC)


def test_freshness_is_read_in_the_words_of_every_version(tmp_path: Path) -> None:
    rows = [
        freshness("stripe.charges", "Error", hours=30),
        freshness("stripe.refunds", "runtime error", error="no such table"),
        freshness("stripe.payouts", "pass", hours=1),
    ]
    said = sources_json(run(fresh=rows))
    invocation, read = read_sources(write_json(tmp_path / "sources.json", said))
    assert (invocation.which, invocation.invocation_id, invocation.generated_at) == (
        "freshness",
        INVOCATION,
        NOON,
    )
    assert [row.status for row in read.values()] == [Status.ERROR, Status.RUNTIME_ERROR, Status.PASS]
    assert read["source.shop.stripe.charges"].age == 30 * 3600
    assert read["source.shop.stripe.refunds"].error == "no such table"


def test_an_error_that_is_a_number_is_told_as_one(tmp_path: Path) -> None:
    row = {"unique_id": "source.shop.stripe.charges", "status": "runtime error", "error": 1045}
    _, read = read_sources(write_json(tmp_path / "sources.json", {"results": [row]}))
    assert read["source.shop.stripe.charges"].error == "1045"


def test_a_catalog_is_column_to_type_in_the_order_of_the_warehouse(tmp_path: Path) -> None:
    tables = {
        "model.shop.orders": {"id": "INT", "at": "DATE"},
        "source.shop.stripe.charges": {"id": "TEXT"},
    }
    said = catalog_json(tables)
    said["nodes"]["model.shop.orders"]["columns"]["x"] = {"type": None}
    read = read_catalog(write_json(tmp_path / "catalog.json", said))
    assert read == tables | {"model.shop.orders": {"id": "INT", "at": "DATE", "x": ""}}
    assert list(read["model.shop.orders"]) == ["id", "at", "x"]

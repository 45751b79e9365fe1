from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dbt_onus.artifacts import Target, read_target
from dbt_onus.core.nodes import Manifest
from dbt_onus.errors import ArtifactError
from tests.builders import (
    NOON,
    freshness,
    invocation,
    manifest,
    manifest_json,
    model,
    result,
    results_json,
    run,
    source,
    write_target,
)

CHARGES = "source.shop.stripe.charges"
REFUNDS = "source.shop.stripe.refunds"
HOURLY: dict[str, Any] = {"stale_after": 24, "loaded_at_field": "loaded_at"}


def shop(*more: Any, **said: Any) -> Manifest:
    return manifest(source("stripe.charges", **HOURLY), model("orders", "stripe.charges"), *more, **said)


def read(tmp_path: Path, *args: Any, **said: Any) -> Target:
    return read_target(write_target(tmp_path / "target", *args, **said))


def test_files_of_one_command_are_a_pair_and_need_no_warning(tmp_path: Path) -> None:
    target = read(tmp_path, shop(), run(result("orders")), catalog={"model.shop.orders": {"id": "INT"}})
    assert target.required_run().results.keys() == {"model.shop.orders"}
    assert target.catalog == {"model.shop.orders": {"id": "INT"}}
    assert target.warnings == ()
    assert target.no_run is None


def test_a_folder_without_a_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match=r"manifest\.json does not exist"):
        read_target(tmp_path)


def test_a_folder_without_a_run_serves_who_needs_none_and_tells_who_does(tmp_path: Path) -> None:
    target = read(tmp_path, shop())
    assert target.run is None
    assert target.warnings == ()
    with pytest.raises(ArtifactError, match=r"run_results\.json does not exist: run `dbt build`"):
        target.required_run()


def test_results_of_a_command_that_only_looked_are_no_run(tmp_path: Path) -> None:
    target = read(tmp_path, shop(), run(result("orders"), which="generate", fresh=[freshness(CHARGES)]))
    assert target.run is None
    with pytest.raises(ArtifactError, match="dbt docs generate"):
        target.required_run()


def test_a_manifest_of_another_command_is_told_with_what_it_means(tmp_path: Path) -> None:
    target = read(tmp_path, shop(at=NOON + timedelta(hours=1), invocation_id="later"), run(result("orders")))
    assert target.required_run().results
    assert target.warnings == (
        "manifest.json (2026-11-02T13:00:00.000000Z) is not of the command that wrote run_results.json "
        "(dbt build, 2026-11-02T12:00:00Z): the project may have changed in between; "
        "only nodes known to both count",
    )


def test_results_of_nodes_that_the_manifest_does_not_know_are_left_out_and_counted(tmp_path: Path) -> None:
    target = read(tmp_path, shop(), run(result("orders"), result("gone", "error"), result("lost", "error")))
    assert target.required_run().results.keys() == {"model.shop.orders"}
    assert target.warnings == ("run_results.json: left out model.shop.gone and 1 more: not in manifest.json",)


def test_a_pair_that_does_not_say_it_is_one_is_told(tmp_path: Path) -> None:
    target = read(tmp_path, shop(), results_json(run(result("orders"))) | {"metadata": {}})
    assert target.required_run().results
    assert "taken as a pair" in target.warnings[0]


def test_freshness_of_another_command_keeps_its_own_time(tmp_path: Path) -> None:
    yesterday = invocation("freshness", invocation_id="yesterday", at=NOON - timedelta(days=1))
    done = run(result("orders"), fresh=[freshness(CHARGES, "error")], freshness_invocation=yesterday)
    read_back = read(tmp_path, shop(), done).required_run()
    assert read_back == done


def test_freshness_alone_is_a_run_because_late_data_shows_nowhere_else(tmp_path: Path) -> None:
    done = run(fresh=[freshness(CHARGES, "error", hours=30)], which="freshness")
    target = read_target(_without_results(write_target(tmp_path / "target", shop(), done)))
    assert target.required_run().invocation.which == "freshness"
    assert target.required_run().freshness.keys() == {CHARGES}
    assert target.required_run().results == {}


def _without_results(target: Path) -> Path:
    (target / "run_results.json").unlink()
    return target


def test_a_source_that_declares_freshness_and_has_no_row_is_missing(tmp_path: Path) -> None:
    project = shop(
        source("stripe.refunds", **HOURLY),
        source("stripe.undeclared"),
        source("stripe.unwatched", stale_after=24),
        source("stripe.disabled", enabled=False, **HOURLY),
    )
    target = read(tmp_path, project, run(result("orders"), fresh=[freshness(CHARGES)]))
    assert target.missing_freshness == {REFUNDS}


def test_where_the_warehouse_knows_ages_by_itself_no_column_is_needed(tmp_path: Path) -> None:
    project = shop(source("stripe.refunds", stale_after=24), adapter="snowflake")
    target = read(tmp_path, project, run(result("orders"), fresh=[freshness(CHARGES)]))
    assert target.missing_freshness == {REFUNDS}


def test_when_every_freshness_query_fails_dbt_writes_no_row_at_all(tmp_path: Path) -> None:
    target = read(tmp_path, shop(), run(result("orders")), sources={"results": []})
    assert target.missing_freshness == {CHARGES}


def test_nothing_is_missing_where_freshness_was_never_asked_or_is_of_another_project(tmp_path: Path) -> None:
    assert read(tmp_path / "a", shop(), run(result("orders"))).missing_freshness == frozenset()
    strange = run(result("orders"), fresh=[freshness("source.bank.x.y")])
    target = read(tmp_path / "b", shop(), strange)
    assert target.missing_freshness == frozenset()
    assert target.warnings == ("sources.json: left out source.bank.x.y: not in manifest.json",)


@pytest.mark.parametrize("name", ["sources.json", "catalog.json"])
def test_a_damaged_optional_file_is_a_warning(tmp_path: Path, name: str) -> None:
    target = write_target(tmp_path / "target", shop(), run(result("orders")))
    (target / name).write_text('{"results": [')
    read_back = read_target(target)
    assert read_back.required_run().results
    assert len(read_back.warnings) == 1
    assert f"{name} ends in the middle" in read_back.warnings[0]


def test_damaged_results_are_told_to_who_needs_them(tmp_path: Path) -> None:
    target = write_target(tmp_path / "target", shop())
    (target / "run_results.json").write_text('{"results": [')
    with pytest.raises(ArtifactError, match="ends in the middle"):
        read_target(target).required_run()


def test_odd_fields_of_all_files_are_among_the_warnings(tmp_path: Path) -> None:
    project, results = manifest_json(shop()), results_json(run(result("orders")))
    project["nodes"]["model.shop.orders"]["tags"] = {}
    results["results"][0]["failures"] = "many"
    target = read(tmp_path, project, results)
    assert [line.partition(":")[0] for line in target.warnings] == ["manifest.json", "run_results.json"]


def test_the_limit_counts_for_every_file(tmp_path: Path) -> None:
    project = shop()
    target = write_target(tmp_path / "target", project, run(result("orders", message="x" * 100_000)))
    read_back = read_target(target, limit=50_000)
    assert "over the limit of 50,000" in (read_back.no_run or "")

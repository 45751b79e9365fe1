from __future__ import annotations

import gc
from pathlib import Path
from typing import Any

import pytest

from dbt_onus.artifacts import read_manifest
from tests.builders import (
    exposure,
    group,
    macro,
    manifest,
    manifest_json,
    model,
    source,
    test,
    unit_test,
    write_json,
)


def shop() -> dict[str, Any]:
    orders = model("orders", "stripe.charges", columns={"id": "integer"}, sql="select 1", meta={"owner": "ana"})
    return manifest_json(
        manifest(
            source("stripe.charges", stale_after=24),
            orders,
            test("not_null", orders, "id"),
            unit_test("adds_up", orders),
            exposure("revenue", orders, owner="Ana"),
            groups=[group("sales", owner="Sales")],
            macros=[macro("cents", "{{ x }} / 100")],
        )
    )


def written(tmp_path: Path, content: Any) -> Path:
    return write_json(tmp_path / "manifest.json", content)


def test_every_section_of_the_graph_lands_in_nodes(tmp_path: Path) -> None:
    read = read_manifest(written(tmp_path, shop()))
    assert sorted(node.resource_type for node in read.nodes.values()) == [
        "exposure",
        "model",
        "source",
        "test",
        "unit_test",
    ]
    assert (read.project_name, read.adapter_type, read.dbt_version) == ("shop", "duckdb", "1.11.16")
    assert read.groups["group.shop.sales"].owner.name == "Sales"
    assert read.macros["macro.shop.cents"].text == "{{ x }} / 100"


def test_what_was_written_is_what_is_read(tmp_path: Path) -> None:
    orders = model(
        "orders", "stg_orders", columns={"id": "integer"}, sql="select 1", tags=["daily"], group="sales"
    )
    project = manifest(orders, groups=[group("sales", owner={"name": "Sales", "email": "s@shop.example"})])
    assert read_manifest(written(tmp_path, manifest_json(project))) == project


def test_a_manifest_that_does_not_name_its_project_is_of_the_package_of_most_nodes(tmp_path: Path) -> None:
    content = shop()
    del content["metadata"]["project_name"]
    content["nodes"]["model.dbt_utils.x"] = {"unique_id": "model.dbt_utils.x", "resource_type": "model"}
    assert read_manifest(written(tmp_path, content)).project_name == "shop"


@pytest.mark.parametrize("disabled", [[], [{"unique_id": "model.shop.old"}], {"model.shop.old": [{}]}, None])
def test_what_is_disabled_is_not_there_however_it_is_listed(tmp_path: Path, disabled: Any) -> None:
    read = read_manifest(written(tmp_path, shop() | {"disabled": disabled}))
    assert "model.shop.old" not in read.nodes


def test_sections_may_be_missing_or_null(tmp_path: Path) -> None:
    content = {"metadata": shop()["metadata"], "nodes": shop()["nodes"], "sources": None, "groups": None}
    read = read_manifest(written(tmp_path, content))
    assert "model.shop.orders" in read.nodes
    assert read.groups == {}


def test_a_hand_made_manifest_needs_no_metadata(tmp_path: Path) -> None:
    node = {"unique_id": "model.shop.a", "resource_type": "model", "name": "a"}
    read = read_manifest(written(tmp_path, {"nodes": {"model.shop.a": node}}))
    assert (read.project_name, read.invocation_id, read.nodes["model.shop.a"].name) == ("shop", "", "a")


def test_paths_of_windows_get_the_slashes_of_everyone_else(tmp_path: Path) -> None:
    content = shop()
    orders = content["nodes"]["model.shop.orders"]
    orders |= {"original_file_path": "models\\mart\\orders.sql", "patch_path": "shop://models\\mart\\x.yml"}
    read = read_manifest(written(tmp_path, content)).nodes["model.shop.orders"]
    assert (read.original_file_path, read.patch_path) == (
        "models/mart/orders.sql",
        "shop://models/mart/x.yml",
    )


def test_a_test_without_attached_node_and_a_parent_that_is_gone_are_read_as_they_are(tmp_path: Path) -> None:
    content = shop()
    one = content["nodes"]["test.shop.not_null_orders_id"]
    del one["attached_node"]
    one["depends_on"] = {"nodes": ["model.shop.gone"]}
    read = read_manifest(written(tmp_path, content)).nodes["test.shop.not_null_orders_id"]
    assert (read.attached_node, list(read.parents)) == (None, ["model.shop.gone"])


def test_the_bare_checksum_of_a_unit_test_is_a_checksum(tmp_path: Path) -> None:
    content = shop()
    content["unit_tests"]["unit_test.shop.orders.adds_up"]["checksum"] = "abc"
    warnings: list[str] = []
    read = read_manifest(written(tmp_path, content), warn=warnings.append)
    assert read.nodes["unit_test.shop.orders.adds_up"].code_checksum == "abc"
    assert warnings == []


def test_dbt_v2_leaves_the_meta_of_columns_to_their_config(tmp_path: Path) -> None:
    content = shop()
    column = {"name": "id", "meta": {"owner": "leaked from the node"}, "config": {}}
    content["nodes"]["model.shop.orders"]["columns"] = {"id": column}
    read = read_manifest(written(tmp_path, content))
    assert read.nodes["model.shop.orders"].columns["id"].meta == {}


def test_dbt_1_9_writes_an_empty_meta_beside_the_one_that_says_something(tmp_path: Path) -> None:
    content = shop()
    column = {"name": "id", "meta": {"onus": {"contract": {}}}, "config": {"meta": {}, "tags": []}}
    content["nodes"]["model.shop.orders"]["columns"] = {"id": column}
    read = read_manifest(written(tmp_path, content))
    assert read.nodes["model.shop.orders"].columns["id"].meta == {"onus": {"contract": {}}}


@pytest.mark.parametrize("on", [True, False])
def test_the_collector_is_left_as_it_was_found(tmp_path: Path, on: bool) -> None:
    was_on = gc.isenabled()
    try:
        (gc.enable if on else gc.disable)()
        read_manifest(written(tmp_path, shop()))
        assert gc.isenabled() is on
    finally:
        (gc.enable if was_on else gc.disable)()

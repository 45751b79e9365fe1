from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dbt_onus.artifacts import read_manifest, read_run_results
from dbt_onus.core.nodes import Manifest, Node
from dbt_onus.core.results import Result
from tests.builders import group, manifest, manifest_json, model, result, results_json, run, write_json

ORDERS = "model.shop.orders"


def shop(**odd: Any) -> dict[str, Any]:
    orders = model("orders", "stg_orders", columns={"id": "integer", "amount": "numeric"}, meta={"owner": "ana"})
    content = manifest_json(manifest(orders, model("other"), groups=[group("sales", owner="Sales")]))
    content["nodes"][ORDERS] |= odd
    return content


def read(tmp_path: Path, content: Any) -> tuple[Manifest, list[str]]:
    warnings: list[str] = []
    return read_manifest(write_json(tmp_path / "manifest.json", content), warn=warnings.append), warnings


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tags", {"daily": True}),
        ("columns", [{"name": "id"}]),
        ("meta", "a string"),
        ("version", {"v": 1}),
        ("owner", "Ana"),
        ("freshness", "daily"),
        ("fqn", "shop.orders"),
        ("test_metadata", {"kwargs": {}}),
    ],
)
def test_an_odd_field_is_left_out_and_named_and_the_node_stays(tmp_path: Path, field: str, value: Any) -> None:
    project, warnings = read(tmp_path, shop(**{field: value}))
    assert project.nodes[ORDERS].meta == {"owner": "ana"}
    assert list(project.nodes[ORDERS].parents) == ["model.shop.stg_orders"]
    assert warnings == [f"manifest.json: ignored `{field}` of {ORDERS}: not what dbt writes there"]


def test_only_the_odd_part_of_a_structured_field_goes(tmp_path: Path) -> None:
    odd = {"materialized": ["table"], "meta": {"owner": "bea"}, "severity": "warn"}
    columns = {"id": {"name": "id", "data_type": "integer", "constraints": "none"}, "amount": 7}
    project, warnings = read(
        tmp_path, shop(config=odd, columns=columns, depends_on={"nodes": ["model.shop.a", {}]})
    )
    orders = project.nodes[ORDERS]
    assert (orders.config.materialized, orders.config.severity, orders.meta) == (
        None,
        "warn",
        {"owner": "bea"},
    )
    assert orders.columns["id"].data_type == "integer"
    assert list(orders.parents) == ["model.shop.a"]
    assert {line.split("`")[1] for line in warnings} == {
        "config.materialized",
        "columns.id.constraints",
        "columns.amount",
        "depends_on.nodes.1",
    }


def test_numbers_where_words_belong_are_words(tmp_path: Path) -> None:
    project, warnings = read(tmp_path, shop(tags=[2024, "daily"], group=7))
    assert project.nodes[ORDERS].tags == {"2024", "daily"}
    assert project.nodes[ORDERS].group == "7"
    assert warnings == []


def test_what_the_entry_does_not_say_its_key_says(tmp_path: Path) -> None:
    content = {
        "nodes": {ORDERS: {"columns": {"id": {}}}, "model.shop.none": 3},
        "groups": {"group.shop.sales": {}},
    }
    project, warnings = read(tmp_path, content)
    orders = project.nodes[ORDERS]
    assert (orders.unique_id, orders.resource_type, orders.columns["id"].name) == (ORDERS, "model", "id")
    assert project.groups["group.shop.sales"].name == "sales"
    assert list(project.nodes) == [ORDERS]
    assert warnings == ["manifest.json: ignored the whole entry of model.shop.none: not what dbt writes there"]


def test_the_key_of_a_node_is_its_id(tmp_path: Path) -> None:
    project, _ = read(tmp_path, shop(unique_id="model.shop.renamed"))
    assert project.nodes[ORDERS].unique_id == ORDERS


def test_nulls_where_dbt_has_none_are_nothing_to_tell(tmp_path: Path) -> None:
    project, warnings = read(tmp_path, shop(name=None, package_name=None, original_file_path=None))
    assert project.nodes[ORDERS].name == ""
    assert warnings == []


def test_what_is_odd_of_the_file_itself_is_told_of_the_file(tmp_path: Path) -> None:
    content = shop() | {"metadata": {"project_name": "shop", "invocation_id": ["x"]}, "sources": "none"}
    project, warnings = read(tmp_path, content)
    assert project.project_name == "shop"
    assert warnings == [
        "manifest.json: ignored `metadata.invocation_id` of the file: not what dbt writes there",
        "manifest.json: ignored `sources` of the file: not what dbt writes there",
    ]


def test_a_thousand_alike_make_one_line(tmp_path: Path) -> None:
    content = {"nodes": {f"model.shop.m{i}": {"tags": {}} for i in range(1000)}}
    _, warnings = read(tmp_path, content)
    assert warnings == [
        "manifest.json: ignored `tags` of model.shop.m0 and 999 more: not what dbt writes there",
    ]


def test_many_different_odd_fields_do_not_flood_the_reader(tmp_path: Path) -> None:
    columns = {f"c{i}": 7 for i in range(500)}
    _, warnings = read(tmp_path, shop(columns=columns))
    assert len(warnings) == 11
    assert warnings[-1] == "manifest.json: ignored 490 more odd fields"


def test_names_that_would_break_a_terminal_are_shown_escaped(tmp_path: Path) -> None:
    _, warnings = read(tmp_path, {"nodes": {"model.shop.\x1b[2J\nx": {"tags": {}}}})
    assert all(line.isprintable() for line in warnings)
    assert len(warnings) == 1


@pytest.mark.parametrize(
    "written",
    [
        b"\xef\xbb\xbf{%s}",
        b'{%s, "parent_map": NaN}',
        b'{%s, "parent_map": {"x": "\\ud83d"}}',
        b'{%s, "parent_map": {"x": "\xff"}}',
        b'{%s, "parent_map": {"x": "a\tb"}}',
        b'{%s, "parent_map": -Infinity, "child_map": 1e999}',
    ],
)
def test_what_only_lenient_parsers_take_is_taken(tmp_path: Path, written: bytes) -> None:
    path = tmp_path / "manifest.json"
    path.write_bytes(
        written.replace(b"%s", b'"nodes": {"model.shop.a": {"resource_type": "model", "tags": ["x"]}}')
    )
    assert read_manifest(path).nodes["model.shop.a"].tags == {"x"}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "utf-8-sig"])
def test_a_manifest_that_a_shell_wrote_in_another_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "manifest.json"
    path.write_bytes(json.dumps(shop(database="naïve"), ensure_ascii=False).encode(encoding))
    assert read_manifest(path).nodes[ORDERS].database == "naïve"


@pytest.mark.parametrize("value", [b"NaN", b'"\\ud800"', b"9" * 5000, b"1e999", b"-" + b"9" * 30])
def test_values_that_json_or_64_bits_do_not_have_cost_no_node(tmp_path: Path, value: bytes) -> None:
    path = tmp_path / "manifest.json"
    path.write_bytes(
        b'{"nodes": {"model.shop.a": {"unique_id": "model.shop.a", "resource_type": "model", "meta": '
        b'{"owner": "ana", "odd": ' + value + b'}, "raw_code": "select 1"}}}'
    )
    node = read_manifest(path).nodes["model.shop.a"]
    assert node.meta["owner"] == "ana"
    assert node.template == "select 1"


def test_of_two_equal_keys_the_last_one_counts(tmp_path: Path) -> None:
    path = tmp_path / "manifest.json"
    node = b'{"resource_type": "model", "unique_id": "model.shop.a", "name": "first", "name": "last"}'
    path.write_bytes(b'{"nodes": {"model.shop.a": ' + node + b"}}")
    assert read_manifest(path).nodes["model.shop.a"].name == "last"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NODE_FIELDS = [field.encode_name for field in msgspec.structs.fields(Node)]
RESULT_FIELDS = [field.encode_name for field in msgspec.structs.fields(Result)]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(odd=st.dictionaries(st.sampled_from(NODE_FIELDS), ANYTHING, max_size=5))
def test_no_value_in_any_field_costs_the_file_or_the_node(tmp_path: Path, odd: dict[str, Any]) -> None:
    project, _ = read(tmp_path, shop(**odd))
    assert set(project.nodes) == {ORDERS, "model.shop.other"}
    node = project.nodes[ORDERS]
    assert node.unique_id == ORDERS
    for asked in (
        "meta",
        "tags",
        "group",
        "sql",
        "template",
        "code_checksum",
        "parents",
        "table",
        "label_name",
    ):
        getattr(node, asked)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(odd=st.dictionaries(st.sampled_from([*RESULT_FIELDS, "thread_id"]), ANYTHING, max_size=4))
def test_no_value_in_any_row_costs_the_other_rows(tmp_path: Path, odd: dict[str, Any]) -> None:
    content = results_json(run(result("orders"), result("other", "error", "boom")))
    content["results"][0] |= odd
    _, results = read_run_results(write_json(tmp_path / "run_results.json", content))
    assert results["model.shop.other"].message == "boom"
    for one in results.values():
        assert one.status
        assert isinstance(one.sql, str)

"""The test that would decide, written out: the failing check, repeated on the place above it."""

from __future__ import annotations

from typing import Any

from dbt_onus.core.evidence import Cause, Confidence, Place
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from dbt_onus.core.remedies import CONTRACT, compose_test, deciding_tests
from tests import builders as b

CHARGES = b.source("stripe.charges", columns=["id", "Amount"])
STAGING = b.model("stg_charges", "stripe.charges", columns=["id", "amount"], patch_path="shop://models/stg.yml")
ORDERS = b.model("orders", STAGING, columns=["id", "amount"])
FAR = Place(unique_id="source.shop.stripe.charges", column="amount")


def composed(symptom: Node | None, place: Place = FAR, term: str = "", *, nested: bool = True) -> Any:
    nodes = b.manifest(CHARGES, STAGING, ORDERS, *([symptom] if symptom else [])).nodes
    return compose_test(place, nodes, symptom, term, nested=nested).entry


def on_charges(body: dict[str, Any]) -> dict[str, Any]:
    return {"sources": [{"name": "stripe", "tables": [{"name": "charges", **body}]}]}


def on_column(test: Any, column: str = "amount") -> dict[str, Any]:
    return on_charges({"columns": [{"name": column, "data_tests": [test]}]})


def test_a_plain_test_is_repeated_on_the_column_above() -> None:
    assert composed(b.test("not_null", ORDERS, "amount")) == on_column("not_null")


def test_arguments_come_along_where_the_dbt_version_wants_them() -> None:
    values = b.test("accepted_values", ORDERS, "amount", kwargs={"values": ["a", "b"]})
    assert composed(values) == on_column({"accepted_values": {"arguments": {"values": ["a", "b"]}}})
    assert composed(values, nested=False) == on_column({"accepted_values": {"values": ["a", "b"]}})


def test_a_test_of_a_package_keeps_its_namespace() -> None:
    ranged = b.test("dbt_utils.accepted_range", ORDERS, "amount", kwargs={"min_value": 0})
    assert composed(ranged) == on_column({"dbt_utils.accepted_range": {"arguments": {"min_value": 0}}})


def test_a_reference_keeps_its_other_side() -> None:
    reference = b.test("relationships", ORDERS, "id", to=STAGING)
    place = Place(unique_id=FAR.unique_id, column="id")
    arguments = {"to": "ref('stg_charges')", "field": "id"}
    assert composed(reference, place) == on_column({"relationships": {"arguments": arguments}}, "id")


def test_a_column_that_is_not_known_is_the_declared_one_of_that_name() -> None:
    whole = Place(unique_id=FAR.unique_id)
    assert composed(b.test("not_null", ORDERS, "amount"), whole) == on_column("not_null", "Amount")
    assert composed(b.test("not_null", ORDERS, "fee"), whole) == on_charges({"data_tests": [CONTRACT]})


def test_what_cannot_be_repeated_is_left_to_the_contract() -> None:
    several = b.test(
        "dbt_utils.unique_combination_of_columns", ORDERS, kwargs={"combination_of_columns": ["a", "b"]}
    )
    for symptom in (several, b.singular_test("assert_sane", ORDERS), ORDERS, None):
        assert composed(symptom, Place(unique_id=FAR.unique_id)) == on_charges({"data_tests": [CONTRACT]})


def test_a_column_that_was_lost_is_promised() -> None:
    assert composed(ORDERS) == on_charges({"data_tests": [CONTRACT], "columns": [{"name": "amount"}]})


def test_too_few_rows_are_promised_away() -> None:
    rows = b.test("dbt_expectations.expect_table_row_count_to_be_between", ORDERS, kwargs={"min_value": 1})
    promise = {"meta": {"onus": {"contract": {"rows": {"min": 1}}}}}
    assert composed(rows, Place(unique_id=FAR.unique_id)) == on_charges(
        {"config": promise, "data_tests": [CONTRACT]}
    )


def test_a_contract_term_is_promised_above_as_it_was_below() -> None:
    said = {"onus": {"contract": {"range": {"min": 0}}}}
    below = b.model("fees", STAGING, columns={"amount": {"meta": said}})
    contract = b.test(CONTRACT, below)
    nodes = b.manifest(CHARGES, STAGING, below, contract).nodes
    promised = compose_test(FAR, nodes, contract, "range:amount").entry
    column = {"name": "amount", "config": {"meta": said}}
    assert promised == on_charges({"data_tests": [CONTRACT], "columns": [column]})
    assert compose_test(FAR, nodes, contract, "not_null:amount").entry == on_column("not_null")


def test_models_are_written_where_their_yaml_is() -> None:
    nodes = b.manifest(CHARGES, STAGING, ORDERS).nodes
    symptom = b.test("unique", ORDERS, "id")
    place = Place(unique_id=STAGING.unique_id, column="id")
    staging = compose_test(place, nodes, symptom)
    assert staging.file == "models/stg.yml"
    assert staging.entry == {
        "models": [{"name": "stg_charges", "columns": [{"name": "id", "data_tests": ["unique"]}]}]
    }
    bare = compose_test(Place(unique_id=ORDERS.unique_id, column="id"), nodes, symptom)
    assert bare.file == "a .yml file beside models/orders.sql"


def incident(*untested: Place) -> Incident:
    return Incident(
        id="7f3a9c2e",
        project="shop",
        opened_at=b.NOON,
        team="finance",
        why_team="…",
        origin=Place(unique_id="model.shop.orders", column="amount"),
        cause=Cause.NULLS,
        confidence=Confidence.UNKNOWN,
        title="…",
        notify=(),
        inform=(),
        evidence=(),
        checks=("test.shop.not_null_orders_amount",),
        failures=("test.shop.not_null_orders_amount",),
        untested=untested,
    )


def graph() -> Lineage:
    stripe = b.model("stripe", columns=["charges"])
    orders = b.model("orders", STAGING, stripe)
    symptom = b.test("not_null", ORDERS, "amount")
    return Lineage.of(b.manifest(CHARGES, STAGING, stripe, orders, symptom, b.model("other")).nodes)


def test_no_untested_place_asks_for_no_test() -> None:
    assert deciding_tests(incident(), graph(), "1.11.0") == ()


def test_a_place_that_the_project_no_longer_has_asks_for_no_test() -> None:
    assert deciding_tests(incident(Place(unique_id="model.shop.gone")), graph(), "1.11.0") == ()


def test_the_remedy_is_written_out_for_the_dbt_that_will_read_it() -> None:
    (one,) = deciding_tests(incident(Place(unique_id=STAGING.unique_id, column="amount")), graph(), "1.9.0")
    assert one.entry["models"][0]["columns"] == [{"name": "amount", "data_tests": ["not_null"]}]

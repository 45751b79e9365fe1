import pytest

from dbt_onus.core import attachment
from dbt_onus.core.attachment import attached_to, referenced
from dbt_onus.core.nodes import Node, TestMetadata
from tests.builders import model, node, singular_test, source, test, unit_test

ORDERS = model("orders")
CUSTOMERS = model("customers", version=3)
CHARGES = source("stripe.charges")
PAYOUTS = source("stripe.payouts")
NODES = {each.unique_id: each for each in (ORDERS, CUSTOMERS, CHARGES, PAYOUTS)}


def generic(*parents: Node, attached: str | None = None, name: str = "relationships", **kwargs: object) -> Node:
    return node(
        "test.shop.t", *parents, attached_node=attached, test_metadata=TestMetadata(name=name, kwargs=kwargs)
    )


def test_the_attached_node_wins_although_the_parent_side_is_listed_first():
    relationships = test("relationships", ORDERS, "customer_id", to=CUSTOMERS)
    assert relationships.parents[0] == CUSTOMERS.unique_id
    assert attached_to(relationships, NODES) == "model.shop.orders"


def test_a_source_test_has_no_attached_node_and_answers_to_what_it_reads():
    assert attached_to(test("not_null", CHARGES, "id"), NODES) == "source.shop.stripe.charges"


@pytest.mark.parametrize("parents", [(ORDERS, CHARGES), (CHARGES, ORDERS)], ids=["parent first", "child first"])
def test_a_relationships_test_on_a_source_is_attached_to_the_source_in_its_model_argument(
    parents: tuple[Node, ...],
):
    relationships = generic(
        *parents,
        model="{{ get_where_subquery(source('stripe', 'charges')) }}",
        to="ref('orders')",
        field="id",
    )
    assert attached_to(relationships, NODES) == "source.shop.stripe.charges"
    assert referenced(relationships, NODES) == ("model.shop.orders", "id")


def test_two_tables_of_one_source_are_told_apart():
    relationships = generic(
        PAYOUTS,
        CHARGES,
        model='{{ get_where_subquery(source("stripe", "charges")) }}',
        to='source("stripe", "payouts")',
        field="payout_id",
    )
    assert attached_to(relationships, NODES) == "source.shop.stripe.charges"
    assert referenced(relationships, NODES) == ("source.shop.stripe.payouts", "payout_id")


def test_the_model_argument_of_old_dbt_versions_is_read_too():
    old = generic(
        CUSTOMERS,
        ORDERS,
        model="{% if config.get('where') %}(select * from {{ ref('orders') }} where {{config.get('where')}})"
        "{% else %}{{ ref('orders') }}{% endif %}",
        to="ref('customers')",
        field="id",
    )
    assert attached_to(old, NODES) == "model.shop.orders"


def test_where_the_model_argument_says_nothing_the_node_that_no_argument_refers_to_is_the_tested_one():
    relationships = generic(CHARGES, ORDERS, model="{{ my_own_macro() }}", to="ref('orders')", field="id")
    assert attached_to(relationships, NODES) == "source.shop.stripe.charges"


def test_where_nothing_tells_two_nodes_apart_the_answer_is_none():
    assert attached_to(generic(CHARGES, ORDERS, to="var('x')"), NODES) is None
    assert attached_to(singular_test("orders_add_up", ORDERS, CUSTOMERS), NODES) is None


def test_a_singular_test_of_one_node_is_attached_to_it():
    assert attached_to(singular_test("orders_add_up", ORDERS), NODES) == "model.shop.orders"


def test_a_singular_test_that_reads_nothing_is_attached_to_nothing():
    assert attached_to(singular_test("always_fine"), NODES) is None


def test_a_unit_test_is_attached_to_the_model_it_runs():
    assert attached_to(unit_test("adds_up", ORDERS), NODES) == "model.shop.orders"


def test_without_depends_on_the_name_is_looked_for_in_the_tests_own_package():
    assert attached_to(generic(model="{{ get_where_subquery(ref('orders')) }}"), NODES) == "model.shop.orders"
    assert attached_to(generic(model="{{ get_where_subquery(ref('nowhere')) }}"), NODES) is None


def test_versions_and_packages_in_a_reference_are_respected():
    old, new = model("orders", version=1), model("orders", version=2)
    other = model("orders", package="other")
    comparing = generic(old, new, model="{{ ref('orders', v=2) }}", to="ref('orders', version='1')")
    assert attached_to(comparing, {}) == "model.shop.orders.v2"
    assert referenced(comparing, {})[0] == "model.shop.orders.v1"
    assert attached_to(generic(ORDERS, other, model="{{ ref('other', 'orders') }}"), {}) == other.unique_id


def test_a_table_that_refers_to_itself_is_both_sides():
    self_join = generic(ORDERS, attached=ORDERS.unique_id, to="ref('orders')", field="id")
    assert referenced(self_join, NODES) == ("model.shop.orders", "id")


def test_an_unreadable_target_is_the_other_node_if_there_is_just_one():
    assert referenced(generic(CUSTOMERS, ORDERS, attached=ORDERS.unique_id, to="var('x')"), NODES) == (
        "model.shop.customers.v3",
        None,
    )
    three = generic(CUSTOMERS, ORDERS, CHARGES, attached=ORDERS.unique_id, to="var('x')")
    assert referenced(three, NODES) == (None, None)


def test_a_test_that_is_no_lookup_refers_to_nothing():
    assert referenced(test("not_null", ORDERS, "id"), NODES) == (None, None)
    assert referenced(singular_test("orders_add_up", ORDERS, CUSTOMERS), NODES) == (None, None)


def test_the_tested_column_is_the_nodes_own_or_the_arguments():
    assert attachment.tested_column(test("not_null", ORDERS, "id")) == "id"
    assert attachment.tested_column(generic(ORDERS, column_name="id")) == "id"
    assert attachment.tested_column(singular_test("orders_add_up", ORDERS)) is None


@pytest.mark.parametrize("written", ['"Order ID"', "`Order ID`", "[Order ID]", " Order ID "])
def test_a_quoted_column_is_named_without_its_quotes(written: str):
    assert attachment.tested_column(generic(ORDERS, column_name=written)) == "Order ID"


@pytest.mark.parametrize(
    "arguments",
    [
        {"combination_of_columns": ["a", "b"]},
        {"column_list": ["a", '"b"']},
        {"column_names": ["a", "b"]},
        {"combination_of_columns": "['a', 'b']"},
        {"column_A": "a", "column_B": "b"},
    ],
)
def test_a_combination_is_several_columns_and_no_single_one(arguments: dict[str, object]):
    combination = generic(ORDERS, **arguments)
    assert attachment.tested_columns(combination) == ("a", "b")
    assert attachment.tested_column(combination) is None


def test_arguments_of_the_wrong_shape_name_no_column():
    assert attachment.tested_columns(generic(ORDERS, column_name=7, combination_of_columns={"a": 1})) == ()

"""Singular tests and tests of the project's own: followed by what their SQL looks for."""

from __future__ import annotations

from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.attribution.own_sql import with_own_sql
from dbt_onus.core.attribution.paths.by_sql import SqlPaths
from dbt_onus.core.checks import Check, checks_of
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.evidence import Cause, Place
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from dbt_onus.core.properties import Property
from tests import builders as b
from tests.unit.test_attribution import only, unchanged

ORDERS, CUSTOMERS = b.source("web.orders"), b.source("crm.customers")
STG = b.model(
    "orders",
    "web.orders",
    sql='select id, customer as customer_id, cents / 100 as amount from "shop"."web"."orders"',
)
FCT = b.model(
    "fct",
    "orders",
    "crm.customers",
    sql='select o.id, o.customer_id, o.amount, c.tier from "shop"."main"."orders" o '
    'left join "shop"."crm"."customers" c on c.id = o.customer_id',
)
PARTNERLESS = b.singular_test(
    "no_stray_orders",
    "orders",
    "crm.customers",
    sql='select o.id from "shop"."main"."orders" o left join "shop"."crm"."customers" c on c.id = o.customer_id '
    "where c.id is null",
)
NEGATIVE = b.singular_test("no_negative", "fct", sql='select id from "shop"."main"."fct" where amount < 0')
TWICE = b.singular_test(
    "once", "fct", sql='select id, tier from "shop"."main"."fct" group by id, tier having count(*) > 1'
)


def read(test: Node, status: str = "fail") -> tuple[Case, Check]:
    graph = {node.unique_id: node for node in (ORDERS, CUSTOMERS, STG, FCT, test)}
    lineage = Lineage.of(graph)
    columns = ColumnLineage(graph, lineage.parents, adapter="duckdb")
    checks = with_own_sql(checks_of(b.run(b.result(test, status, failures=2)), graph, "duckdb"), columns)
    history = unchanged(test.unique_id, code=["model.shop.orders", "model.shop.fct", test.unique_id])
    return Case(graph, lineage, checks, history, SqlPaths(columns, lineage)), checks[0]


def finding(test: Node) -> Finding:
    return only(attribute(read(test)[0]))


def test_a_condition_is_followed_by_its_column() -> None:
    case, check = read(NEGATIVE)
    assert (check.node, check.columns, check.about) == ("model.shop.fct", ("amount",), Property.RANGE)
    found = only(attribute(case))
    assert found.origin.unique_id == ORDERS.unique_id
    assert found.cause is Cause.RANGE
    assert found.confidence.pages


def test_rows_without_a_partner_are_a_reference_of_two_sides() -> None:
    _, check = read(PARTNERLESS)
    assert (check.node, check.columns) == ("model.shop.orders", ("customer_id",))
    assert (check.about, check.reference) == (
        Property.REFERENCE,
        Place(unique_id=CUSTOMERS.unique_id, column="id"),
    )
    suspects = {place.unique_id for place in finding(PARTNERLESS).suspects}
    assert suspects == {ORDERS.unique_id, CUSTOMERS.unique_id}


def test_a_key_that_is_there_twice_is_one_of_uniqueness() -> None:
    _, check = read(TWICE)
    assert (check.node, check.columns, check.about) == ("model.shop.fct", ("id", "tier"), Property.UNIQUENESS)


def test_a_test_that_passed_is_not_read() -> None:
    _, check = read(NEGATIVE, "pass")
    assert check.columns == ()


def test_a_test_whose_name_and_column_say_it_all_is_left_as_it_is() -> None:
    named = b.test("not_null", "fct", "tier", sql='select id from "shop"."main"."fct" where amount < 0')
    _, check = read(named)
    assert (check.columns, check.about) == (("tier",), Property.NULLNESS)

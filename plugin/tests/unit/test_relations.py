"""When two projects speak of one table: every warehouse folds names in its own way."""

from __future__ import annotations

import pytest

from dbt_onus.core.nodes import Node
from dbt_onus.core.relations import Renaming, table_of
from tests import builders as b


def called(relation_name: str | None, **fields: str) -> Node:
    return b.model("orders", relation_name=relation_name, **fields)


@pytest.mark.parametrize(
    ("adapter", "one", "other", "same"),
    [
        ("duckdb", '"shop"."main"."Orders"', '"SHOP"."main"."orders"', True),
        ("snowflake", "shop.main.orders", "SHOP.MAIN.ORDERS", True),
        ("snowflake", 'shop.main."orders"', "SHOP.MAIN.ORDERS", False),
        ("snowflake", '"SHOP"."MAIN"."ORDERS"', "shop.main.orders", True),
        ("postgres", '"shop"."main"."orders"', "Shop.Main.Orders", True),
        ("postgres", '"shop"."main"."Orders"', '"shop"."main"."orders"', False),
        ("redshift", '"shop"."main"."Orders"', '"shop"."main"."orders"', True),
        ("bigquery", "`shop`.`main`.`Orders`", "`shop`.`main`.`orders`", False),
        ("bigquery", "`shop`.`main`.`orders`", "`shop`.`main`.`orders`", True),
        ("databricks", "`shop`.`main`.`Orders`", "`shop`.`main`.`orders`", True),
        ("spark", "main.orders", "main.Orders", True),
        ("sqlserver", "[shop].[main].[Orders]", '"shop"."main"."orders"', True),
        ("a_new_one", "shop.main.orders", "SHOP.MAIN.ORDERS", True),
    ],
)
def test_names_are_compared_as_the_warehouse_does(adapter: str, one: str, other: str, same: bool) -> None:
    assert (table_of(called(one), adapter) == table_of(called(other), adapter)) is same


def test_tables_of_two_warehouses_are_never_the_same() -> None:
    assert table_of(called('"shop"."main"."orders"'), "duckdb") != table_of(
        called('"shop"."main"."orders"'), "postgres"
    )


def test_spark_and_databricks_are_one_warehouse() -> None:
    assert table_of(called("main.orders"), "spark") == table_of(called("main.orders"), "databricks")


def test_what_is_never_built_is_no_table() -> None:
    assert table_of(called(None), "duckdb") is None


def test_a_source_without_a_relation_is_known_by_its_parts() -> None:
    source = b.source("app.orders", relation_name=None, database="SHOP", schema="Raw")
    assert table_of(source, "postgres") == ("postgres", "shop", "raw", "orders")


def test_dots_and_quotes_inside_a_quoted_name_are_part_of_it() -> None:
    assert table_of(called('"shop"."a.b"."or""ders"'), "postgres") == ("postgres", "shop", "a.b", 'or"ders')


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        ("analytics_dev.dbt_ana_*", "analytics.*", ("analytics", "marts")),
        ("ANALYTICS_DEV.*", "analytics.*", ("analytics", "dbt_ana_marts")),
        ("analytics_dev.dbt_*_marts", "analytics.marts_*", ("analytics", "marts_ana")),
        ("elsewhere.*", "analytics.*", ("analytics_dev", "dbt_ana_marts")),
    ],
)
def test_an_environment_is_called_as_the_others_call_it(here: str, there: str, expected: tuple[str, str]) -> None:
    model = called('"analytics_dev"."dbt_ana_marts"."orders"')
    assert table_of(model, "duckdb", [Renaming(here, there)]) == ("duckdb", *expected, "orders")


def test_the_first_renaming_that_fits_counts() -> None:
    renamings = [Renaming("shop.main.orders", "prod.sales.orders_v2"), Renaming("shop.*", "prod.*")]
    assert table_of(called('"shop"."main"."orders"'), "duckdb", renamings) == (
        "duckdb", "prod", "sales", "orders_v2",
    )  # fmt: skip


def test_what_was_renamed_is_written_in_whichever_case() -> None:
    model = called('"dev"."Main"."orders"')
    renamed = table_of(model, "snowflake", [Renaming("dev.main", "prod.main")])
    assert renamed == table_of(called('prod.main."orders"'), "snowflake")

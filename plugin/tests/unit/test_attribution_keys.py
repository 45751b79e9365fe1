"""A join that asks by several columns: a test of all of them tells whether it can bring a row twice."""

from __future__ import annotations

from typing import Any

import pytest

from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.attribution.paths.by_sql import SqlPaths
from dbt_onus.core.checks import checks_of
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.evidence import Confidence
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from tests import builders as b
from tests.unit.test_attribution import only, unchanged

READINGS, TARIFFS = '"shop"."grid"."readings"', '"shop"."grid"."tariffs"'
BY_NAME = f"select area as zone, valid_on as day, price from {TARIFFS}"
TWICE = b.test("unique", "bills", "bill")


def key(*columns: str, of: str = "grid.tariffs", **fields: Any) -> Node:
    """A test of the project's own that a key of several columns is there once; it says so in its SQL alone."""
    listed, table = ", ".join(columns), TARIFFS if of == "grid.tariffs" else '"shop"."main"."prices"'
    errors = f"select {listed} from {table} group by {listed} having count(*) > 1"
    return b.test(
        "unique_key",
        of,
        sql=f"with errors as ({errors}) select * from errors",
        kwargs={"of": [*columns]},
        **fields,
    )


def bills(test: Node, status: str = "pass", *, prices: str = BY_NAME, **config: Any) -> Finding:
    """The bills look up their price by zone and day; one of them is there twice."""
    sql = (
        f"select r.meter || r.day as bill, p.price * r.kwh as amount from {READINGS} r "
        'left join "shop"."main"."prices" p on p.zone = r.zone and p.day = r.day'
    )
    nodes = (
        b.source("grid.readings", columns=["meter", "day", "zone", "kwh"]),
        b.source("grid.tariffs", columns=["area", "valid_on", "price", "kind"]),
        b.model("prices", "grid.tariffs", sql=prices, **config),
        b.model("bills", "grid.readings", "prices", sql=sql),
        TWICE,
        test,
    )
    graph = {node.unique_id: node for node in nodes}
    lineage = Lineage.of(graph)
    columns = ColumnLineage(graph, lineage.parents, adapter="duckdb")
    results = [b.result("prices"), b.result("bills"), b.result(TWICE, "fail", failures=3)]
    results.append(b.result(test, status, failures=0 if status == "pass" else 2))
    code = ["model.shop.prices", "model.shop.bills", TWICE.unique_id, test.unique_id]
    history = unchanged(TWICE.unique_id, test.unique_id, code=code)
    checks = checks_of(b.run(*results), graph, "duckdb")
    found = attribute(Case(graph, lineage, checks, history, SqlPaths(columns, lineage)))
    return only(tuple(one for one in found if TWICE.unique_id in {symptom.key for symptom in one.symptoms}))


def test_a_key_of_all_columns_that_the_join_asks_by_clears_it() -> None:
    found = bills(key("area", "valid_on"))
    assert (found.origin.unique_id, found.confidence) == ("source.shop.grid.readings", Confidence.LIKELY)


def test_it_does_so_in_the_joined_table_as_well() -> None:
    found = bills(key("zone", "day", of="prices"))
    assert (found.origin.unique_id, found.confidence) == ("source.shop.grid.readings", Confidence.LIKELY)


def test_a_key_of_fewer_columns_clears_it_all_the_more() -> None:
    assert bills(key("area")).origin.unique_id == "source.shop.grid.readings"


@pytest.mark.parametrize("status", ["fail", "warn"])
def test_the_same_key_accuses_it_where_it_is_there_twice(status: str) -> None:
    named = b.test(
        "unique_combination_of_columns",
        "grid.tariffs",
        kwargs={"combination_of_columns": ["area", "valid_on"]},
        severity="ERROR" if status == "fail" else "WARN",
    )
    found = bills(named, status)
    assert found.origin.unique_id == "source.shop.grid.tariffs"
    assert found.confidence.pages


@pytest.mark.parametrize(
    ("test", "prices", "config"),
    [
        # one price per kind: two kinds are two rows of a zone and a day
        (key("area", "valid_on", "kind"), BY_NAME, {}),
        (key("area", "valid_on", where="kind = 'day'"), BY_NAME, {}),
        # twice in all what is there once in each half
        (key("area", "valid_on"), f"{BY_NAME} union all {BY_NAME}", {}),
        (key("area", "valid_on"), f"select upper(area) as zone, valid_on as day, price from {TARIFFS}", {}),
        (
            key("area", "valid_on"),
            f"select t.area as zone, t.valid_on as day, t.price from {TARIFFS} t "
            f"join {TARIFFS} o on o.area = t.area",
            {},
        ),
        (
            key("area", "valid_on"),
            f"select area as zone, valid_on as day, unnest(price) as price from {TARIFFS}",
            {},
        ),
        # what was loaded before is still there
        (key("area", "valid_on"), BY_NAME, {"materialized": "incremental"}),
    ],
)
def test_a_key_that_says_nothing_of_what_the_join_asks_by_clears_nothing(
    test: Node, prices: str, config: dict[str, Any]
) -> None:
    found = bills(test, prices=prices, **config)
    assert not found.confidence.pages

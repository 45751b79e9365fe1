"""A condition on a sum: what decides which rows go into it, and what only meets it when it is made."""

from __future__ import annotations

import pytest

from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.attribution.own_sql import with_own_sql
from dbt_onus.core.attribution.paths.by_sql import SqlPaths
from dbt_onus.core.checks import checks_of
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.results import Result
from tests import builders as b
from tests.unit.test_attribution import only, unchanged

ORDERS, ITEMS, RATES = '"shop"."web"."orders"', '"shop"."web"."items"', '"shop"."fx"."rates"'
TOTALS = f"with sums as (select order_id, sum(amount) as amount from {ITEMS} group by 1) "
BESIDE = (
    f"{TOTALS} select o.id, o.total, s.amount from {ORDERS} o left join sums s on s.order_id = o.id "
    f"left join {RATES} r on r.currency = o.currency"
)
SUMMED = (
    f"select o.id, o.total, sum(i.amount) as amount from {ORDERS} o left join {ITEMS} i on i.order_id = o.id "
    f"left join {RATES} r on r.currency = o.currency group by 1, 2"
)
RATED = (
    f"with sums as (select i.order_id, sum(i.amount) as amount from {ITEMS} i "
    f"join {RATES} r on r.currency = i.currency group by 1) "
    f"select o.id, o.total, s.amount from {ORDERS} o left join sums s on s.order_id = o.id"
)


def found(sql: str, *passed: str) -> Finding:
    """Totals are not what their items come to; `passed` are columns whose bounds hold."""
    fails = b.test("holds", "fct", None, sql='select 1 from "shop"."main"."fct" where not (total = amount)')
    bounds = [b.test("accepted_range", "fct", column, kwargs={"min_value": 0}) for column in passed]
    nodes = (
        b.source("web.orders", columns=["id", "total", "currency"]),
        b.source("web.items", columns=["order_id", "amount", "currency"]),
        b.source("fx.rates", columns=["currency", "rate"]),
        b.model("fct", "web.orders", "web.items", "fx.rates", sql=sql),
        fails,
        *bounds,
    )
    graph = {node.unique_id: node for node in nodes}
    lineage = Lineage.of(graph)
    columns = ColumnLineage(graph, lineage.parents, adapter="duckdb")
    results: list[Result] = [b.result(fails, "fail", failures=3), *(b.result(one, "pass") for one in bounds)]
    checks = with_own_sql(checks_of(b.run(*results), graph, "duckdb"), columns)
    history = unchanged(*(one.unique_id for one in results), code=["model.shop.fct"])
    return only(attribute(Case(graph, lineage, checks, history, SqlPaths(columns, lineage))))


def suspects(finding: Finding) -> set[str]:
    return {(place.unique_id or "").removeprefix("source.shop.") for place in finding.suspects}


def test_a_table_that_is_joined_to_sums_that_are_made_has_no_part_in_them() -> None:
    assert suspects(found(BESIDE)) == {"web.orders", "web.items"}


@pytest.mark.parametrize("sql", [SUMMED, RATED])
def test_a_table_that_is_joined_to_what_is_summed_up_may_repeat_or_lose_rows_of_it(sql: str) -> None:
    assert suspects(found(sql)) == {"web.orders", "web.items", "fx.rates"}


def test_bounds_that_hold_say_nothing_of_a_condition_that_compares_two_columns() -> None:
    finding = found(BESIDE, "total", "amount")
    assert not finding.confidence.pages
    assert suspects(finding) == {"web.orders", "web.items"}

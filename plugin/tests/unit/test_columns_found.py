"""What a node's SQL looks up for its rows, and its SELECT with whether that was found."""

from __future__ import annotations

import pytest

from dbt_onus.core.columns.formulas.found import LookedUp, looked_up

RELATIONS = {"db.raw.orders": "source.orders", "db.raw.rates": "source.rates", "db.main.fct": "model.fct"}
JOIN = "from db.raw.orders as o left join db.raw.rates as f on f.currency = o.currency"


def read(sql: str) -> list[LookedUp]:
    found = looked_up(sql, dialect="duckdb", relations=RELATIONS, own="model.fct", listed=lambda _: ())
    return [LookedUp(table=one.table, rows=one.rows.lower()) for one in found]


def test_the_rows_have_a_column_more() -> None:
    (one,) = read(f"select o.id, o.x * f.rate as eur, round(eur) as rounded {JOIN}")
    assert one.table == "source.rates"
    assert one.rows == f"select o.id, o.x * f.rate as eur, round(eur) as rounded, f.currency as onus_found {JOIN}"


def test_it_is_handed_on_by_what_reads_them_one_by_one() -> None:
    (one,) = read(f"with rated as (select o.id, f.rate {JOIN}) select id from rated where rate > 0")
    assert one.rows.endswith("select id, onus_found as onus_found from rated where rate > 0")


def test_a_star_hands_it_on_by_itself() -> None:
    (one,) = read(f"with rated as (select o.id, f.rate {JOIN}) select * from rated")
    assert one.rows.endswith("select * from rated")


@pytest.mark.parametrize(
    "rates", ["select * from db.raw.rates", "select currency, max(rate) from db.raw.rates group by 1"]
)
def test_a_cte_of_one_table_is_that_table(rates: str) -> None:
    sql = (
        f"with rates as ({rates}), orders as (select * from db.raw.orders), final as (select orders.*, rates.rate "
        "from orders left join rates on orders.currency = rates.currency) select * from final"
    )
    (one,) = read(sql)
    assert one.table == "source.rates"
    assert "rates.rate, rates.currency as onus_found from orders" in one.rows


@pytest.mark.parametrize(
    "sql",
    [
        f"select o.id, sum(f.rate) as rate {JOIN} group by 1",
        f"select distinct o.id {JOIN}",
        f"select o.id {JOIN.replace('left join', 'join')}",
        f"select o.id {JOIN} union all select o.id {JOIN}",
        f"select o.id {JOIN} where o.id > (select max(id) from db.main.fct)",
        "select o.id from db.raw.orders as o left join db.raw.rates as f on f.currency > o.currency",
        "with f as (select r.currency from db.raw.rates r join db.raw.orders using (id)) "
        "select o.id from db.raw.orders as o left join f on f.currency = o.currency",
        "select o.id from where",
    ],
)
def test_of_other_rows_nothing_is_told(sql: str) -> None:
    assert read(sql) == []

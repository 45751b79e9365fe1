"""A value that has become negative, in a condition on what is made of it and of others."""

from __future__ import annotations

import pytest

from dbt_onus.core.attribution import Finding
from tests.edges.test_probe_stories import Shop, origin, shop

__all__ = ["shop"]

ORDERS = "select i, 100 + i, 'EUR' from range(40) t(i)"
HALF = "select i * 4, (i % 2 * -20) + 10 from range(10) t(i)"
REFUNDS = "select i * 4, 10 from range(10) t(i)"
FAILING = 'select 1 from "shop"."main"."orders" where not (net <= gross)'
MADE = "coalesce(sum(amount), 0)"


def fails(shop: Shop, orders: str, refunds: str, rate: float = 1.1, *, made: str = MADE) -> Finding:
    """Net is more than gross."""
    shop.source("web.orders", "id int, total double, currency varchar", orders)
    shop.source("pay.refunds", "order_id int, amount double, kind varchar", f"select *, 'refund' from ({refunds})")
    shop.source("fx.rates", "currency varchar, rate double", f"values ('EUR', {rate})")
    shop.model("refunded", f"select order_id, {made} as refunded from {{pay.refunds}} group by 1")
    shop.model(
        "orders",
        "with rated as (select o.id, o.total, coalesce(r.refunded, 0) as refunded, f.rate from {web.orders} o "
        "left join {refunded} r on r.order_id = o.id left join {fx.rates} f on f.currency = o.currency) "
        "select * exclude (rate), round(total * rate, 2) as gross, round((total - refunded) * rate, 2) as net "
        "from rated",
    )
    return shop.failing(
        "holds", "orders", None, sql='select 1 from "shop"."main"."orders" where not (net <= gross)'
    )


def test_what_is_taken_off_and_has_become_negative_is_named(shop: Shop) -> None:
    assert origin(fails(shop, ORDERS, "select i * 4, -10 from range(10) t(i)")) == "pay.refunds.amount"


def test_a_rate_that_has_become_negative_is_not_taken_for_it(shop: Shop) -> None:
    assert not fails(shop, ORDERS, REFUNDS, -1.1).confidence.pages


def test_rows_that_fail_for_another_reason_leave_it_open(shop: Shop) -> None:
    """No refund is negative in the half of the rows that another rate turns around."""
    orders = "select i, 100 + i, case when i % 8 = 0 then 'USD' else 'EUR' end from range(40) t(i)"
    shop.source("web.orders", "id int, total double, currency varchar", orders)
    shop.source(
        "pay.refunds", "order_id int, amount double", "select i * 4, (i % 2 * -20) + 10 from range(10) t(i)"
    )
    shop.source("fx.rates", "currency varchar, rate double", "values ('EUR', 1.1), ('USD', -1.0)")
    shop.model(
        "orders",
        "with rated as (select o.*, coalesce(r.amount, 0) as refunded, f.rate from {web.orders} o "
        "left join {pay.refunds} r on r.order_id = o.id left join {fx.rates} f on f.currency = o.currency) "
        "select *, total * rate as gross, (total - refunded) * rate as net from rated",
    )
    assert not shop.failing("holds", "orders", None, sql=FAILING).confidence.pages


def test_a_kind_that_decides_the_sign_may_be_what_is_wrong(shop: Shop) -> None:
    made = "sum(case when kind = 'repayment' then amount else -amount end)"
    assert not fails(shop, ORDERS, REFUNDS, made=made).confidence.pages


@pytest.mark.parametrize("condition", ["balance >= 0", "not (balance < 0)"])
def test_what_is_negative_by_right_is_not_to_blame_for_what_is_added_to_it(shop: Shop, condition: str) -> None:
    """Openings are gone; withdrawals are below 0 as ever."""
    shop.source("bank.openings", "account int, opening double", "select i, 0 from range(20) t(i)")
    shop.source(
        "desk.moves",
        "account int, moved double",
        "select i, case when i % 2 = 0 then -5 else 5 end from range(20) t(i)",
    )
    shop.model(
        "accounts",
        "select o.account, o.opening, m.moved, o.opening + m.moved as balance from {bank.openings} o "
        "join {desk.moves} m on m.account = o.account",
    )
    sql = f'select 1 from "shop"."main"."accounts" where not ({condition})'
    assert not shop.failing("holds", "accounts", None, sql=sql).confidence.pages

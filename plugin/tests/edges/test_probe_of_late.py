"""Two sums that are a factor apart in the newest month: which of them no account ever had."""

from __future__ import annotations

import pytest

from dbt_onus.core.attribution import Finding
from tests.edges.test_probe_stories import Shop, origin, shop

__all__ = ["shop"]

NEW = "month = date '2026-06-01'"
MONTHS = "range(20) a(i), (select date '2026-01-01' + to_months(cast(k as int)) as month from range(6) r(k)) m"


def bills(shop: Shop, *, planned: str = "cents", billed: str = "cents", kind: str = "'EUR'") -> Finding:
    """What accounts should pay each month by their plan, and what they are billed; `recon` has the difference."""
    month = f"select i as account, cast(month as date) as month, 1900 + 100 * i as cents from {MONTHS}"
    shop.source(
        "plans.months", "account int, month date, cents double", f"select account, month, {planned} from ({month})"
    )
    shop.source(
        "bills.lines", "account int, month date, cents double", f"select account, month, {billed} from ({month})"
    )
    shop.model(
        "recon",
        "with billed as (select account, month, sum(cents) / 100 as billed from {bills.lines} group by all) "
        f"select p.account, p.month, {kind} as kind, p.cents / 100.0 as planned, coalesce(b.billed, 0) as billed, "
        "p.cents / 100.0 - coalesce(b.billed, 0) as gap "
        "from {plans.months} p left join billed b on b.account = p.account and b.month = p.month",
    )
    sql = 'select * from "shop"."main"."recon" where not (abs(gap) < 1)'
    return shop.failing("holds", "recon", "gap", sql=sql)


def tenfold(factor: str = "* 10", when: str = NEW) -> str:
    return f"case when {when} then cents {factor} else cents end"


def test_the_bills_that_are_tenfold_of_late_are_told_by_what_each_account_was_billed_before(shop: Shop) -> None:
    found = bills(shop, billed=tenfold())
    assert origin(found) == "bills.lines.cents"
    assert any("earlier rows of the same account" in piece.says for piece in found.evidence)


def test_and_so_is_the_other_side(shop: Shop) -> None:
    assert origin(bills(shop, planned=tenfold())) == "plans.months.cents"


@pytest.mark.parametrize(
    "billed",
    [tenfold("/ 10"), tenfold(when="month = date '2026-03-01'")],
    ids=["a month that is not over has small sums too", "a month in between is a kind of its own"],
)
def test_what_is_no_rise_of_late_accuses_neither(shop: Shop, billed: str) -> None:
    assert not bills(shop, billed=billed).confidence.pages


def test_rows_of_another_currency_are_no_newer_rows(shop: Shop) -> None:
    kind = f"case when p.{NEW} then 'JPY' else 'EUR' end"
    assert not bills(shop, billed=tenfold("* 160"), kind=kind).confidence.pages


def test_both_sides_in_turn_accuse_neither(shop: Shop) -> None:
    either = "account % 2 = 0"
    found = bills(
        shop, billed=tenfold(when=f"{NEW} and {either}"), planned=tenfold(when=f"{NEW} and not {either}")
    )
    assert not found.confidence.pages

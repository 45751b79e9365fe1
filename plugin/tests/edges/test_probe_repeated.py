"""Keys of several columns that are there twice: in one branch of a union, in two, or by a join."""

from __future__ import annotations

import pytest

from dbt_onus.core.attribution import Finding
from dbt_onus.core.evidence import Cause
from tests.edges.test_probe_stories import Shop, origin, shop

__all__ = ["shop"]

DAYS = "select i % 5, i, 'EUR' from range(20) t(i)"
AGAIN = "select i % 5, i, 'EUR' from range(3) t(i)"
RATES = "values ('EUR', 1.0), ('USD', 0.9), ('GBP', 1.2)"
KEY = ["shop", "day", "nr"]


def bookings(shop: Shop, web: str, till: str, rates: str = RATES) -> None:
    """Sales of a web shop and of tills, united, and what they are in euros."""
    shop.source("web.sales", "day int, nr int, currency varchar", web)
    shop.source("till.sales", "tag varchar, beleg int, currency varchar", till)
    shop.source("fx.rates", "currency varchar, rate double", rates)
    shop.model("stg_web", "select 'web' as shop, day, nr, currency from {web.sales}")
    shop.model(
        "stg_till",
        "select 'till' as shop, cast(tag as int) as day, beleg as nr, currency from {till.sales} where beleg >= 0",
    )
    shop.model(
        "fct",
        "with united as (select * from {stg_web} union all select * from {stg_till}) "
        "select u.shop, u.day, u.nr, md5(u.shop || '-' || u.day || '-' || u.nr) as sale_key, f.rate "
        "from united u left join {fx.rates} f on f.currency = u.currency",
    )


def twice(shop: Shop, key: list[str] | None = None) -> Finding:
    """No sale is there twice."""
    return shop.failing("unique_combination_of_columns", "fct", None, combination_of_columns=key or KEY)


def test_the_branch_whose_rows_came_twice_is_named(shop: Shop) -> None:
    bookings(shop, f"{DAYS} union all {AGAIN}", DAYS)
    found = twice(shop)
    assert (origin(found), found.cause) == ("web.sales", Cause.DUPLICATES)


def test_the_other_branch_is_followed_through_what_its_staging_does(shop: Shop) -> None:
    bookings(shop, DAYS, f"{DAYS} union all {AGAIN}")
    assert origin(twice(shop)) == "till.sales"


def test_a_key_that_is_made_of_several_columns_is_followed_as_it_is_made(shop: Shop) -> None:
    bookings(shop, f"{DAYS} union all {AGAIN}", DAYS)
    assert origin(shop.failing("unique", "fct", "sale_key")) == "web.sales"


def test_rows_that_a_joined_table_repeats_are_that_tables(shop: Shop) -> None:
    bookings(shop, DAYS, DAYS, f"{RATES}, ('EUR', 1.1)")
    assert origin(twice(shop)).startswith("fx.rates")


@pytest.mark.parametrize(
    ("web", "till", "rates"),
    [
        (f"{DAYS} union all {AGAIN}", f"{DAYS} union all {AGAIN}", RATES),
        (f"{DAYS} union all {AGAIN}", DAYS, f"{RATES}, ('EUR', 1.1)"),
    ],
)
def test_two_that_may_have_done_it_accuse_neither(shop: Shop, web: str, till: str, rates: str) -> None:
    bookings(shop, web, till, rates)
    assert not twice(shop).confidence.pages


def test_keys_that_two_branches_share_accuse_neither(shop: Shop) -> None:
    bookings(shop, DAYS, DAYS)
    assert not twice(shop, ["day", "nr"]).confidence.pages


def test_a_branch_that_does_not_account_for_all_that_is_there_twice_is_not_accused(shop: Shop) -> None:
    """Two of the three are sales of the web shop; one is a number that both have."""
    apart = "select i % 5, i + 100, 'EUR' from range(20) t(i)"
    bookings(shop, f"{DAYS} union all {AGAIN} limit 22", f"{apart} union all select 0, 10, 'EUR'")
    assert not twice(shop, ["day", "nr"]).confidence.pages


def test_a_branch_that_accounts_for_all_is_accused_without_a_name_in_the_key(shop: Shop) -> None:
    bookings(shop, f"{DAYS} union all {AGAIN}", "select i % 5, i + 100, 'EUR' from range(20) t(i)")
    assert origin(twice(shop, ["day", "nr"])) == "web.sales"


def test_rows_that_staging_leaves_out_may_be_there_twice(shop: Shop) -> None:
    """Tills send cancelled sales below 0 again and again, as ever."""
    cancelled = "select 0, -1, 'EUR' from range(9) t(i)"
    bookings(shop, f"{DAYS} union all {AGAIN}", f"{DAYS} union all {cancelled}")
    assert origin(twice(shop)) == "web.sales"

"""A test that lets a few bad rows through, on a real DuckDB: which of two regions has brought so many."""

from __future__ import annotations

from dbt_onus.core.attribution import Finding
from tests.edges.test_probe_stories import Shop, origin, shop

__all__ = ["shop"]


def tickets(shop: Shop, eu: tuple[int, int], us: tuple[int, int]) -> None:
    """Of so many tickets of each region, so many have no account."""
    for name, (rows, without) in {"eu": eu, "us": us}.items():
        made = f"select i, case when i < {without} then null else i % 9 end from range({rows}) t(i)"
        shop.source(f"{name}.tickets", "id int, account int", made)
    shop.model(
        "tickets",
        "select id, account, cast('eu' as varchar) as region from {eu.tickets} "
        "union all select id, account, cast('us' as varchar) from {us.tickets}",
    )
    shop.model("fct", "select id, region, coalesce(account, -1) as account from {tickets}")


def too_many(shop: Shop) -> Finding:
    """More than two in a hundred have the account that stands for none."""
    share = "avg(case when account = -1 then 1.0 else 0.0 end)"
    sql = f'select {share} as share from "shop"."main"."fct" having {share} > 0.02'
    return shop.failing("known_member", "fct", "account", sql=sql)


def test_the_region_whose_bad_rows_alone_break_the_bound_is_named(shop: Shop) -> None:
    tickets(shop, (300, 60), (300, 3))
    assert origin(too_many(shop)) == "eu.tickets.account"


def test_so_it_is_where_it_is_the_other_one(shop: Shop) -> None:
    tickets(shop, (300, 3), (300, 60))
    assert origin(too_many(shop)) == "us.tickets.account"


def test_two_regions_each_of_which_breaks_it_accuse_neither(shop: Shop) -> None:
    tickets(shop, (300, 60), (300, 50))
    assert not too_many(shop).confidence.pages


def test_two_regions_that_break_it_only_together_accuse_neither(shop: Shop) -> None:
    tickets(shop, (300, 7), (300, 7))
    assert not too_many(shop).confidence.pages


def test_a_region_of_which_little_is_left_may_be_what_is_wrong(shop: Shop) -> None:
    tickets(shop, (300, 12), (20, 1))
    assert not too_many(shop).confidence.pages


def test_a_bound_on_the_number_of_nulls_is_broken_by_one_region(shop: Shop) -> None:
    tickets(shop, (300, 60), (300, 3))
    sql = 'select * from "shop"."main"."tickets" where account is null'
    found = shop.failing("not_null", "tickets", "account", sql=sql, error_if="> 5")
    assert origin(found) == "eu.tickets.account"

"""One branch of a union fails a bound, and its rows look something up: which of the two it is."""

from __future__ import annotations

from dbt_onus.core.attribution import Finding
from tests.edges.test_probe_stories import Shop, origin, shop

__all__ = ["shop"]

SEARCH = "select i, case when i % 3 = 0 then 'GBP' else 'EUR' end, {0} * (80 + i % 7) from range(60) t(i)"
SOCIAL = "select i, case when i % 3 = 0 then 'USD' else 'EUR' end, 80 + i % 9 from range(60) t(i)"
RATES = "values ('GBP', 1.2), ('USD', 0.9)"
PLAIN = "case when a.currency = 'EUR' then 1 else f.rate end"


def clicks(shop: Shop, search: str, rates: str, *, rated: str = PLAIN, social: str = SOCIAL) -> Finding:
    """What a click costs in euros; pounds and dollars have a rate."""
    shop.source("gads.stats", "day int, currency varchar, cost double", search)
    shop.source("meta.ads", "tag int, waehrung varchar, spend double", social)
    shop.source("fx.daily", "currency varchar, rate double", rates)
    shop.model("rates", "select currency, max(rate) as rate from {fx.daily} group by 1")
    shop.model(
        "ads",
        "select 'search' as platform, day, currency, cost from {gads.stats} "
        "union all select 'social', tag, waehrung, spend from {meta.ads}",
    )
    shop.model(
        "fct",
        f"select a.* exclude (cost), a.cost * {rated} as cost_eur, round(cost_eur / 100, 4) as cpc "
        "from {ads} a left join {rates} f on f.currency = a.currency",
    )
    sql = 'select * from "shop"."main"."fct" where not (cpc >= 0.05)'
    return shop.failing("holds", "fct", "cpc", sql=sql)


def search(factor: str) -> str:
    return SEARCH.format(factor)


def test_rows_without_a_rate_that_fail_as_well_leave_the_branch(shop: Shop) -> None:
    assert origin(clicks(shop, search("0.01"), RATES)).startswith("gads.stats")


def test_a_rate_of_this_branch_alone_stays_a_suspect(shop: Shop) -> None:
    found = clicks(shop, search("1"), "values ('GBP', 0.012), ('USD', 0.9)")
    assert not found.confidence.pages
    assert {place.unique_id for place in found.suspects} == {"source.shop.gads.stats", "source.shop.fx.daily"}


def test_a_rate_that_is_gone_and_replaced_stays_a_suspect(shop: Shop) -> None:
    """Of pounds, nobody says any more what they are worth; a default makes much less of them."""
    rated = "case when a.currency = 'EUR' then 1 else coalesce(f.rate, 0.01) end"
    assert not clicks(shop, search("1"), "values ('USD', 0.9)", rated=rated).confidence.pages


def test_rows_that_all_have_a_rate_tell_nothing(shop: Shop) -> None:
    rates = f"{RATES}, ('EUR', 1.0)"
    found = clicks(shop, search("0.01"), rates, rated="f.rate")
    assert not found.confidence.pages


def test_a_few_rows_without_a_rate_tell_nothing(shop: Shop) -> None:
    """Some are off in euros, but most are in pounds: both may be wrong."""
    few = "case when i % 3 <> 0 and i > 12 then 1 else 0.01 end"
    assert not clicks(shop, search(few), RATES).confidence.pages


def one_platform(shop: Shop, search: str, rates: str) -> Finding:
    """The same with one platform."""
    shop.source("gads.stats", "day int, currency varchar, cost double", search)
    shop.source("fx.daily", "currency varchar, rate double", rates)
    shop.model("rates", "select currency, max(rate) as rate from {fx.daily} group by 1")
    shop.model(
        "fct",
        f"with f as (select * from {{rates}}), final as (select a.*, a.cost * {PLAIN} / 100 as cpc "
        "from {gads.stats} a left join f on f.currency = a.currency) select * from final",
    )
    return shop.failing("holds", "fct", "cpc", sql='select * from "shop"."main"."fct" where not (cpc >= 0.05)')


def test_without_other_branches_too_what_fails_without_a_rate_does_not_fail_for_it(shop: Shop) -> None:
    assert origin(one_platform(shop, search("0.01"), RATES)).startswith("gads.stats")


def test_rates_that_are_wrong_leave_the_rows_without_one_alone(shop: Shop) -> None:
    assert not one_platform(shop, search("1"), "values ('GBP', 0.012)").confidence.pages

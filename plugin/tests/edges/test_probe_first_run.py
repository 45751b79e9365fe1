"""The first report ever, where no run is known in which it was right: what the warehouse tells all the same."""

from __future__ import annotations

import pytest

from dbt_onus.core.attribution import Finding
from dbt_onus.core.evidence import Cause, Confidence
from tests import builders as b
from tests.edges.test_probe_stories import Shop, origin, shop

__all__ = ["shop"]

SPEND = "select campaign, sum(clicks) as clicks from {ads.spend} group by campaign"


def first_report(shop: Shop, model: str, column: str) -> Finding:
    """A model cannot be built for want of a column, and nobody remembers a run."""
    shop.remembers = False
    said = f'Binder Error: Referenced column "{column}" not found in FROM clause!'
    return shop.explained(b.result(next(one for one in shop.nodes if one.name == model), "error", message=said))


def undeclared(shop: Shop, name: str, columns: str, rows: str) -> None:
    """A table of which nobody wrote down the columns."""
    shop.source(name, columns, rows)
    shop.nodes[-1] = b.source(name)


def spend(shop: Shop, *, sql: str = SPEND, built: str | None = SPEND, then: str) -> None:
    """A model was built of what an advertiser sends; then something happened."""
    undeclared(shop, "ads.spend", "campaign varchar, clicks int, cost int", "select 'c', i, i from range(9) t(i)")
    shop.model("cost", sql, build=False)
    if built is not None:
        shop.warehouse.execute('create table "shop"."main"."cost" as ' + built.replace("{ads.spend}", "ads.spend"))
    if then:
        shop.warehouse.execute(then)


@pytest.mark.parametrize(
    "then",
    ["alter table ads.spend drop column clicks", "alter table ads.spend rename column clicks to taps"],
)
def test_what_was_made_of_the_column_is_still_there_so_it_was_there_too(shop: Shop, then: str) -> None:
    spend(shop, then=then)
    found = first_report(shop, "cost", "clicks")
    assert (origin(found), found.cause, found.confidence) == (
        "ads.spend.clicks",
        Cause.SCHEMA_CHANGE,
        Confidence.LIKELY,
    )


@pytest.mark.parametrize("slip", ["clikcs", "click", "clicsk", "cliccks", "clocks"])
def test_a_slip_of_the_fingers_is_nobody_elses_fault(shop: Shop, slip: str) -> None:
    spend(shop, sql=SPEND.replace("(clicks)", f"({slip})"), then="")
    assert not first_report(shop, "cost", slip).confidence.pages


@pytest.mark.parametrize("built", [None, "select campaign from {ads.spend}"])
def test_what_was_never_made_of_it_may_ask_for_what_never_was(shop: Shop, built: str | None) -> None:
    spend(shop, built=built, then="alter table ads.spend drop column clicks")
    assert not first_report(shop, "cost", "clicks").confidence.pages


def test_of_two_tables_that_can_have_given_it_neither_is_accused(shop: Shop) -> None:
    undeclared(shop, "ads.spend", "campaign varchar, clicks int", "select 'c', i from range(9) t(i)")
    undeclared(shop, "ads.extra", "campaign varchar, taps int", "select 'c', i from range(9) t(i)")
    sql = "select clicks from {ads.spend} s join {ads.extra} e on s.campaign = e.campaign"
    shop.model("cost", sql)
    shop.warehouse.execute("alter table ads.spend drop column clicks")
    assert not first_report(shop, "cost", "clicks").confidence.pages


# --- keys that are there twice -------------------------------------------------------------------------------


def once(shop: Shop, rows: str) -> Finding:
    """Readers are to be there once, and no run is known in which they were."""
    shop.remembers = False
    shop.source("web.readers", "id int, mail varchar", rows)
    shop.model("stg_readers", "select id, lower(mail) as mail from {web.readers}")
    return shop.failing("unique", "stg_readers", "id")


def test_rows_that_are_the_same_in_every_column_were_sent_twice(shop: Shop) -> None:
    found = once(shop, "select i, 'm' || i from range(9) t(i) union all select i, 'm' || i from range(4) t(i)")
    assert origin(found) == "web.readers.id"


def test_rows_of_one_key_that_differ_may_be_its_versions_and_the_sql_may_forget_to_choose(shop: Shop) -> None:
    found = once(shop, "select i, 'm' || i from range(9) t(i) union all select i, 'n' || i from range(4) t(i)")
    assert not found.confidence.pages
    assert any("onus_once" in sql for sql in shop.asked)


def test_some_of_them_sent_twice_and_some_versions_decide_nothing(shop: Shop) -> None:
    found = once(shop, "select i % 5, case when i < 8 then 'm' else 'n' || i end from range(10) t(i)")
    assert not found.confidence.pages


# --- keys without a row --------------------------------------------------------------------------------------


def rates(shop: Shop, countries: str, *, by: str = "country", listed: str = "seed") -> Finding:
    """A rate is looked up by the country of an order, in a seed or in a table of the finance team."""
    shop.remembers = False
    shop.source("web.orders", "id int, country varchar, town varchar", countries)
    made = "select c as country, 0.2 as rate from (values ('AT'), ('BE'), ('CH')) t(c)"
    if listed == "seed":
        shop.warehouse.execute(f'create table "shop"."main"."rates" as {made}')
        shop.nodes.append(
            b.node("seed.shop.rates", columns=["country", "rate"], relation_name='"shop"."main"."rates"')
        )
    else:
        shop.source("rates", "country varchar, rate double", made)
    asked = f"select o.id, r.rate from {{web.orders}} o left join {{rates}} r on r.country = o.{by}"
    shop.model("fct", asked)
    return shop.failing("not_null", "fct", "rate")


SOME = "select i, ['AT', 'BE', 'DE'][1 + i % 3], 'Ulm' from range(30) t(i)"


def test_a_seed_that_nobody_remembers_may_have_lost_the_row(shop: Shop) -> None:
    found = rates(shop, SOME)
    assert not found.confidence.pages
    assert [place.unique_id for place in found.suspects] == ["source.shop.web.orders", "seed.shop.rates"]


def test_where_no_key_at_all_finds_its_row_the_sql_may_look_in_the_wrong_place(shop: Shop) -> None:
    found = rates(shop, SOME, by="town")
    assert not found.confidence.pages
    assert not found.narrowed

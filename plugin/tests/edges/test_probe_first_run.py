"""The first report ever is of a column that is not there: what the warehouse has kept tells whose it is."""

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

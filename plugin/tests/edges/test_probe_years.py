"""Rows that are looked up by the year of a day: whether the year is lacking, or the day is wrong."""

from __future__ import annotations

import pytest

from dbt_onus.core.attribution import Finding
from dbt_onus.core.evidence import Cause, Confidence
from tests.edges.test_probe_stories import Shop, origin, shop

__all__ = ["shop"]

#: A rate for each of three lines and four years.
RATES = "select y, l, 0.1 * l from range(2022, 2026) t(y), range(3) u(l)"
NO_2024 = RATES + " where y <> 2024"
#: Eighty accidents in four years, and what was paid a month after each.
LOST = "select i, date '2022-01-05' + (i * 15)::int from range(80) t(i)"
PAID = "select i, i, date '2022-02-05' + (i * 15)::int from range(80) t(i)"
#: Those of 2023 are said to have been a year later.
NEXT_YEAR = LOST.replace("::int", "::int + case when i between 25 and 45 then 365 else 0 end")
NONE_OF_2024 = " where year(date '2022-01-05' + (i * 15)::int) <> 2024"


def ceded(
    shop: Shop, rates: str = RATES, lost: str = LOST, paid: str = PAID, *, day: str = "l.lost_on"
) -> Finding:
    """What was paid for an accident is shared by the rate of the year of the accident."""
    shop.source("re.rates", "rate_year int, line int, share double", rates)
    shop.source("claims.losses", "loss int, lost_on date", lost)
    shop.source("bank.payments", "payment int, loss int, paid_on date", paid)
    shop.model("stg_losses", "select loss, lost_on from {claims.losses}")
    shop.model(
        "payments",
        f"select p.payment, p.loss, p.paid_on, {day} as lost_on from {{bank.payments}} p "
        "left join {stg_losses} l on l.loss = p.loss",
    )
    shop.model(
        "ceded",
        "select p.payment, r.share from {payments} p "
        "left join {re.rates} r on r.rate_year = year(p.lost_on) and r.line = 1",
    )
    return shop.failing("not_null", "ceded", "share")


def test_a_year_is_lacking_where_the_rows_have_another_day_in_it(shop: Shop) -> None:
    found = ceded(shop, NO_2024)
    assert (origin(found), found.cause, found.confidence) == (
        "re.rates.rate_year",
        Cause.VOLUME,
        Confidence.LIKELY,
    )
    assert "are years between those that it has" in " ".join(piece.says for piece in found.evidence)


@pytest.mark.parametrize(
    ("rates", "lost", "paid", "day"),
    [
        pytest.param(
            NO_2024, NEXT_YEAR + NONE_OF_2024, PAID + NONE_OF_2024, "l.lost_on", id="days are in the wrong year"
        ),
        pytest.param(NO_2024, NEXT_YEAR, PAID, "l.lost_on", id="both"),
        pytest.param(RATES + " where y < 2025", LOST, PAID, "l.lost_on", id="the newest year is lacking"),
        pytest.param(NO_2024 + " and y between 2023 and 2024", LOST, PAID, "l.lost_on", id="there is one year"),
        pytest.param(NO_2024, LOST, PAID, "p.paid_on - 31", id="there is no day from elsewhere"),
    ],
)
def test_else_no_year_is_said_to_be_lacking(shop: Shop, rates: str, lost: str, paid: str, day: str) -> None:
    assert not ceded(shop, rates, lost, paid, day=day).confidence.pages

"""Rows that are looked up by a key and a day: which of the two is wrong, or what they are looked up in."""

from __future__ import annotations

import pytest

from dbt_onus.core.attribution import Finding
from dbt_onus.core.evidence import Cause, Confidence
from tests.edges.test_probe_stories import Shop, origin, shop

__all__ = ["shop"]

#: Thirty drivers with a contract for each half of 2025.
CONTRACTS = (
    "select printf('D%03d', i), date '2025-01-01' + (181 * n)::int, date '2025-01-01' + (181 * n + 181)::int, "
    "i * 2 + n from range(30) t(i), generate_series(0, 1) u(n)"
)
#: A trip on each of the first three hundred days, which ends the day after.
TRIPS = (
    "select i, printf('D%03d', i % 30), date '2025-01-01' + i::int, date '2025-01-02' + i::int "
    "from range(300) t(i)"
)
NEXT_YEAR = TRIPS.replace(
    "'2025-01-01' + i::int,", "'2025-01-01' + i::int + case when i % 9 = 0 then 365 else 0 end,"
)
BY_DAY = "t.started_on >= c.valid_from and t.started_on < c.valid_to"


def trips(shop: Shop, trips: str = TRIPS, contracts: str = CONTRACTS, *, by: str = BY_DAY) -> Finding:
    """A trip is paid by the contract that its driver had on the day on which it began."""
    shop.source("hr.contracts", "driver varchar, since date, until date, nr int", contracts)
    shop.source("ops.trips", "trip int, driver varchar, began_on date, ended_on date", trips)
    shop.model("stg_contracts", "select driver, since as valid_from, until as valid_to, nr from {hr.contracts}")
    shop.model("stg_trips", "select trip, driver, began_on as started_on, ended_on from {ops.trips}")
    shop.model(
        "paid",
        "with t as (select * from {stg_trips}) select t.*, c.nr as contract from t "
        f"left join {{stg_contracts}} c on c.driver = t.driver and {by}",
    )
    return shop.failing("not_null", "paid", "contract")


@pytest.mark.parametrize("by", [BY_DAY, "t.started_on between c.valid_from and c.valid_to - 1"])
def test_a_day_is_wrong_where_another_day_of_the_row_finds_what_it_does_not(shop: Shop, by: str) -> None:
    found = trips(shop, NEXT_YEAR, by=by)
    assert (origin(found), found.cause, found.confidence) == (
        "ops.trips.began_on",
        Cause.REFERENTIAL,
        Confidence.LIKELY,
    )
    says = " ".join(piece.says for piece in found.evidence)
    assert "34 of 300 rows have stg_trips.started_on after ended_on" in says


@pytest.mark.parametrize(
    ("rows", "contracts"),
    [
        pytest.param(TRIPS, CONTRACTS.replace("series(0, 1)", "series(0, 0)"), id="the newest contracts are gone"),
        pytest.param(TRIPS, CONTRACTS + " where n = 0 or i % 3 > 0", id="some of them are"),
        pytest.param(
            TRIPS,
            CONTRACTS.replace("'2025-01-01' + (181 * n)::int,", "'2025-02-01' + (181 * n)::int,"),
            id="late starts",
        ),
        pytest.param(NEXT_YEAR, CONTRACTS + " where n = 0 or i % 3 > 0", id="some are, and days are wrong"),
        pytest.param(NEXT_YEAR.replace("'2025-01-02'", "'2026-01-02'"), CONTRACTS, id="both days are wrong"),
        pytest.param(
            NEXT_YEAR.replace(
                "'2025-01-02' + i::int", "'2025-01-01' + i::int + case when i % 5 = 0 then -1 else 1 end"
            ),
            CONTRACTS,
            id="the days of rows that are found stand so as well",
        ),
        pytest.param(NEXT_YEAR.replace("range(300)", "range(15)"), CONTRACTS, id="few rows are found"),
        pytest.param(
            NEXT_YEAR.replace("date '2025-01-02' + i::int", "null"), CONTRACTS, id="there is no other day"
        ),
    ],
)
def test_else_it_is_open_whose_it_is(shop: Shop, rows: str, contracts: str) -> None:
    assert not trips(shop, rows, contracts).confidence.pages


def test_drivers_whom_nobody_has_are_told_from_days_that_no_contract_holds(shop: Shop) -> None:
    bent = TRIPS.replace(
        "printf('D%03d', i % 30)", "case when i % 9 = 0 then 'D-0' else 'D' end || printf('%03d', i % 30)"
    )
    found = trips(shop, bent)
    assert (origin(found), found.cause) == ("ops.trips.driver", Cause.REFERENTIAL)


def test_a_few_wrong_keys_may_be_those_of_other_rows(shop: Shop) -> None:
    """Of what is written behind the number of a driver, one number is that of somebody who left long ago."""
    left = (
        CONTRACTS.replace("range(30)", "range(28)") + " union all select 'D028', '2001-01-01', '2002-01-01', 100"
    )
    bent = TRIPS.replace(
        "i % 30)", "i % 28 * case when i % 9 = 0 then 100 else 1 end + case when i % 9 = 0 then 28 else 0 end)"
    )
    assert origin(trips(shop, bent, left)) == "ops.trips.driver"


def test_not_where_as_many_are_of_drivers_who_are_known(shop: Shop) -> None:
    bent = NEXT_YEAR.replace(
        "printf('D%03d', i % 30)", "case when i % 9 = 1 then 'D-0' else 'D' end || printf('%03d', i % 30)"
    )
    assert not trips(shop, bent).confidence.pages


#: Trips of an app, from number 100 on, and of the radio that it replaces, up to number 180.
APP = TRIPS.replace("range(300)", "range(100, 300)")
RADIO = TRIPS.replace("range(300)", "range(180)")
STRANGE = "case when i % 9 = 0 then 'K-D' else 'D' end || printf('%03d', i % 30)"


def both(
    shop: Shop, app: str = APP, radio: str = RADIO, contracts: str = CONTRACTS, *, beside: str = "app"
) -> Finding:
    """Of a trip that both know, the app says who drove, and the radio when; fares are kept beside one."""
    shop.source("hr.contracts", "driver varchar, valid_from date, valid_to date, nr int", contracts)
    for name, rows in (("app", app), ("radio", radio)):
        shop.source(f"{name}.trips", "trip int, driver varchar, began_on date, ended_on date", rows)
        shop.model(f"stg_{name}", f"select * from {{{name}.trips}}")
    kept = {"app": "range(100, 300)", "radio": "range(180)"}[beside]
    shop.source(f"{beside}.fares", "trip int, fare int", f"select i, 7 from {kept} t(i)")
    shop.model("stg_fares", f"select trip, fare from {{{beside}.fares}}")
    shop.model(
        "paid",
        "with t as (select coalesce(a.trip, r.trip) as trip, coalesce(a.driver, r.driver) as driver, "
        "coalesce(r.began_on, a.began_on) as began_on, coalesce(r.ended_on, a.ended_on) as ended_on "
        "from {stg_app} a full outer join {stg_radio} r on r.trip = a.trip) "
        "select t.*, c.nr as contract from t left join {hr.contracts} c on c.driver = t.driver "
        "and t.began_on >= c.valid_from and t.began_on < c.valid_to",
    )
    return shop.failing("not_null", "paid", "contract")


def test_keys_are_followed_to_the_system_that_goes_first(shop: Shop) -> None:
    found = both(shop, APP.replace("printf('D%03d', i % 30)", STRANGE))
    assert (origin(found), found.cause) == ("app.trips.driver", Cause.REFERENTIAL)


def test_and_to_the_one_that_stands_in_for_a_system_that_has_lost_nothing(shop: Shop) -> None:
    found = both(shop, radio=RADIO.replace("printf('D%03d', i % 30)", STRANGE))
    assert (origin(found), found.confidence) == ("radio.trips.driver", Confidence.LIKELY)


def test_days_are_followed_so_as_well(shop: Shop) -> None:
    found = both(shop, NEXT_YEAR.replace("range(300)", "range(100, 300)"), beside="radio")
    assert (origin(found), found.confidence) == ("app.trips.began_on", Confidence.LIKELY)


BENT = {
    "app": APP.replace("printf('D%03d', i % 30)", STRANGE),
    "radio": RADIO.replace("printf('D%03d', i % 30)", STRANGE),
}


@pytest.mark.parametrize(
    ("kept", "beside"),
    [
        pytest.param({"radio": BENT["radio"]}, "radio", id="nothing is kept beside the one that goes first"),
        pytest.param(
            {"radio": BENT["radio"], "app": APP.replace("100", "150")}, "app", id="the first has lost rows"
        ),
        pytest.param(BENT, "app", id="both have strange drivers"),
        pytest.param({"contracts": CONTRACTS + " where i <> 9"}, "app", id="a driver is gone"),
    ],
)
def test_no_system_is_accused_where_the_other_may_be(shop: Shop, kept: dict[str, str], beside: str) -> None:
    found = both(shop, beside=beside, **kept)
    assert not found.confidence.pages or origin(found).startswith("hr.contracts")

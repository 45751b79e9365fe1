"""Two moments that are the wrong way round, on a real DuckDB: a third one in the same row tells which is off."""

from __future__ import annotations

import pytest

from dbt_onus.core.attribution import Finding
from tests.edges.test_probe_stories import Shop, origin, shop

__all__ = ["shop"]

LATE, AT_NOON = "interval 9 hour", "timestamp '2026-01-01 12:00'"


def desk(shop: Shop, *, opened: str = "", answered: str = "", closed: str = "", third: str = "till") -> None:
    """Two regions' tickets are opened in one system, answered in another, and closed in either or in a third."""
    made = {
        "opened_at": f"{AT_NOON} + interval 1 day * i {opened}",
        "answered_at": f"{AT_NOON} + interval 1 day * i + interval 1 hour * (1 + i % 4) {answered}",
        "closed_at": f"{AT_NOON} + interval 1 day * i + interval 1 hour * (5 + i * 7 % 5) {closed}",
    }
    columns = {"desk": ["opened_at"], "audit": ["answered_at"], "till": []}
    columns[third].append("closed_at")
    for name, given in columns.items():
        if given:
            typed = ", ".join(f"{one} timestamp" for one in given)
            chosen = ", ".join(made[one] for one in given)
            rows = f"select i, case when i % 2 = 0 then 'eu' else 'us' end, {chosen} from range(80) t(i)"
            shop.source(f"{name}.log", f"id int, region varchar, {typed}", rows)
    sides = ", ".join(f"{name}.{one}" for name, given in columns.items() for one in given)
    joined = " ".join(
        f"join {{{name}.log}} {name} on {name}.id = desk.id"
        for name in columns
        if columns[name] and name != "desk"
    )
    hours = "date_diff('minute', desk.opened_at, audit.answered_at) / 60.0"
    shop.model(
        "tickets", f"select desk.id, desk.region, {sides}, {hours} as hours from {{desk.log}} desk {joined}"
    )


def too_early(shop: Shop) -> Finding:
    """An answer before its question."""
    sql = 'select * from "shop"."main"."tickets" where hours < 0'
    return shop.failing("holds", "tickets", "hours", sql=sql)


IN_US = "* (case when i % 2 = 1 then 1 else 0 end)"


def test_the_moment_that_left_the_third_is_off(shop: Shop) -> None:
    desk(shop, opened=f"+ {LATE} {IN_US}")
    assert origin(too_early(shop)) == "desk.log.opened_at"


def test_so_it_is_where_it_is_the_other_one(shop: Shop) -> None:
    desk(shop, answered=f"- {LATE} {IN_US}")
    assert origin(too_early(shop)) == "audit.log.answered_at"


@pytest.mark.parametrize("third", ["desk", "audit"])
def test_a_third_from_the_same_clock_as_the_one_it_agrees_with_tells_nothing(shop: Shop, third: str) -> None:
    if third == "desk":
        desk(shop, opened=f"+ {LATE} {IN_US}", closed=f"+ {LATE} {IN_US}", third=third)
    else:
        desk(shop, answered=f"- {LATE} {IN_US}", closed=f"- {LATE} {IN_US}", third=third)
    assert not too_early(shop).confidence.pages


def test_a_third_from_the_same_table_as_the_one_that_left_it_tells(shop: Shop) -> None:
    desk(shop, opened=f"+ {LATE} {IN_US}", third="desk")
    assert origin(too_early(shop)) == "desk.log.opened_at"


def test_both_clocks_that_are_off_accuse_neither(shop: Shop) -> None:
    desk(shop, opened=f"+ interval 5 hour {IN_US}", answered=f"- interval 5 hour {IN_US}")
    assert not too_early(shop).confidence.pages


def test_a_clock_that_is_off_by_little_in_all_rows_is_not_told_from_what_happens_fast(shop: Shop) -> None:
    desk(shop, answered="- interval 2 hour")
    assert not too_early(shop).confidence.pages


def test_two_moments_that_a_test_compares_itself_are_told_as_well(shop: Shop) -> None:
    desk(shop, answered=f"- {LATE} {IN_US}")
    sql = 'select * from "shop"."main"."tickets" where not (opened_at <= answered_at)'
    assert origin(shop.failing("in_order", "tickets", None, sql=sql)) == "audit.log.answered_at"

"""Texts that no cast and no parser can read: in which column, and of which region, the warehouse tells."""

from __future__ import annotations

import pytest

from dbt_onus.core.attribution import Finding
from dbt_onus.core.evidence import Cause
from tests import builders as b
from tests.edges.test_probe_stories import Shop, origin, shop

__all__ = ["shop"]

GOOD = """select i, '["bug", "login"]', 7 from range(30) t(i)"""
COMMAS = """select i, case when i % 6 = 0 then 'bug,login' else '["bug"]' end, 7 from range(30) t(i)"""
MALFORMED = 'Invalid Input Error: Malformed JSON at byte 0 of input: unexpected character.  Input: "bug,login"'
UNNESTED = "select t.id, n.tag from {tickets} t cross join unnest(from_json(t.tags, '[\"varchar\"]')) as n(tag)"


def desks(shop: Shop, eu: str, us: str, *, staged: str = "tags", last: str = UNNESTED) -> None:
    """Two help desks are united, and the tags of a ticket come as JSON; all is views."""
    for region, rows in (("eu", eu), ("us", us)):
        shop.source(f"desk_{region}.ticket", "id int, tags varchar, deleted int", rows)
    united = " union all ".join(
        f"(select id, cast(tags as varchar) as tags, deleted, '{region}' as region from {{desk_{region}.ticket}})"
        for region in ("eu", "us")
    )
    shop.model("united", united, materialized="view")
    shop.model(
        "tickets",
        f"with u as (select * from {{united}}) select id, {staged} as tags, deleted, region from u",
        materialized="view",
    )
    shop.model("tags", last, materialized="view")


def refused(shop: Shop, message: str = MALFORMED) -> Finding:
    """A test of the last view cannot run."""
    node = b.test(
        "accepted_values", "tags", "tag", sql='select tag from "shop"."main"."tags" where tag <> \'bug\''
    )
    shop.nodes.append(node)
    return shop.explained(b.result(node, "error", message=message))


def test_the_region_whose_texts_are_no_json_is_told(shop: Shop) -> None:
    desks(shop, COMMAS, GOOD)
    found = refused(shop)
    assert (origin(found), found.cause) == ("desk_eu.ticket.tags", Cause.TYPE_CHANGE)


def test_and_the_other_one_if_it_is_the_other_one(shop: Shop) -> None:
    desks(shop, GOOD, COMMAS)
    assert origin(refused(shop)) == "desk_us.ticket.tags"


def test_both_regions_accuse_neither(shop: Shop) -> None:
    desks(shop, COMMAS, COMMAS)
    assert not refused(shop).confidence.pages


def test_texts_that_are_good_where_they_come_from_were_broken_on_the_way(shop: Shop) -> None:
    desks(shop, GOOD, GOOD, staged="replace(tags, '\"', '')")
    shop.changed = ("model.shop.tickets",)
    found = refused(shop)
    assert "desk" not in (found.origin.unique_id or "") or not found.confidence.pages


NUMBERS, UNITS = "select i, '' || i, 0 from range(30) t(i)", "select i, i || ' kg', 0 from range(30) t(i)"
AS_NUMBER = "select id, cast(tags as int) as tag from {tickets}"


def built(shop: Shop, of: str) -> Finding:
    """A table cannot be built: its reader says which type, and of which column if it is a recent engine."""
    said = "Conversion Error: Could not convert string '6 kg' to INT32"
    shop.nodes = [one for one in shop.nodes if one.name != "tags"]
    shop.model("tags", AS_NUMBER, build=False)
    return shop.explained(b.result("model.shop.tags", "error", message=said + of))


@pytest.mark.parametrize("of", ["", " when casting from source column tags"])
def test_a_cast_over_two_regions_is_asked_of_each(shop: Shop, of: str) -> None:
    desks(shop, NUMBERS, UNITS, last="select id, tags as tag from {tickets}")
    assert origin(built(shop, of)) == "desk_us.ticket.tags"


def test_a_text_that_a_filter_keeps_out_is_not_the_one(shop: Shop) -> None:
    kept_out = "select i, case when i < 3 then 'none' else '' || i end, i < 3 from range(30) t(i)"
    desks(shop, kept_out, UNITS, last="select id, tags as tag from {tickets}")
    shop.nodes = [one for one in shop.nodes if one.name != "tags"]
    shop.model("tags", f"{AS_NUMBER} where deleted = 0", build=False)
    message = "Conversion Error: Could not convert string '6 kg' to INT32"
    assert origin(shop.explained(b.result("model.shop.tags", "error", message=message))) == "desk_us.ticket.tags"


def test_a_cast_of_some_rows_only_is_not_asked(shop: Shop) -> None:
    desks(shop, NUMBERS, UNITS, last="select id, tags as tag from {tickets}")
    shop.nodes = [one for one in shop.nodes if one.name != "tags"]
    shop.model(
        "tags", "select case when deleted = 0 then cast(tags as int) end as tag from {tickets}", build=False
    )
    message = "Conversion Error: Could not convert string '6 kg' to INT32"
    found = shop.explained(b.result("model.shop.tags", "error", message=message))
    assert not shop.asked
    assert not found.confidence.pages


def test_texts_that_are_not_in_the_format_are_told(shop: Shop) -> None:
    for region, day in (("eu", "'2026-11-' || (10 + i % 20)"), ("us", "'11/' || (10 + i % 20) || '/2026'")):
        shop.source(f"desk_{region}.ticket", "id int, opened varchar", f"select i, {day} from range(30) t(i)")
    united = " union all ".join(
        f"select id, strptime(opened, '%Y-%m-%d') as opened from {{desk_{region}.ticket}}"
        for region in ("eu", "us")
    )
    shop.model("tags", united, materialized="view")
    found = refused(
        shop, 'Invalid Input Error: Could not parse string "11/10/2026" according to format specifier "%Y-%m-%d"'
    )
    assert (origin(found), found.cause) == ("desk_us.ticket.opened", Cause.TYPE_CHANGE)
    assert any("cannot be read by %Y-%m-%d" in piece.says for piece in found.evidence)

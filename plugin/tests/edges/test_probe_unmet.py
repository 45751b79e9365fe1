"""An inner join that has become empty: which side's keys are others than ever."""

from __future__ import annotations

from dbt_onus.core.attribution import Finding
from dbt_onus.core.evidence import Cause
from tests.edges.test_probe_stories import Shop, origin, shop

__all__ = ["shop"]

CARDS = "select 'K' || i, i from range(30) t(i)"
SCANS = "select i, 'K' || i % 30 from range(60) t(i)"
OTHERS = "select i, 'card-' || i % 30 from range(60) t(i)"


def visits(shop: Shop, cards: str, scans: str, members: str = CARDS, *, known: bool = True) -> Finding:
    """Scans at the door are joined with cards; nobody has a visit any more."""
    shop.source("desk.cards", "card varchar, nr int", cards)
    shop.source("door.scans", "id int, card_no varchar", scans)
    if known:
        shop.source("crm.members", "card varchar, nr int", members)
        shop.model("members", "select card, nr as member from {crm.members}")
    shop.model("cards", "select card, nr from {desk.cards}")
    shop.model("scans", "select id, card_no as card from {door.scans}")
    shop.model("visits", "select s.id, c.nr from {scans} s inner join {cards} c on c.card = s.card")
    shop.model("fct", "select s.id, v.nr from {scans} s left join {visits} v on v.id = s.id")
    return shop.failing("not_null", "fct", "nr")


def test_the_side_whose_keys_no_other_table_knows_is_named(shop: Shop) -> None:
    found = visits(shop, CARDS, OTHERS)
    assert (origin(found), found.cause) == ("door.scans", Cause.REFERENTIAL)


def test_the_other_side_is_named_where_it_is_the_strange_one(shop: Shop) -> None:
    assert origin(visits(shop, "select 'card-' || i, i from range(30) t(i)", SCANS)).startswith("desk.cards")


def test_without_a_table_that_knows_either_it_stays_open(shop: Shop) -> None:
    assert not visits(shop, CARDS, OTHERS, known=False).confidence.pages


def test_a_table_that_knows_neither_says_nothing(shop: Shop) -> None:
    assert not visits(shop, CARDS, OTHERS, "select 'M' || i, i from range(30) t(i)").confidence.pages


def test_a_table_that_knows_half_of_them_says_nothing(shop: Shop) -> None:
    assert not visits(shop, CARDS, OTHERS, "select 'K' || 2 * i, i from range(15) t(i)").confidence.pages


def test_a_table_that_knows_some_of_both_says_nothing(shop: Shop) -> None:
    assert not visits(shop, CARDS, OTHERS, f"{CARDS} union all select 'card-1', 99").confidence.pages


def test_keys_that_meet_are_not_what_keeps_all_rows_out(shop: Shop) -> None:
    """The days of both sides are apart."""
    shop.source("desk.cards", "card varchar, since int", "select 'K' || i, 90 from range(30) t(i)")
    shop.source("door.scans", "id int, card varchar, day int", "select i, 'K' || i, 5 from range(30) t(i)")
    shop.source("crm.members", "card varchar", "select 'K' || i from range(30) t(i)")
    shop.model("members", "select card from {crm.members}")
    shop.model(
        "visits",
        "select s.id from {door.scans} s inner join {desk.cards} c on c.card = s.card and s.day > c.since",
    )
    shop.model("fct", "select s.id, v.id as visit from {door.scans} s left join {visits} v on v.id = s.id")
    assert not shop.failing("not_null", "fct", "visit").confidence.pages

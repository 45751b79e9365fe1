"""What the warehouse tells of the member for what is unknown: an empty key, a key without a row, or the value."""

from __future__ import annotations

from dbt_onus.core.evidence import Confidence, Place
from dbt_onus.core.properties import Property
from tests import builders as b
from tests.unit.test_probe_answers import Shop

SHARE = "avg(case when card = -1 then 1.0 else 0.0 end)"
FEW = b.test("few", "loans_made", "card", sql=f'select 1 from "shop"."main"."loans_made" having {SHARE} > 0.02')
CARDS, LOANS = "source.shop.raw.cards", "source.shop.raw.loans"


def library(*, kept: str = "true", card: str = "100 + id % 40") -> Shop:
    """Loans look up their card, among them one for those that have none."""
    return Shop(
        raw={
            "cards": f"select 100 + id as card, 'Reader ' || id as name from range(40) as r(id) where {kept}",
            "loans": f"select id, {card} as card from range(400) as r(id)",
        },
        models={
            "dim_cards": 'with cards as (select card, name from "shop"."raw"."cards") '
            "select * from cards union all select -1, 'Nobody'",
            "loans_made": 'select l.id, coalesce(c.card, -1) as card from "shop"."raw"."loans" l '
            'left join "shop"."main"."dim_cards" c on c.card = l.card',
        },
        test=FEW,
    )


def test_cards_that_are_gone_are_missing_in_the_numbers_of_the_others() -> None:
    shop = library(kept="id not in (7, 21)")
    found = shop.asked(shop.known)
    assert (found.origin.unique_id, found.confidence) == (CARDS, Confidence.LIKELY)


def test_numbers_of_another_library_never_were_cards() -> None:
    shop = library(card="case when id % 4 = 0 then 9000 + id else 100 + id % 40 end")
    found = shop.asked(shop.known)
    assert (found.origin, found.confidence) == (Place(unique_id=LOANS, column="card"), Confidence.LIKELY)


def test_loans_without_a_card_are_nulls_of_the_loans() -> None:
    shop = library(card="case when id % 4 > 0 then 100 + id % 40 end")
    found = shop.asked(shop.known)
    assert (found.origin, found.about) == (Place(unique_id=LOANS, column="card"), Property.NULLNESS)
    assert found.confidence.pages


def test_loans_that_say_so_themselves_are_no_cards_that_are_gone() -> None:
    """They find their row, the one for nobody: no null was replaced."""
    shop = library(card="case when id % 4 = 0 then -1 else 100 + id % 40 end")
    found = shop.asked(shop.known)
    assert found.origin.unique_id != CARDS
    assert found.origin.unique_id == LOANS or not found.confidence.pages


def test_some_cards_that_are_gone_say_nothing_of_loans_that_say_so_themselves() -> None:
    """Two cards are gone, as ever within the bound; what is new are loans with the number of nobody."""
    shop = library(kept="id <> 7", card="case when id % 4 = 0 then -1 when id = 7 then 107 else 120 end")
    found = shop.asked(shop.known)
    assert not found.confidence.pages or found.origin.unique_id == LOANS


def test_on_a_first_run_nothing_is_sure() -> None:
    shop = library(card="case when id % 4 = 0 then -1 else 100 + id % 40 end")
    assert not shop.asked().confidence.pages

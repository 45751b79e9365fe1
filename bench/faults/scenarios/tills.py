"""Shops whose sources are measured every morning: faults that pass every test, and days that only look odd."""

from __future__ import annotations

from faults.acts import edit, in_turn, next_day, night, nothing, restored, sql
from faults.author import Author
from faults.scenario import Kind

TEAMS = {"pos": "tills", "crm": "loyalty", "stock": "supply"}
AUTHOR = Author(company="tills", teams=TEAMS, begins_with=next_day)
_scenario, _source = AUTHOR.scenario, AUTHOR.source


HUNDREDFOLD = sql("update raw_pos.sales set amount = amount * 100")
HALF = sql("delete from raw_pos.sales where shop <= 6")
NO_BIRTHS = sql("update raw_crm.members set birth_year = null where shop <= 6")
AMOUNT = _source("pos.sales", "amount", "distribution")
ROWS = _source("pos.sales", None, "volume")
BIRTHS = _source("crm.members", "birth_year", "nulls")
AGAIN = in_turn(night, next_day, HALF, night, next_day, HALF)
DRIFT = in_turn(
    *(
        act
        for day in range(1, 7)
        for act in (sql(f"update raw_stock.items set price = price * 1.05 ^ {day}"), night, next_day)
    )
)

SCENARIOS = (
    _scenario("hundredfold", Kind.SILENT, "Amounts are sent in cents; every test passes.", HUNDREDFOLD, AMOUNT),
    _scenario("half_load", Kind.SILENT, "Half of the shops did not send their sales.", HALF, ROWS),
    _scenario(
        "no_births", Kind.SILENT, "Half of the members lose a year that nobody has to tell.", NO_BIRTHS, BIRTHS
    ),
    _scenario(
        "members_twice",
        Kind.SILENT,
        "Members are delivered twice; nobody promised that they are unique.",
        sql("insert into raw_crm.members select * from raw_crm.members"),
        _source("crm.members", None, "volume"),
    ),
    _scenario("nothing_sold", Kind.SILENT, "The table of sales is empty.", sql("delete from raw_pos.sales"), ROWS),
    _scenario(
        "prices_in_cents",
        Kind.SILENT,
        "Prices are in cents; it shows in the source and in the list that is made of it: one incident.",
        sql("update raw_stock.items set price = price * 100"),
        _source("stock.items", "price", "distribution"),
    ),
    _scenario(
        "two_at_once",
        Kind.DOUBLE,
        "Cents, and no years of birth.",
        in_turn(HUNDREDFOLD, NO_BIRTHS),
        AMOUNT,
        BIRTHS,
    ),
    _scenario("for_days", Kind.SILENT, "Half of the shops are silent for three days.", in_turn(HALF, AGAIN), ROWS),
    _scenario(
        "beside_a_failure",
        Kind.DOUBLE,
        "Half of the shops are silent; elsewhere a price is missing, and a test says so.",
        in_turn(HALF, sql("update raw_stock.items set price = null where item_id = 7")),
        ROWS,
        _source("stock.items", "price", "nulls"),
    ),
    _scenario(
        "back_again",
        Kind.REPAIRED,
        "Half a load, and a whole one the day after.",
        in_turn(HALF, night, next_day),
        resolves=1,
    ),
    _scenario(
        "loaded_again",
        Kind.REPAIRED,
        "The half is loaded again on the same day.",
        in_turn(HALF, night, restored),
        resolves=1,
    ),
    _scenario(
        "a_week",
        Kind.CONTROL,
        "A whole week: Saturdays sell four times what Sundays do.",
        in_turn(*(act for _ in range(7) for act in (night, next_day))),
    ),
    _scenario("drift", Kind.CONTROL, "Prices rise by a twentieth every day for six days.", DRIFT),
    _scenario(
        "as_promised",
        Kind.CONTROL,
        "Two thirds of the items are taken off the shelves: the promise is at least a hundred.",
        sql("delete from raw_stock.items where item_id % 3 > 0"),
    ),
    _scenario(
        "small_table",
        Kind.CONTROL,
        "The chain buys another one: of twelve shops there are thirty.",
        sql("insert into raw_stock.shops select unnest(range(13, 31))::integer"),
    ),
    _scenario(
        "new_code",
        Kind.CONTROL,
        "A list is given in cents on purpose.",
        edit(
            "tills",
            "models/marts/price_list.sql",
            "select item_id, price,",
            "select item_id, price * 100 as price,",
        ),
    ),
    _scenario(
        "first_day", Kind.CONTROL, "Cents on the first day ever: nobody can know.", HUNDREDFOLD, history=False
    ),
    _scenario("green", Kind.CONTROL, "Another day.", nothing),
)

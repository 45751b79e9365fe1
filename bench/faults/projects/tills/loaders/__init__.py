"""What a chain of shops delivers: sales that swing with the week, members that grow, prices that rise."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from duckdb import DuckDBPyConnection
from mesh.loaders.landing import land

SHOPS = 12
#: Sales of a day, from Monday on.
WEEK = (300, 290, 310, 320, 380, 520, 120)


def tills(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Yesterday's sales, and no others."""
    day = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    dice = Random(f"sales {day:%Y-%m-%d}")
    rows = []
    for number in range(round(WEEK[day.weekday()] * dice.uniform(0.95, 1.05))):
        at = day + timedelta(minutes=dice.randrange(8 * 60, 20 * 60))
        rows.append(
            (f"{day:%y%m%d}-{number}", dice.randrange(1, SHOPS + 1), at, round(dice.lognormvariate(2.7, 0.5), 2))
        )
    land(
        warehouse,
        "raw_pos.sales",
        {"sale_id": "varchar", "shop": "integer", "sold_at": "timestamp", "amount": "double"},
        rows,
    )


def loyalty(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Members; eight more every day, some of whom do not tell when they were born."""
    count = 900 + 8 * (now - datetime(2026, 11, 1)).days
    rows = []
    for number in range(count):
        dice = Random(f"member {number}")
        born = None if dice.random() < 0.06 else 1940 + dice.randrange(65)
        rows.append((number, number % SHOPS + 1, born, round(dice.expovariate(1 / 250), 1)))
    land(
        warehouse,
        "raw_crm.members",
        {"member_id": "bigint", "shop": "integer", "birth_year": "integer", "points": "double"},
        rows,
    )


def supply(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """What is on the shelves, and the shops. Prices rise by a hair every day."""
    days = (now - datetime(2026, 11, 1)).days
    items = [
        (number, round(Random(f"item {number}").lognormvariate(1.5, 0.6) * 1.002**days, 4))
        for number in range(400)
    ]
    land(warehouse, "raw_stock.items", {"item_id": "bigint", "price": "double"}, items)
    land(warehouse, "raw_stock.shops", {"shop": "integer"}, [(number,) for number in range(1, SHOPS + 1)])


LOADERS = {"tills": tills, "loyalty": loyalty, "supply": supply}

"""What five systems of a retailer deliver, as connectors land it. The same moment gives the same rows."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from random import Random

from duckdb import DuckDBPyConnection
from mesh.loaders.landing import land

CUSTOMERS, STORES, PRODUCTS = 120, 6, 40
DAYS, ARCHIVED, PER_DAY = 14, 16, 24
CURRENCIES = ("EUR", "EUR", "EUR", "CHF", "SEK")
METHODS = ("card", "card", "wallet", "invoice")
RATES = {"EUR": 1.0, "CHF": 1.05, "SEK": 0.09}
CATEGORIES = ("produce", "dairy", "bakery", "household", "drinks")
FIRST = datetime(2025, 1, 1)


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _price(number: int) -> int:
    """Cents in the shop's list."""
    return 120 + (number * 137) % 1_900


def _orders(now: datetime) -> list[tuple[int, int, int, str, str, str, datetime, list[tuple[int, int, int, int]]]]:
    """Every order of the last days, archived ones too, with its lines: line id, product, quantity, discount."""
    found = []
    for ago in range(DAYS + ARCHIVED, 0, -1):
        day = _midnight(now) - timedelta(days=ago)
        for place in range(PER_DAY):
            dice = Random(f"order {day} {place}")
            number = (day - FIRST).days * 100 + place
            lines = [
                (number * 10 + at, product, dice.randrange(1, 5), 20 * (dice.random() < 0.15))
                for at, product in enumerate(dice.sample(range(1, PRODUCTS + 1), dice.randrange(1, 5)))
            ]
            status = "cancelled" if dice.random() < 0.04 else "placed" if ago == 1 else "delivered"
            placed = day + timedelta(minutes=dice.randrange(6 * 60, 22 * 60))
            found.append(
                (
                    number,
                    dice.randrange(CUSTOMERS) + 1,
                    dice.randrange(STORES) + 1,
                    dice.choice(CURRENCIES),
                    dice.choice(("web", "app", "store")),
                    status,
                    placed,
                    lines,
                )
            )
    return found


def _total(lines: list[tuple[int, int, int, int]]) -> int:
    return sum(_price(product) * quantity - discount for _, product, quantity, discount in lines)


def webshop(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Customers, orders of two weeks, what was archived before, their lines, and the clicks of the site."""
    current, archive, lines = [], [], []
    border = _midnight(now) - timedelta(days=DAYS)
    for number, customer, store, currency, channel, status, placed, parts in _orders(now):
        synced = placed + timedelta(hours=2)
        row = (number, customer, store, currency, channel, status, _total(parts), placed, False, synced)
        (current if placed >= border else archive).append(row)
        if placed >= border and number % 100 == 3:  # a connector delivers at least once
            current.append((*row[:-1], synced + timedelta(minutes=5)))
        for line, product, quantity, discount in parts:
            lines.append((line, number, f"SKU-{product:03}", quantity, _price(product), discount, synced))
    columns = {"id": "bigint", "customer_id": "bigint", "store_id": "bigint", "currency": "varchar"}
    columns |= {"channel": "varchar", "status": "varchar", "total_cents": "bigint", "placed_at": "timestamp"}
    columns |= {"_fivetran_deleted": "boolean", "_fivetran_synced": "timestamp"}
    land(warehouse, "raw_shop.orders", columns, current)
    land(warehouse, "raw_shop.orders_archive", columns, archive)
    columns = {"id": "bigint", "order_id": "bigint", "sku": "varchar", "quantity": "bigint"}
    columns |= {"unit_price_cents": "bigint", "discount_cents": "bigint", "_fivetran_synced": "timestamp"}
    land(warehouse, "raw_shop.order_lines", columns, lines)
    customers = [
        (
            number,
            f"Person{number}@Mail.example",
            ("DE", "AT", "CH", "SE", None)[number % 5] if number % 40 else None,
            f"L{number:05}" if number % 3 else None,
            number % 2 == 0,
            FIRST + timedelta(days=number),
        )
        for number in range(1, CUSTOMERS + 1)
    ]
    columns = {"id": "bigint", "email": "varchar", "country": "varchar", "loyalty_no": "varchar"}
    land(warehouse, "raw_shop.customers", columns | {"opted_in": "boolean", "created_at": "timestamp"}, customers)
    _clicks(warehouse, now)


def _clicks(warehouse: DuckDBPyConnection, now: datetime) -> None:
    rows = []
    for ago in range(5, 0, -1):
        day = _midnight(now) - timedelta(days=ago)
        for visitor in range(30):
            dice = Random(f"click {day} {visitor}")
            at = day + timedelta(minutes=dice.randrange(1_200))
            for step in range(dice.randrange(2, 7)):
                at += timedelta(minutes=dice.choice((1, 2, 5, 45)))
                event = f"{day:%m%d}-{visitor:02}-{step}"
                path = dice.choice(("/", "/search", "/basket", "/checkout"))
                device = dice.choice(("desktop", "phone", "tablet"))
                known = visitor + 1 if visitor % 4 else None
                rows.append((event, f"v{visitor:03}", known, path, device, at))
    columns = {"event_id": "varchar", "visitor_id": "varchar", "customer_id": "bigint", "path": "varchar"}
    land(warehouse, "raw_shop.page_views", columns | {"device": "varchar", "viewed_at": "timestamp"}, rows)


def supply(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Products whose entries are touched now and then, stores, and a count of the stock every day."""
    today = _midnight(now)
    products = []
    for number in range(1, PRODUCTS + 1):
        touched = today if number % 10 == today.day % 10 else FIRST
        category = CATEGORIES[number % len(CATEGORIES)]
        vendor = f"V{number % 4 + 1}"
        products.append(
            (f"SKU-{number:03}", f"Product {number}", category, _price(number), vendor, number % 3 + 1, touched)
        )
    columns = {"sku": "varchar", "name": "varchar", "category": "varchar", "list_price_cents": "bigint"}
    columns |= {"vendor_code": "varchar", "pack_size": "bigint", "modified_at": "timestamp"}
    land(warehouse, "raw_erp.products", columns, products)
    regions = ("north", "south", "west")
    stores = [
        (number, f"Store {number}", regions[number % 3], 300 + 50 * number) for number in range(1, STORES + 1)
    ]
    columns = {"store_id": "bigint", "name": "varchar", "region": "varchar", "square_metres": "bigint"}
    land(warehouse, "raw_erp.stores", columns, stores)
    stock = [
        (
            store,
            f"SKU-{number:03}",
            today - timedelta(days=ago),
            Random(f"{store} {number} {ago}").randrange(20, 200),
        )
        for store in range(1, STORES + 1)
        for number in range(1, PRODUCTS + 1)
        for ago in (1, 2)
    ]
    columns = {"store_id": "bigint", "sku": "varchar", "counted_on": "timestamp", "on_hand": "bigint"}
    land(warehouse, "raw_erp.stock_counts", columns, stock)


def treasury(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Exchange rates of working days: weekends have none of their own."""
    rows = []
    for ago in range(DAYS + ARCHIVED + 10, 0, -1):
        day = _midnight(now) - timedelta(days=ago)
        if day.weekday() < 5:
            rows += [
                (currency, day, rate + Random(f"{day}").random() / 200 * (rate != 1))
                for currency, rate in RATES.items()
            ]
    columns = {"currency": "varchar", "rate_date": "timestamp", "rate_to_eur": "double"}
    land(warehouse, "raw_fx.rates", columns, rows)


def payments(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Charges as the provider sends them, in JSON, and what was paid back."""
    charges, refunds = [], []
    for number, _, _, currency, _, status, placed, lines in _orders(now):
        dice = Random(f"pay {number}")
        amount = _total(lines)
        method = dice.choice(METHODS)
        if status == "cancelled":
            continue
        payload = {"order": f"ord_{number}", "amount": amount, "currency": currency.lower()}
        payload |= {"method": method, "status": "succeeded"}
        at = placed + timedelta(minutes=3)
        charges.append((f"ch_{number}", json.dumps(payload), at, at + timedelta(hours=1)))
        if dice.random() < 0.06:
            reason = dice.choice(("damaged", "late", "other"))
            refunds.append((f"re_{number}", f"ch_{number}", amount // 2, reason, at + timedelta(hours=20)))
    columns = {"id": "varchar", "payload": "varchar", "created_at": "timestamp", "_sdc_batched_at": "timestamp"}
    land(warehouse, "raw_pay.charges", columns, charges)
    columns = {"id": "varchar", "charge_id": "varchar", "amount_cents": "bigint", "reason": "varchar"}
    land(warehouse, "raw_pay.refunds", columns | {"refunded_at": "timestamp"}, refunds)


def loyalty(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Members of the loyalty app, and the points that they earned with orders."""
    members = [
        (
            f"l{number:05}",
            ("basic", "silver", "gold")[number % 3 + 0],
            number % STORES + 1,
            FIRST + timedelta(days=number),
        )
        for number in range(1, CUSTOMERS + 1)
        if number % 3
    ]
    columns = {"member_no": "varchar", "tier": "varchar", "home_store": "bigint", "joined_on": "timestamp"}
    land(warehouse, "raw_loyalty.members", columns, members)
    points = [
        (f"p{number}", f"l{customer:05}", number, _total(lines) // 100, placed + timedelta(minutes=10))
        for number, customer, _, _, _, status, placed, lines in _orders(now)
        if customer % 3 and status != "cancelled"
    ]
    columns = {"txn_id": "varchar", "member_no": "varchar", "order_ref": "bigint", "points": "bigint"}
    land(warehouse, "raw_loyalty.points", columns | {"earned_at": "timestamp"}, points)


LOADERS = {
    "webshop": webshop,
    "supply-chain": supply,
    "treasury": treasury,
    "payments": payments,
    "loyalty": loyalty,
}

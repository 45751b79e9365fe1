"""What a chain of sandwich shops delivers. The same moment gives the same rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from duckdb import DuckDBPyConnection
from mesh.loaders.landing import land

CUSTOMERS, DAYS = 120, 30
STORES = (("Philadelphia", 0.06), ("Brooklyn", 0.04), ("Chicago", 0.0625))
PRODUCTS = {
    "JAF-001": ("jaffle", 1100),
    "JAF-002": ("jaffle", 1200),
    "JAF-003": ("jaffle", 1400),
    "BEV-001": ("beverage", 600),
    "BEV-002": ("beverage", 500),
}
OPENED = datetime(2025, 9, 1)


def crm(warehouse: DuckDBPyConnection, now: datetime) -> None:  # noqa: ARG001 - every day the same
    """Customers."""
    rows = [(f"c{number:04}", f"Customer {number}") for number in range(CUSTOMERS)]
    land(warehouse, "raw.raw_customers", {"id": "varchar", "name": "varchar"}, rows)


def estate(warehouse: DuckDBPyConnection, now: datetime) -> None:  # noqa: ARG001 - every day the same
    """Stores."""
    rows = [(f"s{place}", name, OPENED, rate) for place, (name, rate) in enumerate(STORES)]
    columns = {"id": "varchar", "name": "varchar", "opened_at": "timestamp", "tax_rate": "double"}
    land(warehouse, "raw.raw_stores", columns, rows)


def assortment(warehouse: DuckDBPyConnection, now: datetime) -> None:  # noqa: ARG001 - every day the same
    """Products, and what they are made of."""
    products = [(sku, f"Product {sku}", kind, price, "…") for sku, (kind, price) in PRODUCTS.items()]
    columns = {
        "sku": "varchar",
        "name": "varchar",
        "type": "varchar",
        "price": "integer",
        "description": "varchar",
    }
    land(warehouse, "raw.raw_products", columns, products)
    supplies = [
        (f"SUP-{number}", f"Supply {number}", 40 + number, number % 2 == 0, sku)
        for sku in PRODUCTS
        for number in range(3)
    ]
    columns = {"id": "varchar", "name": "varchar", "cost": "integer", "perishable": "boolean", "sku": "varchar"}
    land(warehouse, "raw.raw_supplies", columns, supplies)


def pos(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Orders and their items, up to an hour ago."""
    orders, items = [], []
    for ago in range(DAYS):
        day = now - timedelta(days=ago, hours=1)
        dice = Random(f"orders {day:%Y-%m-%d}")
        for number in range(dice.randrange(18, 30)):
            order = f"o{day:%y%m%d}{number:03}"
            skus = [dice.choice(tuple(PRODUCTS)) for _ in range(dice.randrange(1, 5))]
            store = dice.randrange(len(STORES))
            subtotal = sum(PRODUCTS[sku][1] for sku in skus)
            tax = round(subtotal * STORES[store][1])
            customer = f"c{dice.randrange(CUSTOMERS):04}"
            orders.append((order, customer, day, f"s{store}", subtotal, tax, subtotal + tax))
            items += [(f"{order}-{place}", order, sku) for place, sku in enumerate(skus)]
    land(
        warehouse,
        "raw.raw_orders",
        {"id": "varchar", "customer": "varchar", "ordered_at": "timestamp", "store_id": "varchar"}
        | {"subtotal": "integer", "tax_paid": "integer", "order_total": "integer"},
        orders,
    )
    land(warehouse, "raw.raw_items", {"id": "varchar", "order_id": "varchar", "sku": "varchar"}, items)


LOADERS = {"crm": crm, "estate": estate, "assortment": assortment, "pos": pos}

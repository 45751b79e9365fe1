"""Pricing exports assortment and price lists every night."""

from __future__ import annotations

from datetime import timedelta

from duckdb import DuckDBPyConnection

from mesh.loaders.happenings import Happenings
from mesh.loaders.landing import land

PRODUCTS = {
    "product_id": "bigint",
    "sku": "varchar",
    "product_name": "varchar",
    "category": "varchar",
    "unit_cost_cents": "bigint",
    "is_active": "boolean",
    "updated_at": "timestamp",
    "loaded_at": "timestamp",
}
PRICES = {
    "product_id": "bigint",
    "list_price_cents": "bigint",
    "valid_from": "timestamp",
    "valid_to": "timestamp",
    "loaded_at": "timestamp",
}


def load(warehouse: DuckDBPyConnection, happened: Happenings) -> None:
    """Land products and prices."""
    loaded_at = happened.now - timedelta(hours=3)
    products = [
        (
            product.product_id,
            product.sku,
            product.name,
            product.category,
            product.unit_cost_cents,
            product.name != "Winter Crate",
            product.prices[-1].valid_from,
            loaded_at,
        )
        for product in happened.products
    ]
    prices = [
        (price.product_id, price.cents, price.valid_from, price.valid_to, loaded_at)
        for product in happened.products
        for price in product.prices
    ]
    land(warehouse, "raw_pricing.products", PRODUCTS, products)
    land(warehouse, "raw_pricing.prices", PRICES, prices)

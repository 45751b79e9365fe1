"""Storefront exports the shop's order database every night."""

from __future__ import annotations

from datetime import timedelta

from duckdb import DuckDBPyConnection

from mesh.loaders.happenings import Happenings
from mesh.loaders.landing import land

ORDERS = {
    "order_id": "bigint",
    "customer_id": "bigint",
    "ordered_at": "timestamp",
    "status": "varchar",
    "channel": "varchar",
    "promo_code": "varchar",
    "order_total_cents": "bigint",
    "currency": "varchar",
    "ship_country": "varchar",
    "loaded_at": "timestamp",
}
ORDER_LINES = {
    "order_line_id": "bigint",
    "order_id": "bigint",
    "product_id": "bigint",
    "quantity": "integer",
    "unit_price_cents": "bigint",
    "loaded_at": "timestamp",
}


def load(warehouse: DuckDBPyConnection, happened: Happenings) -> None:
    """Land orders and their lines."""
    loaded_at = happened.now - timedelta(hours=1)
    orders = [
        (
            order.order_id,
            order.customer.customer_id,
            order.ordered_at,
            order.status,
            order.channel,
            order.promo_code,
            order.total_cents,
            "EUR",
            order.customer.country_code,
            loaded_at,
        )
        for order in happened.orders
    ]
    lines = [
        (
            order.order_id * 10 + position,
            order.order_id,
            line.product_id,
            line.quantity,
            line.unit_price_cents,
            loaded_at,
        )
        for order in happened.orders
        for position, line in enumerate(order.lines)
    ]
    land(warehouse, "raw_storefront.orders", ORDERS, orders)
    land(warehouse, "raw_storefront.order_lines", ORDER_LINES, lines)

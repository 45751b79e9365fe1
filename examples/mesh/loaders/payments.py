"""Payments exports charges and refunds every hour."""

from __future__ import annotations

from datetime import timedelta

from duckdb import DuckDBPyConnection

from mesh.loaders.happenings import Happenings
from mesh.loaders.landing import land

CHARGES = {
    "charge_id": "varchar",
    "order_id": "bigint",
    "charged_at": "timestamp",
    "method": "varchar",
    "amount_cents": "bigint",
    "currency": "varchar",
    "processing_fee_cents": "bigint",
    "status": "varchar",
    "loaded_at": "timestamp",
}
REFUNDS = {
    "refund_id": "varchar",
    "charge_id": "varchar",
    "refunded_at": "timestamp",
    "amount_cents": "bigint",
    "reason": "varchar",
    "loaded_at": "timestamp",
}


def load(warehouse: DuckDBPyConnection, happened: Happenings) -> None:
    """Land charges and refunds."""
    loaded_at = happened.now - timedelta(minutes=20)
    charges = [
        (
            charge.charge_id,
            charge.order.order_id,
            charge.charged_at,
            charge.method,
            charge.order.total_cents,
            "EUR",
            charge.fee_cents,
            "captured" if charge.captured else "failed",
            loaded_at,
        )
        for charge in happened.charges
    ]
    refunds = [
        (
            refund.refund_id,
            refund.charge.charge_id,
            refund.refunded_at,
            refund.cents,
            refund.reason,
            loaded_at,
        )
        for refund in happened.refunds
    ]
    land(warehouse, "raw_payments.charges", CHARGES, charges)
    land(warehouse, "raw_payments.refunds", REFUNDS, refunds)

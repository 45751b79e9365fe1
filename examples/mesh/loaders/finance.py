"""Finance loads its accounting system: bank postings, and freight invoices by parcel."""

from __future__ import annotations

from datetime import timedelta

from duckdb import DuckDBPyConnection

from mesh.loaders.happenings import Happenings
from mesh.loaders.landing import land

JOURNAL_ENTRIES = {
    "entry_id": "bigint",
    "account_code": "varchar",
    "booked_on": "date",
    "order_id": "bigint",
    "amount_cents": "bigint",
    "posted_by": "varchar",
    "loaded_at": "timestamp",
}
CARRIER_INVOICES = {
    "invoice_line_id": "bigint",
    "shipment_id": "bigint",
    "carrier_code": "varchar",
    "invoiced_on": "date",
    "amount_cents": "bigint",
    "loaded_at": "timestamp",
}


def load(warehouse: DuckDBPyConnection, happened: Happenings) -> None:
    """Land journal entries and carrier invoices."""
    loaded_at = happened.now - timedelta(hours=6)
    movements = [
        ("1360", charge.charged_at.date(), charge.order.order_id, charge.order.total_cents)
        for charge in happened.charges
        if charge.captured
    ]
    movements += [
        ("1360", refund.refunded_at.date(), refund.charge.order.order_id, -refund.cents)
        for refund in happened.refunds
    ]
    movements += [
        ("4970", charge.charged_at.date(), charge.order.order_id, charge.fee_cents)
        for charge in happened.charges
        if charge.captured
    ]
    entries = [(number, *movement, "bank-import", loaded_at) for number, movement in enumerate(movements, start=1)]
    invoices = [
        (
            parcel.shipment_id + 500_000,
            parcel.shipment_id,
            parcel.carrier_code,
            parcel.shipped_at.date(),
            390 + parcel.weight_grams // 10,
            loaded_at,
        )
        for parcel in happened.parcels
    ]
    land(warehouse, "raw_erp.journal_entries", JOURNAL_ENTRIES, entries)
    land(warehouse, "raw_erp.carrier_invoices", CARRIER_INVOICES, invoices)

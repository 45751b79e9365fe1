"""Logistics exports parcels every night and streams what the carriers say."""

from __future__ import annotations

from datetime import timedelta

from duckdb import DuckDBPyConnection

from mesh.loaders.happenings import Happenings
from mesh.loaders.landing import land

SHIPMENTS = {
    "shipment_id": "bigint",
    "order_id": "bigint",
    "carrier_code": "varchar",
    "shipped_at": "timestamp",
    "promised_at": "timestamp",
    "delivered_at": "timestamp",
    "weight_grams": "bigint",
    "loaded_at": "timestamp",
}
CARRIER_EVENTS = {
    "event_id": "bigint",
    "shipment_id": "bigint",
    "event_code": "varchar",
    "occurred_at": "timestamp",
    "depot": "varchar",
    "loaded_at": "timestamp",
}


def load(warehouse: DuckDBPyConnection, happened: Happenings) -> None:
    """Land parcels and tracking events."""
    loaded_at = happened.now - timedelta(hours=1)
    shipments = [
        (
            parcel.shipment_id,
            parcel.order.order_id,
            parcel.carrier_code,
            parcel.shipped_at,
            parcel.promised_at,
            parcel.delivered_at,
            parcel.weight_grams,
            loaded_at,
        )
        for parcel in happened.parcels
    ]
    events = [
        (
            parcel.shipment_id * 10 + position,
            parcel.shipment_id,
            event,
            moment,
            f"{parcel.carrier_code}-{parcel.order.customer.country_code}",
            min(moment + timedelta(minutes=15), happened.now),
        )
        for parcel in happened.parcels
        for position, (event, moment) in enumerate(parcel.events)
    ]
    land(warehouse, "raw_logistics.shipments", SHIPMENTS, shipments)
    land(warehouse, "raw_logistics.carrier_events", CARRIER_EVENTS, events)

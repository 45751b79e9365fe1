"""Customer Relations replicates its CRM: accounts and support tickets."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from duckdb import DuckDBPyConnection

from mesh.loaders.happenings import Happenings
from mesh.loaders.landing import land

CUSTOMERS = {
    "customer_id": "bigint",
    "email": "varchar",
    "first_name": "varchar",
    "country_code": "varchar",
    "signed_up_at": "timestamp",
    "marketing_consent": "boolean",
    "loaded_at": "timestamp",
}
TICKETS = {
    "ticket_id": "bigint",
    "customer_id": "bigint",
    "topic": "varchar",
    "opened_at": "timestamp",
    "closed_at": "timestamp",
    "satisfaction_score": "integer",
    "loaded_at": "timestamp",
}


def load(warehouse: DuckDBPyConnection, happened: Happenings) -> None:
    """Land accounts and tickets."""
    dice = Random("crm")
    loaded_at = happened.now - timedelta(minutes=30)
    customers = [
        (
            customer.customer_id,
            customer.email,
            customer.first_name,
            customer.country_code,
            customer.signed_up_at,
            customer.consents,
            loaded_at,
        )
        for customer in happened.customers
    ]
    tickets = []
    for number in range(260):
        opened_at = happened.now - timedelta(days=dice.randrange(1, 120), hours=dice.randrange(24))
        is_closed = opened_at < happened.now - timedelta(days=4)
        tickets.append(
            (
                5_000 + number,
                dice.choice(happened.customers).customer_id,
                dice.choice(("Delivery", "Delivery", "Billing", "Product", "Subscription")),
                opened_at,
                opened_at + timedelta(hours=dice.randrange(2, 90)) if is_closed else None,
                dice.choice((None, 3, 4, 5)) if is_closed else None,
                loaded_at,
            )
        )
    land(warehouse, "raw_crm.customers", CUSTOMERS, customers)
    land(warehouse, "raw_crm.tickets", TICKETS, tickets)

"""What two parcel networks and the people around them send. The same moment gives the same rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from duckdb import DuckDBPyConnection
from mesh.loaders.landing import land

ACCOUNTS, DAYS, PER_DAY = 80, 20, 24
DEPOTS = ("HAM", "BRE", "KIL", "MUC", "STR", "NUE")
SERVICES = ("STD", "EXP", "ECO")
NETWORKS = {"N": DEPOTS[:3], "S": DEPOTS[3:]}


def _bookings(now: datetime) -> list[tuple[str, int, int, str, str, int, datetime, int]]:
    """Every parcel of both networks: network, number, account, depot, service, grams, when, cents."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    first = datetime(2025, 1, 1)
    found = []
    for ago in range(DAYS, 0, -1):
        day = midnight - timedelta(days=ago)
        for network, depots in NETWORKS.items():
            for place in range(PER_DAY):
                dice = Random(f"{day} {network} {place}")
                number = (day - first).days * PER_DAY + place
                service = dice.choice(SERVICES)
                grams = dice.randrange(200, 30_000)
                booked = day + timedelta(minutes=dice.randrange(1_200))
                cents = 390 + grams // 50 + 250 * (service == "EXP")
                account = dice.randrange(ACCOUNTS) + 1
                found.append((network, number, account, dice.choice(depots), service, grams, booked, cents))
    return found


def nord(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Parcels of the northern network."""
    rows = [
        (f"N-{number:06}", account, depot, service, grams, booked, cents)
        for network, number, account, depot, service, grams, booked, cents in _bookings(now)
        if network == "N"
    ]
    columns = {"shipment_no": "varchar", "account_id": "bigint", "depot_code": "varchar", "service": "varchar"}
    columns |= {"weight_g": "bigint", "booked_at": "timestamp", "price_cents": "bigint"}
    land(warehouse, "raw_nord.shipments", columns, rows)


def sued(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Parcels of the southern network, in other words and units."""
    rows = [
        (f"S-{number:06}", account, depot, service.lower(), grams / 1000, booked, cents / 100)
        for network, number, account, depot, service, grams, booked, cents in _bookings(now)
        if network == "S"
    ]
    columns = {"sendung_nr": "varchar", "kunde": "bigint", "depot": "varchar", "art": "varchar"}
    columns |= {"gewicht_kg": "double", "gebucht": "timestamp", "preis": "double"}
    land(warehouse, "raw_sued.sendungen", columns, rows)


def tracking(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Scans of every parcel, from pick-up to the door."""
    rows = []
    for network, number, _, depot, service, _, booked, _ in _bookings(now):
        dice = Random(f"scan {network} {number}")
        at = booked
        hops = ("picked", "hub", "out", "failed" if dice.random() < 0.04 else "delivered")
        for step, kind in enumerate(hops):
            at += timedelta(hours=dice.randrange(1, 6 if service == "EXP" else 12))
            rows.append((number * 20 + step * 2 + (network == "S"), f"{network}-{number:06}", kind, depot, at))
    columns = {"event_id": "bigint", "shipment_no": "varchar", "event_type": "varchar", "depot_code": "varchar"}
    land(warehouse, "raw_scan.events", columns | {"scanned_at": "timestamp"}, rows)


def crm(warehouse: DuckDBPyConnection, now: datetime) -> None:  # noqa: ARG001 - accounts do not change by the day
    """The accounts that send parcels."""
    rows = [
        (
            number,
            f"Account {number}",
            ("shop", "maker", "office")[number % 3],
            ("DE", "AT", "CH", "NL")[number % 4],
            f"VAT{number:07}",
        )
        for number in range(1, ACCOUNTS + 1)
    ]
    columns = {"account_id": "bigint", "name": "varchar", "segment": "varchar", "country": "varchar"}
    land(warehouse, "raw_crm.accounts", columns | {"vat_id": "varchar"}, rows)


def depots(warehouse: DuckDBPyConnection, now: datetime) -> None:  # noqa: ARG001 - depots stay where they are
    """Where parcels are sorted."""
    cities = ("Hamburg", "Bremen", "Kiel", "Munich", "Stuttgart", "Nuremberg", "Berlin", "Leipzig")
    codes = (*DEPOTS, "BER", "LEJ")
    rows = [(code, city, 800 + 50 * place) for place, (code, city) in enumerate(zip(codes, cities, strict=True))]
    land(warehouse, "raw_depot.depots", {"code": "varchar", "city": "varchar", "capacity": "bigint"}, rows)


def billing(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """An invoice per account and day, with a line per parcel."""
    invoices: dict[tuple[int, datetime], int] = {}
    lines = []
    for network, number, account, _, _, _, booked, cents in _bookings(now):
        key = (account, booked.replace(hour=0, minute=0))
        invoice = invoices.setdefault(key, 700_000 + (key[1] - datetime(2025, 1, 1)).days * 100 + account)
        lines.append((number * 2 + (network == "S"), invoice, f"{network}-{number:06}", cents))
    rows = [(invoice, account, day) for (account, day), invoice in invoices.items()]
    columns = {"invoice_no": "bigint", "account_id": "bigint", "issued_on": "timestamp"}
    land(warehouse, "raw_bill.invoices", columns, rows)
    columns = {"line_id": "bigint", "invoice_no": "bigint", "shipment_no": "varchar", "amount_cents": "bigint"}
    land(warehouse, "raw_bill.lines", columns, lines)


LOADERS = {
    "network-nord": nord,
    "network-sued": sued,
    "tracking": tracking,
    "crm": crm,
    "depots": depots,
    "billing": billing,
}

"""What nine systems of a seller of software deliver. The same moment gives the same rows."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from random import Random

from duckdb import DuckDBPyConnection
from mesh.loaders.landing import land

ACCOUNTS, EMPLOYEES, FEATURES = 60, 25, 8
TICKET_DAYS, TICKETS_A_DAY, USAGE_DAYS = 28, 12, 20
FIRST = datetime(2025, 7, 1)
LONG_AGO = datetime(2024, 1, 1)
SEGMENTS = ("smb", "mid", "enterprise")
COUNTRIES = ("DE", "FR", "GB", "US", "CA", "ES")
CURRENCIES = {"EUR": 1.0, "USD": 1.08, "GBP": 0.85}
PLANS = {"BASIC": 4_900, "TEAM": 9_900, "SCALE": 29_900, "ENT": 99_900}
PRIORITIES = ("low", "normal", "normal", "high", "urgent")
TAGS = ("billing", "login", "bug", "how-to")

#: One ticket: number, account, requester, assignee, priority, channel, tags, created, replied and solved.
Ticket = tuple[int, int | None, str, int, str, str, str, datetime, datetime, datetime | None]


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _months(now: datetime) -> list[datetime]:
    """The first day of every month from the first invoice until today."""
    count = (now.year - FIRST.year) * 12 + now.month - FIRST.month + 1
    return [
        datetime(FIRST.year + (FIRST.month - 1 + at) // 12, (FIRST.month - 1 + at) % 12 + 1, 1)
        for at in range(count)
    ]


def _tickets(region: str, now: datetime) -> list[Ticket]:
    """Both regions number their tickets alike, from an epoch of their own."""
    found: list[Ticket] = []
    for ago in range(TICKET_DAYS, 0, -1):
        day = _midnight(now) - timedelta(days=ago)
        for place in range(TICKETS_A_DAY):
            dice = Random(f"ticket {region} {day} {place}")
            created = day + timedelta(minutes=dice.randrange(7 * 60, 18 * 60))
            replied = created + timedelta(minutes=dice.randrange(20, 300))
            solved = replied + timedelta(hours=dice.randrange(1, 90))
            number = (day - FIRST).days * 100 + place
            account = 1_000 + dice.randrange(1, ACCOUNTS + 1)
            anonymous = place == 0 and day.day % 10 == 0
            found.append(
                (
                    number,
                    None if anonymous else account,
                    f"User{dice.randrange(200)}@Client{number % 30}.example",
                    106 + dice.randrange(10),
                    dice.choice(PRIORITIES),
                    dice.choice(("email", "chat", "web")),
                    json.dumps(dice.sample(TAGS, dice.randrange(3))),
                    created,
                    replied,
                    solved if solved < _midnight(now) else None,
                )
            )
    return found


def _desk(region: str, warehouse: DuckDBPyConnection, now: datetime) -> None:
    rows = []
    for number, account, requester, assignee, priority, channel, tags, created, _, solved in _tickets(region, now):
        status = "solved" if solved else "open"
        moods = ("good", "bad", None)[number % 3] if solved else None
        synced = (solved or created) + timedelta(hours=3)
        row = [number, account, requester, assignee, priority, status, channel, tags, created, solved]
        rows.append((*row, *([moods] if region == "us" else []), False, min(synced, now)))
    columns = {"id": "bigint", "organization_id": "bigint", "requester_email": "varchar", "assignee_id": "bigint"}
    columns |= {"priority": "varchar", "status": "varchar", "channel": "varchar", "tags": "varchar"}
    columns |= {"created_at": "timestamp", "solved_at": "timestamp"}
    columns |= {"satisfaction": "varchar"} if region == "us" else {}
    columns |= {"_fivetran_deleted": "boolean", "_fivetran_synced": "timestamp"}
    land(warehouse, f"raw_desk_{region}.ticket", columns, rows)


def desk_eu(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """The tickets of Europe."""
    _desk("eu", warehouse, now)


def desk_us(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """The tickets of America, which know how satisfied people were."""
    _desk("us", warehouse, now)


def audit(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Every change of a ticket's fields, of both regions."""
    rows = []
    for region in ("eu", "us"):
        for number, _, _, assignee, priority, _, _, created, replied, solved in _tickets(region, now):
            changes = [("status", "new", created), ("priority", priority, created), ("status", "open", replied)]
            changes += [("status", "solved", solved)] if solved else []
            rows += [
                (region, number, field, value, at, assignee) for field, value, at in changes if at < _midnight(now)
            ]
    columns = {"region": "varchar", "ticket_id": "bigint", "field_name": "varchar", "value": "varchar"}
    columns |= {"updated_at": "timestamp", "updated_by": "bigint"}
    land(warehouse, "raw_audit.ticket_field_history", columns, rows)


def _periods() -> list[tuple[int, int, str, str, int, datetime, datetime | None]]:
    """Who subscribed to what: some stop and come back, some change their plan, some leave."""
    found = []
    codes = tuple(PLANS)
    for number in range(1, ACCOUNTS + 1):
        plan, currency = codes[number % 4], tuple(CURRENCIES)[number % 3]
        other = codes[(number + 1) % 4]
        match number % 6:
            case 0:
                parts = [(plan, FIRST, datetime(2026, 1, 1)), (plan, datetime(2026, 3, 1), None)]
            case 1:
                parts = [(plan, FIRST, datetime(2026, 2, 1)), (other, datetime(2026, 2, 1), None)]
            case 5:
                parts = [(plan, FIRST, datetime(2026, 5, 1))]
            case _:
                parts = [(plan, FIRST, None)]
        found += [
            (number * 10 + at, 1_000 + number, code, currency, PLANS[code], start, end)
            for at, (code, start, end) in enumerate(parts)
        ]
    return found


def billing(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Plans, who subscribed to them, and an invoice a month whose lines are JSON."""
    plans = [
        (code, code.title(), "paid" if cents > 5_000 else "entry", 5 * (at + 1), cents)
        for at, (code, cents) in enumerate(PLANS.items())
    ]
    columns = {"plan_code": "varchar", "plan_name": "varchar", "tier": "varchar"}
    columns |= {"seats_included": "bigint", "list_price_cents": "bigint"}
    land(warehouse, "raw_billing.plans", columns, plans)
    rows = [(period, f"ACC-{account}", *rest) for period, account, *rest in _periods()]
    columns = {"period_id": "bigint", "account_ref": "varchar", "plan_code": "varchar", "currency": "varchar"}
    columns |= {"monthly_cents": "bigint", "start_date": "date", "end_date": "date"}
    land(warehouse, "raw_billing.subscription_periods", columns, rows)
    invoices = []
    for month in _months(now):
        for _, account, _, currency, cents, start, end in _periods():
            if not (start <= month and (end is None or month < end)):
                continue
            dice = Random(f"invoice {account} {month}")
            seats = dice.choice((1, 2, 4))
            lines = [{"sku": "seat", "qty": seats, "unit_cents": cents // seats}]
            if dice.random() < 0.3:
                lines.append({"sku": "addon", "qty": 1, "unit_cents": 500})
            if dice.random() < 0.2:
                lines.append({"sku": "overage", "qty": dice.randrange(1, 30), "unit_cents": 20})
            number = f"INV-{month:%y%m}-{account}"
            row = (f"ACC-{account}", month, currency, json.dumps(lines))
            invoices.append((number, *row, "paid"))
            if dice.random() < 0.03:  # sent by mistake, and taken back
                invoices.append((f"{number}V", *row, "void"))
    columns = {"invoice_id": "varchar", "account_ref": "varchar", "issued_on": "date", "currency": "varchar"}
    land(warehouse, "raw_billing.invoices", columns | {"lines": "varchar", "status": "varchar"}, invoices)


def crm(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Accounts, who belongs to whom and came through whom, and what was known of them when."""
    accounts, history = [], []
    for number in range(1, ACCOUNTS + 1):
        segment, country = SEGMENTS[number % 3], COUNTRIES[number % len(COUNTRIES)]
        parent = 1_000 + number // 5 if number % 5 == 0 else None
        referrer = 1_000 + number - 3 if number % 7 == 0 else None
        created = FIRST - timedelta(days=61 - number)
        owner = 121 + number % 4
        touched = _midnight(now) - timedelta(days=number % 9)
        accounts.append((1_000 + number, f"Client {number}", parent, referrer, owner, created, touched))
        moved = FIRST + timedelta(days=number * 6)
        if number % 4 == 1:
            history.append((1_000 + number, segment, country, LONG_AGO, moved))
            history.append((1_000 + number, SEGMENTS[(number + 1) % 3], country, moved, None))
        else:
            history.append((1_000 + number, segment, country, LONG_AGO, None))
    columns = {"account_id": "bigint", "account_name": "varchar", "parent_id": "bigint", "referred_by": "bigint"}
    columns |= {"owner_employee_id": "bigint", "created_at": "timestamp", "modified_at": "timestamp"}
    land(warehouse, "raw_crm.accounts", columns, accounts)
    columns = {"account_id": "bigint", "segment": "varchar", "country": "varchar"}
    land(
        warehouse,
        "raw_crm.account_history",
        columns | {"valid_from": "timestamp", "valid_to": "timestamp"},
        history,
    )


def people(warehouse: DuckDBPyConnection, now: datetime) -> None:  # noqa: ARG001 - a loader's shape
    """Who works here, and for whom."""
    rows = []
    for number in range(1, EMPLOYEES + 1):
        manager = None if number == 1 else 101 if number < 6 else 102 + number % 4
        department = ("success", "sales", "support", "support")[number % 4] if number > 5 else "management"
        hired = LONG_AGO - timedelta(days=40 * number)
        left = datetime(2026, 6, 1) if number == 25 else None
        hours = 80 if number % 9 == 0 else 160
        rows.append((100 + number, f"Employee {number}", manager, department, ("BER", "NYC")[number % 2], hours))
        rows[-1] += (hired, left)
    columns = {"employee_id": "bigint", "full_name": "varchar", "manager_id": "bigint", "department": "varchar"}
    columns |= {"site": "varchar", "monthly_hours": "bigint", "hired_on": "date", "left_on": "date"}
    land(warehouse, "raw_people.employees", columns, rows)


def product(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """What every account used on a day, a column per measure, and which features it has switched on."""
    usage, switched = [], []
    for number in range(1, ACCOUNTS + 1):
        for ago in range(USAGE_DAYS, 0, -1):
            day = _midnight(now) - timedelta(days=ago)
            dice = Random(f"usage {number} {day}")
            row = (dice.randrange(1, 40), dice.randrange(5_000), dice.randrange(10), dice.randrange(10, 600))
            usage.append((1_000 + number, day, *row, day + timedelta(hours=30)))
        dice = Random(f"features {number}")
        switched += [
            (1_000 + number, f"F{at}", FIRST + timedelta(days=at))
            for at in sorted(dice.sample(range(1, FEATURES + 1), dice.randrange(1, 5)))
        ]
    columns = {"account_id": "bigint", "usage_day": "date", "logins": "bigint", "api_calls": "bigint"}
    columns |= {"exports": "bigint", "active_minutes": "bigint", "loaded_at": "timestamp"}
    land(warehouse, "raw_product.usage_daily", columns, usage)
    columns = {"account_id": "bigint", "feature_code": "varchar", "enabled_on": "date"}
    land(warehouse, "raw_product.account_features", columns, switched)


def catalogue(warehouse: DuckDBPyConnection, now: datetime) -> None:  # noqa: ARG001 - a loader's shape
    """The features that there are."""
    rows = [(f"F{at}", f"Feature {at}", ("inbox", "reports", "api")[at % 3]) for at in range(1, FEATURES + 1)]
    columns = {"feature_code": "varchar", "feature_name": "varchar", "area": "varchar"}
    land(warehouse, "raw_catalogue.features", columns, rows)


def treasury(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """What a euro is worth, month by month."""
    rows = [
        (month, currency, base + Random(f"{month}").random() / 50 * (base != 1))
        for month in _months(now)
        for currency, base in CURRENCIES.items()
    ]
    land(warehouse, "raw_fx.rates", {"month": "date", "currency": "varchar", "per_eur": "double"}, rows)


LOADERS = {
    "support-eu": desk_eu,
    "support-us": desk_us,
    "support-tooling": audit,
    "billing": billing,
    "sales-ops": crm,
    "people-ops": people,
    "platform": product,
    "product-management": catalogue,
    "treasury": treasury,
}

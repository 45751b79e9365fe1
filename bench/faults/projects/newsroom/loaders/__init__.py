"""What the newspaper's systems deliver, by connectors that stamp it. The same moment, the same rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from duckdb import DuckDBPyConnection
from mesh.loaders.landing import land

USERS, DAYS, ARTICLES = 400, 21, 90
PLANS = {"digital-basic": 990, "digital-plus": 1990, "print-weekend": 2990, "student": 490}
CHANNELS = ("search", "social", "newsletter", "referral")
BEGIN = datetime(2026, 1, 5)


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _signed_up(user: int) -> datetime:
    return BEGIN + timedelta(hours=user * 7 % 2400)


def _email(user: int) -> str:
    return f"reader{user}@mail.example"


def accounts(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Readers; a change appends a version."""
    rows = []
    for user in range(1, USERS + 1):
        dice = Random(f"user {user}")
        country, channel = dice.choice(("DE", "FR", "US", "US", "NL")), dice.choice(CHANNELS)
        for version in range(1 + (user % 5 == 0)):
            synced = now - timedelta(minutes=5 - version)
            email = _email(user) if version or user % 5 else _email(user).title()
            rows.append((user, email, country, channel, _signed_up(user), synced))
    land(
        warehouse,
        "raw_accounts.users",
        {"id": "bigint", "email": "varchar", "country": "varchar", "signup_channel": "varchar"}
        | {"created_at": "timestamp", "_fivetran_synced": "timestamp"},
        rows,
    )


def _billing(region: str) -> Callable[[DuckDBPyConnection, datetime], None]:
    def load(warehouse: DuckDBPyConnection, now: datetime) -> None:
        subscriptions, invoices = [], []
        users = [user for user in range(1, USERS + 1) if (user % 3 == 0) == (region == "us") and user % 4]
        for number, user in enumerate(users, 1):
            dice = Random(f"{region} {user}")
            plan = dice.choice(tuple(PLANS))
            started = _signed_up(user) + timedelta(days=dice.randrange(0, 25))
            canceled = started + timedelta(days=dice.randrange(40, 120)) if dice.random() < 0.2 else None
            status = "canceled" if canceled else dice.choice(("active",) * 9 + ("past_due",))
            subscriptions.append((number, user, plan, status, started, canceled, PLANS[plan], now, False))
            issued, month = started, 0
            while issued < now and (canceled is None or issued < canceled) and month < 12:
                bad = dice.random()
                paid = PLANS[plan] if bad > 0.04 else 0
                invoice = "paid" if paid else ("void" if bad < 0.01 else "open")
                currency = "EUR" if region == "eu" else "USD"
                invoices.append(
                    (number * 100 + month, number, PLANS[plan], paid, currency, issued, invoice, now, False)
                )
                issued, month = issued + timedelta(days=30), month + 1
        land(
            warehouse,
            f"raw_billing_{region}.subscriptions",
            {"id": "bigint", "customer_id": "bigint", "plan_code": "varchar", "status": "varchar"}
            | {"started_at": "timestamp", "canceled_at": "timestamp", "mrr_cents": "bigint"}
            | {"_fivetran_synced": "timestamp", "_fivetran_deleted": "boolean"},
            subscriptions,
        )
        land(
            warehouse,
            f"raw_billing_{region}.invoices",
            {"id": "bigint", "subscription_id": "bigint", "amount_due_cents": "bigint"}
            | {"amount_paid_cents": "bigint", "currency": "varchar", "issued_at": "timestamp", "status": "varchar"}
            | {"_fivetran_synced": "timestamp", "_fivetran_deleted": "boolean"},
            invoices,
        )

    return load


def app(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Views of articles, fewer at the weekend, up to yesterday; each day is synced once."""
    rows = []
    for ago in range(DAYS, 0, -1):
        day = _midnight(now) - timedelta(days=ago)
        dice = Random(f"views {day:%Y-%m-%d}")
        count = round((190 if day.weekday() < 5 else 140) * dice.uniform(0.93, 1.07))
        for number in range(count):
            at = day + timedelta(minutes=dice.randrange(24 * 60))
            seconds = min(3600, round(dice.lognormvariate(4.2, 0.8)))
            device = dice.choice(("web", "web", "ios", "android"))
            article = dice.randrange(1, ARTICLES + 1)
            user = dice.randrange(1, USERS + 1)
            rows.append((f"{day:%y%m%d}-{number}", user, article, at, seconds, device, day + timedelta(hours=25)))
    land(
        warehouse,
        "raw_app.article_views",
        {"view_id": "varchar", "user_id": "bigint", "article_id": "bigint", "viewed_at": "timestamp"}
        | {"seconds_read": "bigint", "device": "varchar", "_fivetran_synced": "timestamp"},
        rows,
    )


def cms(warehouse: DuckDBPyConnection, now: datetime) -> None:  # noqa: ARG001 - every day the same
    """Articles."""
    sections = ("politics", "business", "culture", "sport", "local")
    rows = [
        (number, sections[number % 5], f"Author {number % 12}", BEGIN + timedelta(days=number), number % 3 == 0)
        for number in range(1, ARTICLES + 1)
    ]
    land(
        warehouse,
        "raw_cms.articles",
        {"id": "bigint", "section": "varchar", "author": "varchar", "published_at": "timestamp"}
        | {"is_paywalled": "boolean"},
        rows,
    )


def care(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Tickets of readers."""
    rows = []
    for ago in range(DAYS, 0, -1):
        day = _midnight(now) - timedelta(days=ago)
        dice = Random(f"tickets {day:%Y-%m-%d}")
        for number in range(dice.randrange(4, 10)):
            created = day + timedelta(minutes=dice.randrange(24 * 60))
            email = _email(dice.randrange(1, USERS + 1))
            topic = dice.choice(("delivery", "billing", "login", "content"))
            solved = created + timedelta(hours=dice.randrange(1, 60))
            rows.append((f"t{day:%y%m%d}{number}", email, topic, dice.choice((1, 2, 3)), created, solved))
    land(
        warehouse,
        "raw_support.tickets",
        {"id": "varchar", "user_email": "varchar", "topic": "varchar", "priority": "integer"}
        | {"created_at": "timestamp", "solved_at": "timestamp"},
        rows,
    )


def marketing(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """What advertisements cost by day and channel."""
    rows = []
    for ago in range(60, 0, -1):
        day = _midnight(now) - timedelta(days=ago)
        for channel in CHANNELS:
            dice = Random(f"spend {day:%Y-%m-%d} {channel}")
            clicks = dice.randrange(80, 220)
            rows.append((day.date(), channel, round(clicks * dice.uniform(0.8, 1.6), 2), clicks))
    land(
        warehouse,
        "raw_ads.spend",
        {"day": "date", "channel": "varchar", "spend": "double", "clicks": "bigint"},
        rows,
    )


LOADERS = {
    "identity": accounts,
    "payments-eu": _billing("eu"),
    "payments-us": _billing("us"),
    "web": app,
    "newsdesk": cms,
    "care": care,
    "marketing": marketing,
}

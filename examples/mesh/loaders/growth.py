"""Growth runs the subscription service and collects what the ad networks report."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from duckdb import DuckDBPyConnection

from mesh.loaders.happenings import Happenings
from mesh.loaders.landing import land

SUBSCRIPTIONS = {
    "subscription_id": "bigint",
    "customer_id": "bigint",
    "plan_code": "varchar",
    "price_cents": "bigint",
    "started_at": "timestamp",
    "cancelled_at": "timestamp",
    "loaded_at": "timestamp",
}
AD_SPEND = {
    "spend_date": "date",
    "channel": "varchar",
    "campaign": "varchar",
    "impressions": "bigint",
    "clicks": "bigint",
    "spend_cents": "bigint",
    "loaded_at": "timestamp",
}
PLANS = {"monthly": 1_990, "quarterly": 5_490, "yearly": 19_900}
CAMPAIGNS = {"search": "brand", "social": "autumn-roast", "affiliates": "partners", "podcast": "morning-show"}


def load(warehouse: DuckDBPyConnection, happened: Happenings) -> None:
    """Land subscriptions and advertising spend."""
    dice = Random("growth")
    land(warehouse, "raw_subscriptions.subscriptions", SUBSCRIPTIONS, _subscriptions(happened, dice))
    land(warehouse, "raw_marketing.ad_spend", AD_SPEND, _ad_spend(happened, dice))


def _subscriptions(happened: Happenings, dice: Random) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for number, customer in enumerate(dice.sample(happened.customers, 180)):
        plan = dice.choice(list(PLANS))
        started_at = happened.now - timedelta(days=dice.randrange(10, 700))
        cancelled_at = started_at + timedelta(days=dice.randrange(5, 300))
        ended = cancelled_at if dice.random() < 0.3 and cancelled_at < happened.now else None
        loaded_at = happened.now - timedelta(hours=5)
        rows.append((900 + number, customer.customer_id, plan, PLANS[plan], started_at, ended, loaded_at))
    return rows


def _ad_spend(happened: Happenings, dice: Random) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for days_ago in range(90, 0, -1):
        day = (happened.now - timedelta(days=days_ago)).date()
        for channel, campaign in CAMPAIGNS.items():
            clicks = dice.randrange(40, 400)
            loaded_at = happened.now - timedelta(days=days_ago - 1, hours=4)
            rows.append((day, channel, campaign, clicks * 30, clicks, clicks * dice.randrange(20, 60), loaded_at))
    return rows

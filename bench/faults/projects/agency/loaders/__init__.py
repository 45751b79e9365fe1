"""What ad platforms, a shop, a tracker, a CRM and a spreadsheet deliver. The same moment gives the same rows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from duckdb import DuckDBPyConnection
from mesh.loaders.landing import land

DAYS, EVENT_DAYS = 35, 12
CUSTOMERS, BROWSERS = 160, 200
MARKETS = ("DE", "FR", "UK")
CURRENCIES = {"DE": "EUR", "FR": "EUR", "UK": "GBP"}
COUNTRIES = ("DE", "AT", "FR", "GB", "DE", "FR", "GB", "DE")
RATES = {"GBP": 1.17, "USD": 0.92}
SITE = "https://shop.lumen.example"
TAGS = (
    "utm_source=google&utm_medium=cpc&utm_campaign=brand",
    "utm_source=bing&utm_medium=cpc&utm_campaign=generic",
    "utm_source=facebook&utm_medium=paid_social&utm_campaign=spring",
    "utm_source=instagram&utm_medium=paid_social&utm_campaign=reels",
    "utm_source=lumen&utm_medium=email&utm_campaign=weekly",
    "utm_source=awin&utm_medium=affiliate",
)
STAGES = ("new", "qualified", "proposal", "won")
FIRST = datetime(2025, 1, 1)


def _midnight(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


def _days(now: datetime, count: int = DAYS) -> Iterator[datetime]:
    for ago in range(count, 0, -1):
        yield _midnight(now) - timedelta(days=ago)


def google(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Google's campaigns, in micros."""
    rows = []
    for day in _days(now):
        for place, (market, theme) in enumerate((m, t) for m in MARKETS for t in ("Brand", "Generic", "Shopping")):
            dice = Random(f"gads {day} {place}")
            seen = dice.randrange(2_000, 3_000)
            clicks = int(seen * dice.uniform(0.04, 0.06))
            cost = int(clicks * dice.uniform(0.7, 0.9) * 1_000_000)
            name = f"{market}_SEA_{theme}"
            bought = round(clicks * 0.03, 1)
            campaign = 7_001 + place
            synced = day + timedelta(hours=26)
            rows.append((day, campaign, name, CURRENCIES[market], seen, clicks, bought, cost, synced))
    columns = {"date": "date", "campaign_id": "bigint", "campaign_name": "varchar", "currency_code": "varchar"}
    columns |= {"impressions": "bigint", "clicks": "bigint", "conversions": "double", "cost_micros": "bigint"}
    land(warehouse, "raw_gads.campaign_stats", columns | {"_fivetran_synced": "timestamp"}, rows)


def microsoft(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Microsoft's campaigns, in cents."""
    rows = []
    for day in _days(now):
        for place, theme in enumerate(("BRAND", "GENERIC")):
            for market in MARKETS:
                dice = Random(f"bing {day} {place} {market}")
                seen = dice.randrange(600, 900)
                clicks = int(seen * dice.uniform(0.03, 0.05))
                cents = int(clicks * dice.uniform(50, 70))
                campaign = f"b-{market.lower()}-{place}"
                at = day + timedelta(hours=27)
                rows.append((day, campaign, f"{market}|{theme}", CURRENCIES[market], seen, clicks, cents, at))
    columns = {'"TimePeriod"': "date", '"CampaignId"': "varchar", '"CampaignName"': "varchar"}
    columns |= {'"CurrencyCode"': "varchar", '"Impressions"': "bigint", '"Clicks"': "bigint"}
    columns |= {'"SpendCents"': "bigint", "_loaded_at": "timestamp"}
    land(warehouse, "raw_bing.campaign_performance", columns, rows)


def meta(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Meta's insights: all of them text."""
    rows = []
    for day in _days(now):
        for place, (market, theme) in enumerate((m, t) for m in MARKETS for t in ("Prospecting", "Retargeting")):
            dice = Random(f"meta {day} {place}")
            seen = dice.randrange(4_000, 6_000)
            clicks = int(seen * dice.uniform(0.01, 0.02))
            actions = [{"action_type": "link_click", "value": str(clicks)}]
            actions += [{"action_type": "purchase", "value": str(dice.randrange(1, 5))}]
            spend = f"{clicks * dice.uniform(0.9, 1.2):.2f}"
            name = f"{market.lower()} / {theme} / video"
            counts = (str(seen), str(clicks), spend)
            rows.append((f"{day:%Y-%m-%d}", f"2300{place}", name, "USD", *counts, json.dumps(actions)))
    columns = dict.fromkeys(
        ("date_start", "campaign_id", "campaign_name", "account_currency", "impressions", "inline_link_clicks"),
        "varchar",
    )
    land(warehouse, "raw_meta.ads_insights", columns | {"spend": "varchar", "actions": "varchar"}, rows)


def _orders(now: datetime) -> Iterator[tuple[int, int, datetime, Random]]:
    for day in _days(now):
        for place in range(18):
            dice = Random(f"order {day} {place}")
            placed = day + timedelta(minutes=dice.randrange(7 * 60, 20 * 60))
            yield (day - FIRST).days * 100 + place, dice.randrange(CUSTOMERS) + 1, placed, dice


def shop(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Orders with their items in JSON, what was paid back, and who bought."""
    orders, refunds = [], []
    for number, customer, placed, dice in _orders(now):
        items = [
            {"sku": f"LMP-{sku:03}", "qty": dice.randrange(1, 4), "price": f"{9 + sku * 1.5:.2f}"}
            for sku in dice.sample(range(1, 40), dice.randrange(1, 4))
        ]
        total = round(sum(float(one["price"]) * one["qty"] for one in items), 2)
        country = COUNTRIES[customer % len(COUNTRIES)]
        currency = "GBP" if country == "GB" else "EUR"
        status = "cancelled" if dice.random() < 0.04 else "draft" if dice.random() < 0.03 else "shipped"
        orders.append((number, f"C{customer:04}", status, currency, total, placed, json.dumps(items)))
        if status == "shipped" and dice.random() < 0.08:
            paid_back = round(total / 2, 2)
            reason = dice.choice(("size", "quality", "late"))
            refunds.append((f"r{number}", number, paid_back, reason, placed + timedelta(days=1)))
    columns = {"id": "bigint", "customer_ref": "varchar", "status": "varchar", "currency": "varchar"}
    columns |= {"total_amount": "decimal(18,2)", "placed_at": "timestamptz", "items": "varchar"}
    land(warehouse, "raw_shop.orders", columns, orders)
    columns = {"id": "varchar", "order_id": "bigint", "amount": "decimal(18,2)", "reason": "varchar"}
    land(warehouse, "raw_shop.refunds", columns | {"refunded_on": "date"}, refunds)
    customers = [
        (
            f"C{number:04}",
            f"Buyer{number}@Mail.example",
            COUNTRIES[number % len(COUNTRIES)],
            "Y" if number % 3 else "N",
        )
        for number in range(1, CUSTOMERS + 1)
    ]
    columns = {"id": "varchar", "email": "varchar", "country": "varchar", "newsletter": "varchar"}
    land(warehouse, "raw_shop.customers", columns, customers)


def web(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """What browsers did on the site, and whom they turned out to belong to."""
    events = []
    for day in _days(now, EVENT_DAYS):
        for browser in range(BROWSERS):
            dice = Random(f"visit {day} {browser}")
            if dice.random() > 0.4:
                continue
            at = day + timedelta(minutes=dice.randrange(6 * 60, 18 * 60))
            page = f"{SITE}/p/{dice.randrange(1, 40)}"
            url = f"{page}?{dice.choice(TAGS)}" if dice.random() < 0.75 else page
            for step in range(dice.randrange(1, 6)):
                name = "page_view" if step < 3 else dice.choice(("add_to_cart", "checkout"))
                event = (f"{day:%y%m%d}-{browser:03}-{step}", f"anon-{browser:03}", name, at, url)
                events.append(event)
                if browser % 50 == 7:
                    events.append(event)
                at += timedelta(minutes=dice.choice((1, 2, 4, 50)))
                url = f"{SITE}/p/{dice.randrange(1, 40)}"
    columns = {"event_id": "varchar", "anonymous_id": "varchar", "event_name": "varchar"}
    land(warehouse, "raw_web.events", columns | {"received_at": "timestamptz", "page_url": "varchar"}, events)
    identifies = []
    for browser in range(BROWSERS):
        customer = browser % CUSTOMERS + 1
        if browser % 20 == 3:
            identifies.append((f"anon-{browser:03}", f"C{customer % CUSTOMERS + 1:04}", FIRST))
        if browser % 10 != 9:
            identifies.append((f"anon-{browser:03}", f"C{customer:04}", FIRST + timedelta(days=browser)))
    columns = {"anonymous_id": "varchar", "user_id": "varchar", "identified_at": "timestamptz"}
    land(warehouse, "raw_web.identifies", columns, identifies)


def crm(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Leads, and every stage that they came into."""
    leads, changes = [], []
    for day in _days(now):
        for place in range(6):
            dice = Random(f"lead {day} {place}")
            lead = f"L{(day - FIRST).days * 10 + place}"
            at = day + timedelta(hours=dice.randrange(8, 18))
            leads.append((lead, dice.choice(("fair", "web form", "partner")), at))
            for stage in STAGES[: dice.randrange(1, 5)]:
                if at < now:
                    changes.append((lead, stage.capitalize(), at))
                at += timedelta(hours=dice.randrange(4, 60))
    columns = {"lead_id": "varchar", "lead_source": "varchar", "created_at": "timestamp"}
    land(warehouse, "raw_crm.leads", columns, leads)
    columns = {"lead_id": "varchar", "stage": "varchar", "changed_at": "timestamp"}
    land(warehouse, "raw_crm.stage_changes", columns, changes)


def planning(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """The media plan of three months, as people type it."""
    labels = ("Paid Search Brand", "Paid Search", "Paid Shopping", "Paid Social ")
    first = (_midnight(now) - timedelta(days=DAYS)).replace(day=1)
    months = [(first + timedelta(days=31 * ahead)).replace(day=1) for ahead in range(3)]
    rows = [
        (f"{month:%Y-%m}", label, market.lower(), f"{1_200 + 250 * at:,}.00 EUR", f"{300 + 25 * at}%")
        for month in months
        for market in MARKETS
        for at, label in enumerate(labels)
    ]
    columns = dict.fromkeys(('"Month"', '"Channel"', '"Market"', '"Budget"', '"Target ROAS"'), "varchar")
    land(warehouse, "raw_sheets.media_plan", columns, rows)


def rates(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Rates of working days."""
    rows = [
        (currency, day, rate + Random(f"{currency} {day}").random() / 100)
        for day in _days(now, DAYS + 15)
        if day.weekday() < 5
        for currency, rate in RATES.items()
    ]
    columns = {"base_currency": "varchar", "rate_date": "date", "eur_per_unit": "double"}
    land(warehouse, "raw_fx.daily_rates", columns, rows)


LOADERS = {
    "google": google,
    "microsoft": microsoft,
    "social": meta,
    "shop": shop,
    "web-platform": web,
    "sales-ops": crm,
    "planning": planning,
    "treasury": rates,
}

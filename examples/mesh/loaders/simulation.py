"""Plays the last four months of the company, from a fixed seed."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from mesh.loaders.happenings import Charge, Customer, Happenings, Line, Order, Parcel, Price, Product, Refund

CUSTOMERS, ORDERS, DAYS = 450, 1_200, 120

COUNTRIES = ("DE", "DE", "DE", "AT", "NL", "NL", "BE", "FR", "IE")
FIRST_NAMES = (
    "Emma",
    "Noah",
    "Lotte",
    "Finn",
    "Sofie",
    "Louis",
    "Aoife",
    "Milan",
    "Clara",
    "Jules",
    "Mats",
    "Ida",
)
SHELF = {
    "coffee": ("House Blend", "Espresso Scuro", "Yirgacheffe", "Huila", "Decaf Sierra", "Sidamo Natural"),
    "tea": ("Assam Gold", "Sencha", "Rooibos", "Earl Grey", "Oolong Dark", "Mint & Lemon"),
    "equipment": ("Gooseneck Kettle", "Hand Grinder", "Pour-over Set", "French Press", "Digital Scale"),
    "gifts": ("Taster Crate", "Winter Crate", "Office Crate"),
}
PROMISED_DAYS = {"DHL": 3, "PNL": 3, "GLS": 4, "DPD": 4}
CARRIERS = {"DE": "DHL", "AT": "GLS", "NL": "PNL", "BE": "PNL", "FR": "DPD", "IE": "DPD"}


def simulate(now: datetime, *, seed: int = 7) -> Happenings:
    """Everything that happened in the months before `now`."""
    dice = Random(seed)
    customers = tuple(_customer(number, now, dice) for number in range(1, CUSTOMERS + 1))
    products = tuple(_products(now, dice))
    moments = sorted(now - timedelta(minutes=dice.randrange(20, DAYS * 24 * 60)) for _ in range(ORDERS))
    orders = tuple(
        _order(10_000 + number, moment, customers, products, now, dice) for number, moment in enumerate(moments)
    )
    charges = tuple(charge for order in orders for charge in _charges(order, dice))
    return Happenings(
        now=now,
        customers=customers,
        products=products,
        orders=orders,
        charges=charges,
        refunds=tuple(_refunds(charges, now, dice)),
        parcels=tuple(_parcels(orders, now, dice)),
    )


def _customer(number: int, now: datetime, dice: Random) -> Customer:
    return Customer(
        customer_id=number,
        first_name=dice.choice(FIRST_NAMES),
        country_code=dice.choice(COUNTRIES),
        signed_up_at=now - timedelta(days=dice.randrange(DAYS, 900), hours=dice.randrange(24)),
        consents=dice.random() < 0.6,
    )


def _products(now: datetime, dice: Random) -> list[Product]:
    products: list[Product] = []
    for category, names in SHELF.items():
        for name in names:
            number = len(products) + 1
            cost = (
                dice.randrange(2_000, 6_000) if category in ("equipment", "gifts") else dice.randrange(300, 1_100)
            )
            products.append(
                Product(
                    product_id=number,
                    sku=f"{category[:2].upper()}-{number:03d}",
                    name=name,
                    category=category,
                    unit_cost_cents=cost,
                    prices=_prices(number, round(cost * 1.9), now, dice),
                )
            )
    return products


def _prices(product_id: int, cents: int, now: datetime, dice: Random) -> tuple[Price, ...]:
    changes = sorted(now - timedelta(days=dice.randrange(5, DAYS - 5)) for _ in range(dice.randrange(3)))
    starts = [now - timedelta(days=1_000), *changes]
    return tuple(
        Price(product_id=product_id, cents=round(cents * (1 + 0.04 * step)), valid_from=start, valid_to=end)
        for step, (start, end) in enumerate(zip(starts, [*changes, None], strict=True))
    )


def _order(
    order_id: int,
    moment: datetime,
    customers: tuple[Customer, ...],
    products: tuple[Product, ...],
    now: datetime,
    dice: Random,
) -> Order:
    promo = dice.choice(("WELCOME10", "CRATE10")) if dice.random() < 0.15 else None
    share = 0.9 if promo else 1.0
    basket = dice.sample(products, dice.choice((1, 2, 2, 3, 4)))
    return Order(
        order_id=order_id,
        customer=dice.choice(customers),
        ordered_at=moment,
        status=_order_status((now - moment).total_seconds() / 86_400, dice),
        channel=dice.choice(("web", "web", "app", "subscription")),
        promo_code=promo,
        lines=tuple(
            Line(
                product_id=product.product_id,
                quantity=dice.choice((1, 1, 1, 2, 3)),
                unit_price_cents=round(product.cents_at(moment) * share),
            )
            for product in basket
        ),
    )


def _order_status(age_days: float, dice: Random) -> str:
    if dice.random() < 0.04:
        return "cancelled"
    if age_days < 0.3:
        return "placed"
    if age_days < 1:
        return "packed"
    return "shipped" if age_days < 5 else "delivered"


def _charges(order: Order, dice: Random) -> list[Charge]:
    method = dice.choice(("card", "card", "paypal", "sepa_debit", "klarna"))
    outcomes = [False, True] if dice.random() < 0.05 else [True]
    return [
        Charge(
            charge_id=f"ch_{order.order_id}_{attempt}",
            order=order,
            charged_at=order.ordered_at + timedelta(minutes=1 + 3 * attempt),
            method=method,
            captured=captured,
        )
        for attempt, captured in enumerate(outcomes)
    ]


def _refunds(charges: tuple[Charge, ...], now: datetime, dice: Random) -> list[Refund]:
    refunds = []
    for charge in charges:
        cancelled = charge.order.status == "cancelled"
        returned = charge.order.status == "delivered" and dice.random() < 0.06
        if not charge.captured or not (cancelled or returned):
            continue
        refunds.append(
            Refund(
                refund_id=f"re_{charge.charge_id[3:]}",
                charge=charge,
                refunded_at=min(charge.charged_at + timedelta(days=0 if cancelled else 4, minutes=5), now),
                cents=charge.order.total_cents if cancelled else charge.order.lines[0].unit_price_cents,
                reason="cancelled" if cancelled else dice.choice(("damaged", "unwanted", "late")),
            )
        )
    return refunds


def _parcels(orders: tuple[Order, ...], now: datetime, dice: Random) -> list[Parcel]:
    shipped = [order for order in orders if order.status in ("shipped", "delivered")]
    return [_parcel(70_000 + number, order, now, dice) for number, order in enumerate(shipped)]


def _parcel(shipment_id: int, order: Order, now: datetime, dice: Random) -> Parcel:
    carrier = CARRIERS[order.customer.country_code]
    shipped_at = order.ordered_at + timedelta(hours=dice.randrange(4, 23))
    arrival = shipped_at + timedelta(hours=dice.randrange(30, 90))
    steps = [("label_created", shipped_at), ("picked_up", shipped_at + timedelta(hours=2))]
    steps.append(("in_transit", shipped_at + timedelta(hours=12)))
    if dice.random() < 0.08:
        steps.append(("failed_attempt", arrival - timedelta(hours=20)))
    steps.append(("out_for_delivery", arrival - timedelta(hours=5)))
    if order.status == "delivered":
        steps.append(("delivered", arrival))
    return Parcel(
        shipment_id=shipment_id,
        order=order,
        carrier_code=carrier,
        shipped_at=shipped_at,
        promised_at=shipped_at + timedelta(days=PROMISED_DAYS[carrier]),
        delivered_at=arrival if order.status == "delivered" else None,
        weight_grams=sum(line.quantity for line in order.lines) * dice.randrange(240, 900),
        events=tuple((event, moment) for event, moment in steps if moment <= now),
    )

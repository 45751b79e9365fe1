"""What happened at Kettle & Crate: the facts that every producing team exports its own view of.

Nothing here is a table yet. The same seed and the same `now` give the same company, so that a fault shows
against an otherwise unchanged background.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Somebody with an account."""

    customer_id: int
    first_name: str
    country_code: str
    signed_up_at: datetime
    consents: bool

    @property
    def email(self) -> str:
        """The address they signed up with."""
        return f"{self.first_name.lower()}.{self.customer_id}@mail.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a product costs in the shop, and when."""

    product_id: int
    cents: int
    valid_from: datetime
    valid_to: datetime | None

    def holds_at(self, moment: datetime) -> bool:
        """Whether this is the price at that moment."""
        return self.valid_from <= moment and (self.valid_to is None or moment < self.valid_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """Something on the shelf."""

    product_id: int
    sku: str
    name: str
    category: str
    unit_cost_cents: int
    prices: tuple[Price, ...]

    def cents_at(self, moment: datetime) -> int:
        """The list price at that moment, in cents."""
        return next(price.cents for price in self.prices if price.holds_at(moment))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A product in an order."""

    product_id: int
    quantity: int
    unit_price_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A confirmed order, as it stands now."""

    order_id: int
    customer: Customer
    ordered_at: datetime
    status: str
    channel: str
    promo_code: str | None
    lines: tuple[Line, ...]

    @property
    def total_cents(self) -> int:
        """What the customer was shown."""
        return sum(line.quantity * line.unit_price_cents for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """An attempt to take the money of an order."""

    charge_id: str
    order: Order
    charged_at: datetime
    method: str
    captured: bool

    @property
    def fee_cents(self) -> int:
        """What the provider keeps of a captured charge."""
        return 25 + round(self.order.total_cents * 0.014) if self.captured else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Money given back."""

    refund_id: str
    charge: Charge
    refunded_at: datetime
    cents: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A shipped order, with what the carrier said about it: (event, when)."""

    shipment_id: int
    order: Order
    carrier_code: str
    shipped_at: datetime
    promised_at: datetime
    delivered_at: datetime | None
    weight_grams: int
    events: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happenings:
    """Everything that happened up to `now` (UTC, without time zone, as the producers store it)."""

    now: datetime
    customers: tuple[Customer, ...]
    products: tuple[Product, ...]
    orders: tuple[Order, ...]
    charges: tuple[Charge, ...]
    refunds: tuple[Refund, ...]
    parcels: tuple[Parcel, ...]

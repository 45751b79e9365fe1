"""Breaks in what a producer delivers: the code of both projects stays as it was reviewed."""

from __future__ import annotations

from mesh.faults import Fault
from mesh.world import World


def _delivered(world: World, team: str, *statements: str) -> None:
    """The team's load runs again, and this time it does this to its tables."""
    world.load(team)
    with world.connection() as warehouse:
        for statement in statements:
            warehouse.execute(statement)


def drop_processing_fee(world: World) -> None:
    """The column is gone from the next export on."""
    _delivered(world, "payments", "alter table raw_payments.charges drop column processing_fee_cents")


def forget_countries(world: World) -> None:
    """Every third account loses its country, as those edited in the new form do."""
    _delivered(world, "crm", "update raw_crm.customers set country_code = null where customer_id % 3 = 0")


def replay_refunds(world: World) -> None:
    """The last three weeks of refunds come a second time, under the same ids."""
    _delivered(
        world,
        "payments",
        """insert into raw_payments.refunds
           select * from raw_payments.refunds where refunded_at > loaded_at - interval 21 day""",
    )


def stall_carrier_feed(world: World) -> None:
    """Nothing has arrived for three days."""
    _delivered(
        world,
        "logistics",
        """delete from raw_logistics.carrier_events
           where loaded_at > (select max(loaded_at) - interval 3 day from raw_logistics.carrier_events)""",
    )


def rename_tickets(world: World) -> None:
    """The table is called something else."""
    _delivered(world, "crm", "alter table raw_crm.tickets rename to support_tickets")


def put_orders_on_hold(world: World) -> None:
    """Orders in fraud review get a status nobody downstream knows."""
    _delivered(
        world,
        "storefront",
        "update raw_storefront.orders set status = 'on_hold' where status in ('placed', 'packed')",
    )


def price_as_text(world: World) -> None:
    """Prices come as people read them."""
    _delivered(
        world,
        "pricing",
        """alter table raw_pricing.prices alter list_price_cents type varchar
           using '€ ' || replace(printf('%.2f', list_price_cents / 100), '.', ',')""",
    )


def delete_accounts(world: World) -> None:
    """A quarter of the accounts are erased, orders or not."""
    _delivered(world, "crm", "delete from raw_crm.customers where customer_id % 4 = 0")


def truncate_lines(world: World) -> None:
    """The export stops half-way."""
    _delivered(
        world,
        "storefront",
        """delete from raw_storefront.order_lines
           where order_line_id > (select median(order_line_id) from raw_storefront.order_lines)""",
    )


def rename_event_code(world: World) -> None:
    """The feed's next version names the field differently."""
    _delivered(
        world, "logistics", "alter table raw_logistics.carrier_events rename column event_code to event_type"
    )


def charge_in_major_units(world: World) -> None:
    """Amounts of the last weeks are in euros, in the column that says cents."""
    _delivered(
        world,
        "payments",
        """update raw_payments.charges set amount_cents = round(amount_cents / 100)
           where charged_at > loaded_at - interval 30 day""",
    )


def renumber_accounts(world: World) -> None:
    """Fees are posted to an account that the chart of accounts does not have."""
    _delivered(
        world, "finance", "update raw_erp.journal_entries set account_code = '497000' where account_code = '4970'"
    )


def starve_the_warehouse(world: World) -> None:
    """Less memory than the queries need, but enough to open the database."""
    world.environment["MESH_MEMORY_LIMIT"] = "4MB"


FAULTS = (
    Fault(
        name="dropped_column",
        title="Payments drops a column",
        story="Payments tidies up its export and drops charges.processing_fee_cents, which looked unused.",
        team="payments",
        origin="source.commerce.payments.charges",
        column="processing_fee_cents",
        cause="schema_change",
        happen=drop_processing_fee,
    ),
    Fault(
        name="null_flood",
        title="A new sign-up form forgets the country",
        story="Customer Relations ships a new account form without the country field; every edit empties it.",
        team="crm",
        origin="source.commerce.crm.customers",
        column="country_code",
        cause="nulls",
        happen=forget_countries,
    ),
    Fault(
        name="duplicates",
        title="Payments replays refunds",
        story="Payments replays three weeks of refund events after an outage, under their old ids.",
        team="payments",
        origin="source.commerce.payments.refunds",
        column="refund_id",
        cause="duplicates",
        happen=replay_refunds,
    ),
    Fault(
        name="late_load",
        title="The carrier feed stands still",
        story="A certificate of the carrier feed ran out; Logistics has received no event for three days.",
        team="logistics",
        origin="source.commerce.logistics.carrier_events",
        column=None,
        cause="freshness",
        happen=stall_carrier_feed,
        stale=True,
    ),
    Fault(
        name="renamed_table",
        title="A CRM upgrade renames a table",
        story="The CRM's new release calls tickets support_tickets; Customer Relations installs it on a Friday.",
        team="crm",
        origin="source.commerce.crm.tickets",
        column=None,
        cause="missing_relation",
        happen=rename_tickets,
    ),
    Fault(
        name="new_enum_value",
        title="Orders get a status nobody expected",
        story="Storefront introduces fraud review and with it the order status on_hold.",
        team="storefront",
        origin="source.commerce.storefront.orders",
        column="status",
        cause="accepted_values",
        happen=put_orders_on_hold,
    ),
    Fault(
        name="type_change",
        title="Prices arrive as text",
        story="Pricing switches its export to what people read: list_price_cents now says '€ 12,50'.",
        team="pricing",
        origin="source.commerce.pricing.prices",
        column="list_price_cents",
        cause="type_change",
        happen=price_as_text,
    ),
    Fault(
        name="orphans",
        title="Erased accounts leave their orders behind",
        story="Customer Relations erases a quarter of its account rows in a clean-up, of people with orders too.",
        team="crm",
        origin="source.commerce.crm.customers",
        column="customer_id",
        cause="referential",
        happen=delete_accounts,
    ),
    Fault(
        name="half_load",
        title="Half of the order lines are missing",
        story="Storefront's nightly export of order lines hits a time limit half-way and reports success.",
        team="storefront",
        origin="source.commerce.storefront.order_lines",
        column=None,
        cause="volume",
        happen=truncate_lines,
    ),
    Fault(
        name="renamed_column",
        title="The carrier feed renames a field",
        story="Logistics moves to version 2 of the carrier feed, in which event_code is called event_type.",
        team="logistics",
        origin="source.commerce.logistics.carrier_events",
        column="event_code",
        cause="schema_change",
        happen=rename_event_code,
    ),
    Fault(
        name="unit_change",
        title="Cents become euros",
        story="Payments changes provider; since then charges.amount_cents holds euros.",
        team="payments",
        origin="source.commerce.payments.charges",
        column="amount_cents",
        cause="distribution",
        happen=charge_in_major_units,
    ),
    Fault(
        name="unknown_account",
        title="The ledger uses an account nobody knows",
        story="Finance lets its accounting system move to six-digit accounts, one account early.",
        team="finance",
        origin="source.finance.erp.journal_entries",
        column="account_code",
        cause="referential",
        happen=renumber_accounts,
    ),
    Fault(
        name="infrastructure",
        title="The warehouse runs out of memory",
        story="Somebody sizes the warehouse down over the weekend; no data and no code has changed.",
        team="data-platform",
        origin=None,
        column=None,
        cause="infrastructure",
        happen=starve_the_warehouse,
    ),
)

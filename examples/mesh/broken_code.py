"""Breaks that a team merges itself: what the producers deliver is in order."""

from __future__ import annotations

from mesh.faults import Fault
from mesh.world import World


def misname_a_column(world: World) -> None:
    """The refactoring renames a column in one place of two."""
    world.edit(
        "commerce",
        "models/marts/growth/fct_subscription_mrr.sql",
        "sum(subscriptions.monthly_amount)",
        "sum(subscriptions.amount_per_month)",
    )


def forget_the_yearly_plan(world: World) -> None:
    """A branch of the case is lost in a merge."""
    world.edit("commerce", "models/marts/growth/fct_subscriptions.sql", " when 'yearly' then 12", "")


def join_every_price(world: World) -> None:
    """The join no longer stops at the end of a price's period."""
    world.edit(
        "commerce",
        "models/marts/pricing/int_order_lines__priced.sql",
        "    and orders.ordered_at < prices.valid_to\n",
        "",
    )


def flip_refunds(world: World) -> None:
    """Refunds are published with a plus."""
    world.edit(
        "commerce",
        "models/marts/payments/fct_payments.sql",
        "        -refunds.refund_amount as amount,",
        "        refunds.refund_amount as amount,",
    )


def drop_a_vat_rate(world: World) -> None:
    """The line of Austria is lost while the rates are sorted."""
    world.edit("finance", "seeds/vat_rates.csv", "AT,0.10\n", "")


def round_to_nothing(world: World) -> None:
    """The shared macro divides as integers do."""
    world.edit("commerce", "macros/cents_to_amount.sql", "{{ column }} / 100.0", "{{ column }} // 1000 * 10")


FAULTS = (
    Fault(
        name="own_bug",
        title="Growth breaks its own model",
        story="Growth refactors its recurring revenue and renames a column in one place of two.",
        team="growth",
        origin="model.commerce.fct_subscription_mrr",
        column=None,
        cause="code_change",
        happen=misname_a_column,
    ),
    Fault(
        name="lost_branch",
        title="Growth forgets the yearly plan",
        story="Growth resolves a merge conflict and loses the branch of the yearly plan.",
        team="growth",
        origin="model.commerce.fct_subscriptions",
        column="period_months",
        cause="code_change",
        happen=forget_the_yearly_plan,
    ),
    Fault(
        name="fan_out",
        title="A join of Pricing doubles Storefront's order lines",
        story="Pricing simplifies a join, which now finds every price a product ever had from then on.",
        team="pricing",
        origin="model.commerce.int_order_lines__priced",
        column=None,
        cause="code_change",
        happen=join_every_price,
    ),
    Fault(
        name="sign_flip",
        title="Refunds turn into income",
        story="Payments publishes refunds with a plus; commerce stays green and Finance's ledger disagrees.",
        team="payments",
        origin="model.commerce.fct_payments",
        column="amount",
        cause="code_change",
        happen=flip_refunds,
    ),
    Fault(
        name="lost_seed_row",
        title="Finance loses a VAT rate",
        story="Finance sorts the VAT rates and loses Austria.",
        team="finance",
        origin="seed.finance.vat_rates",
        column=None,
        cause="code_change",
        happen=drop_a_vat_rate,
    ),
    Fault(
        name="shared_macro",
        title="A shared macro loses the cents",
        story="Data Platform speeds up cents_to_amount, which every team uses, and loses the last digits.",
        team="data-platform",
        origin="macro.commerce.cents_to_amount",
        column=None,
        cause="code_change",
        happen=round_to_nothing,
    ),
)

"""Changes whose consequences were written down before any tool was run on them. Nothing is tuned to them."""

from __future__ import annotations

from functools import partial

from changes.case import BREAKING, RISKY, SAFE, Case, case
from changes.draft import Draft

_case = partial(case, held_out=True)


def _many_kinds(draft: Draft) -> None:
    draft.terms("model.fct_customer_value", "value_segment")["accepted_values"] = [
        "prospect", "new", "returning", "loyal", "vip",
    ]  # fmt: skip


def _order_id_may_be_null(draft: Draft) -> None:
    draft.column("source.payments.charges", "order_id")["constraints"] = []


def _fewer_statuses(draft: Draft) -> None:
    [uid] = draft.tests("source.billing.claims", "status", "accepted_values")
    draft.manifest["nodes"][uid]["test_metadata"]["kwargs"]["values"] = ["paid", "open"]


def _drug_without_name(draft: Draft) -> None:
    draft.sql("model.dim_drug", "select *", "select drug_code, atc_group, unit_cost, is_listed")
    draft.untabled("model.dim_drug", "drug_name")


def _occupancy_renamed(draft: Draft) -> None:
    draft.sql("model.rpt_ward_occupancy", "as occupancy", "as occupancy_rate")
    draft.retabled("model.rpt_ward_occupancy", "occupancy", "occupancy_rate")


def _claims_in_a_cte(draft: Draft) -> None:
    node = draft.node("model.fact_claim")
    for key in ("raw_code", "compiled_code"):
        node[key] = f"-- claims with who they are for\nwith final as (\n{node[key]}\n)\nselect * from final"


def _described(draft: Draft) -> None:
    draft.node("model.dim_patient")["description"] = "Everybody who was ever admitted."
    draft.column("model.dim_patient", "patient_id")["description"] = "As admissions know it."


def _later(draft: Draft) -> None:
    for place in (draft.node("source.payments.charges"), draft.node("source.payments.charges")["config"]):
        place["freshness"]["error_after"] = {"count": 48, "period": "hour"}


CASES: tuple[Case, ...] = (
    _case(
        "commerce", "model.fct_shipments", "a column that finance reads goes", BREAKING,
        lambda d: d.without_column("model.fct_shipments", "weight_kg",
                                   sql=", cast(shipments.weight_kg as decimal(8, 3)) as weight_kg"),
        "finance", "logistics", structural=True,
    ),
    _case(
        "commerce", "model.dim_customers", "a promised column that nobody reads goes from a public model", RISKY,
        lambda d: d.without_column("model.dim_customers", "has_marketing_consent",
                                   sql=", customers.has_marketing_consent"), structural=True,
    ),
    _case(
        "commerce", "model.stg_crm__customers", "an undeclared column that nobody reads goes", SAFE,
        lambda d: d.without_column("model.stg_crm__customers", "first_name", sql="first_name,"), structural=True,
    ),
    _case("commerce", "model.fct_customer_value", "a value more is accepted", RISKY, _many_kinds),
    _case(
        "commerce", "source.payments.charges", "a source's key may be null", BREAKING, _order_id_may_be_null,
        "data-platform", "payments", "storefront", "crm", "growth", "finance",
    ),
    _case("clinic", "source.billing.claims", "a value less is accepted", SAFE, _fewer_statuses),
    _case(
        "clinic", "model.fact_claim", "a column that nobody reads goes, undeclared", SAFE,
        lambda d: d.without_column("model.fact_claim", "open_amount", sql=", b.open_amount"), structural=True,
    ),
    _case("clinic", "model.dim_drug", "a star becomes a list that lacks a column", BREAKING, _drug_without_name,
          "dwh", structural=True),
    _case("clinic", "model.fact_encounter_cost.v1", "a version that nobody reads goes", SAFE,
          lambda d: d.without("model.fact_encounter_cost.v1"), structural=True),
    _case("clinic", "model.rpt_ward_occupancy", "a shown and tested column is renamed in the SQL alone", BREAKING,
          _occupancy_renamed, "hr", "dwh", structural=True),
    _case("clinic", "model.fact_claim", "the SQL is laid out anew", SAFE, _claims_in_a_cte, structural=True),
    _case(
        "commerce", "model.fct_orders", "an amount is narrowed", BREAKING,
        lambda d: d.retyped("model.fct_orders", "order_total", "decimal(10,2)"), "storefront", structural=True,
    ),
    _case("commerce", "model.dim_products", "a public model is closed to other projects", BREAKING,
          lambda d: d.config("model.dim_products", access="protected"), "finance"),
    _case("commerce", "model.fct_payments", "a table has another name", BREAKING,
          lambda d: d.moved("model.fct_payments", alias="payments_ledger"), "finance", "payments",
          structural=True),
    _case("commerce", "source.payments.charges", "a source may be later", RISKY, _later),
    _case("clinic", "model.rpt_payer_mix", "rows are left out of a shown report", RISKY,
          lambda d: d.sql("model.rpt_payer_mix", "group by payer_code",
                          "where claim_status <> 'denied' group by payer_code")),
    _case("clinic", "model.dim_patient", "descriptions are written", SAFE, _described),
    _case("commerce", "model.fct_subscriptions", "a number is widened", SAFE,
          lambda d: d.retyped("model.fct_subscriptions", "period_months", "bigint"), structural=True),
    _case("clinic", "source.hr.staff", "a test of a source goes", RISKY,
          lambda d: d.untested("source.hr.staff", "staff_id", "unique")),
    _case("commerce", "exposure.churn_model", "a reader goes", SAFE, lambda d: d.without("exposure.churn_model")),
)  # fmt: skip

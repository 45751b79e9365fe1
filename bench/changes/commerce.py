"""Changes of the shop's project. Finance reads its tables by name, from a project of its own."""

from __future__ import annotations

from changes.case import BREAKING, RISKY, SAFE, Case, case
from changes.draft import Draft


def _star_to_list(draft: Draft) -> None:
    listed = "select event_id, shipment_id, event_code, occurred_at, loaded_at"
    draft.sql("model.stg_logistics__carrier_events", "select *", listed)
    draft.untabled("model.stg_logistics__carrier_events", "depot")


def _unenforced(draft: Draft) -> None:
    node = draft.node("model.fct_subscriptions")
    node["config"]["contract"] = {"enforced": False, "alias_types": True}
    node["contract"] = {"enforced": False, "alias_types": True, "checksum": None}


def _rows(draft: Draft, least: int) -> None:
    draft.terms("source.payments.charges")["rows"] = {"min": least}


def _other_method(draft: Draft) -> None:
    draft.terms("source.payments.charges", "method")["accepted_values"] = [
        "card", "paypal", "sepa_debit", "clearpay",
    ]  # fmt: skip


def _timeless(draft: Draft) -> None:
    node = draft.node("source.subscriptions.subscriptions")
    for place in (node, node["config"]):
        place["freshness"] = {"warn_after": {}, "error_after": {}, "filter": None}


def _gone(draft: Draft) -> None:
    draft.without("exposure.provider_fees_review")
    draft.without("model.fct_payments")


def _elsewhere(draft: Draft) -> None:
    """What a pull request is built as: every schema is one of its own."""
    for node in draft.manifest["nodes"].values():
        if node["resource_type"] in ("model", "seed", "snapshot"):
            node["schema"] = f"pr_12_{node['schema']}"
            if node.get("relation_name"):
                node["relation_name"] = f'"{node["database"]}"."{node["schema"]}"."{node["alias"]}"'
    schemas = ("commerce", "commerce_staging", "commerce_snapshots")
    for node in draft.manifest["nodes"].values():
        if node.get("compiled_code"):
            for schema in schemas:
                node["compiled_code"] = node["compiled_code"].replace(
                    f'"mesh"."{schema}"', f'"mesh"."pr_12_{schema}"'
                )


def _another_table(draft: Draft) -> None:
    node = draft.node("source.marketing.ad_spend")
    node["identifier"] = "ad_spend_v2"
    node["relation_name"] = node["relation_name"].replace('"ad_spend"', '"ad_spend_v2"')


def _never_null(draft: Draft) -> None:
    draft.column("model.fct_orders", "currency")["constraints"] = [{"type": "not_null"}]


def _may_be_null(draft: Draft) -> None:
    draft.column("model.fct_orders", "order_id")["constraints"] = []


CASES: tuple[Case, ...] = (
    case(
        "commerce", "model.fct_orders", "an amount is renamed", BREAKING,
        lambda d: d.renamed_column("model.fct_orders", "captured_amount", "captured_total",
                                   sql=("12, 2)) as captured_amount", "12, 2)) as captured_total")),
        "crm", "growth", "finance", "storefront", structural=True,
    ),
    case(
        "commerce", "model.fct_orders", "a column that only a dashboard shows goes", BREAKING,
        lambda d: d.without_column("model.fct_orders", "line_count",
                                   sql="coalesce(lines.line_count, 0) as line_count,"),
        "storefront", structural=True,
    ),
    case(
        "commerce", "model.stg_payments__refunds", "a column that nobody reads goes", SAFE,
        lambda d: d.without_column("model.stg_payments__refunds", "reason", sql=", reason"), structural=True,
    ),
    case(
        "commerce", "model.stg_pricing__products", "a column goes that the next model names", BREAKING,
        lambda d: d.without_column("model.stg_pricing__products", "sku", sql="sku,"), "pricing", structural=True,
    ),
    case("commerce", "model.stg_logistics__carrier_events", "a star over a source becomes a list", BREAKING,
         _star_to_list, "logistics", structural=True),
    case("commerce", "model.dim_products", "a price becomes a text", BREAKING,
         lambda d: d.retyped("model.dim_products", "list_price", "varchar"), "finance", structural=True),
    case("commerce", "model.fct_shipments", "a weight is widened", SAFE,
         lambda d: d.retyped("model.fct_shipments", "weight_kg", "decimal(12,3)"), structural=True),
    case("commerce", "model.fct_orders", "the key may be null", BREAKING, _may_be_null,
         "finance", "growth", "storefront"),
    case("commerce", "model.fct_subscriptions", "the contract is no longer enforced", BREAKING, _unenforced,
         "finance", "growth"),
    case("commerce", "model.fct_payments", "a test of the key goes", RISKY,
         lambda d: d.untested("model.fct_payments", "payment_id", "unique")),
    case("commerce", "model.fct_customer_value", "a promise goes that only its own team relies on", RISKY,
         lambda d: d.terms("model.fct_customer_value", "value_segment").pop("accepted_values")),
    case("commerce", "source.payments.charges", "fewer rows are promised", RISKY, lambda d: _rows(d, 100)),
    case("commerce", "source.payments.charges", "more rows are promised", SAFE, lambda d: _rows(d, 1000)),
    case("commerce", "source.payments.charges", "a value is replaced by another", BREAKING, _other_method,
         "data-platform", "payments", "finance"),
    case("commerce", "source.subscriptions.subscriptions", "freshness is promised no more", BREAKING, _timeless,
         "data-platform", "growth", "finance"),
    case("commerce", "model.fct_payments", "a table goes that another project reads", BREAKING, _gone,
         "finance", structural=True),
    case("commerce", "model.fct_payments", "a model is renamed, and the project with it", BREAKING,
         lambda d: d.renamed_model("model.fct_payments", "fct_money_movements"), "finance", "payments",
         structural=True),
    case("commerce", "model.dim_customers", "a public table moves, and nobody is seen to read it", RISKY,
         lambda d: d.moved("model.dim_customers", schema="crm_marts"), structural=True),
    case("commerce", "model.int_shipments__latest_event", "an inner model is inlined", SAFE,
         lambda d: d.config("model.int_shipments__latest_event", materialized="ephemeral")),
    case("commerce", "model.fct_shipments", "a table becomes a view", SAFE,
         lambda d: d.config("model.fct_shipments", materialized="view")),
    case("commerce", "model.stg_crm__tickets", "another team answers", SAFE,
         lambda d: d.config("model.stg_crm__tickets", group="growth")),
    case("commerce", "model.dim_customers", "nobody answers any more", RISKY,
         lambda d: d.config("model.dim_customers", group=None)),
    case("commerce", "model.fct_shipments", "a figure is computed otherwise", RISKY,
         lambda d: d.sql("model.fct_shipments", "delivered_at > shipments.promised_at",
                         "delivered_at >= shipments.promised_at")),
    case("commerce", "model.fct_shipments", "rows without a match are left out", RISKY,
         lambda d: d.sql("model.fct_shipments", "left join carriers", "inner join carriers")),
    case("commerce", "model.int_order_lines__priced", "a discount has the other sign", RISKY,
         lambda d: d.sql("model.int_order_lines__priced",
                         "order_lines.quantity * prices.list_price - order_lines.line_total as discount",
                         "order_lines.line_total - order_lines.quantity * prices.list_price as discount")),
    case("commerce", "model.stg_storefront__orders", "a column is added", SAFE,
         lambda d: d.sql("model.stg_storefront__orders", "promo_code,", "promo_code, promo_code as promotion,"),
         structural=True),
    case(
        "commerce", "model.fct_subscription_mrr", "a figure of a dashboard is renamed", BREAKING,
        lambda d: d.renamed_column("model.fct_subscription_mrr", "mrr", "recurring_revenue",
                                   sql=("as mrr", "as recurring_revenue")), "growth", structural=True,
    ),
    case("commerce", "source.crm.customers", "a promised column of a source goes", BREAKING,
         lambda d: d.undeclared("source.crm.customers", "first_name"), "data-platform", structural=True),
    case("commerce", "model.fct_orders", "everything is built in a schema of the pull request", SAFE, _elsewhere,
         structural=True),
    case("commerce", "model.dim_products", "a model is deprecated", RISKY,
         lambda d: d.node("model.dim_products").update(deprecation_date="2027-03-31T00:00:00")),
    case("commerce", "model.fct_orders", "a column promises more", SAFE, _never_null),
    case("commerce", "source.marketing.ad_spend", "a source reads another table", RISKY, _another_table),
    case("commerce", "model.fct_orders", "a reference is tested no more", RISKY,
         lambda d: d.untested("model.fct_orders", "customer_id", "relationships")),
    case("commerce", "source.logistics.shipments", "a column of a source is described no more", RISKY,
         lambda d: d.undeclared("source.logistics.shipments", "weight_grams")),
)  # fmt: skip

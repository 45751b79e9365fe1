"""A public project: the shape of dbt's own example shop, its tests, and ordinary faults of what it reads.

Structure and tests are those of dbt-labs/jaffle-shop, rewritten; the faults are those that upstream teams cause.
Written down, truths and all, before anything was measured: no rule of Onus was made with these at hand.
"""

from __future__ import annotations

from faults.acts import edit, fresh_night, in_turn, next_day, night, nothing, restored, sql
from faults.author import Author
from faults.scenario import DecidedBy, Kind, Truth

PROBE, NOTHING = DecidedBy.PROBE, DecidedBy.NOTHING
TEAMS = {
    "raw_customers": "crm",
    "raw_orders": "pos",
    "raw_items": "pos",
    "raw_products": "assortment",
    "raw_supplies": "assortment",
    "raw_stores": "estate",
}
AUTHOR = Author(company="jaffle", teams=TEAMS, begins_with=next_day)
_scenario, _model = AUTHOR.scenario, AUTHOR.model
STAGING, MARTS = "models/staging", "models/marts"


def _source(name: str, column: str | None, cause: str, *causes: str) -> Truth:
    return Truth(team=TEAMS[name], origin=f"source.jaffle.ecom.{name}", column=column, cause=cause, causes=causes)


NO_SUBTOTAL = sql("alter table raw.raw_orders drop column subtotal")
HUNDREDFOLD = sql("update raw.raw_orders set order_total = order_total * 100")
CUSTOMERS_TWICE = sql("insert into raw.raw_customers select * from raw.raw_customers where id < 'c0020'")
SUBTOTAL = _source("raw_orders", "subtotal", "schema_change")
TOTAL = _source("raw_orders", "order_total", "range", "distribution", "unknown")
TWICE = _source("raw_customers", "id", "duplicates")

DATA = (
    _scenario("no_subtotal", Kind.DATA, "The tills drop a column.", NO_SUBTOTAL, SUBTOTAL),
    _scenario(
        "customer_renamed",
        Kind.DATA,
        "The tills rename a column.",
        sql("alter table raw.raw_orders rename column customer to customer_id"),
        _source("raw_orders", "customer", "schema_change"),
    ),
    _scenario(
        "no_items",
        Kind.DATA,
        "The table of items is dropped.",
        sql("drop table raw.raw_items"),
        _source("raw_items", None, "missing_relation"),
    ),
    _scenario(
        "no_order_number",
        Kind.DATA,
        "Every tenth order has no number.",
        sql("update raw.raw_orders set id = null where hash(id) % 10 = 0"),
        _source("raw_orders", "id", "nulls"),
    ),
    _scenario("customers_twice", Kind.DATA, "Customers are loaded twice.", CUSTOMERS_TWICE, TWICE),
    _scenario(
        "customers_gone",
        Kind.DATA,
        "A sixth of the customers is deleted; their orders remain.",
        sql("delete from raw.raw_customers where id < 'c0020'"),
        _source("raw_customers", "id", "referential", "volume"),
        decided_by=PROBE,
    ),
    _scenario(
        "orders_gone",
        Kind.DATA,
        "The table of orders is emptied; the items remain.",
        sql("delete from raw.raw_orders"),
        _source("raw_orders", "id", "referential", "volume"),
    ),
    _scenario(
        "part_of_the_items",
        Kind.DATA,
        "A load of items stops half way.",
        sql("delete from raw.raw_items where hash(id) % 2 = 0"),
        _source("raw_items", None, "volume", "range", "unknown", "distribution"),
        decided_by=PROBE,
    ),
    _scenario("totals_hundredfold", Kind.DATA, "Totals come in another unit.", HUNDREDFOLD, TOTAL),
    _scenario(
        "prices_in_dollars",
        Kind.DATA,
        "The list of products gives prices in dollars.",
        sql("update raw.raw_products set price = price / 100"),
        _source("raw_products", "price", "range", "unknown", "distribution"),
        decided_by=PROBE,
    ),
    _scenario(
        "product_gone",
        Kind.DATA,
        "A product is taken off the list while it is still sold.",
        sql("delete from raw.raw_products where sku = 'BEV-002'"),
        _source("raw_products", "sku", "referential", "volume", "nulls", "range", "unknown"),
        decided_by=PROBE,
    ),
    _scenario(
        "price_as_text",
        Kind.DATA,
        "Prices become text, one of them no number.",
        sql(
            """alter table raw.raw_products alter price type varchar
               using case when sku = 'JAF-001' then 'N/A' else price::varchar end"""
        ),
        _source("raw_products", "price", "type_change"),
    ),
    _scenario(
        "no_price",
        Kind.DATA,
        "A product has no price.",
        sql("update raw.raw_products set price = null where sku = 'JAF-003'"),
        _source("raw_products", "price", "nulls"),
        decided_by=PROBE,
    ),
    _scenario(
        "stores_twice",
        Kind.DATA,
        "A store is on the list twice.",
        sql("insert into raw.raw_stores select * from raw.raw_stores where id = 's0'"),
        _source("raw_stores", "id", "duplicates"),
    ),
    _scenario(
        "late",
        Kind.DATA,
        "The tills have sent nothing for three days.",
        sql("update raw.raw_orders set ordered_at = ordered_at - interval 4 day"),
        _source("raw_orders", None, "freshness"),
        run=fresh_night,
    ),
)

CODE = (
    _scenario(
        "renamed_type",
        Kind.CODE,
        "A kind of customer is called otherwise.",
        edit("jaffle", f"{MARTS}/customers.sql", "'returning'", "'repeat'"),
        _model("growth", "customers", "accepted_values"),
    ),
    _scenario(
        "fan_out",
        Kind.CODE,
        "What a product is made of is joined row by row.",
        edit(
            "jaffle",
            f"{MARTS}/order_items.sql",
            "    select product_id, sum(supply_cost) as supply_cost\n    from supplies\n    group by 1\n",
            "    select product_id, supply_cost\n    from supplies\n",
        ),
        _model("finance", "order_items", "duplicates"),
    ),
    _scenario(
        "wrong_column",
        Kind.CODE,
        "The staging of orders takes the tax for the subtotal.",
        edit(
            "jaffle",
            f"{STAGING}/stg_orders.sql",
            "{{ cents_to_dollars('subtotal') }} as subtotal",
            "{{ cents_to_dollars('tax_paid') }} as subtotal",
        ),
        _model("analytics", "stg_orders", "range", "unknown"),
    ),
)

REST = (
    _scenario(
        "comment_on_the_day",
        Kind.DECOY,
        "The staging of orders gets a comment on the day on which totals are wrong.",
        in_turn(
            edit("jaffle", f"{STAGING}/stg_orders.sql", "renamed as (", "renamed as ( -- in cents"), HUNDREDFOLD
        ),
        TOTAL,
    ),
    _scenario(
        "twice_and_dropped",
        Kind.DOUBLE,
        "Customers come twice, and the tills drop a column.",
        in_turn(CUSTOMERS_TWICE, NO_SUBTOTAL),
        TWICE,
        SUBTOTAL,
    ),
    _scenario(
        "first_run", Kind.PARTIAL, "The first report ever is of a bad day.", HUNDREDFOLD, TOTAL, history=False
    ),
    _scenario("green", Kind.CONTROL, "Another day.", nothing),
    _scenario(
        "refactoring",
        Kind.CONTROL,
        "A case is written as a filter.",
        edit(
            "jaffle",
            f"{MARTS}/orders.sql",
            "sum(case when is_food_item then 1 else 0 end)",
            "count(*) filter (where is_food_item)",
        ),
    ),
    _scenario("repaired", Kind.REPAIRED, "The column is back.", in_turn(NO_SUBTOTAL, night, restored), resolves=1),
)

SCENARIOS = (*DATA, *CODE, *REST)

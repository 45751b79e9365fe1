"""A retailer's warehouse as connectors fill it: archives, JSON, rates, sessions, prices, a vendor's list.

Written down, truths and all, before Onus was asked: no rule was made with these at hand.
"""

from __future__ import annotations

from faults.acts import dbt, edit, fresh_night, in_turn, next_day, night, nothing, report, restored, setting, sql
from faults.author import Author
from faults.scenario import DecidedBy, Kind, Truth

PROBE = DecidedBy.PROBE
TEAMS = {
    "shop": "webshop",
    "erp": "supply-chain",
    "fx": "treasury",
    "pay": "payments",
    "loyalty": "loyalty",
}


AUTHOR = Author(company="grocer", teams=TEAMS, begins_with=next_day)
_scenario, _source, _model = AUTHOR.scenario, AUTHOR.source, AUTHOR.model

REGION_RENAMED = sql("alter table raw_erp.stores rename column region to region_code")
REGION = _source("erp.stores", "region", "schema_change")
TELEVISIONS = sql("update raw_shop.page_views set device = 'tv' where visitor_id like '%7'")
DEVICE = _source("shop.page_views", "device", "accepted_values")
NO_KRONA = sql("delete from raw_fx.rates where currency = 'SEK'")
RATES = _source("fx.rates", "currency", "volume", "nulls", "referential")
DUTCH = sql("update raw_shop.customers set country = 'NL' where id % 11 = 0")
COUNTRY = _source("shop.customers", "country", "accepted_values")
CHARGED_TWICE = sql("insert into raw_pay.charges select * from raw_pay.charges where id like '%7'")
TWICE = _source("pay.charges", "id", "duplicates")
NO_TIER = sql("update raw_loyalty.members set tier = null where member_no like '%4'")
TIER = _source("loyalty.members", "tier", "nulls")
LOST_STORE = sql("update raw_erp.stock_counts set store_id = 99 where store_id = 2")
STOCK = _source("erp.stock_counts", "store_id", "referential")
NO_VENDOR = edit("grocer", "seeds/vendor_catalog.csv", "V2,Nordic Dairy,SE,3,0.18\n", "")
VENDOR = Truth(
    team="procurement",
    origin="seed.grocer.vendor_catalog",
    cause="code_change",
    causes=("nulls", "referential", "volume"),
)

DATA = (
    _scenario("region_renamed", Kind.DATA, "The ERP renames a column that staging lists.", REGION_RENAMED, REGION),
    _scenario(
        "new_status",
        Kind.DATA,
        "The shop learns to take orders back.",
        sql("update raw_shop.orders set status = 'returned' where id % 9 = 0"),
        _source("shop.orders", "status", "accepted_values"),
    ),
    _scenario("no_tier", Kind.DATA, "The loyalty app empties tiers.", NO_TIER, TIER, decided_by=PROBE),
    _scenario(
        "members_gone",
        Kind.DATA,
        "A third of the members is not delivered.",
        sql("delete from raw_loyalty.members where member_no like '%2' or member_no like '%5'"),
        _source("loyalty.members", "member_no", "volume", "referential", "nulls"),
        decided_by=PROBE,
    ),
    _scenario("no_krona", Kind.DATA, "A currency has no rates any more.", NO_KRONA, RATES, decided_by=PROBE),
    _scenario(
        "rate_upside_down",
        Kind.DATA,
        "Kronas per euro instead of euros per krona.",
        sql("update raw_fx.rates set rate_to_eur = 1 / rate_to_eur where currency = 'SEK'"),
        _source("fx.rates", "rate_to_eur", "range", "distribution", "unknown"),
        decided_by=PROBE,
    ),
    _scenario(
        "wallet_in_euros",
        Kind.DATA,
        "The provider sends amounts of wallets in euros where cents were promised.",
        sql(
            """update raw_pay.charges set payload = json_merge_patch(payload,
                   json_object('amount', cast(json_extract_string(payload, '$.amount') as bigint) // 100))
               where json_extract_string(payload, '$.method') = 'wallet'"""
        ),
        _source("pay.charges", "payload", "range", "distribution", "accepted_values", "unknown"),
        decided_by=PROBE,
    ),
    _scenario("charged_twice", Kind.DATA, "The connector delivers charges twice.", CHARGED_TWICE, TWICE),
    _scenario(
        "half_the_charges",
        Kind.DATA,
        "The load of the newest charges stops half-way.",
        sql(
            """delete from raw_pay.charges
               where created_at > (select max(created_at) from raw_pay.charges) - interval 30 hour"""
        ),
        _source("pay.charges", "id", "volume", "referential", "accepted_values"),
        decided_by=PROBE,
    ),
    _scenario(
        "late_orders",
        Kind.DATA,
        "Orders have not been synchronised for days; freshness says so, and charges find no order.",
        sql(
            """delete from raw_shop.orders
               where _fivetran_synced > (select max(_fivetran_synced) from raw_shop.orders) - interval 100 hour"""
        ),
        _source("shop.orders", None, "freshness", "volume"),
        run=fresh_night,
    ),
    _scenario(
        "vouchers",
        Kind.DATA,
        "A way to pay that nobody told of stands in the JSON.",
        sql("update raw_pay.charges set payload = replace(payload, 'invoice', 'voucher') where id like '%4'"),
        _source("pay.charges", "payload", "accepted_values"),
    ),
    _scenario(
        "sku_without_dash",
        Kind.DATA,
        "The shop writes the number of a product in another way.",
        sql("update raw_shop.order_lines set sku = replace(sku, '-', '') where id % 8 = 0"),
        _source("shop.order_lines", "sku", "referential", "nulls"),
        decided_by=PROBE,
    ),
    _scenario(
        "products_delisted",
        Kind.DATA,
        "The ERP deletes products that are still sold and counted.",
        sql("delete from raw_erp.products where sku like 'SKU-00%'"),
        _source("erp.products", "sku", "volume", "referential", "nulls"),
        decided_by=PROBE,
    ),
    _scenario(
        "unknown_vendor",
        Kind.DATA,
        "The ERP buys of a vendor whose catalogue nobody has.",
        sql("update raw_erp.products set vendor_code = 'V9' where sku like '%5'"),
        _source("erp.products", "vendor_code", "referential", "nulls", "accepted_values"),
        decided_by=PROBE,
    ),
    _scenario(
        "quantity_as_text",
        Kind.DATA,
        "The shop sends quantities with their unit.",
        sql("alter table raw_shop.order_lines alter quantity type varchar using quantity || ' pcs'"),
        _source("shop.order_lines", "quantity", "type_change"),
        decided_by=PROBE,
    ),
    _scenario(
        "pack_size_as_text",
        Kind.DATA,
        "The ERP makes pack sizes text; a mart's contract forbids it.",
        sql("alter table raw_erp.products alter pack_size type varchar"),
        _source("erp.products", "pack_size", "type_change", "schema_change"),
    ),
    _scenario(
        "local_time",
        Kind.DATA,
        "The shop stamps orders in local time: they are placed after they were synchronised.",
        sql("update raw_shop.orders set placed_at = placed_at + interval 8 hour"),
        _source("shop.orders", "placed_at", "range", "distribution", "unknown"),
        decided_by=PROBE,
    ),
    _scenario(
        "foreign_customers",
        Kind.DATA,
        "Orders of the app carry customer numbers of another system.",
        sql("update raw_shop.orders set customer_id = customer_id + 90000 where channel = 'app'"),
        _source("shop.orders", "customer_id", "referential"),
        decided_by=PROBE,
    ),
    _scenario(
        "store_closed",
        Kind.DATA,
        "A store is deleted that sold, counted and has members.",
        sql("delete from raw_erp.stores where store_id = 3"),
        _source("erp.stores", "store_id", "volume", "referential", "nulls"),
        decided_by=PROBE,
    ),
    _scenario("televisions", Kind.DATA, "The site is seen on another device.", TELEVISIONS, DEVICE),
    _scenario(
        "loud_members",
        Kind.DATA,
        "Points come with member numbers in capitals.",
        sql(
            """update raw_loyalty.points set member_no = upper(member_no)
               where right(member_no, 1) in ('1', '5', '8')"""
        ),
        _source("loyalty.points", "member_no", "referential", "nulls"),
        decided_by=PROBE,
    ),
    _scenario(
        "archived_too_early",
        Kind.DATA,
        "Orders are archived that are still current.",
        sql("insert into raw_shop.orders_archive select * from raw_shop.orders where id % 100 = 9"),
        _source("shop.orders_archive", "id", "duplicates"),
        decided_by=PROBE,
    ),
    _scenario("dutch_customers", Kind.DATA, "The shop delivers to another country.", DUTCH, COUNTRY),
    _scenario(
        "gift_note",
        Kind.DATA,
        "The shop's orders have a column more than its archive: they cannot be united by position.",
        sql("alter table raw_shop.orders add column gift_note varchar"),
        _source("shop.orders", None, "schema_change"),
    ),
)

CODE = (
    _scenario(
        "open_ended_prices",
        Kind.CODE,
        "A pull request drops the end of a price's validity from the join.",
        edit(
            "grocer",
            "models/intermediate/int_order_lines_priced.sql",
            "    and orders.placed_at < prices.valid_to\n",
            "",
        ),
        _model("data", "int_order_lines_priced", "duplicates"),
    ),
    _scenario(
        "paid_not_succeeded",
        Kind.CODE,
        "A filter asks for a status that the provider does not have.",
        edit("grocer", "models/staging/pay/stg_pay__charges.sql", "= 'succeeded'", "= 'paid'"),
        _model("data", "stg_pay__charges", "volume", "referential", "accepted_values"),
    ),
    _scenario(
        "column_more",
        Kind.CODE,
        "An incremental model that allows no other columns gets one.",
        edit(
            "grocer",
            "models/marts/core/fct_orders.sql",
            "    orders.total_eur,\n",
            "    orders.total_eur,\n    orders.rate_to_eur,\n",
        ),
        _model("data", "fct_orders", "schema_change"),
    ),
    _scenario(
        "store_by_number",
        Kind.CODE,
        "Loyalty's home store is joined by the wrong column.",
        edit(
            "grocer",
            "models/marts/growth/loyalty_engagement.sql",
            "stores.store_id = members.home_store",
            "stores.square_metres = members.home_store",
        ),
        _model("growth", "loyalty_engagement", "nulls", "referential"),
    ),
    _scenario("vendor_dropped", Kind.CODE, "Procurement drops a vendor that still delivers.", NO_VENDOR, VENDOR),
)

DECOYS = (
    _scenario(
        "comment_on_the_way",
        Kind.DECOY,
        "A comment is written into the model in which amounts go missing.",
        in_turn(
            NO_KRONA,
            edit(
                "grocer",
                "models/intermediate/int_orders_converted.sql",
                "from {{ ref('stg_shop__orders') }} as orders",
                "-- a rate of the day on which the order was placed\nfrom {{ ref('stg_shop__orders') }} as orders",
            ),
        ),
        RATES,
        decided_by=PROBE,
    ),
    _scenario(
        "chronic_stock",
        Kind.DECOY,
        "Stock of a store that does not exist has failed for days; today there are television sets.",
        in_turn(LOST_STORE, TELEVISIONS),
        STOCK,
        DEVICE,
        before=in_turn(next_day, LOST_STORE, night, next_day, LOST_STORE, night),
        decided_by=PROBE,
    ),
)

CONTROLS = (
    _scenario("green", Kind.CONTROL, "Another day.", nothing),
    _scenario(
        "only_a_warning",
        Kind.CONTROL,
        "A reason to pay back that is only warned of.",
        sql("update raw_pay.refunds set reason = 'fraud' where reason = 'other'"),
    ),
    _scenario(
        "refactored",
        Kind.CONTROL,
        "A filter is written in another way, and the site has a column more.",
        in_turn(
            edit(
                "grocer",
                "models/staging/shop/stg_shop__orders.sql",
                "where not _fivetran_deleted",
                "where _fivetran_deleted = false",
            ),
            sql("alter table raw_shop.page_views add column referrer varchar"),
        ),
    ),
)

REST = (
    _scenario(
        "no_memory",
        Kind.PLATFORM,
        "The warehouse gets too little memory.",
        setting("GROCER_MEMORY_LIMIT", "3MB"),
        Truth(team="data", origin=None, cause="infrastructure"),
    ),
    _scenario(
        "countries_and_twice",
        Kind.DOUBLE,
        "Countries that nobody knew, and charges twice.",
        in_turn(DUTCH, CHARGED_TWICE),
        COUNTRY,
        TWICE,
    ),
    _scenario(
        "data_and_code",
        Kind.DOUBLE,
        "A vendor is dropped, and the ERP renames regions.",
        in_turn(NO_VENDOR, REGION_RENAMED),
        VENDOR,
        REGION,
    ),
    _scenario(
        "selected",
        Kind.PARTIAL,
        "Only sessions are built.",
        TELEVISIONS,
        DEVICE,
        run=in_turn(dbt("build", "--select", "stg_shop__page_views+"), report),
    ),
    _scenario(
        "run_then_test",
        Kind.PARTIAL,
        "`dbt run`, then `dbt test`, a report after each.",
        DUTCH,
        COUNTRY,
        run=in_turn(dbt("run"), report, dbt("test"), report),
    ),
    _scenario(
        "fail_fast",
        Kind.PARTIAL,
        "dbt stops at the first failure.",
        CHARGED_TWICE,
        TWICE,
        run=in_turn(dbt("build", "--fail-fast"), report),
    ),
    _scenario(
        "first_run", Kind.PARTIAL, "The first report ever is of unknown countries.", DUTCH, COUNTRY, history=False
    ),
    _scenario(
        "repaired", Kind.REPAIRED, "Regions are back.", in_turn(REGION_RENAMED, night, restored), resolves=1
    ),
    _scenario(
        "one_of_two_repaired",
        Kind.REPAIRED,
        "Regions are back, charges still come twice.",
        in_turn(REGION_RENAMED, CHARGED_TWICE, night, restored, CHARGED_TWICE),
        TWICE,
        resolves=1,
    ),
)

SCENARIOS = (*DATA, *CODE, *DECOYS, *CONTROLS, *REST)

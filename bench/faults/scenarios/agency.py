"""Marketing analytics full of macros: ad platforms, links and sessions, attribution, a funnel, budgets in a sheet.

Written down, truths and all, before any rule was read for them and before Onus was asked.
"""

from __future__ import annotations

from faults.acts import dbt, edit, fresh_night, in_turn, next_day, night, nothing, report, restored, sql
from faults.author import Author
from faults.scenario import DecidedBy, Kind, Truth

PROBE, NOTHING = DecidedBy.PROBE, DecidedBy.NOTHING
TEAMS = {
    "gads": "search",
    "bing": "search",
    "meta": "social",
    "fx": "treasury",
    "sheets": "planning",
    "web": "web-platform",
    "shop": "shop",
    "crm": "sales-ops",
}

AUTHOR = Author(company="agency", teams=TEAMS, begins_with=next_day)
_scenario, _source, _model = AUTHOR.scenario, AUTHOR.source, AUTHOR.model

DECIMAL_COMMA = sql(
    "update raw_meta.ads_insights set spend = replace(spend, '.', ',') where campaign_name like 'uk%'"
)
SPEND = _source("meta.ads_insights", "spend", "type_change", "nulls", "accepted_values")
FACEBOOK_IS_FB = sql("update raw_web.events set page_url = replace(page_url, '=facebook&', '=fb&')")
LINKS = _source("web.events", "page_url", "accepted_values", "referential")
STAGE_RENAMED = sql(
    "update raw_crm.stage_changes set stage = 'SQL' where stage = 'Qualified' and lead_id like '%3'"
)
STAGE = _source("crm.stage_changes", "stage", "accepted_values", "nulls", "range", "unknown")
BUDGET_OPEN = sql("""update raw_sheets.media_plan set "Budget" = 'tbd' where "Market" = 'fr'""")
BUDGET = _source("sheets.media_plan", "Budget", "nulls", "type_change", "accepted_values")
CUSTOMERS_LOST = sql("delete from raw_shop.customers where id like '%4' or id like '%9'")
CUSTOMERS = _source("shop.customers", "id", "volume", "referential")
ORDERS_TWICE = sql("insert into raw_shop.orders select * from raw_shop.orders where id % 7 = 0")
TWICE = _source("shop.orders", "id", "duplicates")
DUTCH = sql("update raw_shop.customers set country = 'NL' where id like '%2'")
COUNTRY = _source("shop.customers", "country", "accepted_values", "referential", "nulls")
COST_RENAMED = sql("alter table raw_gads.campaign_stats rename column cost_micros to metrics_cost_micros")
COST = _source("gads.campaign_stats", "cost_micros", "schema_change")
WEIGHTS = edit(
    "agency",
    "models/marts/growth/fct_attribution.sql",
    "1.0 / count(*) over (partition by orders.order_id)",
    "1.0 / count(*) over (partition by orders.customer_id)",
)
ATTRIBUTION = _model("growth", "fct_attribution", "distribution", "range", "unknown")

DATA = (
    _scenario(
        "cost_in_hundredths",
        Kind.DATA,
        "Google's connector sends hundredths where it sent millionths.",
        sql("update raw_gads.campaign_stats set cost_micros = cost_micros // 10000"),
        _source("gads.campaign_stats", "cost_micros", "range", "distribution", "unknown"),
        decided_by=PROBE,
    ),
    _scenario(
        "campaigns_renamed",
        Kind.DATA,
        "Paid search writes countries out in the names of its campaigns.",
        sql(
            """update raw_gads.campaign_stats set campaign_name = replace(campaign_name, 'DE_', 'Germany_')
               where campaign_name like 'DE%'"""
        ),
        _source("gads.campaign_stats", "campaign_name", "accepted_values", "referential"),
        decided_by=PROBE,
    ),
    _scenario(
        "insights_twice",
        Kind.DATA,
        "The script that reads Meta's insights has run twice for a day.",
        sql(
            """insert into raw_meta.ads_insights select * from raw_meta.ads_insights
               where date_start = (select max(date_start) from raw_meta.ads_insights)"""
        ),
        _source("meta.ads_insights", None, "duplicates"),
        decided_by=PROBE,
    ),
    _scenario(
        "no_pounds",
        Kind.DATA,
        "Treasury delivers no pounds: orders and spend have no euros.",
        sql("delete from raw_fx.daily_rates where base_currency = 'GBP'"),
        _source("fx.daily_rates", "base_currency", "volume", "nulls", "referential"),
        decided_by=PROBE,
    ),
    _scenario(
        "rates_per_hundred",
        Kind.DATA,
        "Treasury quotes pounds per hundred.",
        sql("update raw_fx.daily_rates set eur_per_unit = eur_per_unit * 100 where base_currency = 'GBP'"),
        _source("fx.daily_rates", "eur_per_unit", "range", "distribution", "unknown"),
        decided_by=PROBE,
    ),
    _scenario(
        "links_without_tags",
        Kind.DATA,
        "A consent banner strips the parameters off every address: all of a sudden everybody comes directly.",
        sql("update raw_web.events set page_url = split_part(page_url, '?', 1)"),
        _source("web.events", "page_url", "distribution", "nulls", "accepted_values", "range", "unknown"),
        decided_by=PROBE,
    ),
    _scenario(
        "another_users_numbers",
        Kind.DATA,
        "The tracker identifies people by another system's numbers.",
        sql("update raw_web.identifies set user_id = 'usr_' || lower(user_id)"),
        _source("web.identifies", "user_id", "referential", "distribution", "nulls", "accepted_values", "unknown"),
        decided_by=PROBE,
    ),
    _scenario(
        "a_robot",
        Kind.DATA,
        "A robot calls a page every twenty minutes, for forty hours.",
        sql(
            """insert into raw_web.events
               select 'bot-' || epoch(called)::bigint, 'anon-bot', 'page_view', called, 'https://shop.lumen.example/p/1'
               from (
                   select unnest(generate_series(max(received_at) - interval 40 hour, max(received_at),
                       interval 20 minute)) as called
                   from raw_web.events
               )"""
        ),
        _source("web.events", None, "distribution", "range", "volume", "unknown", "accepted_values"),
        decided_by=PROBE,
    ),
    _scenario(
        "staging_site",
        Kind.DATA,
        "The tracker's key stands on the staging site too.",
        sql(
            """update raw_web.events set page_url = replace(page_url, '//shop.', '//staging.')
               where anonymous_id like '%7'"""
        ),
        _source("web.events", "page_url", "accepted_values", "range", "unknown"),
        decided_by=PROBE,
    ),
    _scenario(
        "orders_without_items",
        Kind.DATA,
        "The shop's newest orders come without their items.",
        sql(
            """update raw_shop.orders set items = '[]'
               where placed_at > (select max(placed_at) from raw_shop.orders) - interval 6 hour"""
        ),
        _source("shop.orders", "items", "nulls", "volume", "distribution", "range", "unknown", "accepted_values"),
        decided_by=PROBE,
    ),
    _scenario(
        "prices_with_comma",
        Kind.DATA,
        "Prices inside the items have a comma.",
        sql(
            """update raw_shop.orders
               set items = regexp_replace(items, '"([0-9]+)[.]([0-9]{2})"', '"\\1,\\2"', 'g')
               where id % 5 = 0"""
        ),
        _source("shop.orders", "items", "type_change"),
        decided_by=PROBE,
    ),
    _scenario(
        "negative_refunds",
        Kind.DATA,
        "The shop books refunds as negative amounts.",
        sql("update raw_shop.refunds set amount = -amount"),
        _source("shop.refunds", "amount", "range", "distribution", "unknown"),
        decided_by=PROBE,
    ),
    _scenario(
        "dutch_customers", Kind.DATA, "The shop delivers to another country.", DUTCH, COUNTRY, decided_by=PROBE
    ),
    _scenario(
        "stage_renamed", Kind.DATA, "Sales gives a stage another name.", STAGE_RENAMED, STAGE, decided_by=PROBE
    ),
    _scenario(
        "leads_imported_again",
        Kind.DATA,
        "A fair's list is imported again: its leads were created today, and qualified before.",
        sql(
            """update raw_crm.leads set created_at = (select max(created_at) from raw_crm.leads)
               where lead_source = 'fair'"""
        ),
        _source("crm.leads", "created_at", "range", "distribution", "unknown"),
        decided_by=NOTHING,
    ),
    _scenario(
        "budget_in_german",
        Kind.DATA,
        "Somebody types budgets as Germans do.",
        sql(
            """update raw_sheets.media_plan set "Budget" = translate("Budget", ',.', '.,')
               where "Market" = 'de'"""
        ),
        _source(
            "sheets.media_plan", "Budget", "range", "distribution", "type_change", "accepted_values", "unknown"
        ),
        decided_by=PROBE,
    ),
    _scenario(
        "plan_relabelled",
        Kind.DATA,
        "The plan calls a channel by another name: what is spent on it has no budget.",
        sql("""update raw_sheets.media_plan set "Channel" = 'Google Search' where "Channel" = 'Paid Search'"""),
        _source("sheets.media_plan", "Channel", "referential", "accepted_values"),
        decided_by=PROBE,
    ),
    _scenario("cost_renamed", Kind.DATA, "Google's connector renames a column.", COST_RENAMED, COST),
    _scenario(
        "bing_is_late",
        Kind.DATA,
        "Microsoft's numbers have not been loaded for days; freshness alone says so.",
        sql(
            """delete from raw_bing.campaign_performance
               where _loaded_at > (select max(_loaded_at) from raw_bing.campaign_performance) - interval 90 hour"""
        ),
        _source("bing.campaign_performance", None, "freshness"),
        run=fresh_night,
    ),
    _scenario(
        "impressions_tenfold",
        Kind.SILENT,
        "Google counts impressions in another way; no check minds.",
        sql("update raw_gads.campaign_stats set impressions = impressions * 10"),
        _source("gads.campaign_stats", "impressions", "distribution", "range"),
        decided_by=NOTHING,
    ),
)

CODE = (
    _scenario(
        "macro_reads_no_first_parameter",
        Kind.CODE,
        "A macro that reads addresses no longer finds the first parameter.",
        edit("agency", "macros/url_parameter.sql", "'[?&]{{ name }}", "'&{{ name }}"),
        _model("analytics", "stg_web__events", "distribution", "nulls", "range", "unknown"),
    ),
    _scenario(
        "theme_dropped",
        Kind.CODE,
        "A theme is taken out of the dictionary of channels.",
        edit("agency", "dbt_project.yml", "    shopping: paid_shopping\n", ""),
        Truth(
            team="analytics",
            origin="model.agency.int_ad_platforms",
            cause="code_change",
            causes=("accepted_values",),
            alternatives=(_model("analytics", "fct_ad_spend", "accepted_values"),),
        ),
    ),
    _scenario("weights_by_customer", Kind.CODE, "Revenue is handed out per customer.", WEIGHTS, ATTRIBUTION),
    _scenario(
        "mapping_row_dropped",
        Kind.CODE,
        "Growth tidies up the mapping of channels, and drops a row that is used.",
        edit("agency", "seeds/channel_mapping.csv", "instagram,paid_social,paid_social\n", ""),
        Truth(
            team="growth",
            origin="seed.agency.channel_mapping",
            cause="code_change",
            causes=("accepted_values", "referential", "volume"),
        ),
    ),
)

DECOYS = (
    _scenario(
        "comment_on_the_way",
        Kind.DECOY,
        "A comment is written into the model that reads budgets; budgets are open.",
        in_turn(
            BUDGET_OPEN,
            edit(
                "agency",
                "models/staging/sheets/stg_sheets__budgets.sql",
                'where "Month" is not null',
                '-- rows without a month are remarks\nwhere "Month" is not null',
            ),
        ),
        BUDGET,
        decided_by=PROBE,
    ),
    _scenario(
        "digits_of_another_column",
        Kind.DECOY,
        "The failing model is edited, in another column than the one that lost its numbers.",
        in_turn(
            DECIMAL_COMMA,
            edit(
                "agency",
                "models/marts/core/fct_ad_spend.sql",
                "{{ safe_divide('ads.clicks', 'ads.impressions') }}",
                "{{ safe_divide('ads.clicks', 'ads.impressions', 6) }}",
            ),
        ),
        SPEND,
        decided_by=PROBE,
    ),
    _scenario(
        "row_added_beside",
        Kind.DECOY,
        "A row that nobody needs yet is added to the mapping of channels; the site's links change.",
        in_turn(
            FACEBOOK_IS_FB,
            edit(
                "agency",
                "seeds/channel_mapping.csv",
                "awin,affiliate,affiliate\n",
                "awin,affiliate,affiliate\ntiktok,paid_social,paid_social\n",
            ),
        ),
        LINKS,
        decided_by=PROBE,
    ),
    _scenario(
        "chronic_stage",
        Kind.DECOY,
        "A stage has had another name for days; today links change.",
        in_turn(STAGE_RENAMED, FACEBOOK_IS_FB),
        STAGE,
        LINKS,
        before=in_turn(next_day, STAGE_RENAMED, night, next_day, STAGE_RENAMED, night),
        decided_by=PROBE,
    ),
)

CONTROLS = (
    _scenario("green", Kind.CONTROL, "Another day.", nothing),
    _scenario(
        "only_a_warning",
        Kind.CONTROL,
        "A reason to send things back that is only warned of.",
        sql("update raw_shop.refunds set reason = 'gift' where reason = 'late'"),
    ),
    _scenario(
        "refactored",
        Kind.CONTROL,
        "A case becomes an if, and the shop's customers have a column more.",
        in_turn(
            edit(
                "agency",
                "models/marts/growth/fct_attribution.sql",
                "case when nth_last = 1 then net_eur else 0 end",
                "if(nth_last = 1, net_eur, 0)",
            ),
            sql("alter table raw_shop.customers add column birthday date"),
        ),
    ),
)

REST = (
    _scenario(
        "data_and_code",
        Kind.DOUBLE,
        "Revenue is handed out per customer, and the shop delivers to another country.",
        in_turn(WEIGHTS, DUTCH),
        ATTRIBUTION,
        COUNTRY,
        decided_by=PROBE,
    ),
    _scenario(
        "sources_and_spend",
        Kind.DOUBLE,
        "Leads lose their source, and a market's spend has commas.",
        in_turn(sql("update raw_crm.leads set lead_source = null where lead_id like '%2'"), DECIMAL_COMMA),
        _source("crm.leads", "lead_source", "nulls"),
        SPEND,
        decided_by=PROBE,
    ),
    _scenario(
        "selected",
        Kind.PARTIAL,
        "Only what hangs on the site's events is built.",
        FACEBOOK_IS_FB,
        LINKS,
        run=in_turn(dbt("build", "--select", "stg_web__events+"), report),
        decided_by=PROBE,
    ),
    _scenario(
        "run_then_test",
        Kind.PARTIAL,
        "`dbt run`, then `dbt test`, a report after each.",
        DECIMAL_COMMA,
        SPEND,
        run=in_turn(dbt("run"), report, dbt("test"), report),
        decided_by=PROBE,
    ),
    _scenario(
        "first_run",
        Kind.PARTIAL,
        "The first report ever is of customers that are gone.",
        CUSTOMERS_LOST,
        CUSTOMERS,
        history=False,
        decided_by=PROBE,
    ),
    _scenario(
        "one_of_two_repaired",
        Kind.REPAIRED,
        "The column is back, orders still come twice.",
        in_turn(COST_RENAMED, ORDERS_TWICE, night, restored, ORDERS_TWICE),
        TWICE,
        resolves=1,
    ),
)

SCENARIOS = (*DATA, *CODE, *DECOYS, *CONTROLS, *REST)

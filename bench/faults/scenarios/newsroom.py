"""A newspaper's subscriptions: connectors that stamp rows, regions put together by a macro, surrogate keys.

Written down before anything was measured: no rule of Onus was made with these at hand.
"""

from __future__ import annotations

from faults.acts import (
    Act,
    dbt,
    edit,
    fresh_night,
    in_turn,
    next_day,
    night,
    nothing,
    report,
    restored,
    setting,
    sql,
)
from faults.author import Author
from faults.scenario import DecidedBy, Kind, Truth

PROBE, NOTHING = DecidedBy.PROBE, DecidedBy.NOTHING
TEAMS = {
    "billing_eu": "payments-eu",
    "billing_us": "payments-us",
    "accounts": "identity",
    "app": "web",
    "cms": "newsdesk",
    "support": "care",
    "ads": "marketing",
}
AUTHOR = Author(company="newsroom", teams=TEAMS, begins_with=next_day)
_scenario, _source, _model = AUTHOR.scenario, AUTHOR.source, AUTHOR.model


def _of_today(column: str, value: str) -> Act:
    """Only what was synced last is other than it should be: the incremental model takes nothing else."""
    newest = "(select max(_fivetran_synced) from raw_app.article_views)"
    return sql(f"update raw_app.article_views set {column} = {value} where _fivetran_synced = {newest}")


TV = _of_today("device", "case when user_id % 9 = 0 then 'tv' else device end")
MILLISECONDS = _of_today("seconds_read", "seconds_read * 1000")
NO_CLICKS = sql("alter table raw_ads.spend drop column clicks")
US_TWICE = sql("insert into raw_billing_us.invoices select * from raw_billing_us.invoices where id % 8 = 0")
NO_ARTICLES = sql("delete from raw_cms.articles where id > 60")
OTHER_EMAILS = sql(
    "update raw_support.tickets set user_email = replace(user_email, '@mail', '+news@mail') where priority = 1"
)
DEVICE = _source("app.article_views", "device", "accepted_values")
SECONDS = _source("app.article_views", "seconds_read", "range", "distribution", "unknown")
CLICKS = _source("ads.spend", "clicks", "schema_change")
TWICE = _source("billing_us.invoices", "id", "duplicates")
ARTICLES = _source("cms.articles", "id", "referential", "nulls", "volume")
EMAILS = _source("support.tickets", "user_email", "referential", "nulls", "unknown")

DATA = (
    _scenario(
        "eu_no_customer",
        Kind.DATA,
        "Every ninth European subscription arrives without its reader; the source is tested.",
        sql("update raw_billing_eu.subscriptions set customer_id = null where id % 9 = 0"),
        _source("billing_eu.subscriptions", "customer_id", "nulls"),
    ),
    _scenario(
        "us_invoices_twice",
        Kind.DATA,
        "American invoices come twice; the European ones are tested and unique, the American ones are not tested.",
        US_TWICE,
        TWICE,
    ),
    _scenario(
        "us_plan_case",
        Kind.DATA,
        "The American system shouts its plan codes: no plan is found for them.",
        sql("update raw_billing_us.subscriptions set plan_code = upper(plan_code)"),
        _source("billing_us.subscriptions", "plan_code", "referential", "nulls", "accepted_values"),
        decided_by=PROBE,
    ),
    _scenario(
        "eu_status_blank",
        Kind.DATA,
        "European states end with a blank; nobody tests them before two regions are one.",
        sql("update raw_billing_eu.subscriptions set status = status || ' ' where id % 4 = 0"),
        _source("billing_eu.subscriptions", "status", "accepted_values"),
        decided_by=PROBE,
    ),
    _scenario(
        "no_country",
        Kind.DATA,
        "Countries of readers are emptied: tickets lose theirs, through an ephemeral outer join.",
        sql("update raw_accounts.users set country = null where id % 3 = 0"),
        _source("accounts.users", "country", "nulls"),
        decided_by=PROBE,
    ),
    _scenario(
        "readers_missing",
        Kind.DATA,
        "A load of readers stops early; what they read and pay for remains.",
        sql("delete from raw_accounts.users where id > 350"),
        _source("accounts.users", "id", "referential", "volume"),
        decided_by=PROBE,
    ),
    _scenario(
        "ticket_emails",
        Kind.DATA,
        "The ticket system adds a tag to addresses: those readers are not found any more.",
        OTHER_EMAILS,
        EMAILS,
        decided_by=PROBE,
    ),
    _scenario(
        "part_of_a_day",
        Kind.DATA,
        "Most of the last day's views were never sent.",
        sql(
            """delete from raw_app.article_views where user_id % 5 > 0
               and _fivetran_synced = (select max(_fivetran_synced) from raw_app.article_views)"""
        ),
        _source("app.article_views", None, "volume", "unknown", "distribution"),
    ),
    _scenario("milliseconds", Kind.DATA, "The web page counts milliseconds from today on.", MILLISECONDS, SECONDS),
    _scenario(
        "clock_moved",
        Kind.DATA,
        "Sign-ups are written in another time zone: some subscribe before they sign up.",
        sql("update raw_accounts.users set created_at = created_at + interval 20 hour"),
        _source("accounts.users", "created_at", "range", "distribution", "unknown"),
        decided_by=NOTHING,
    ),
    _scenario(
        "eu_sign",
        Kind.DATA,
        "European payments change their sign; the share collected falls below nothing.",
        sql("update raw_billing_eu.invoices set amount_paid_cents = -amount_paid_cents"),
        _source("billing_eu.invoices", "amount_paid_cents", "range", "distribution", "unknown"),
        decided_by=PROBE,
    ),
    _scenario("no_clicks", Kind.DATA, "The advertising export loses a column behind a star.", NO_CLICKS, CLICKS),
    _scenario(
        "eu_renamed",
        Kind.DATA,
        "One of two regions renames a column: the union of both does not build.",
        sql("alter table raw_billing_eu.subscriptions rename column mrr_cents to mrr_minor"),
        _source("billing_eu.subscriptions", "mrr_cents", "schema_change"),
        decided_by=PROBE,
    ),
    _scenario(
        "article_ids",
        Kind.DATA,
        "Articles get numbers with a letter: the join cannot compare them with what was read.",
        sql("alter table raw_cms.articles alter id type varchar using 'a' || id"),
        _source("cms.articles", "id", "type_change", "referential"),
        decided_by=PROBE,
    ),
    _scenario(
        "articles_missing",
        Kind.DATA,
        "A third of the articles is gone from the export.",
        NO_ARTICLES,
        ARTICLES,
        decided_by=PROBE,
    ),
    _scenario(
        "late",
        Kind.DATA,
        "The connector of the web page has stood still for days.",
        sql("update raw_app.article_views set _fivetran_synced = _fivetran_synced - interval 6 day"),
        _source("app.article_views", None, "freshness"),
        run=fresh_night,
    ),
    _scenario("new_device", Kind.DATA, "People read on television now.", TV, DEVICE),
    _scenario(
        "us_currency",
        Kind.DATA,
        "Canadians pay in their dollars, through the American system.",
        sql("update raw_billing_us.invoices set currency = 'CAD' where subscription_id % 10 = 0"),
        _source("billing_us.invoices", "currency", "accepted_values"),
        decided_by=PROBE,
    ),
    _scenario(
        "no_channel",
        Kind.DATA,
        "Readers lose the channel that brought them.",
        sql("update raw_accounts.users set signup_channel = null where id % 7 = 1"),
        _source("accounts.users", "signup_channel", "nulls"),
        decided_by=PROBE,
    ),
    _scenario(
        "new_channel",
        Kind.DATA,
        "Marketing buys podcasts, and nobody told the list of channels.",
        sql("insert into raw_ads.spend select day, 'podcast', 20, 15 from raw_ads.spend where channel = 'social'"),
        _source("ads.spend", "channel", "referential", "accepted_values", "nulls"),
        decided_by=PROBE,
    ),
    _scenario(
        "overpaid",
        Kind.DATA,
        "European payments are sent in tenths of cents: more is paid than was due.",
        sql("update raw_billing_eu.invoices set amount_paid_cents = amount_paid_cents * 10"),
        _source("billing_eu.invoices", "amount_paid_cents", "range", "distribution", "unknown"),
        decided_by=PROBE,
    ),
    _scenario(
        "us_table_gone",
        Kind.DATA,
        "The American connector is set up anew, under another schema.",
        sql("drop table raw_billing_us.invoices"),
        _source("billing_us.invoices", None, "missing_relation"),
    ),
)

CODE = (
    _scenario(
        "lost_filter",
        Kind.CODE,
        "A clean-up removes the filter that keeps one version of a reader.",
        edit("newsroom", "models/staging/stg_accounts__users.sql", "where version_rank = 1", ""),
        _model("data", "stg_accounts__users", "duplicates"),
    ),
    _scenario(
        "wrong_key",
        Kind.CODE,
        "An ephemeral model joins by the wrong key.",
        edit(
            "newsroom",
            "models/intermediate/int_invoices.sql",
            "using (subscription_key)",
            "on subscriptions.subscription_key = invoices.invoice_key",
        ),
        _model("data", "int_invoices"),
    ),
    _scenario(
        "macro_units",
        Kind.CODE,
        "The macro for money multiplies.",
        edit("newsroom", "macros/cents_to_units.sql", "/ 100.0", "* 100.0"),
        Truth(
            team="data",
            origin="macro.newsroom.cents_to_units",
            cause="code_change",
            alternatives=(_model("data", "stg_billing__subscriptions"), _model("data", "stg_billing__invoices")),
        ),
    ),
    _scenario(
        "macro_region",
        Kind.CODE,
        "The macro that unites regions calls both of them by one name.",
        edit("newsroom", "macros/union_regions.sql", "'{{ region }}' as", "'{{ var('regions')[0] }}' as"),
        Truth(
            team="data",
            origin="macro.newsroom.union_regions",
            cause="code_change",
            alternatives=(_model("data", "stg_billing__subscriptions"), _model("data", "stg_billing__invoices")),
        ),
    ),
    _scenario(
        "key_without_region",
        Kind.CODE,
        "The key of subscriptions forgets the region: two regions number from one.",
        edit(
            "newsroom",
            "models/staging/stg_billing__subscriptions.sql",
            "surrogate_key(['region', 'id'])",
            "surrogate_key(['id'])",
        ),
        _model("data", "stg_billing__subscriptions", "duplicates"),
    ),
    _scenario(
        "changed_grain",
        Kind.CODE,
        "A table by tier is now by plan.",
        edit(
            "newsroom",
            "models/marts/revenue/mrr_monthly.sql",
            "    subscriptions.plan_tier,\n",
            "    subscriptions.plan_tier,\n    subscriptions.plan_code,\n",
        ),
        _model("revenue", "mrr_monthly", "duplicates"),
    ),
    _scenario(
        "typo",
        Kind.CODE,
        "A mart asks for a column that never was.",
        edit("newsroom", "models/marts/audience/section_engagement.sql", "articles.section,", "articles.desk,"),
        _model("audience", "section_engagement", "schema_change"),
    ),
    _scenario(
        "lost_plan",
        Kind.CODE,
        "Pricing edits its list and loses a plan that is still sold.",
        edit("newsroom", "seeds/plans.csv", "student,Student,basic,4.90\n", ""),
        Truth(
            team="pricing",
            origin="seed.newsroom.plans",
            cause="code_change",
            causes=("nulls", "referential", "volume"),
        ),
    ),
    _scenario(
        "appended_again",
        Kind.CODE,
        "The incremental model reads everything again and merges nothing.",
        in_turn(
            edit("newsroom", "models/marts/audience/fct_article_views.sql", "unique_key='view_id', ", ""),
            edit(
                "newsroom",
                "models/marts/audience/fct_article_views.sql",
                "(select coalesce(max(synced_at), '1970-01-01'::timestamp) from {{ this }})",
                "'2026-01-01'::timestamp",
            ),
        ),
        _model("audience", "fct_article_views", "duplicates"),
    ),
    _scenario(
        "inner_join_lost",
        Kind.CODE,
        "The staging of readers keeps Europe alone; what Americans read and pay is orphaned.",
        edit(
            "newsroom",
            "models/staging/stg_accounts__users.sql",
            "where version_rank = 1",
            "where version_rank = 1 and country <> 'US'",
        ),
        _model("data", "stg_accounts__users", "referential", "volume"),
    ),
)

DECOYS = (
    _scenario(
        "edit_on_the_way",
        Kind.DECOY,
        "A comment is added to the very model through which milliseconds arrive.",
        in_turn(
            edit(
                "newsroom",
                "models/staging/stg_app__article_views.sql",
                "    seconds_read,",
                "    seconds_read, -- s",
            ),
            MILLISECONDS,
        ),
        SECONDS,
        decided_by=PROBE,
    ),
    _scenario(
        "edit_elsewhere",
        Kind.DECOY,
        "A mart that reads no article changes on the day on which a device is new.",
        in_turn(TV, edit("newsroom", "models/marts/audience/support_load.sql", "mean_hours", "average_hours")),
        DEVICE,
    ),
    _scenario(
        "chronic_country",
        Kind.DECOY,
        "A reader without country has been warned of for days; today articles are missing.",
        NO_ARTICLES,
        ARTICLES,
        before=in_turn(
            sql("update raw_accounts.users set country = null where id = 399"),
            night,
            next_day,
            sql("update raw_accounts.users set country = null where id = 399"),
            night,
        ),
        decided_by=PROBE,
    ),
    _scenario(
        "louder_neighbour",
        Kind.DECOY,
        "Clicks are gone, loudly; tickets that have nothing to do with them lose their readers.",
        in_turn(NO_CLICKS, OTHER_EMAILS),
        CLICKS,
        EMAILS,
        decided_by=PROBE,
    ),
)

CONTROLS = (
    _scenario("green", Kind.CONTROL, "Another day.", nothing),
    _scenario(
        "weekend",
        Kind.CONTROL,
        "Four days in a row: whichever day it is, a weekend is among the days or close.",
        in_turn(night, next_day, night, next_day, night, next_day),
    ),
    _scenario(
        "refactoring",
        Kind.CONTROL,
        "A filter is written in another way.",
        edit("newsroom", "models/marts/revenue/collections.sql", "<> 'void'", "not in ('void')"),
    ),
    _scenario(
        "late_arrivals_merged",
        Kind.CONTROL,
        "The incremental model reads the newest day twice, and merges it.",
        edit("newsroom", "models/marts/audience/fct_article_views.sql", "synced_at > (", "synced_at >= ("),
    ),
    _scenario(
        "new_column",
        Kind.CONTROL,
        "The advertising export has a column more.",
        sql("alter table raw_ads.spend add column impressions bigint"),
    ),
    _scenario(
        "only_a_warning",
        Kind.CONTROL,
        "A reader who never wrote a ticket has no country: a warning.",
        sql(
            """update raw_accounts.users set country = null where id = (select max(id) from raw_accounts.users
               where lower(email) not in (select lower(user_email) from raw_support.tickets))"""
        ),
    ),
)

REST = (
    _scenario(
        "no_memory",
        Kind.PLATFORM,
        "The warehouse gets too little memory.",
        setting("NEWSROOM_MEMORY_LIMIT", "3MB"),
        Truth(team="data", origin=None, cause="infrastructure"),
    ),
    _scenario(
        "device_and_twice", Kind.DOUBLE, "A new device, and invoices twice.", in_turn(TV, US_TWICE), DEVICE, TWICE
    ),
    _scenario(
        "data_and_code",
        Kind.DOUBLE,
        "Milliseconds, and a grain that a pull request changed.",
        in_turn(
            MILLISECONDS,
            edit(
                "newsroom",
                "models/marts/revenue/mrr_monthly.sql",
                "    subscriptions.plan_tier,\n",
                "    subscriptions.plan_tier,\n    subscriptions.plan_code,\n",
            ),
        ),
        SECONDS,
        _model("revenue", "mrr_monthly", "duplicates"),
    ),
    _scenario(
        "run_then_test",
        Kind.PARTIAL,
        "`dbt run`, then `dbt test`, one report.",
        MILLISECONDS,
        SECONDS,
        run=in_turn(dbt("run"), report, dbt("test"), report),
    ),
    _scenario(
        "run_fails_then_test",
        Kind.PARTIAL,
        "The run breaks and is reported; tests pass on what is left from yesterday.",
        NO_CLICKS,
        CLICKS,
        run=in_turn(dbt("run"), report, dbt("test"), report),
    ),
    _scenario(
        "selected",
        Kind.PARTIAL,
        "Only what is below the views is built.",
        MILLISECONDS,
        SECONDS,
        run=in_turn(dbt("build", "--select", "stg_app__article_views+"), report),
    ),
    _scenario(
        "fail_fast",
        Kind.PARTIAL,
        "dbt stops at the first failure.",
        TV,
        DEVICE,
        run=in_turn(dbt("build", "--fail-fast"), report),
    ),
    _scenario(
        "first_run", Kind.PARTIAL, "The first report ever is of a bad day.", MILLISECONDS, SECONDS, history=False
    ),
    _scenario(
        "first_run_column",
        Kind.PARTIAL,
        "The first report ever is of a lost column.",
        NO_CLICKS,
        CLICKS,
        history=False,
    ),
    _scenario("repaired", Kind.REPAIRED, "Clicks are back.", in_turn(NO_CLICKS, night, restored), resolves=1),
    _scenario(
        "one_of_two_repaired",
        Kind.REPAIRED,
        "Clicks are back, invoices still come twice.",
        in_turn(NO_CLICKS, US_TWICE, night, restored, US_TWICE),
        TWICE,
        resolves=1,
    ),
)

SCENARIOS = (*DATA, *CODE, *DECOYS, *CONTROLS, *REST)

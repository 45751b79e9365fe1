"""Software by subscription, as public projects shape it: packages' staging, months of revenue, unknown members.

Written down, truths and all, before any rule was read for them and before Onus was asked.
"""

from __future__ import annotations

from faults.acts import dbt, edit, fresh_night, in_turn, next_day, night, nothing, report, restored, setting, sql
from faults.author import Author
from faults.scenario import DecidedBy, Kind, Truth

PROBE = DecidedBy.PROBE
TEAMS = {
    "desk_eu": "support-eu",
    "desk_us": "support-us",
    "audit": "support-tooling",
    "billing": "billing",
    "crm": "sales-ops",
    "people": "people-ops",
    "product": "platform",
    "catalogue": "product-management",
    "fx": "treasury",
}

AUTHOR = Author(company="helpdesk", teams=TEAMS, begins_with=next_day)
_scenario, _source, _model = AUTHOR.scenario, AUTHOR.source, AUTHOR.model

PRIORITY_RENAMED = sql("alter table raw_desk_us.ticket rename column priority to priority_level")
PRIORITY = _source("desk_us.ticket", "priority", "schema_change", "nulls")
VALUE_RENAMED = sql("alter table raw_audit.ticket_field_history rename column value to new_value")
VALUE = _source("audit.ticket_field_history", "value", "schema_change")
TRAINING = sql("update raw_billing.invoices set lines = replace(lines, 'addon', 'training')")
SKU = _source("billing.invoices", "lines", "accepted_values")
STARTUPS = sql("update raw_crm.account_history set segment = 'startup' where account_id % 10 = 3")
SEGMENT = _source("crm.account_history", "segment", "accepted_values")
NO_POUND = sql(
    """delete from raw_fx.rates
       where currency = 'GBP' and month = (select max(month) from raw_fx.rates)"""
)
POUND = _source("fx.rates", "per_eur", "nulls", "volume", "referential")
VERSIONS_OVERLAP = sql(
    """update raw_crm.account_history set valid_to = valid_to + interval 400 day
       where valid_to is not null and account_id % 3 = 0"""
)
OVERLAP = _source("crm.account_history", "valid_to", "range", "duplicates", "distribution", "unknown")
USAGE_TWICE = sql(
    """insert into raw_product.usage_daily
       select * from raw_product.usage_daily
       where usage_day = (select max(usage_day) from raw_product.usage_daily)"""
)
TWICE = _source("product.usage_daily", None, "duplicates")
SELF_REFERRAL = sql("update raw_crm.accounts set referred_by = account_id where account_id in (1014, 1028)")
REFERRAL = _source("crm.accounts", "referred_by", "range", "distribution", "accepted_values", "unknown")
NO_URGENT = edit("helpdesk", "seeds/sla_policies.csv", "urgent,3,96\n", "")
URGENT = Truth(
    team="support_ops",
    origin="seed.helpdesk.sla_policies",
    cause="code_change",
    causes=("nulls", "referential", "volume"),
)

DATA = (
    _scenario(
        "priority_renamed",
        Kind.DATA,
        "America renames a column; staging of the package fills in nulls, and no build fails.",
        PRIORITY_RENAMED,
        PRIORITY,
    ),
    _scenario(
        "value_renamed", Kind.DATA, "The audit log renames a column that is asked for.", VALUE_RENAMED, VALUE
    ),
    _scenario(
        "anonymous_tickets",
        Kind.DATA,
        "A fifth of Europe's tickets comes without an account: the share of the unknown member rises.",
        sql("update raw_desk_eu.ticket set organization_id = null where id % 5 = 1"),
        _source("desk_eu.ticket", "organization_id", "nulls", "referential", "distribution", "unknown"),
        decided_by=PROBE,
    ),
    _scenario(
        "version_gap",
        Kind.DATA,
        "Accounts have no version that is valid now: their tickets belong to nobody.",
        sql(
            """update raw_crm.account_history set valid_to = '2026-09-01'
               where valid_to is null and account_id % 6 = 2"""
        ),
        _source("crm.account_history", "valid_to", "volume", "referential", "nulls", "distribution", "unknown"),
        decided_by=PROBE,
    ),
    _scenario(
        "accounts_deleted",
        Kind.DATA,
        "The CRM deletes accounts that still pay and write.",
        sql("delete from raw_crm.accounts where account_id in (1011, 1023, 1037, 1041)"),
        _source("crm.accounts", "account_id", "volume", "referential"),
        decided_by=PROBE,
    ),
    _scenario(
        "lost_manager",
        Kind.DATA,
        "A manager leaves and is deleted; whoever worked for her is in no tree any more.",
        sql("delete from raw_people.employees where employee_id = 104"),
        _source("people.employees", "employee_id", "volume", "referential", "nulls"),
    ),
    _scenario(
        "circle_of_managers",
        Kind.DATA,
        "Two managers work for each other.",
        sql("update raw_people.employees set manager_id = 205 - employee_id where employee_id in (102, 103)"),
        _source("people.employees", "manager_id", "volume", "referential", "distribution", "unknown"),
    ),
    _scenario(
        "agents_deleted",
        Kind.DATA,
        "People who still have tickets are deleted.",
        sql("delete from raw_people.employees where employee_id in (108, 112)"),
        _source("people.employees", "employee_id", "volume", "referential"),
        decided_by=PROBE,
    ),
    _scenario(
        "foreign_agents",
        Kind.DATA,
        "America assigns tickets by the numbers of another system.",
        sql("update raw_desk_us.ticket set assignee_id = assignee_id + 5000 where id % 4 = 0"),
        _source("desk_us.ticket", "assignee_id", "referential", "distribution", "unknown"),
        decided_by=PROBE,
    ),
    _scenario(
        "cents_as_euros",
        Kind.DATA,
        "Monthly amounts in dollars come in dollars where cents were promised.",
        sql(
            """update raw_billing.subscription_periods set monthly_cents = monthly_cents // 100
               where currency = 'USD'"""
        ),
        _source("billing.subscription_periods", "monthly_cents", "range", "distribution", "unknown"),
        decided_by=PROBE,
    ),
    _scenario(
        "rate_of_pence",
        Kind.DATA,
        "What a euro is worth in pence.",
        sql("update raw_fx.rates set per_eur = per_eur * 100 where currency = 'GBP'"),
        _source("fx.rates", "per_eur", "range", "distribution", "unknown"),
        decided_by=PROBE,
    ),
    _scenario(
        "rates_twice",
        Kind.DATA,
        "Treasury delivers a month twice; its own test says so.",
        sql("insert into raw_fx.rates select * from raw_fx.rates where month = '2026-03-01'"),
        _source("fx.rates", None, "duplicates"),
    ),
    _scenario(
        "quantity_with_unit",
        Kind.DATA,
        "Quantities in the JSON of invoices are text with a unit.",
        sql(
            """update raw_billing.invoices
               set lines = regexp_replace(lines, '"qty": ([0-9]+)', '"qty": "\\1 seats"', 'g')
               where invoice_id like '%8'"""
        ),
        _source("billing.invoices", "lines", "type_change"),
    ),
    _scenario(
        "tags_as_text",
        Kind.DATA,
        "Europe sends tags with commas in place of JSON.",
        sql("update raw_desk_eu.ticket set tags = 'billing,login' where id % 6 = 0"),
        _source("desk_eu.ticket", "tags", "type_change"),
        decided_by=PROBE,
    ),
    _scenario(
        "plan_withdrawn",
        Kind.DATA,
        "A plan is deleted that people subscribe to.",
        sql("delete from raw_billing.plans where plan_code = 'SCALE'"),
        _source("billing.plans", "plan_code", "volume", "referential", "nulls"),
        decided_by=PROBE,
    ),
    _scenario(
        "new_country",
        Kind.DATA,
        "Accounts of a country that no region has.",
        sql("update raw_crm.account_history set country = 'PT' where account_id % 9 = 4"),
        _source("crm.account_history", "country", "referential", "nulls", "accepted_values"),
        decided_by=PROBE,
    ),
    _scenario(
        "usage_stalled",
        Kind.DATA,
        "No usage has come for days.",
        sql(
            """delete from raw_product.usage_daily
               where usage_day > (select max(usage_day) from raw_product.usage_daily) - interval 12 day"""
        ),
        _source("product.usage_daily", None, "freshness", "volume"),
        run=fresh_night,
    ),
    _scenario(
        "minutes_as_seconds",
        Kind.DATA,
        "Minutes of use come as seconds, through an unpivot and a pivot.",
        sql("update raw_product.usage_daily set active_minutes = active_minutes * 60 where account_id % 2 = 0"),
        _source("product.usage_daily", "active_minutes", "range", "distribution", "unknown"),
        decided_by=PROBE,
    ),
    _scenario(
        "clock_of_america",
        Kind.DATA,
        "America stamps tickets in the future of their replies.",
        sql("update raw_desk_us.ticket set created_at = created_at + interval 9 hour"),
        _source("desk_us.ticket", "created_at", "range", "distribution", "unknown"),
        decided_by=PROBE,
    ),
    _scenario(
        "audit_stops",
        Kind.DATA,
        "The audit log of Europe lacks its last days.",
        sql(
            """delete from raw_audit.ticket_field_history
               where region = 'eu'
                   and updated_at > (
                       select max(updated_at) from raw_audit.ticket_field_history
                   ) - interval 70 hour"""
        ),
        _source("audit.ticket_field_history", None, "volume", "nulls", "freshness", "referential"),
        decided_by=PROBE,
    ),
    _scenario(
        "feature_retired",
        Kind.DATA,
        "A feature is retired that accounts have switched on.",
        sql("delete from raw_catalogue.features where feature_code = 'F3'"),
        _source("catalogue.features", "feature_code", "volume", "referential", "nulls"),
        decided_by=PROBE,
    ),
    _scenario(
        "feature_misspelt",
        Kind.DATA,
        "The platform writes a feature in another way.",
        sql("update raw_product.account_features set feature_code = 'F-05' where feature_code = 'F5'"),
        _source("product.account_features", "feature_code", "referential", "nulls"),
        decided_by=PROBE,
    ),
    _scenario(
        "other_reference",
        Kind.DATA,
        "Billing writes the reference of an account without its dash.",
        sql(
            """update raw_billing.subscription_periods set account_ref = replace(account_ref, '-', '')
               where period_id > 500"""
        ),
        _source("billing.subscription_periods", "account_ref", "type_change"),
    ),
    _scenario(
        "seats_tenfold",
        Kind.DATA,
        "The newest month's invoices bill ten times the seats.",
        sql(
            """update raw_billing.invoices
               set lines = regexp_replace(lines, '"seat", "qty": ([0-9]+)', '"seat", "qty": \\10')
               where issued_on = (select max(issued_on) from raw_billing.invoices)"""
        ),
        _source("billing.invoices", "lines", "range", "distribution", "unknown"),
        decided_by=PROBE,
    ),
    _scenario(
        "two_plans_at_once",
        Kind.DATA,
        "Accounts have two subscriptions at once.",
        sql(
            """insert into raw_billing.subscription_periods
               select period_id + 5, account_ref, 'BASIC', currency, 4900, date '2026-08-01', null
               from raw_billing.subscription_periods
               where end_date is null and account_ref like '%3'"""
        ),
        _source("billing.subscription_periods", None, "duplicates", "range"),
    ),
)

CODE = (
    _scenario(
        "join_without_an_end",
        Kind.CODE,
        "A pull request drops the end of a version's validity from the join.",
        edit(
            "helpdesk",
            "models/marts/core/fct_ticket.sql",
            "    and tickets.created_at < accounts.valid_to\n",
            "",
        ),
        _model("data", "fct_ticket", "duplicates"),
    ),
    _scenario(
        "no_unknown_member",
        Kind.CODE,
        "The row for unknown accounts is dropped; facts still point to it.",
        edit(
            "helpdesk",
            "models/marts/core/dim_account.sql",
            "\nunion all by name\nselect * from unknown\n",
            "\n",
        ),
        _model("data", "dim_account", "referential", "volume"),
    ),
    _scenario(
        "movement_forgotten",
        Kind.CODE,
        "Finance's running sum forgets reactivations.",
        edit(
            "helpdesk",
            "models/marts/finance/mrr_waterfall.sql",
            "sum(mrr_new + mrr_reactivation + mrr_churn",
            "sum(mrr_new + mrr_churn",
        ),
        _model("finance", "mrr_waterfall", "distribution", "range", "unknown"),
    ),
    _scenario(
        "column_of_the_package",
        Kind.CODE,
        "The macro that lists a ticket's columns gives one another name.",
        edit(
            "helpdesk",
            "macros/ticket_columns.sql",
            '{"name": "priority", "datatype": "varchar"}',
            '{"name": "priority", "datatype": "varchar", "alias": "ticket_priority"}',
        ),
        Truth(
            team="data",
            origin="macro.helpdesk.ticket_columns",
            cause="code_change",
            causes=("schema_change",),
            alternatives=(_model("data", "stg_desk__ticket", "schema_change"),),
        ),
    ),
    _scenario(
        "board_is_the_root",
        Kind.CODE,
        "The tree of employees begins at a department that nobody is in.",
        edit(
            "helpdesk",
            "models/intermediate/int_employee_hierarchy.sql",
            "where manager_id is null",
            "where department = 'board'",
        ),
        _model("data", "int_employee_hierarchy", "volume", "nulls"),
    ),
)

DECOYS = (
    _scenario(
        "alias_on_the_way",
        Kind.DECOY,
        "An alias in the dimension is renamed on the day on which versions overlap.",
        in_turn(
            VERSIONS_OVERLAP,
            edit(
                "helpdesk",
                "models/marts/core/dim_account.sql",
                "left join {{ ref('country_regions') }} as regions on regions.country = history.country",
                "left join {{ ref('country_regions') }} as sales on sales.country = history.country",
            ),
            edit("helpdesk", "models/marts/core/dim_account.sql", "regions.sales_region", "sales.sales_region"),
        ),
        OVERLAP,
    ),
    _scenario(
        "column_more_on_the_way",
        Kind.DECOY,
        "Finance adds a column to what fails for want of a rate.",
        in_turn(
            NO_POUND,
            edit(
                "helpdesk",
                "models/marts/finance/fct_mrr.sql",
                "    is_active,\n    case",
                "    is_active,\n    extract(year from date_month) as revenue_year,\n    case",
            ),
        ),
        POUND,
        decided_by=PROBE,
    ),
    _scenario(
        "chronic_referrals",
        Kind.DECOY,
        "Accounts have referred themselves for days; today there is a new segment.",
        in_turn(SELF_REFERRAL, STARTUPS),
        REFERRAL,
        SEGMENT,
        before=in_turn(next_day, SELF_REFERRAL, night, next_day, SELF_REFERRAL, night),
    ),
)

CONTROLS = (
    _scenario("green", Kind.CONTROL, "Another day.", nothing),
    _scenario(
        "below_the_threshold",
        Kind.CONTROL,
        "Two parents that do not exist, where three are an error, and a country that is only warned of.",
        sql(
            "update raw_crm.accounts set parent_id = 1900 where account_id in (1005, 1010)",
            "update raw_crm.account_history set country = null where account_id = 0",
        ),
    ),
    _scenario(
        "satisfaction_everywhere",
        Kind.CONTROL,
        "Europe asks how satisfied people are, too, and a seed has a country more.",
        in_turn(
            sql("alter table raw_desk_eu.ticket add column satisfaction varchar"),
            edit(
                "helpdesk",
                "seeds/country_regions.csv",
                "US,North America\n",
                "US,North America\nPT,Western Europe\n",
            ),
        ),
    ),
)

REST = (
    _scenario(
        "no_memory",
        Kind.PLATFORM,
        "The warehouse gets too little memory.",
        setting("HELPDESK_MEMORY_LIMIT", "3MB"),
        Truth(team="data", origin=None, cause="infrastructure"),
    ),
    _scenario(
        "rate_and_seed",
        Kind.DOUBLE,
        "A rate is missing, and a priority is dropped.",
        in_turn(NO_POUND, NO_URGENT),
        POUND,
        URGENT,
        decided_by=PROBE,
    ),
    _scenario(
        "selected",
        Kind.PARTIAL,
        "Only usage is built.",
        USAGE_TWICE,
        TWICE,
        run=in_turn(dbt("build", "--select", "stg_product__usage+"), report),
    ),
    _scenario(
        "run_then_test",
        Kind.PARTIAL,
        "`dbt run`, then `dbt test`, a report after each.",
        STARTUPS,
        SEGMENT,
        run=in_turn(dbt("run"), report, dbt("test"), report),
    ),
    _scenario(
        "fail_fast",
        Kind.PARTIAL,
        "dbt stops at the first failure.",
        TRAINING,
        SKU,
        run=in_turn(dbt("build", "--fail-fast"), report),
    ),
    _scenario(
        "first_run", Kind.PARTIAL, "The first report ever is of a new segment.", STARTUPS, SEGMENT, history=False
    ),
    _scenario(
        "first_run_column",
        Kind.PARTIAL,
        "The first report ever is of a column that is not there.",
        VALUE_RENAMED,
        VALUE,
        history=False,
    ),
    _scenario("repaired", Kind.REPAIRED, "The rate came.", in_turn(NO_POUND, night, restored), resolves=1),
    _scenario(
        "one_of_two_repaired",
        Kind.REPAIRED,
        "The column is back, the new article is still there.",
        in_turn(VALUE_RENAMED, TRAINING, night, restored, TRAINING),
        SKU,
        resolves=1,
    ),
)

SCENARIOS = (*DATA, *CODE, *DECOYS, *CONTROLS, *REST)

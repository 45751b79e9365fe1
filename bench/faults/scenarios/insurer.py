"""An insurer's warehouse in the style of Kimball: two time axes, two claims systems, a treaty, a ledger.

Written down, truths and all, before any rule was read for them and before Onus was asked.
"""

from __future__ import annotations

from faults.acts import dbt, edit, fresh_night, in_turn, next_day, night, nothing, report, restored, sql
from faults.author import Author
from faults.scenario import DecidedBy, Kind, Truth

PROBE = DecidedBy.PROBE
TEAMS = {
    "pas": "policy-admin",
    "clm": "claims",
    "mf": "mainframe",
    "portal": "distribution",
    "treaty": "reinsurance",
    "gl": "accounting",
}


AUTHOR = Author(company="insurer", teams=TEAMS, begins_with=next_day)
_scenario, _source, _model = AUTHOR.scenario, AUTHOR.source, AUTHOR.model

GOVERNMENT = sql("update raw_portal.customers set segment = 'G' where customer_id % 9 = 0")
SEGMENT = _source("portal.customers", "segment", "accepted_values")
BROKER_NUMBERS = sql(
    "update raw_pas.policy_versions set broker_id = replace(broker_id, 'B', 'BR-') where product_code = 'TRV'"
)
BROKER = _source("pas.policy_versions", "broker_id", "referential", "nulls")
BROKER_RENAMED = sql("alter table raw_pas.policy_versions rename column broker_id to intermediary_id")
BROKER_GONE = _source("pas.policy_versions", "broker_id", "schema_change")
MOVEMENTS_TWICE = sql("insert into raw_mf.clmmovt select * from raw_mf.clmmovt where CLAIMNO like '%3'")
MOVEMENTS = _source("mf.clmmovt", "MOVNO", "duplicates")
ONE_SIDE = sql("delete from raw_gl.postings where document_no like 'W-%7-1' and posting_id like '%/2'")
ONE_SIDED = _source("gl.postings", None, "volume", "range", "distribution", "unknown")
CAPITALS = sql("update raw_clm.transactions set kind = upper(kind) where kind = 'payment'")
KIND = _source("clm.transactions", "kind", "accepted_values")
NO_HANDLERS = sql("update raw_clm.claims set handler = null where right(claim_no, 1) in ('1', '3', '5', '7', '9')")
HANDLER = _source("clm.claims", "handler", "nulls")
OF_CLAIMS = ("stg_clm__claims", "dim_claim", "fct_claim_transactions", "open_reserves")
NEW_PERIL = sql("update raw_clm.claims set peril = 'CYB' where claim_no like '%7'")
PERIL = _source("clm.claims", "peril", "accepted_values")
NO_GOLD_TRAVEL = edit("insurer", "seeds/commission_rates.csv", "Travel,gold,0.2\n", "")
RATE = Truth(
    team="distribution",
    origin="seed.insurer.commission_rates",
    cause="code_change",
    causes=("nulls", "referential", "volume"),
)

CLAIMS = (
    _scenario(
        "new_peril", Kind.DATA, "Today's claims system insures another peril.", NEW_PERIL, PERIL, decided_by=PROBE
    ),
    _scenario(
        "cause_renumbered",
        Kind.DATA,
        "The mainframe splits a cause of loss in two.",
        sql("update raw_mf.clmmast set CAUSE_CD = '11' where CAUSE_CD = '10' and CLAIMNO like '%3'"),
        _source("mf.clmmast", "CAUSE_CD", "accepted_values"),
        decided_by=PROBE,
    ),
    _scenario(
        "american_dates",
        Kind.DATA,
        "A new extract of the mainframe begins dates with the month.",
        sql("update raw_mf.clmmast set LOSS_DT = substr(LOSS_DT, 5, 4) || left(LOSS_DT, 4)"),
        _source("mf.clmmast", "LOSS_DT", "type_change", "range", "unknown"),
        decided_by=PROBE,
    ),
    _scenario("movements_twice", Kind.DATA, "The mainframe sends movements twice.", MOVEMENTS_TWICE, MOVEMENTS),
    _scenario(
        "padded_policies",
        Kind.DATA,
        "The mainframe writes the branch before the number of a policy.",
        sql("update raw_mf.clmmast set POLNO = '26' || trim(POLNO) where CLAIMNO like '%4'"),
        _source("mf.clmmast", "POLNO", "referential", "nulls"),
        decided_by=PROBE,
    ),
    _scenario(
        "transactions_stop",
        Kind.DATA,
        "The load of the newest transactions stops half-way; the ledger has them.",
        sql(
            """delete from raw_clm.transactions
               where booked_at > (select max(booked_at) from raw_clm.transactions) - interval 4 day"""
        ),
        _source("clm.transactions", None, "volume", "range", "distribution", "unknown"),
        decided_by=PROBE,
    ),
    _scenario(
        "marked_deleted",
        Kind.DATA,
        "A resync marks claims as deleted that were only closed.",
        sql("update raw_clm.claims set _fivetran_deleted = true where state = 'CLOSED' and claim_no like '%4'"),
        _source("clm.claims", "_fivetran_deleted", "volume", "referential"),
        decided_by=PROBE,
    ),
    _scenario(
        "recoveries_signed",
        Kind.DATA,
        "Today's claims system turns the sign of what comes back.",
        sql("update raw_clm.transactions set amount = -amount where kind = 'recovery'"),
        _source("clm.transactions", "amount", "range", "distribution", "unknown"),
        decided_by=PROBE,
    ),
    _scenario(
        "kinds_in_capitals", Kind.DATA, "Payments are written in capitals.", CAPITALS, KIND, decided_by=PROBE
    ),
    _scenario(
        "losses_next_year",
        Kind.DATA,
        "A form takes the wrong year for the day of a loss.",
        sql("update raw_clm.claims set loss_at = loss_at + interval 1 year where claim_no like '%5'"),
        _source("clm.claims", "loss_at", "range", "distribution", "referential", "nulls", "unknown"),
        decided_by=PROBE,
    ),
    _scenario(
        "amounts_with_currency",
        Kind.DATA,
        "Amounts of transactions come with their currency.",
        sql("alter table raw_clm.transactions alter amount type varchar using amount || ' CHF'"),
        _source("clm.transactions", "amount", "type_change"),
        decided_by=PROBE,
    ),
    _scenario("no_handlers", Kind.DATA, "Half of the claims lose whoever handles them.", NO_HANDLERS, HANDLER),
)

POLICIES = (
    _scenario(
        "premium_in_cents",
        Kind.DATA,
        "Policy administration sends premiums of liability in cents.",
        sql("update raw_pas.policy_versions set annual_premium = annual_premium * 100 where product_code = 'LIA'"),
        _source("pas.policy_versions", "annual_premium", "range", "distribution", "unknown"),
    ),
    _scenario(
        "broker_numbers",
        Kind.DATA,
        "Policies of travel carry brokers in another spelling.",
        BROKER_NUMBERS,
        BROKER,
        decided_by=PROBE,
    ),
    _scenario("broker_renamed", Kind.DATA, "Policy administration renames a column.", BROKER_RENAMED, BROKER_GONE),
    _scenario(
        "not_superseded",
        Kind.DATA,
        "What was corrected is no longer marked as superseded.",
        sql("update raw_pas.policy_versions set superseded_at = null"),
        _source("pas.policy_versions", "superseded_at", "duplicates", "range", "volume"),
    ),
    _scenario(
        "uninsured_storms",
        Kind.DATA,
        "Storms come without a sum that is insured.",
        sql("update raw_pas.coverages set sum_insured = null where peril = 'STO'"),
        _source("pas.coverages", "sum_insured", "nulls"),
    ),
    _scenario(
        "late_policies",
        Kind.DATA,
        "Policies have not been synchronised for days; freshness says so, and the ledger knows more of them.",
        sql(
            """delete from raw_pas.policy_versions
               where recorded_at > (select max(recorded_at) from raw_pas.policy_versions) - interval 100 hour"""
        ),
        _source("pas.policy_versions", None, "freshness", "volume"),
        run=fresh_night,
    ),
    _scenario("government", Kind.DATA, "The portal takes in customers of another kind.", GOVERNMENT, SEGMENT),
    _scenario(
        "customers_merged",
        Kind.DATA,
        "The portal merges customers and deletes those whom it no longer needs.",
        sql("delete from raw_portal.customers where customer_id % 13 = 0"),
        _source("portal.customers", "customer_id", "volume", "referential", "nulls"),
        decided_by=PROBE,
    ),
    _scenario(
        "loud_tiers",
        Kind.DATA,
        "The portal writes tiers of the north in capitals.",
        sql("update raw_portal.brokers set tier = upper(tier) where region = 'north'"),
        _source("portal.brokers", "tier", "accepted_values", "nulls", "referential"),
        decided_by=PROBE,
    ),
)

MONEY = (
    _scenario(
        "gap_between_layers",
        Kind.DATA,
        "In the vendor's new file a layer begins higher than the one below it ends.",
        sql("update raw_treaty.layers set attaches_at = 750 where layer_no = 1"),
        _source("treaty.layers", "attaches_at", "range", "distribution", "nulls", "referential", "unknown"),
        decided_by=PROBE,
    ),
    _scenario(
        "year_without_treaty",
        Kind.DATA,
        "The vendor's new file has lost the year that runs.",
        sql(
            """delete from raw_treaty.layers
               where treaty_year = (select max(treaty_year) - 1 from raw_treaty.layers)"""
        ),
        _source("treaty.layers", "treaty_year", "volume", "nulls", "referential"),
        decided_by=PROBE,
    ),
    _scenario("one_side_posted", Kind.DATA, "The ledger loses one side of some documents.", ONE_SIDE, ONE_SIDED),
    _scenario(
        "accounts_recoded",
        Kind.DATA,
        "Accounting calls income revenue.",
        sql("update raw_gl.accounts set kind = 'revenue' where kind = 'income'"),
        _source("gl.accounts", "kind", "accepted_values", "volume", "range", "distribution", "unknown"),
        decided_by=PROBE,
    ),
)

CODE = (
    _scenario(
        "lead_backwards",
        Kind.CODE,
        "A pull request orders the versions of a policy the other way round.",
        edit(
            "insurer",
            "models/warehouse/dim_policy.sql",
            "order by version_no), term_ends_on)",
            "order by version_no desc), term_ends_on)",
        ),
        _model("warehouse", "dim_policy", "range", "duplicates"),
    ),
    _scenario(
        "line_renamed",
        Kind.CODE,
        "A ladder of codes writes another name for a line, which rates do not know.",
        edit("insurer", "models/warehouse/dim_policy.sql", "then 'Travel'", "then 'Travel and Leisure'"),
        _model("warehouse", "dim_policy", "accepted_values", "referential", "nulls"),
    ),
    _scenario(
        "one_set_more",
        Kind.CODE,
        "Finance groups by brokers too, and does not say which.",
        edit(
            "insurer",
            "models/finance/premium_by_line.sql",
            "(premium.product_line), ())",
            "(premium.product_line), (premium.product_line, premium.broker_id), ())",
        ),
        _model("finance", "premium_by_line", "duplicates"),
    ),
    _scenario("rate_dropped", Kind.CODE, "Distribution drops a rate that is still earned.", NO_GOLD_TRAVEL, RATE),
)

DECOYS = (
    _scenario(
        "comment_in_ladder",
        Kind.DECOY,
        "A comment is written into the ladder through which an unknown segment falls.",
        in_turn(
            GOVERNMENT,
            edit(
                "insurer",
                "models/warehouse/dim_customer.sql",
                "    case segment\n",
                "    -- the portal's letters\n    case segment\n",
            ),
        ),
        SEGMENT,
    ),
    _scenario(
        "column_beside",
        Kind.DECOY,
        "Sales adds a column to commissions on the day on which brokers are spelled otherwise.",
        in_turn(
            BROKER_NUMBERS,
            edit(
                "insurer",
                "models/sales/fct_commission.sql",
                "    premium.booked_on,\n",
                "    premium.booked_on,\n    premium.customer_id,\n",
            ),
        ),
        BROKER,
        decided_by=PROBE,
    ),
    _scenario(
        "chronic_postings",
        Kind.DECOY,
        "Documents have been one-sided for days; today there is a peril that nobody knew.",
        in_turn(ONE_SIDE, NEW_PERIL),
        ONE_SIDED,
        PERIL,
        before=in_turn(next_day, ONE_SIDE, night, next_day, ONE_SIDE, night),
        decided_by=PROBE,
    ),
)

CONTROLS = (
    _scenario("green", Kind.CONTROL, "Another day.", nothing),
    _scenario(
        "only_a_warning",
        Kind.CONTROL,
        "A status of policies that is only warned of.",
        sql("update raw_pas.policy_versions set status_code = 'S' where policy_no like '%50'"),
    ),
    _scenario(
        "refactored",
        Kind.CONTROL,
        "A filter is written in another way, and claims have a column more.",
        in_turn(
            edit(
                "insurer",
                "models/staging/claims/stg_clm__claims.sql",
                "where not _fivetran_deleted",
                "where _fivetran_deleted = false",
            ),
            sql("alter table raw_clm.claims add column channel varchar"),
        ),
    ),
)

REST = (
    _scenario(
        "no_deductibles",
        Kind.SILENT,
        "Deductibles are no longer delivered, and nobody tests them.",
        sql("update raw_pas.coverages set deductible = null"),
        _source("pas.coverages", "deductible", "nulls"),
        decided_by=DecidedBy.NOTHING,
    ),
    _scenario(
        "segments_and_movements",
        Kind.DOUBLE,
        "Customers of another kind, and movements twice.",
        in_turn(GOVERNMENT, MOVEMENTS_TWICE),
        SEGMENT,
        MOVEMENTS,
    ),
    _scenario(
        "data_and_code",
        Kind.DOUBLE,
        "A rate is dropped, and payments are written in capitals.",
        in_turn(NO_GOLD_TRAVEL, CAPITALS),
        RATE,
        KIND,
        decided_by=PROBE,
    ),
    _scenario(
        "selected",
        Kind.PARTIAL,
        "Only claims are built.",
        NO_HANDLERS,
        HANDLER,
        run=in_turn(dbt("build", "--select", *OF_CLAIMS), report),
    ),
    _scenario(
        "run_then_test",
        Kind.PARTIAL,
        "`dbt run`, then `dbt test`, a report after each.",
        GOVERNMENT,
        SEGMENT,
        run=in_turn(dbt("run"), report, dbt("test"), report),
    ),
    _scenario(
        "first_run",
        Kind.PARTIAL,
        "The first report ever is of a peril that nobody knew.",
        NEW_PERIL,
        PERIL,
        history=False,
        decided_by=PROBE,
    ),
    _scenario(
        "repaired", Kind.REPAIRED, "The column is back.", in_turn(BROKER_RENAMED, night, restored), resolves=1
    ),
    _scenario(
        "one_of_two_repaired",
        Kind.REPAIRED,
        "Segments are as they were, movements still come twice.",
        in_turn(GOVERNMENT, MOVEMENTS_TWICE, night, restored, MOVEMENTS_TWICE),
        MOVEMENTS,
        resolves=1,
    ),
)

SCENARIOS = (*CLAIMS, *POLICIES, *MONEY, *CODE, *DECOYS, *CONTROLS, *REST)

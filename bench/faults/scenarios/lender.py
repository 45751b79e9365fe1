"""A lender: a data vault in one dbt project, dimensions and facts of another that reads it as a source.

Written down before anything was measured: no rule of Onus was made with these at hand.
"""

from __future__ import annotations

from faults.acts import (
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
from faults.scenario import DecidedBy, Kind, Truth, nights

PROBE, NOTHING = DecidedBy.PROBE, DecidedBy.NOTHING
TEAMS = {
    "core": "core_banking",
    "hub": "payments_hub",
    "scoring": "scoring",
    "collect": "collections",
    "treasury": "treasury",
}
AUTHOR = Author(company="lender", teams=TEAMS, begins_with=next_day, project="vault")
_scenario, _source = AUTHOR.scenario, AUTHOR.source


def _vault(name: str, *causes: str) -> Truth:
    return Truth(team="vault_team", origin=f"model.vault.{name}", cause="code_change", causes=causes)


def _reporting(team: str, name: str, *causes: str) -> Truth:
    return Truth(team=team, origin=f"model.reporting.{name}", cause="code_change", causes=causes)


NEWEST = "received_at = (select max(received_at) from raw_hub.receipts)"
SUSPENDED = sql("""update raw_core."Loans" set "Status" = 'suspended' where "LoanNo" like '%7'""")
NO_STAGE_COLUMN = sql("alter table raw_collect.cases drop column stage")
NO_SCORE = sql("update raw_scoring.ratings set score = null where borrower_id % 6 = 0")
NEW_METHOD = sql("update raw_hub.receipts set method = 'wallet' where loan_no like '%3'")
STATUS = _source("core.Loans", "Status", "accepted_values")
STAGE = _source("collect.cases", "stage", "schema_change")
SCORE = _source("scoring.ratings", "score", "nulls")
METHOD = _source("hub.receipts", "method", "accepted_values")

DATA = (
    _scenario(
        "no_borrower",
        Kind.DATA,
        "Loans arrive without a borrower; the source is tested.",
        sql("""update raw_core."Loans" set "BorrowerId" = null where "LoanNo" like '%9'"""),
        _source("core.Loans", "BorrowerId", "nulls"),
    ),
    _scenario(
        "status_new",
        Kind.DATA,
        "Loans can be suspended now; the satellite notes it, the dimension of the other project does not know it.",
        SUSPENDED,
        STATUS,
    ),
    _scenario(
        "branch_null",
        Kind.DATA,
        "A branch was closed, and its loans belong to none.",
        sql("""update raw_core."Loans" set "Branch" = null where "Branch" = 'Harbour'"""),
        _source("core.Loans", "Branch", "nulls"),
    ),
    _scenario(
        "new_product",
        Kind.DATA,
        "A product is sold that the list of products does not have.",
        sql("""update raw_core."Loans" set "ProductCode" = 'BOAT' where "LoanNo" like '%11'"""),
        _source("core.Loans", "ProductCode", "referential", "accepted_values", "nulls"),
        decided_by=PROBE,
    ),
    _scenario(
        "product_blank",
        Kind.DATA,
        "Product codes of new loans come with a blank behind: the join to the list fails.",
        sql("""update raw_core."Loans" set "ProductCode" = "ProductCode" || ' '
               where "LoanNo" in (select "LoanNo" from raw_core."Loans" order by 1 desc limit 2)"""),
        _source("core.Loans", "ProductCode", "referential", "accepted_values", "nulls"),
        decided_by=PROBE,
    ),
    _scenario(
        "no_score",
        Kind.DATA,
        "A release of the scoring leaves scores empty; it shows as a class, in the other project.",
        NO_SCORE,
        SCORE,
        decided_by=PROBE,
    ),
    _scenario(
        "ratings_missing",
        Kind.DATA,
        "Half of the ratings is not delivered.",
        sql("delete from raw_scoring.ratings where borrower_id < 5100"),
        _source("scoring.ratings", "borrower_id", "referential", "volume", "nulls"),
        decided_by=PROBE,
    ),
    _scenario(
        "segment_new",
        Kind.DATA,
        "Core banking tells public bodies from businesses; the snapshot takes it over.",
        sql("""update raw_core."Borrowers" set "Segment" = 'public' where "BorrowerId" % 20 = 0"""),
        _source("core.Borrowers", "Segment", "accepted_values"),
    ),
    _scenario(
        "no_segment",
        Kind.DATA,
        "Segments are emptied: two reports of two teams miss them.",
        sql("""update raw_core."Borrowers" set "Segment" = null where "BorrowerId" % 15 = 0"""),
        _source("core.Borrowers", "Segment", "nulls"),
        decided_by=PROBE,
    ),
    _scenario(
        "foreign_loans",
        Kind.DATA,
        "Collections works on loans of a portfolio that was bought and never loaded.",
        sql(
            """insert into raw_collect.cases
               select 9000 + case_id, 'XX-' || case_id, stage, opened_on, closed_on, agent
               from raw_collect.cases"""
        ),
        _source("collect.cases", "loan_no", "referential", "nulls"),
        decided_by=PROBE,
    ),
    _scenario(
        "receipt_dash",
        Kind.DATA,
        "The newest receipts write loan numbers without the dash.",
        sql(f"update raw_hub.receipts set loan_no = replace(loan_no, '-', '') where {NEWEST}"),
        _source("hub.receipts", "loan_no", "referential", "nulls"),
        decided_by=PROBE,
    ),
    _scenario(
        "no_amount",
        Kind.DATA,
        "The newest receipts have no amount; their rates are there.",
        sql(f"update raw_hub.receipts set amount = null where {NEWEST}"),
        _source("hub.receipts", "amount", "nulls"),
        decided_by=PROBE,
    ),
    _scenario(
        "new_currency",
        Kind.DATA,
        "Receipts in Swiss francs, for which the treasury has no rate.",
        sql(f"update raw_hub.receipts set currency = 'CHF' where {NEWEST}"),
        _source("hub.receipts", "currency", "referential", "nulls", "accepted_values"),
        decided_by=PROBE,
    ),
    _scenario(
        "rates_missing",
        Kind.DATA,
        "The treasury's table lacks the zloty; receipts have no amount in euro.",
        sql("delete from raw_treasury.fx_rates where currency = 'PLN'"),
        _source("treasury.fx_rates", "currency", "referential", "volume", "nulls"),
        decided_by=PROBE,
    ),
    _scenario(
        "loan_twice",
        Kind.DATA,
        "A loan is delivered twice, with two statuses; the source is tested.",
        sql("""insert into raw_core."Loans" select * replace ('closed' as "Status")
               from raw_core."Loans" where "LoanNo" in ('LN-00020', 'LN-00040')"""),
        _source("core.Loans", "LoanNo", "duplicates"),
    ),
    _scenario(
        "installments_hundredfold",
        Kind.DATA,
        "What is due is sent in cents: everybody is in default.",
        sql("""update raw_core."Installments" set "AmountDue" = "AmountDue" * 100"""),
        _source("core.Installments", "AmountDue", "range", "distribution", "unknown"),
        decided_by=NOTHING,
    ),
    _scenario(
        "dropped_column",
        Kind.DATA,
        "The collection system drops the stage of its cases.",
        NO_STAGE_COLUMN,
        STAGE,
    ),
    _scenario(
        "renamed_quoted",
        Kind.DATA,
        "A release of core banking renames a column in mixed case that a snapshot reads.",
        sql("""alter table raw_core."Borrowers" rename column "PostCode" to "ZipCode" """),
        _source("core.Borrowers", "PostCode", "schema_change"),
    ),
    _scenario(
        "text_amounts",
        Kind.DATA,
        "Amounts come as text with a comma; the incremental satellite cannot take them.",
        sql("alter table raw_hub.receipts alter amount type varchar using replace(amount::varchar, '.', ',')"),
        _source("hub.receipts", "amount", "type_change"),
    ),
    _scenario(
        "late",
        Kind.DATA,
        "Core banking has not delivered for four days.",
        sql("""update raw_core."Loans" set "LoadedAt" = "LoadedAt" - interval 5 day"""),
        _source("core.Loans", None, "freshness"),
        run=fresh_night,
    ),
    _scenario("new_method", Kind.DATA, "Borrowers pay by wallet; the source is tested.", NEW_METHOD, METHOD),
    _scenario(
        "truncated_key",
        Kind.DATA,
        "A truncation shortens the loan numbers of cases, which find no loan any more.",
        sql("update raw_collect.cases set loan_no = left(loan_no, 7)"),
        _source("collect.cases", "loan_no", "referential", "nulls"),
        decided_by=PROBE,
    ),
    _scenario(
        "table_gone",
        Kind.DATA,
        "The scoring team drops its old table on the day it announced to nobody.",
        sql("drop table raw_scoring.ratings"),
        _source("scoring.ratings", None, "missing_relation"),
    ),
)

CODE = (
    _scenario(
        "lost_qualify",
        Kind.CODE,
        "The newest version of a rating is not chosen any more.",
        edit(
            "vault",
            "models/mesh/borrowers.sql",
            "    qualify row_number() over (partition by borrower_hk order by scored_at desc) = 1\n",
            "",
        ),
        _vault("borrowers", "duplicates"),
    ),
    _scenario(
        "wrong_case",
        Kind.CODE,
        "A branch of a case is lost: the worst class has no letter.",
        edit("reporting", "models/dim_borrower.sql", " when score >= 0 then 'C'", ""),
        _reporting("risk", "dim_borrower", "nulls"),
    ),
    _scenario(
        "hash_macro",
        Kind.CODE,
        "The macro for keys forgets to trim and to shout: new keys for what is known, old keys orphaned.",
        edit(
            "vault",
            "macros/hash_key.sql",
            "upper(trim(cast({{ column }} as varchar)))",
            "lower({{ column }}::varchar)",
        ),
        Truth(
            team="vault_team",
            origin="macro.vault.hash_key",
            cause="code_change",
            causes=("duplicates", "nulls", "referential"),
            alternatives=(
                Truth(team="platform", origin="macro.vault.hash_key", cause="code_change"),
                _vault("stage_loans"),
            ),
        ),
    ),
    _scenario(
        "fan_out",
        Kind.CODE,
        "A report takes all versions of a borrower, and every installment of a loan.",
        edit(
            "vault",
            "models/business_vault/bv_balance.sql",
            "left join due on due.loan_hk = loans.loan_hk",
            "left join due on due.loan_hk = loans.loan_hk or due.loan_hk is null or due.due_to_date < 400",
        ),
        _vault("bv_balance", "duplicates"),
    ),
    _scenario(
        "lost_filter",
        Kind.CODE,
        "The date dimension begins too late, and receipts of last year lose their day.",
        edit("reporting", "models/dim_date.sql", "2025-10-01", "2026-10-01"),
        _reporting("finance", "dim_date", "nulls", "referential"),
    ),
    _scenario(
        "wrong_join",
        Kind.CODE,
        "Currencies are joined by the wrong side.",
        edit(
            "vault",
            "models/business_vault/bv_receipt.sql",
            "fx.day = receipts.paid_on",
            "fx.day > receipts.paid_on + 400",
        ),
        _vault("bv_receipt", "nulls", "referential"),
    ),
    _scenario(
        "typo_quoted",
        Kind.CODE,
        "A mart writes a quoted column without its blank.",
        edit("reporting", "models/rpt_portfolio.sql", 'loans."Branch" as branch', 'loans."BranchName" as branch'),
        _reporting("portfolio", "rpt_portfolio", "schema_change"),
    ),
    _scenario(
        "removed_column",
        Kind.CODE,
        "The vault removes a column that the other project reads through a star.",
        edit("vault", "models/mesh/loan_accounts.sql", "select loans.*,", "select loans.* exclude (branch),"),
        _vault("loan_accounts", "schema_change"),
    ),
    _scenario(
        "product_class",
        Kind.CODE,
        "Product Management forgets the class of a product.",
        edit("vault", "seeds/products.csv", "SME,Small Business Loan,unsecured", "SME,Small Business Loan,"),
        Truth(team="products", origin="seed.vault.products", cause="code_change", causes=("nulls",), column=None),
    ),
    _scenario(
        "pivot_case",
        Kind.CODE,
        "A pivot names a segment that nobody has.",
        edit("reporting", "models/rpt_portfolio.sql", "loans.segment = 'business'", "loans.segment = 'corporate'"),
        _reporting("portfolio", "rpt_portfolio"),
    ),
)

DECOYS = (
    _scenario(
        "edit_on_the_way",
        Kind.DECOY,
        "The satellite's model gets a comment on the day on which a status is new.",
        in_turn(
            edit(
                "vault",
                "models/business_vault/bv_loan.sql",
                "with attributes as (",
                "-- newest first\nwith attributes as (",
            ),
            SUSPENDED,
        ),
        STATUS,
        decided_by=PROBE,
    ),
    _scenario(
        "edit_elsewhere",
        Kind.DECOY,
        "A report of another team changes on the day on which scores are empty.",
        in_turn(
            NO_SCORE, edit("reporting", "models/rpt_cashflow.sql", "count(*) as receipts", "count(*) as payments")
        ),
        SCORE,
        decided_by=PROBE,
    ),
    _scenario(
        "older_failure",
        Kind.DECOY,
        "A report has been failing for days for a stage of its own; today a status is new.",
        SUSPENDED,
        STATUS,
        _source("collect.cases", "stage", "accepted_values"),
        before=in_turn(sql("update raw_collect.cases set stage = 'sold' where case_id % 2 = 0"), night, night),
        run=in_turn(sql("update raw_collect.cases set stage = 'sold' where case_id % 2 = 0"), nights),
    ),
)

CONTROLS = (
    _scenario("green", Kind.CONTROL, "Another day.", nothing),
    _scenario(
        "weekend",
        Kind.CONTROL,
        "Four days in a row, with weekends on which the treasury has no rates.",
        in_turn(night, next_day, night, next_day, night, next_day),
    ),
    _scenario(
        "borrowers_move",
        Kind.CONTROL,
        "A third of the borrowers moves: the snapshot gets a version more of each.",
        sql("""update raw_core."Borrowers" set "PostCode" = '20000' where "BorrowerId" % 3 = 0"""),
    ),
    _scenario(
        "refactoring",
        Kind.CONTROL,
        "A coalesce is written as a case.",
        edit(
            "reporting",
            "models/dim_borrower.sql",
            "coalesce(valid_to, timestamp '9999-12-31')",
            "case when valid_to is null then timestamp '9999-12-31' else valid_to end",
        ),
    ),
    _scenario(
        "new_version",
        Kind.CONTROL,
        "A version of a model gets a column more.",
        edit("reporting", "models/dim_loan_v1.sql", "opened_on, loan_status", "opened_on, loan_status, branch"),
    ),
)

REST = (
    _scenario(
        "no_memory",
        Kind.PLATFORM,
        "The warehouse gets too little memory.",
        setting("LENDER_MEMORY_LIMIT", "3MB"),
        Truth(team="platform", origin=None, cause="infrastructure"),
    ),
    _scenario(
        "two_projects_two_faults",
        Kind.DOUBLE,
        "A stage is lost and a status is new: both show in the other project.",
        in_turn(NO_STAGE_COLUMN, SUSPENDED),
        STAGE,
        STATUS,
    ),
    _scenario(
        "data_and_code",
        Kind.DOUBLE,
        "Cases lose their stage, and the pivot of another team is edited wrongly.",
        in_turn(
            NO_STAGE_COLUMN,
            edit(
                "reporting",
                "models/rpt_portfolio.sql",
                "loans.segment = 'business'",
                "loans.segment = 'corporate'",
            ),
        ),
        STAGE,
        _reporting("portfolio", "rpt_portfolio"),
    ),
    _scenario(
        "run_then_test",
        Kind.PARTIAL,
        "`dbt run` and `dbt test` in both projects, reported after each.",
        SUSPENDED,
        STATUS,
        run=in_turn(dbt("run"), report, dbt("test"), report),
    ),
    _scenario(
        "marts_alone",
        Kind.PARTIAL,
        "The vault was built, its report was lost; the marts are reported later.",
        SUSPENDED,
        STATUS,
        run=in_turn(dbt("build", project="vault"), dbt("build", project="reporting"), report),
    ),
    _scenario(
        "reporting_selected",
        Kind.PARTIAL,
        "Both jobs build a part of their project.",
        SUSPENDED,
        STATUS,
        run=in_turn(
            dbt("build", "--select", "stage_loans+", project="vault"),
            dbt("build", "--select", "prep_loans+", project="reporting"),
            report,
        ),
    ),
    _scenario(
        "fail_fast",
        Kind.PARTIAL,
        "The vault stops at the first failure; the reports run all the same, on yesterday's vault.",
        NEW_METHOD,
        METHOD,
        run=in_turn(dbt("build", "--fail-fast"), report),
    ),
    _scenario(
        "first_run", Kind.PARTIAL, "The first report ever is of a bad day.", SUSPENDED, STATUS, history=False
    ),
    _scenario(
        "repaired", Kind.REPAIRED, "Stages are back.", in_turn(NO_STAGE_COLUMN, night, restored), resolves=1
    ),
    _scenario(
        "worse_before_better",
        Kind.REPAIRED,
        "A lost stage is mended while a new status appears.",
        in_turn(NO_STAGE_COLUMN, night, restored, SUSPENDED),
        STATUS,
        resolves=1,
    ),
)

SCENARIOS = (*DATA, *CODE, *DECOYS, *CONTROLS, *REST)

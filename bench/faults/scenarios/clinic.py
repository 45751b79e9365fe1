"""The hospital: one central team, few tests, left joins, unions and windows, upper-case sources."""

from __future__ import annotations

from faults.acts import dbt, edit, fresh_night, in_turn, night, nothing, report, restored, setting, sql
from faults.author import Author
from faults.scenario import DecidedBy, Kind, Truth

PROBE, NOTHING = DecidedBy.PROBE, DecidedBy.NOTHING
TEAMS = {"adt": "admissions", "lab": "laboratory", "pharmacy": "pharmacy", "billing": "billing", "hr": "hr"}
AUTHOR = Author(company="clinic", teams=TEAMS)
_scenario, _source = AUTHOR.scenario, AUTHOR.source


def _model(name: str, column: str | None = None, *causes: str) -> Truth:
    return Truth(team="dwh", origin=f"model.clinic.{name}", column=column, cause="code_change", causes=causes)


NO_QUANTITY = sql("alter table raw_pharmacy.dispenses drop column quantity")
NEW_PAYER = sql("update raw_billing.claims set payer = 'DAK' where encounter_id % 7 = 0")
NO_INSURER = sql("update raw_adt.PATIENTS set INSURER_CODE = null where PATIENT_ID % 5 = 0")
TWICE_ADMITTED = sql("insert into raw_adt.ENCOUNTERS select * from raw_adt.ENCOUNTERS where ENCOUNTER_ID % 10 = 0")
MIDWIVES = sql("update raw_hr.staff set role = 'midwife' where staff_id in (4, 5)")
HUNDREDFOLD = sql("update raw_lab.results set result_value = result_value * 100")
QUANTITY = _source("pharmacy.dispenses", "quantity", "schema_change")
PAYER = _source("billing.claims", "payer", "accepted_values")
INSURER = _source("adt.patients", "INSURER_CODE", "nulls")
ADMITTED = _source("adt.encounters", "ENCOUNTER_ID", "duplicates")
VALUES = _source("lab.results", "result_value", "distribution", "range")
REFACTORED_BALANCE = edit(
    "clinic", "models/prep/prep_claim_balance.sql", "group by 1", "group by claim_no  -- spelt out"
)

DATA = (
    _scenario("dropped_column", Kind.DATA, "The pharmacy's export loses a column.", NO_QUANTITY, QUANTITY),
    _scenario(
        "renamed_upper_column",
        Kind.DATA,
        "A new release of the patient system calls INSURER_CODE PAYER_ID.",
        sql("alter table raw_adt.PATIENTS rename column INSURER_CODE to PAYER_ID"),
        _source("adt.patients", "INSURER_CODE", "schema_change"),
    ),
    _scenario(
        "missing_table",
        Kind.DATA,
        "The laboratory's replica is set up anew, without the results.",
        sql("drop table raw_lab.results"),
        _source("lab.results", None, "missing_relation"),
    ),
    _scenario(
        "snapshot_column",
        Kind.DATA,
        "Human Resources drops the column that the snapshot compares.",
        sql("alter table raw_hr.staff drop column home_ward"),
        _source("hr.staff", "home_ward", "schema_change"),
    ),
    _scenario(
        "null_insurer",
        Kind.DATA,
        "Every fifth patient loses the insurer; nobody tests it before the encounters, three hops down.",
        NO_INSURER,
        INSURER,
        decided_by=PROBE,
    ),
    _scenario(
        "null_role",
        Kind.DATA,
        "Roles of staff are emptied; the snapshot takes them over and encounters lack the attending role.",
        sql("update raw_hr.staff set role = null where staff_id % 6 = 0"),
        _source("hr.staff", "role", "nulls"),
        decided_by=PROBE,
    ),
    _scenario(
        "orphan_child",
        Kind.DATA,
        "Admissions writes staff numbers of an agency that Human Resources does not know.",
        sql("update raw_adt.ENCOUNTERS set ATTENDING_ID = ATTENDING_ID + 900 where ATTENDING_ID % 7 = 0"),
        _source("adt.encounters", "ATTENDING_ID", "referential", "nulls"),
        decided_by=PROBE,
    ),
    _scenario(
        "orphan_parent",
        Kind.DATA,
        "The pharmacy deletes a drug that was handed out all month.",
        sql("delete from raw_pharmacy.drugs where drug_code = 'D300'"),
        _source("pharmacy.drugs", "drug_code", "referential", "nulls", "volume"),
        decided_by=PROBE,
    ),
    _scenario(
        "unknown_ward",
        Kind.DATA,
        "Transfers go to a ward that is in no list: a union hides which branch it came from.",
        sql("update raw_adt.TRANSFERS set TO_WARD = 'OR9' where TRANSFER_ID % 30 = 0"),
        _source("adt.transfers", "TO_WARD", "referential", "accepted_values"),
        decided_by=PROBE,
    ),
    _scenario(
        "duplicates",
        Kind.DATA,
        "Encounters are delivered twice; nobody tests them there.",
        TWICE_ADMITTED,
        ADMITTED,
    ),
    _scenario(
        "paid_twice",
        Kind.DATA,
        "Payments are booked twice: more is paid than was billed.",
        sql("""insert into raw_billing.payments
               select * from raw_billing.payments where paid_cents > 40000"""),
        _source("billing.payments", "payment_no", "duplicates", "distribution", "volume", "unknown"),
        decided_by=PROBE,
    ),
    _scenario(
        "half_load",
        Kind.DATA,
        "The extract of patients stops half-way.",
        sql("delete from raw_adt.PATIENTS where PATIENT_ID > 120"),
        _source("adt.patients", None, "volume", "referential", "nulls"),
        decided_by=PROBE,
    ),
    _scenario(
        "late_load",
        Kind.DATA,
        "Encounters have not arrived for six days, and every test passes.",
        sql("update raw_adt.ENCOUNTERS set LOADED_AT = LOADED_AT - interval 6 day"),
        _source("adt.encounters", None, "freshness"),
        run=fresh_night,
    ),
    _scenario(
        "new_status",
        Kind.DATA,
        "Billing introduces appeals.",
        sql("update raw_billing.claims set status = 'appealed' where status = 'denied'"),
        _source("billing.claims", "status", "accepted_values"),
    ),
    _scenario("new_payer", Kind.DATA, "A new insurer shows up four hops down.", NEW_PAYER, PAYER),
    _scenario("units", Kind.DATA, "The laboratory changes its unit.", HUNDREDFOLD, VALUES),
    _scenario(
        "flags",
        Kind.DATA,
        "A badly calibrated analyser flags half of all results as high.",
        sql("update raw_lab.results set flag = 'H' where (result_id // 10) % 2 = 0"),
        _source("lab.results", "flag", "distribution", "range"),
        run=in_turn(dbt("build", "--full-refresh"), report),
    ),
    _scenario(
        "dirty_amounts",
        Kind.DATA,
        "Billed amounts come with their currency; the cast fails two views further down.",
        sql("alter table raw_billing.claims alter billed_cents type varchar using billed_cents || ' EUR'"),
        _source("billing.claims", "billed_cents", "type_change"),
        decided_by=PROBE,
    ),
    _scenario(
        "overflow",
        Kind.DATA,
        "The price of a drug is a serial number.",
        sql("update raw_pharmacy.drugs set unit_cost_cents = 9000000000000000000 where drug_code = 'D100'"),
        _source("pharmacy.drugs", "unit_cost_cents", "range", "type_change", "distribution", "run_error"),
    ),
)

MACRO_USERS = ("base_adt__encounters", "base_adt__transfers", "base_pharmacy__dispenses", "base_billing__claims")
CODE = (
    _scenario(
        "seed_lost_tariff",
        Kind.CODE,
        "Billing edits its tariffs and loses outpatients.",
        edit("clinic", "seeds/tariffs.csv", "O,9000\n", ""),
        Truth(
            team="billing",
            origin="seed.clinic.tariffs",
            cause="code_change",
            causes=("nulls", "referential", "volume"),
        ),
    ),
    _scenario(
        "seed_typo",
        Kind.CODE,
        "The laboratory mistypes a code in its list of tests.",
        edit("clinic", "seeds/lab_tests.csv", "CRP,C-reactive", "CPR,C-reactive"),
        Truth(
            team="laboratory", origin="seed.clinic.lab_tests", cause="code_change", causes=("nulls", "referential")
        ),
    ),
    _scenario(
        "wrong_join",
        Kind.CODE,
        "The lab tests are joined by their name.",
        edit(
            "clinic", "models/prep/prep_lab_results.sql", "t.test_code = o.test_code", "t.test_name = o.test_code"
        ),
        _model("prep_lab_results"),
    ),
    _scenario(
        "lost_filter",
        Kind.CODE,
        "The filter on the snapshot is lost, and with it who is current.",
        edit("clinic", "models/core/dim_staff.sql", "where dbt_valid_to is null", ""),
        _model("dim_staff"),
        before=in_turn(sql("update raw_hr.staff set home_ward = 'ICU' where staff_id in (3, 8)"), night),
    ),
    _scenario(
        "typo",
        Kind.CODE,
        "Somebody mistypes a column.",
        edit("clinic", "models/core/fact_stay.sql", "'s.left_at')", "'s.lefft_at')"),
        _model("fact_stay", None, "schema_change"),
    ),
    _scenario(
        "wrong_coalesce",
        Kind.CODE,
        "What is not paid counts as paid twice over.",
        edit(
            "clinic",
            "models/prep/prep_claim_balance.sql",
            "coalesce(p.paid_amount, 0) as paid_amount",
            "coalesce(p.paid_amount, c.billed_amount * 2) as paid_amount",
        ),
        _model("prep_claim_balance"),
    ),
    _scenario(
        "macro",
        Kind.CODE,
        "A macro that cleans codes cuts them; stays, dispenses and payers all break.",
        edit(
            "clinic",
            "macros/conversions.sql",
            "upper(trim({{ expression }}))",
            "left(upper(trim({{ expression }})), 3)",
        ),
        Truth(
            team="dwh",
            origin="macro.clinic.clean_code",
            cause="code_change",
            alternatives=tuple(_model(name) for name in MACRO_USERS),
        ),
    ),
)

PLATFORM_TRUTH = Truth(team="dwh", origin=None, cause="infrastructure")
PLATFORM = (
    _scenario(
        "no_memory",
        Kind.PLATFORM,
        "The warehouse gets too little memory.",
        setting("CLINIC_MEMORY_LIMIT", "8MB"),
        PLATFORM_TRUTH,
    ),
    _scenario(
        "no_files",
        Kind.PLATFORM,
        "A new policy forbids the warehouse to read files; every seed fails, whoever owns it.",
        edit(
            "clinic",
            "profiles.yml",
            "      settings:\n",
            "      settings:\n        enable_external_access: false\n",
        ),
        PLATFORM_TRUTH,
    ),
)

DECOYS = (
    _scenario(
        "chronic_warning",
        Kind.DECOY,
        "Days without staff have been warned of for long; today a new payer arrives.",
        NEW_PAYER,
        PAYER,
        before=in_turn(sql("delete from raw_hr.shifts where shift_start::date = current_date - 5"), night, night),
    ),
    _scenario(
        "change_elsewhere",
        Kind.DECOY,
        "A new payer arrives on the day on which an unconnected report is changed.",
        in_turn(
            NEW_PAYER,
            edit("clinic", "models/reports/care/rpt_readmissions.sql", "interval 30 day", "interval 28 day"),
        ),
        PAYER,
    ),
    _scenario(
        "change_on_the_way",
        Kind.DECOY,
        "A new payer arrives on the day on which a model on the way is tidied up.",
        in_turn(NEW_PAYER, REFACTORED_BALANCE),
        PAYER,
        decided_by=PROBE,
    ),
    _scenario(
        "innocent_warning",
        Kind.DECOY,
        "A new flag warns at the very table whose values changed their unit.",
        in_turn(HUNDREDFOLD, sql("update raw_lab.results set flag = 'C' where result_value > 12500")),
        VALUES,
    ),
)

CONTROLS = (
    _scenario("green", Kind.CONTROL, "An uneventful night.", nothing),
    _scenario("refactoring", Kind.CONTROL, "A model is tidied up.", REFACTORED_BALANCE),
    _scenario(
        "new_test",
        Kind.CONTROL,
        "A new test passes.",
        edit(
            "clinic",
            "models/core/_core.yml",
            "{name: patient_id, data_tests: [unique]}",
            "{name: patient_id, data_tests: [unique, not_null]}",
        ),
    ),
    _scenario(
        "only_a_warning",
        Kind.CONTROL,
        "A new flag is warned of; the project says it can live with it.",
        sql("update raw_lab.results set flag = 'C' where result_value > 125"),
    ),
    _scenario(
        "a_little_late",
        Kind.CONTROL,
        "Encounters are three days old, of which dbt only warns.",
        sql("update raw_adt.ENCOUNTERS set LOADED_AT = LOADED_AT - interval 3 day"),
        run=fresh_night,
    ),
    _scenario(
        "docs_after_green",
        Kind.CONTROL,
        "The docs are generated after the build, and replace its results.",
        nothing,
        run=in_turn(night, dbt("docs", "generate"), report),
    ),
)

DOUBLES = (
    _scenario(
        "two_sources",
        Kind.DOUBLE,
        "Two producers break on one night.",
        in_turn(NO_QUANTITY, NEW_PAYER),
        QUANTITY,
        PAYER,
    ),
    _scenario(
        "two_on_one_path",
        Kind.DOUBLE,
        "Midwives join, and encounters come twice: run, then test, so that everything shows.",
        in_turn(MIDWIVES, TWICE_ADMITTED),
        _source("hr.staff", "role", "accepted_values"),
        ADMITTED,
        run=in_turn(dbt("run"), dbt("snapshot"), dbt("run"), dbt("test"), report),
    ),
)

PARTIAL = (
    _scenario(
        "selected",
        Kind.PARTIAL,
        "Only the marts of finance are built after a new payer.",
        NEW_PAYER,
        PAYER,
        run=in_turn(dbt("build", "--select", "fact_claim", "rpt_payer_mix"), report),
    ),
    _scenario(
        "fail_fast",
        Kind.PARTIAL,
        "dbt stops at the first failure.",
        NO_QUANTITY,
        QUANTITY,
        run=in_turn(dbt("build", "--fail-fast"), report),
    ),
    _scenario(
        "run_then_test",
        Kind.PARTIAL,
        "Models and tests are two jobs; the report follows the tests.",
        TWICE_ADMITTED,
        ADMITTED,
        run=in_turn(dbt("run"), dbt("test"), report),
    ),
    _scenario(
        "first_run_ever", Kind.PARTIAL, "The first report ever is of a bad night.", NEW_PAYER, PAYER, history=False
    ),
    _scenario(
        "first_run_duplicates",
        Kind.PARTIAL,
        "The first report ever finds duplicates.",
        TWICE_ADMITTED,
        ADMITTED,
        history=False,
    ),
    _scenario(
        "compile_after_failure",
        Kind.PARTIAL,
        "After the bad night somebody compiles, and every result reads success.",
        NEW_PAYER,
        PAYER,
        run=in_turn(night, dbt("compile"), report),
    ),
)

REPAIRED = (
    _scenario(
        "repaired",
        Kind.REPAIRED,
        "The pharmacy brings its column back.",
        in_turn(NO_QUANTITY, night, restored),
        resolves=1,
    ),
    _scenario(
        "half_repaired",
        Kind.REPAIRED,
        "Of two breaks one is repaired.",
        in_turn(NO_QUANTITY, NEW_PAYER, night, restored, NEW_PAYER),
        PAYER,
        resolves=1,
    ),
    _scenario(
        "not_looked_at",
        Kind.REPAIRED,
        "The next run is green because it did not look.",
        in_turn(NEW_PAYER, night),
        PAYER,
        run=in_turn(dbt("build", "--select", "base_hr__shifts+"), report),
    ),
    _scenario(
        "freshness_not_asked_again",
        Kind.REPAIRED,
        "Encounters were late and have arrived since, but nobody has asked for freshness again.",
        in_turn(
            sql("update raw_adt.ENCOUNTERS set LOADED_AT = LOADED_AT - interval 6 day"),
            fresh_night,
            restored,
        ),
        _source("adt.encounters", None, "freshness"),
    ),
    _scenario(
        "stale_rows",
        Kind.REPAIRED,
        "The unit is right again, but the incremental table keeps what it took over.",
        in_turn(HUNDREDFOLD, dbt("build", "--full-refresh"), report, restored),
        Truth(
            team="laboratory",
            origin="source.clinic.lab.results",
            column="result_value",
            cause="distribution",
            causes=("range", "unknown"),
            alternatives=(Truth(team="dwh", origin="model.clinic.fact_lab_result", cause="distribution"),),
        ),
        decided_by=NOTHING,
    ),
)

SCENARIOS = (*DATA, *CODE, *PLATFORM, *DECOYS, *CONTROLS, *DOUBLES, *PARTIAL, *REPAIRED)

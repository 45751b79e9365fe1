"""Changes of a hospital's project: one team builds everything, others own what they deliver and read."""

from __future__ import annotations

from changes.case import BREAKING, RISKY, SAFE, Case, case
from changes.draft import Draft


def _attending_renamed(draft: Draft) -> None:
    draft.sql("model.base_adt__encounters", "as attending_id", "as attending_staff_id")
    draft.retabled("model.base_adt__encounters", "attending_id", "attending_staff_id")


def _latest_is_one(draft: Draft) -> None:
    for version in (1, 2):
        draft.node(f"model.fact_encounter_cost.v{version}")["latest_version"] = 1
    node = draft.node("model.rpt_margin")
    old, new = (draft.uid(f"model.fact_encounter_cost.v{version}") for version in (2, 1))
    node["depends_on"]["nodes"] = [new if one == old else one for one in node["depends_on"]["nodes"]]
    node["compiled_code"] = node["compiled_code"].replace("fact_encounter_cost_v2", "fact_encounter_cost_v1")


def _thousandths(draft: Draft) -> None:
    macro = draft.manifest["macros"]["macro.clinic.to_euro"]
    macro["macro_sql"] = macro["macro_sql"].replace("/ 100", "/ 1000")
    for node in draft.manifest["nodes"].values():
        if "macro.clinic.to_euro" in node["depends_on"].get("macros", []):
            node["compiled_code"] = node["compiled_code"].replace("/ 100", "/ 1000")


def _renamed_along(draft: Draft) -> None:
    draft.sql("model.base_billing__claims", "status as claim_status", "status as claim_state")
    draft.sql("model.prep_claim_balance", "c.claim_status", "c.claim_state as claim_status")
    draft.retabled("model.base_billing__claims", "claim_status", "claim_state")


def _one_less_shown(draft: Draft) -> None:
    parents = draft.node("exposure.ward_board")["depends_on"]["nodes"]
    parents.remove(draft.uid("model.rpt_staff_load"))


CASES: tuple[Case, ...] = (
    case("clinic", "model.base_adt__encounters", "a column is renamed and a join is not", BREAKING,
         _attending_renamed, "dwh", "controlling", structural=True),
    case("clinic", "model.fact_claim", "a column goes that reports and a test read", BREAKING,
         lambda d: d.without_column("model.fact_claim", "paid_amount", sql="b.paid_amount,"),
         "controlling", "dwh", structural=True),
    case("clinic", "model.prep_lab_results", "a column that nobody reads goes", SAFE,
         lambda d: d.without_column("model.prep_lab_results", "loaded_at", sql=", r.loaded_at"),
         structural=True),
    case("clinic", "model.fact_encounter_cost.v2", "a version loses a column", BREAKING,
         lambda d: d.without_column("model.fact_encounter_cost.v2", "total_cost",
                                    sql=", sum(amount) as total_cost"),
         "controlling", structural=True),
    case("clinic", "model.fact_encounter_cost.v2", "who names no version gets the older one", RISKY,
         _latest_is_one),
    case("clinic", "model.fact_encounter_cost.v1", "a version that nobody reads goes sooner", SAFE,
         lambda d: d.node("model.fact_encounter_cost.v1").update(deprecation_date="2026-12-31T00:00:00")),
    case("clinic", "model.dim_patient", "personal data that nobody reads goes", SAFE,
         lambda d: d.without_column("model.dim_patient", "postcode", sql="postcode,"), structural=True),
    case("clinic", "model.fact_stay", "a reference is tested no more", RISKY,
         lambda d: d.untested("model.fact_stay", "ward_code", "relationships")),
    case("clinic", "model.rpt_cost_per_case", "rows of a report that nobody reads", SAFE,
         lambda d: d.sql("model.rpt_cost_per_case", "e join", "e left join")),
    case("clinic", "model.base_billing__payments", "a macro divides by another number", RISKY, _thousandths),
    case("clinic", "model.fact_dispense", "a figure that nobody reads goes", SAFE,
         lambda d: d.without_column("model.fact_dispense", "dispense_cost",
                                    sql="d.quantity * drug.unit_cost as dispense_cost,"), structural=True),
    case("clinic", "model.rpt_staff_load", "a dashboard reads less", SAFE, _one_less_shown),
    case("clinic", "model.rpt_staff_load", "a column of a dashboard goes", BREAKING,
         lambda d: d.without_column(
             "model.rpt_staff_load", "hours_per_patient",
             sql=", round(coalesce(h.staff_hours, 0) / nullif(o.patients, 0), 2) as hours_per_patient"),
         "hr", structural=True),
    case("clinic", "source.lab.results", "a test that only warned goes", RISKY,
         lambda d: d.untested("source.lab.results", "flag", "accepted_values")),
    case("clinic", "model.base_billing__claims", "a column is renamed together with who reads it", SAFE,
         _renamed_along, structural=True),
)  # fmt: skip

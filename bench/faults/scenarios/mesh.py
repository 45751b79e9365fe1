"""Kettle & Crate: every break of the demo, and what the demo leaves out."""

from __future__ import annotations

from mesh.faults import FAULTS, Fault

from faults.acts import Act, dbt, in_turn, night, nothing, report, restored, setting, sql
from faults.author import Author
from faults.scenario import Kind, Scenario, Truth
from faults.stage import Stage

AUTHOR = Author(company="mesh", teams={"logistics": "logistics"}, project="commerce")
_scenario, _source = AUTHOR.scenario, AUTHOR.source


def _of_demo(fault: Fault) -> Scenario:
    """A break of the demo as a scenario; its world and ours answer to the same calls."""

    def run(stage: Stage) -> None:
        if fault.stale:
            stage.freshness()
        stage.build_and_report()

    on_platform = fault.cause == "infrastructure"
    kind = Kind.PLATFORM if on_platform else Kind.DATA
    return Scenario(
        name=f"mesh_{fault.name}",
        company="mesh",
        kind=Kind.CODE if fault.cause == "code_change" else kind,
        story=fault.story,
        # a warehouse with a past of its own does not even open in the little memory that the demo leaves
        happen=setting("MESH_MEMORY_LIMIT", "8MB") if on_platform else fault.happen,  # type: ignore[arg-type]
        run=run,
        faults=(Truth(team=fault.team, origin=fault.origin, column=fault.column, cause=fault.cause),),
    )


def _truth(name: str) -> Truth:
    fault = FAULTS[name]
    return Truth(team=fault.team, origin=fault.origin, column=fault.column, cause=fault.cause)


def _happens(name: str) -> Act:
    def act(stage: Stage) -> None:
        FAULTS[name].happen(stage)  # type: ignore[arg-type]

    return act


MORE = (
    _scenario("green", Kind.CONTROL, "An uneventful night.", nothing),
    _scenario(
        "new_column",
        Kind.CONTROL,
        "The CRM sends a column more, which nobody asked for.",
        sql("alter table raw_crm.customers add column loyalty_tier varchar"),
    ),
    _scenario(
        "star_hides_loss",
        Kind.DATA,
        "Carriers drop the depot; select * lets it through to the incremental table.",
        sql("alter table raw_logistics.carrier_events drop column depot"),
        _source("logistics.carrier_events", "depot", "schema_change"),
    ),
    _scenario(
        "null_promise",
        Kind.DATA,
        "Parcels are handed over without a promised date, which is tested in the mart alone.",
        sql("update raw_logistics.shipments set promised_at = null where shipment_id % 8 = 0"),
        _source("logistics.shipments", "promised_at", "nulls"),
    ),
    _scenario(
        "contract_broken_from_above",
        Kind.DATA,
        "Countries become numbers at the source; the view takes them, the contract of the mart does not.",
        sql("alter table raw_storefront.orders alter ship_country type integer using ascii(ship_country)"),
        Truth(
            team="storefront",
            origin="source.commerce.storefront.orders",
            column="ship_country",
            cause="type_change",
            causes=("schema_change",),
        ),
    ),
    _scenario(
        "chronic_warning",
        Kind.DECOY,
        "Topics of tickets have been warned of for days when Payments drops a column.",
        _happens("dropped_column"),
        _truth("dropped_column"),
        before=in_turn(sql("update raw_crm.tickets set topic = 'Other' where ticket_id % 9 = 0"), night),
    ),
    _scenario(
        "two_at_once",
        Kind.DOUBLE,
        "Half of the order lines are missing, and the ledger uses an unknown account.",
        in_turn(_happens("half_load"), _happens("unknown_account")),
        _truth("half_load"),
        _truth("unknown_account"),
    ),
    _scenario(
        "one_project_only",
        Kind.PARTIAL,
        "Commerce loses a column; only commerce builds, and finance was green before.",
        _happens("dropped_column"),
        _truth("dropped_column"),
        run=in_turn(dbt("build", project="commerce"), report),
    ),
    _scenario(
        "first_run_ever",
        Kind.PARTIAL,
        "The first report ever is of the night on which countries are missing.",
        _happens("null_flood"),
        _truth("null_flood"),
        history=False,
    ),
    _scenario(
        "repaired",
        Kind.REPAIRED,
        "Countries are lost and come back.",
        in_turn(_happens("null_flood"), night, restored),
        resolves=1,
    ),
)

SCENARIOS = (*(_of_demo(fault) for fault in FAULTS.values()), *MORE)

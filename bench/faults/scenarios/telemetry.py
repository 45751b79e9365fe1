"""The device fleet: views on views, select *, owners in CODEOWNERS and meta.owner, tests on the marts alone."""

from __future__ import annotations

from faults.acts import dbt, edit, fresh_night, in_turn, night, nothing, report, restored, setting, sql
from faults.author import Author
from faults.scenario import DecidedBy, Kind, Truth

PROBE = DecidedBy.PROBE
TEAMS = {
    "fleet": "fleet",
    "gateway": "edge",
    "firmware": "firmware",
    "crm": "sales-ops",
    "alerting": "reliability",
    "service": "field-service",
}
AUTHOR = Author(company="telemetry", teams=TEAMS)
_scenario, _source, _model = AUTHOR.scenario, AUTHOR.source, AUTHOR.model


PAUSED = sql("update raw_firmware.rollouts set state = 'paused' where id % 9 = 0")
NO_SIGNAL = sql("alter table raw_gateway.heartbeats drop column rssi")
NO_TIER = sql("update raw_crm.customers set tier = null where id in (3, 5)")
SPACED = sql("update raw_gateway.readings set metric = 'Temp' where metric = 'temp' and dev < 'dv-0010'")
STATE = _source("firmware.rollouts", "state", "accepted_values")
SIGNAL = _source("gateway.heartbeats", "rssi", "schema_change")
TIER = _source("crm.customers", "tier", "nulls")
METRIC = _source("gateway.readings", "metric", "accepted_values", "nulls", "referential", "distribution")
SILENT = sql("delete from raw_gateway.heartbeats where dev = 'dv-0001' and ts::date > current_date - 4")

DATA = (
    _scenario(
        "renamed_column",
        Kind.DATA,
        "The fleet's database spells firmware out.",
        sql("alter table raw_fleet.devices rename column fw to firmware"),
        _source("fleet.devices", "fw", "schema_change"),
    ),
    _scenario("star_hides_loss", Kind.DATA, "A column is gone that select * let through.", NO_SIGNAL, SIGNAL),
    _scenario(
        "missing_table",
        Kind.DATA,
        "The roll-outs move to another schema.",
        sql(
            "create schema raw_ota",
            "create table raw_ota.rollouts as from raw_firmware.rollouts",
            "drop table raw_firmware.rollouts",
        ),
        _source("firmware.rollouts", None, "missing_relation"),
    ),
    _scenario(
        "null_customer",
        Kind.DATA,
        "Sites lose their customer; it shows three hops down in two teams' marts.",
        sql("update raw_fleet.sites set customer = null where id in ('s003', 's011')"),
        _source("fleet.sites", "customer", "nulls"),
        decided_by=PROBE,
    ),
    _scenario("null_tier", Kind.DATA, "Customers lose their tier.", NO_TIER, TIER, decided_by=PROBE),
    _scenario(
        "orphan_parent",
        Kind.DATA,
        "A customer is deleted whose devices go on measuring.",
        sql("delete from raw_crm.customers where id = 4"),
        _source("crm.customers", "id", "referential", "nulls", "volume"),
        decided_by=PROBE,
    ),
    _scenario(
        "orphan_child",
        Kind.DATA,
        "Alerts come from devices that nobody has registered.",
        sql("update raw_alerting.alerts set dev = 'dv-9999' where sev = 3"),
        _source("alerting.alerts", "dev", "referential", "nulls"),
        decided_by=PROBE,
    ),
    _scenario(
        "half_load",
        Kind.DATA,
        "A gateway drops half of yesterday.",
        sql("delete from raw_gateway.readings where ts >= current_date - 1 and dev < 'dv-0030'"),
        _source("gateway.readings", None, "volume", "unknown"),
        decided_by=PROBE,
    ),
    _scenario(
        "late_load",
        Kind.DATA,
        "No reading has been received for four days.",
        sql("update raw_gateway.readings set _received = _received - interval 4 day"),
        _source("gateway.readings", None, "freshness"),
        run=fresh_night,
    ),
    _scenario("new_state", Kind.DATA, "Roll-outs can be paused now.", PAUSED, STATE),
    _scenario(
        "milliwatts",
        Kind.DATA,
        "A new firmware of the gateways reports power in milliwatts; bills explode.",
        sql("update raw_gateway.readings set val = val * 1000 where metric = 'power'"),
        _source("gateway.readings", "val", "distribution", "range", "unknown"),
        decided_by=PROBE,
    ),
    _scenario(
        "costs_in_euro",
        Kind.DATA,
        "Visits are billed in euros in a column that says cents.",
        sql("update raw_service.visits set cost_minor = cost_minor // 100"),
        _source("service.visits", "cost_minor", "distribution", "range", "unknown"),
    ),
    _scenario(
        "text_values",
        Kind.DATA,
        "Readings become text, with n/a among them.",
        sql(
            """alter table raw_gateway.readings alter val type varchar
               using case when q = 1 then 'n/a' else val::varchar end"""
        ),
        _source("gateway.readings", "val", "type_change"),
    ),
    _scenario(
        "two_contracts",
        Kind.DATA,
        "A customer has two running contracts, and is billed twice.",
        sql(
            """insert into raw_crm.contracts
               select id + 50, customer, starts, ends, fee_minor from raw_crm.contracts where id = 903"""
        ),
        _source("crm.contracts", "customer", "duplicates", "unknown"),
        decided_by=PROBE,
    ),
    _scenario("dirty_metric", Kind.DATA, "Some gateways write Temp where temp is meant.", SPACED, METRIC),
)

CODE = (
    _scenario(
        "macro",
        Kind.CODE,
        "The macro for money divides by a thousand.",
        edit("telemetry", "macros/minor_to_major.sql", "/ 100.0", "/ 1000.0"),
        Truth(
            team="analytics",
            origin="macro.telemetry.minor_to_major",
            cause="code_change",
            alternatives=(_model("analytics", "stg_visits"),),
        ),
    ),
    _scenario(
        "wrong_join",
        Kind.CODE,
        "A customer is looked up by the number after its own.",
        edit(
            "telemetry",
            "models/views/devices_enriched.sql",
            "c.customer_id = s.customer_id",
            "c.customer_id = s.customer_id + 1",
        ),
        _model("analytics", "devices_enriched"),
    ),
    _scenario(
        "typo",
        Kind.CODE,
        "Somebody names a column that never was.",
        edit("telemetry", "models/views/alerts_enriched.sql", "a.cleared_at)", "a.closed_at)"),
        _model("analytics", "alerts_enriched", "schema_change"),
    ),
    _scenario(
        "lost_price",
        Kind.CODE,
        "Billing edits its prices and loses a region.",
        edit("telemetry", "seeds/energy_prices.csv", "eu-north,0.27\n", ""),
        Truth(
            team="billing",
            origin="seed.telemetry.energy_prices",
            cause="code_change",
            causes=("nulls", "referential", "volume"),
        ),
    ),
    _scenario(
        "own_case",
        Kind.CODE,
        "The mart shouts the states that its own test knows in lower case.",
        edit(
            "telemetry",
            "models/marts/health/firmware_adoption.sql",
            "firmware_version, state,",
            "firmware_version, upper(state) as state,",
        ),
        _model("reliability", "firmware_adoption"),
    ),
    _scenario(
        "lost_condition",
        Kind.CODE,
        "A join of two daily views loses the day.",
        edit(
            "telemetry",
            "models/views/device_days.sql",
            "using (device_id, day)",
            "on h.device_id = b.device_id and h.day < b.day",
        ),
        _model("analytics", "device_days"),
    ),
)

DECOYS = (
    _scenario(
        "chronic_warning",
        Kind.DECOY,
        "A silent device has been warned of for days, on the very mart that breaks now for another reason.",
        SPACED,
        METRIC,
        before=in_turn(SILENT, night, night),
    ),
    _scenario(
        "change_elsewhere",
        Kind.DECOY,
        "An unconnected report changes on the day on which a state is new.",
        in_turn(PAUSED, edit("telemetry", "models/marts/service/sla_report.sql", "> 240", "> 300")),
        STATE,
    ),
    _scenario(
        "unconnected_failure",
        Kind.DECOY,
        "Power readings fail loudly beside a new state that they have nothing to do with.",
        in_turn(PAUSED, sql("alter table raw_gateway.readings drop column q")),
        STATE,
        _source("gateway.readings", "q", "schema_change"),
    ),
)

CONTROLS = (
    _scenario("green", Kind.CONTROL, "An uneventful night.", nothing),
    _scenario(
        "refactoring",
        Kind.CONTROL,
        "A view is rewritten to the same effect.",
        edit(
            "telemetry",
            "models/views/rollout_status.sql",
            "order by begun_at desc",
            "order by begun_at desc, rollout_id desc",
        ),
    ),
    _scenario(
        "only_warnings",
        Kind.CONTROL,
        "A country is missing and a device is silent: two warnings.",
        in_turn(SILENT, sql("update raw_fleet.sites set country = null where id = 's003'")),
    ),
    _scenario(
        "new_column",
        Kind.CONTROL,
        "The gateways send a column more; select * lets it through.",
        sql("alter table raw_gateway.heartbeats add column snr integer"),
    ),
)

REST = (
    _scenario(
        "no_memory",
        Kind.PLATFORM,
        "The warehouse gets too little memory.",
        setting("TELEMETRY_MEMORY_LIMIT", "5MB"),
        Truth(team="analytics", origin=None, cause="infrastructure"),
    ),
    _scenario(
        "two_at_once",
        Kind.DOUBLE,
        "A state is new and a metric is misspelt.",
        in_turn(PAUSED, SPACED),
        STATE,
        METRIC,
    ),
    _scenario(
        "two_causes_one_mart",
        Kind.DOUBLE,
        "Tiers are lost and a new kind of alert is raised: two tests of one mart.",
        in_turn(NO_TIER, sql("update raw_alerting.alerts set rule = 'tamper' where sev = 1")),
        TIER,
        _source("alerting.alerts", "rule", "accepted_values"),
        decided_by=PROBE,
    ),
    _scenario(
        "run_then_test",
        Kind.PARTIAL,
        "The run fails and is reported; the tests that follow pass on yesterday's tables.",
        NO_SIGNAL,
        SIGNAL,
        run=in_turn(dbt("run"), report, dbt("test"), report),
    ),
    _scenario(
        "marts_only",
        Kind.PARTIAL,
        "Only the marts are built.",
        PAUSED,
        STATE,
        run=in_turn(dbt("build", "--select", "path:models/marts"), report),
    ),
    _scenario(
        "first_run_ever", Kind.PARTIAL, "The first report ever is of a bad night.", SPACED, METRIC, history=False
    ),
    _scenario(
        "repaired", Kind.REPAIRED, "The states are as they were.", in_turn(PAUSED, night, restored), resolves=1
    ),
    _scenario(
        "half_repaired",
        Kind.REPAIRED,
        "Half of the paused roll-outs go on; the others stay.",
        in_turn(PAUSED, night, sql("update raw_firmware.rollouts set state = 'done' where id % 18 = 0")),
        STATE,
    ),
)

SCENARIOS = (*DATA, *CODE, *DECOYS, *CONTROLS, *REST)

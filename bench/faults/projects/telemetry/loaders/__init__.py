"""What devices, gateways and the people around them send. The same moment gives the same rows."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from duckdb import DuckDBPyConnection
from mesh.loaders.landing import land

DEVICES, SITES, CUSTOMERS, DAYS = 60, 20, 8, 14
FIRMWARE = ("2.9.1", "3.0.0", "3.0.1")


def _days(now: datetime) -> list[datetime]:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return [midnight - timedelta(days=days) for days in range(DAYS, 0, -1)]


def fleet(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Devices and the sites they are mounted at."""
    devices = [
        (
            f"dv-{number:04}",
            f"s{number % SITES:03}",
            ("therm-1", "meter-2", "meter-3")[number % 3],
            FIRMWARE[number % 3],
            datetime(2025, 1, 1) + timedelta(days=number * 5),
            now,
        )
        for number in range(DEVICES)
    ]
    land(
        warehouse,
        "raw_fleet.devices",
        {"id": "varchar", "site": "varchar", "model_no": "varchar", "fw": "varchar", "installed": "timestamp"}
        | {"_synced": "timestamp"},
        devices,
    )
    sites = [
        (f"s{number:03}", number % CUSTOMERS + 1, ("DE", "FR", "NL")[number % 3], 400.0 + number, now)
        for number in range(SITES)
    ]
    land(
        warehouse,
        "raw_fleet.sites",
        {"id": "varchar", "customer": "bigint", "country": "varchar", "area_m2": "double", "_synced": "timestamp"},
        sites,
    )


def edge(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Readings every four hours and heartbeats twice a day, through the gateways."""
    readings, beats = [], []
    for day in _days(now):
        for number in range(DEVICES):
            dice = Random(f"{day} {number}")
            for hour in range(0, 24, 4):
                at = day + timedelta(hours=hour, minutes=dice.randrange(60))
                key = f"{day:%y%m%d}-{number}-{hour}"
                readings.append((f"t{key}", f"dv-{number:04}", at, "temp", round(dice.gauss(21, 2), 2), 0, now))
                if number % 3:
                    watts = round(abs(dice.gauss(900, 150)), 1)
                    readings.append(
                        (f"p{key}", f"dv-{number:04}", at, "power", watts, dice.randrange(20) // 19, now)
                    )
            beats += [
                (f"dv-{number:04}", day + timedelta(hours=hour), -40 - dice.randrange(30), now) for hour in (6, 18)
            ]
    land(
        warehouse,
        "raw_gateway.readings",
        {"rid": "varchar", "dev": "varchar", "ts": "timestamp", "metric": "varchar", "val": "double"}
        | {"q": "integer", "_received": "timestamp"},
        readings,
    )
    land(
        warehouse,
        "raw_gateway.heartbeats",
        {"dev": "varchar", "ts": "timestamp", "rssi": "integer", "_received": "timestamp"},
        beats,
    )


def firmware(warehouse: DuckDBPyConnection, now: datetime) -> None:  # noqa: ARG001 - every day the same
    """Roll-outs of firmware."""
    rollouts = []
    for number in range(DEVICES):
        begun = datetime(2026, 1, 10) + timedelta(hours=number)
        state = "failed" if number % 17 == 16 else "done"
        rollouts.append(
            (number, f"dv-{number:04}", FIRMWARE[number % 3], begun, begun + timedelta(hours=1), state)
        )
    land(
        warehouse,
        "raw_firmware.rollouts",
        {"id": "bigint", "dev": "varchar", "version": "varchar", "begun": "timestamp", "ended": "timestamp"}
        | {"state": "varchar"},
        rollouts,
    )


def sales(warehouse: DuckDBPyConnection, now: datetime) -> None:  # noqa: ARG001 - every day the same
    """Customers and contracts from the CRM."""
    customers = [
        (
            number,
            f"Customer {number}",
            ("gold", "silver", "basic")[number % 3],
            ("eu-west", "eu-north")[number % 2],
        )
        for number in range(1, CUSTOMERS + 1)
    ]
    land(
        warehouse,
        "raw_crm.customers",
        {"id": "bigint", "name": "varchar", "tier": "varchar", "region": "varchar"},
        customers,
    )
    contracts = [
        (900 + number, number, datetime(2025, 1, 1), None, 120_00 + 10_00 * number)
        for number in range(1, CUSTOMERS + 1)
    ]
    land(
        warehouse,
        "raw_crm.contracts",
        {"id": "bigint", "customer": "bigint", "starts": "timestamp", "ends": "timestamp", "fee_minor": "bigint"},
        contracts,
    )


def reliability(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Alerts."""
    alerts = []
    for day in _days(now):
        dice = Random(f"alerts {day}")
        for number in range(dice.randrange(4, 9)):
            raised = day + timedelta(hours=dice.randrange(20))
            device = f"dv-{dice.randrange(DEVICES):04}"
            rule = dice.choice(("overheat", "offline", "surge"))
            cleared = raised + timedelta(minutes=dice.randrange(5, 200))
            alerts.append((f"a{day:%y%m%d}{number}", device, rule, dice.choice((1, 2, 3)), raised, cleared))
    land(
        warehouse,
        "raw_alerting.alerts",
        {"id": "varchar", "dev": "varchar", "rule": "varchar", "sev": "integer", "raised": "timestamp"}
        | {"cleared": "timestamp"},
        alerts,
    )


def service(warehouse: DuckDBPyConnection, now: datetime) -> None:
    """Visits of field engineers."""
    visits = []
    for day in _days(now):
        dice = Random(f"visits {day}")
        for number in range(dice.randrange(1, 4)):
            device = f"dv-{dice.randrange(DEVICES):04}"
            outcome = dice.choice(("repaired", "replaced", "no fault"))
            cost = dice.randrange(60_00, 220_00)
            visits.append((f"v{day:%y%m%d}{number}", device, day + timedelta(hours=9), cost, outcome))
    land(
        warehouse,
        "raw_service.visits",
        {"id": "varchar", "dev": "varchar", "visited": "timestamp", "cost_minor": "bigint", "outcome": "varchar"},
        visits,
    )


LOADERS = {
    "fleet": fleet,
    "edge": edge,
    "firmware": firmware,
    "sales": sales,
    "reliability": reliability,
    "service": service,
}

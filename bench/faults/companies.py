"""The companies of the bench, by name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from duckdb import DuckDBPyConnection
from mesh.loaders import LOADERS, simulate

from faults.company import Company, Loader
from faults.projects.clinic.loaders import LOADERS as CLINIC_LOADERS
from faults.projects.courier.loaders import LOADERS as COURIER_LOADERS
from faults.projects.grocer.loaders import LOADERS as GROCER_LOADERS
from faults.projects.helpdesk.loaders import LOADERS as HELPDESK_LOADERS
from faults.projects.jaffle.loaders import LOADERS as JAFFLE_LOADERS
from faults.projects.lender.loaders import LOADERS as LENDER_LOADERS
from faults.projects.newsroom.loaders import LOADERS as NEWSROOM_LOADERS
from faults.projects.telemetry.loaders import LOADERS as TELEMETRY_LOADERS
from faults.projects.tills.loaders import LOADERS as TILLS_LOADERS
from faults.stage import REPOSITORY

PROJECTS = REPOSITORY / "bench" / "faults" / "projects"


def _mesh_loader(team: str) -> Loader:
    def load(warehouse: DuckDBPyConnection, now: datetime) -> None:
        LOADERS[team](warehouse, simulate(now))

    return load


MESH = Company(
    name="mesh",
    folder=REPOSITORY / "examples" / "mesh",
    projects=("commerce", "finance"),
    loaders={team: _mesh_loader(team) for team in LOADERS},
    package=True,
    fresh=("commerce", "finance"),
    interval=timedelta(hours=2),  # its contracts test freshness against the clock
)

#: Seen from finance, and from two more teams: one reads commerce's tables as sources, one refers to its models.
BORDERS = Company(
    name="borders",
    folder=REPOSITORY / "examples" / "mesh",
    projects=("commerce", "finance", "planning", "loyalty"),
    loaders={team: _mesh_loader(team) for team in LOADERS},
    package=True,
    fresh=("commerce",),
    interval=timedelta(hours=2),
    nights=1,
    environment={"MESH_DB": "../borders.duckdb"},
    elsewhere={name: PROJECTS / "borders" / name for name in ("planning", "loyalty")},
    refers=("loyalty",),
)

CLINIC = Company(
    name="clinic",
    folder=PROJECTS / "clinic",
    projects=("clinic",),
    loaders=CLINIC_LOADERS,
    fresh=("clinic",),
)

TELEMETRY = Company(
    name="telemetry",
    folder=PROJECTS / "telemetry",
    projects=("telemetry",),
    loaders=TELEMETRY_LOADERS,
    fresh=("telemetry",),
)

NEWSROOM = Company(
    name="newsroom",
    folder=PROJECTS / "newsroom",
    projects=("newsroom",),
    loaders=NEWSROOM_LOADERS,
    fresh=("newsroom",),
)

LENDER = Company(
    name="lender",
    folder=PROJECTS / "lender",
    projects=("vault", "reporting"),
    loaders=LENDER_LOADERS,
    fresh=("vault",),
)

TILLS = Company(
    name="tills",
    folder=PROJECTS / "tills",
    projects=("tills",),
    loaders=TILLS_LOADERS,
    package=True,
    nights=16,
    dated=True,
)

JAFFLE = Company(
    name="jaffle",
    folder=PROJECTS / "jaffle",
    projects=("jaffle",),
    loaders=JAFFLE_LOADERS,
    fresh=("jaffle",),
)

COURIER = Company(
    name="courier",
    folder=PROJECTS / "courier",
    projects=("courier",),
    loaders=COURIER_LOADERS,
)

GROCER = Company(
    name="grocer",
    folder=PROJECTS / "grocer",
    projects=("grocer",),
    loaders=GROCER_LOADERS,
    fresh=("grocer",),
    patience=timedelta(days=4),
)

HELPDESK = Company(
    name="helpdesk",
    folder=PROJECTS / "helpdesk",
    projects=("helpdesk",),
    loaders=HELPDESK_LOADERS,
    fresh=("helpdesk",),
)

COMPANIES: Mapping[str, Company] = {
    company.name: company
    for company in (MESH, BORDERS, CLINIC, TELEMETRY, NEWSROOM, LENDER, TILLS, JAFFLE, COURIER, GROCER, HELPDESK)
}

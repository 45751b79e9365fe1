"""Every scenario of the bench."""

from faults.scenario import Scenario
from faults.scenarios import (
    agency,
    borders,
    clinic,
    courier,
    grocer,
    helpdesk,
    insurer,
    jaffle,
    lender,
    mesh,
    newsroom,
    telemetry,
    tills,
)

SCENARIOS: tuple[Scenario, ...] = (
    *mesh.SCENARIOS,
    *borders.SCENARIOS,
    *clinic.SCENARIOS,
    *telemetry.SCENARIOS,
    *newsroom.SCENARIOS,
    *lender.SCENARIOS,
    *tills.SCENARIOS,
    *jaffle.SCENARIOS,
    *courier.SCENARIOS,
    *grocer.SCENARIOS,
    *helpdesk.SCENARIOS,
    *insurer.SCENARIOS,
    *agency.SCENARIOS,
)

__all__ = ["SCENARIOS"]

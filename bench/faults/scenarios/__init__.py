"""Every scenario of the bench."""

from faults.scenario import Scenario
from faults.scenarios import clinic, jaffle, lender, mesh, newsroom, telemetry, tills

SCENARIOS: tuple[Scenario, ...] = (
    *mesh.SCENARIOS,
    *clinic.SCENARIOS,
    *telemetry.SCENARIOS,
    *newsroom.SCENARIOS,
    *lender.SCENARIOS,
    *tills.SCENARIOS,
    *jaffle.SCENARIOS,
)

__all__ = ["SCENARIOS"]

"""Every scenario of the bench."""

from faults.scenario import Scenario
from faults.scenarios import clinic, lender, mesh, newsroom, telemetry

SCENARIOS: tuple[Scenario, ...] = (
    *mesh.SCENARIOS,
    *clinic.SCENARIOS,
    *telemetry.SCENARIOS,
    *newsroom.SCENARIOS,
    *lender.SCENARIOS,
)

__all__ = ["SCENARIOS"]

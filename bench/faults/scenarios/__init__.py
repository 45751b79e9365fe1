"""Every scenario of the bench."""

from faults.scenario import Scenario
from faults.scenarios import clinic, mesh, telemetry

SCENARIOS: tuple[Scenario, ...] = (*mesh.SCENARIOS, *clinic.SCENARIOS, *telemetry.SCENARIOS)

__all__ = ["SCENARIOS"]

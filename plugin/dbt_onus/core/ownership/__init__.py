"""Which team answers for a node, and why."""

from __future__ import annotations

from dbt_onus.core.ownership.codeowners import Codeowners
from dbt_onus.core.ownership.declared import named_owners
from dbt_onus.core.ownership.resolution import Defaults, Ownership
from dbt_onus.core.ownership.steps import Owner, Step, TraceLine
from dbt_onus.core.ownership.teams import Clock, Roster, Rule, Rung, Subscription, Team

__all__ = [
    "Clock",
    "Codeowners",
    "Defaults",
    "Owner",
    "Ownership",
    "Roster",
    "Rule",
    "Rung",
    "Step",
    "Subscription",
    "Team",
    "TraceLine",
    "named_owners",
]

"""What a project tells Onus: onus.yml and CODEOWNERS."""

from __future__ import annotations

from dbt_onus.config.codeowners import read_codeowners
from dbt_onus.config.projects import Neighbour, links_of, read_neighbours_of
from dbt_onus.config.reading import CONFIG_FILE, LEDGER, UNOWNED, Config, read_config, unknown_teams
from dbt_onus.config.sections import Probes

__all__ = [
    "CONFIG_FILE",
    "LEDGER",
    "UNOWNED",
    "Config",
    "Neighbour",
    "Probes",
    "links_of",
    "read_codeowners",
    "read_config",
    "read_neighbours_of",
    "unknown_teams",
]

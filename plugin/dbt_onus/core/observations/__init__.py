"""What a run measured of tables whether or not anybody promised it: rows, nulls, smallest, largest, mean.

They make the ancestors of a failure speak when nobody tested them. Where they come from: the scan of a contract
test, of what `vars: {onus: {observe: […]}}` names, and the number of rows that an adapter says it made.
"""

from dbt_onus.core.observations.clearing import shown_by_scans
from dbt_onus.core.observations.measuring import observations_of
from dbt_onus.core.observations.moved import (
    ENOUGH,
    FAR,
    fell_back,
    is_sizeable,
    moved,
    shown,
    stirred,
    stood_still,
)
from dbt_onus.core.observations.observation import Measure, Observation, Series

__all__ = [
    "ENOUGH",
    "FAR",
    "Measure",
    "Observation",
    "Series",
    "fell_back",
    "is_sizeable",
    "moved",
    "observations_of",
    "shown",
    "shown_by_scans",
    "stirred",
    "stood_still",
]

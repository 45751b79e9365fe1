"""What people ask of the graph, and the answers as values."""

from dbt_onus.core.lookups.answers import impact_of, lineage_of, owners_of, path_between
from dbt_onus.core.lookups.known import Known, OwnerLike
from dbt_onus.core.lookups.views import (
    Direction,
    ExposureHit,
    Hop,
    ImpactView,
    LineageView,
    OwnerView,
    PathView,
    TeamHit,
)

__all__ = [
    "Direction",
    "ExposureHit",
    "Hop",
    "ImpactView",
    "Known",
    "LineageView",
    "OwnerLike",
    "OwnerView",
    "PathView",
    "TeamHit",
    "impact_of",
    "lineage_of",
    "owners_of",
    "path_between",
]

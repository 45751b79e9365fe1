"""What the report's page shows beside the report itself: pictures, histories, queries, the graph to search in.

Nothing is decided here: everything follows from the incidents as they were reported, and from the same run.
"""

from dbt_onus.core.page.atlas import Atlas, ColumnLink, atlas_of
from dbt_onus.core.page.page import Page, Query, Sheet
from dbt_onus.core.page.picture import Picture, Spot, picture_of
from dbt_onus.core.page.plot import Bounds, Plot, plot_of
from dbt_onus.core.page.queries import queries_of
from dbt_onus.core.page.roles import MEANINGS, Role

__all__ = [
    "MEANINGS",
    "Atlas",
    "Bounds",
    "ColumnLink",
    "Page",
    "Picture",
    "Plot",
    "Query",
    "Role",
    "Sheet",
    "Spot",
    "atlas_of",
    "picture_of",
    "plot_of",
    "queries_of",
]

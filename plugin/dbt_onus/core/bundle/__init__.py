"""What a mesh shows of itself to those who have none of its repositories: the graph, the owners, the promises.

No SQL, no data, no secrets, no places on a machine: only what is named here is ever published, field by field.
"""

from __future__ import annotations

from dbt_onus.core.bundle.published import (
    SCHEMA,
    Bundle,
    PublishedColumn,
    PublishedEdge,
    PublishedNode,
    PublishedProject,
)
from dbt_onus.core.bundle.publishing import ColumnsOf, published
from dbt_onus.core.bundle.reading import known_from, nodes_from

__all__ = [
    "SCHEMA",
    "Bundle",
    "ColumnsOf",
    "PublishedColumn",
    "PublishedEdge",
    "PublishedNode",
    "PublishedProject",
    "known_from",
    "nodes_from",
    "published",
]

"""Column lineage: which column of which node goes into which column, and what happens to it on the way.

`resolve` reads one SQL text; `ColumnLineage` follows columns through a project (docs/column-lineage.md). Nothing
else imports sqlglot, and this package only when the first SQL is read.
"""

from dbt_onus.core.columns.definitions import Formula
from dbt_onus.core.columns.distances import Distance
from dbt_onus.core.columns.edges import (
    ROWS,
    ColumnEdge,
    ColumnRef,
    EdgeKind,
    Join,
    JoinKey,
    JoinKind,
    NodeColumns,
    Only,
    from_bytes,
    to_bytes,
)
from dbt_onus.core.columns.edits import EVERYTHING, NOTHING, Edit, edit_between
from dbt_onus.core.columns.makings import Making, Part
from dbt_onus.core.columns.names import dialect_of, relation_key, relation_keys
from dbt_onus.core.columns.predicates import Orphans, Predicate, Repeats, Wanted
from dbt_onus.core.columns.project import ColumnLineage
from dbt_onus.core.columns.reading import Reading, read_sql, resolve
from dbt_onus.core.columns.refusals import Refusal
from dbt_onus.core.columns.statements import SqlSource
from dbt_onus.core.columns.traces import ColumnTrace, Reached, Step

__all__ = [
    "EVERYTHING",
    "NOTHING",
    "ROWS",
    "ColumnEdge",
    "ColumnLineage",
    "ColumnRef",
    "ColumnTrace",
    "Distance",
    "EdgeKind",
    "Edit",
    "Formula",
    "Join",
    "JoinKey",
    "JoinKind",
    "Making",
    "NodeColumns",
    "Only",
    "Orphans",
    "Part",
    "Predicate",
    "Reached",
    "Reading",
    "Refusal",
    "Repeats",
    "SqlSource",
    "Step",
    "Wanted",
    "dialect_of",
    "edit_between",
    "from_bytes",
    "read_sql",
    "relation_key",
    "relation_keys",
    "resolve",
    "to_bytes",
]

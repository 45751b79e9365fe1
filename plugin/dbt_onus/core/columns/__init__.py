"""Column lineage: which column of which node goes into which column, and what happens to it on the way.

`resolve` reads one SQL text; `ColumnLineage` follows columns through a project (docs/column-lineage.md). Nothing
else imports sqlglot, and this package only when the first SQL is read.
"""

from dbt_onus.core.columns.edges import (
    ROWS,
    ColumnEdge,
    ColumnRef,
    EdgeKind,
    Join,
    JoinKey,
    JoinKind,
    NodeColumns,
    from_bytes,
    to_bytes,
)
from dbt_onus.core.columns.names import dialect_of, relation_key, relation_keys
from dbt_onus.core.columns.project import ColumnLineage
from dbt_onus.core.columns.reading import Reading, read_sql, resolve
from dbt_onus.core.columns.statements import SqlSource
from dbt_onus.core.columns.traces import ColumnTrace, Reached, Step

__all__ = [
    "ROWS",
    "ColumnEdge",
    "ColumnLineage",
    "ColumnRef",
    "ColumnTrace",
    "EdgeKind",
    "Join",
    "JoinKey",
    "JoinKind",
    "NodeColumns",
    "Reached",
    "Reading",
    "SqlSource",
    "Step",
    "dialect_of",
    "from_bytes",
    "read_sql",
    "relation_key",
    "relation_keys",
    "resolve",
    "to_bytes",
]

"""Column lineage: which column of which node goes into which column, and what happens to it on the way.

`resolve` reads one SQL text; `ColumnLineage` follows columns through a project (docs/column-lineage.md). Nothing
else imports sqlglot, and this package only when the first SQL is read.
"""

from dbt_onus.core.columns.casting.refusals import FORMAT, Refusal
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
from dbt_onus.core.columns.formulas.definitions import Formula
from dbt_onus.core.columns.formulas.distances import Distance
from dbt_onus.core.columns.formulas.found import FOUND, LookedUp
from dbt_onus.core.columns.formulas.keys import KeyBranch
from dbt_onus.core.columns.formulas.makings import Making, Other, Part, Stretch
from dbt_onus.core.columns.names import dialect_of, relation_key, relation_keys
from dbt_onus.core.columns.project import ColumnLineage
from dbt_onus.core.columns.reading import Reading, read_sql, resolve
from dbt_onus.core.columns.statements.statement import SqlSource
from dbt_onus.core.columns.traces import ColumnTrace, Reached, Step
from dbt_onus.core.columns.wanted.orphans import Orphans
from dbt_onus.core.columns.wanted.predicates import Predicate, Wanted
from dbt_onus.core.columns.wanted.repeats import Repeats

__all__ = [
    "EVERYTHING",
    "FORMAT",
    "FOUND",
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
    "KeyBranch",
    "LookedUp",
    "Making",
    "NodeColumns",
    "Only",
    "Orphans",
    "Other",
    "Part",
    "Predicate",
    "Reached",
    "Reading",
    "Refusal",
    "Repeats",
    "SqlSource",
    "Step",
    "Stretch",
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

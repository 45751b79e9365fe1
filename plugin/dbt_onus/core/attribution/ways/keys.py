"""Keys of several columns: where a test found one unique, no join that asks by all of them repeats a row."""

from __future__ import annotations

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.feeds import MAX_HOPS
from dbt_onus.core.checks import Check
from dbt_onus.core.properties import Property


def unique_by(case: Case, unique_id: str, columns: frozenset[str]) -> Check | None:
    """A test by which a table has one row at most for each value of the columns (in lower case); `None`: unknown.

    A key of fewer columns tells it as well. What comes row by row from one table is asked there too.
    """
    for _ in range(MAX_HOPS):
        for check in case.by_node.get(unique_id, ()):
            if case.clears(check, Property.UNIQUENESS):
                names = {name.lower() for name in check.columns or case.paths.repeated_in(check.unique_id)}
                if names and names <= columns:
                    return check
        above = None if _may_add(case, unique_id) else case.paths.key_above(unique_id, columns)
        if above is None:
            return None
        unique_id, columns = above
    return None


def _may_add(case: Case, unique_id: str) -> bool:
    """Whether rows of earlier runs are kept beside those of this one."""
    node = case.nodes.get(unique_id)
    return node is None or node.resource_type == "snapshot" or node.only_adds

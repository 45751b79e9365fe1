"""A member for what is unknown: the value that a test minds, and that the SQL writes where it finds none.

A fact refers to the customer `-1` where its own was not found. A test that such rows are few looks at a value, and
what it sees is a null: one that came in above, or that an outer join has made.
"""

from __future__ import annotations

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Place
from dbt_onus.core.properties import Property

#: What a test can be called that looks at single values.
_OF_VALUES = frozenset(
    {Property.UNKNOWN, Property.MEMBERSHIP, Property.RANGE, Property.DISTRIBUTION, Property.NULLNESS}
)


def null_meant(case: Case, check: Check) -> Place | None:
    """Where the value that a failing test minds is written in place of a null; `None` where it is a value."""
    of_test = check.reading is None and check.term is None and not check.is_build and check.sql is None
    if not of_test or check.about not in _OF_VALUES or check.node is None or len(check.columns) > 1:
        return None
    return case.paths.replaced(check.unique_id, Place(unique_id=check.node, column=check.column))

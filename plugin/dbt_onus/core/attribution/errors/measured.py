"""Columns as runs measured them: a source that had one and has it no more, and one that has it still.

A scan measures every column of a table. So what it does not measure is not there, if it measured the others and
the same column was measured when what fails now last worked.
"""

from __future__ import annotations

from datetime import datetime

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.errors.loss import Loss
from dbt_onus.core.attribution.feeds import same_column
from dbt_onus.core.evidence import Evidence, EvidenceKind

#: Of a table that is wider, a scan may leave columns out.
_WIDEST = 250


def has_it(case: Case, unique_id: str, column: str | None) -> bool:
    """Whether this run measured the column."""
    return any(same_column(one.column, column) for one in case.observed_of.get(unique_id, ()))


def gone_from(case: Case, loss: Loss, unique_id: str) -> Evidence | None:
    """That this run measured the table's columns without the one that is missed, and an earlier run with it."""
    now = {one.column for one in case.observed_of.get(unique_id, ()) if one.column is not None}
    if not 0 < len(now) < _WIDEST or has_it(case, unique_id, loss.column):
        return None
    looks = _looks(case, unique_id, case.history.last_pass.get(loss.symptom.key))
    last = max((at for at, _ in looks), default=None)
    if last is None or not any(at == last and same_column(column, loss.column) for at, column in looks):
        return None
    node = case.nodes[unique_id]
    says = (
        f"this run measured {node.label_name} without a column {loss.column}; "
        f"on {last:%Y-%m-%d %H:%M} UTC it was measured"
    )
    return Evidence(kind=EvidenceKind.OBSERVATION, says=says, unique_id=unique_id, column=loss.column)


def _looks(case: Case, unique_id: str, until: datetime | None) -> set[tuple[datetime, str]]:
    """When which column of the table was measured, up to then."""
    return {
        (at, column)
        for (node, column, _), values in case.history.observed.items()
        if node == unique_id and column is not None
        for at, _ in values
        if until is None or at <= until
    }

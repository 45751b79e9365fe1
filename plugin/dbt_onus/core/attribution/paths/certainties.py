"""How sure it is that one place is made from another, over any number of steps."""

from __future__ import annotations

from functools import lru_cache

from dbt_onus.core.attribution.feeds import Certainty
from dbt_onus.core.columns import ColumnLineage, ColumnTrace
from dbt_onus.core.evidence import Place
from dbt_onus.core.lineage import Lineage


class Certainties:
    """Asked of the SQL of a project, and over the links between projects."""

    def __init__(self, columns: ColumnLineage, lineage: Lineage) -> None:
        self._columns = columns
        self._lineage = lineage

    def of(self, upstream: Place, downstream: Place) -> Certainty | None:
        """How sure it is that one place is made from the other; `None` where the SQL shows that it is not."""
        if upstream.unique_id is None or downstream.unique_id is None:
            return None
        if upstream.unique_id == downstream.unique_id:
            return _within(upstream, downstream)
        if self._lineage.hops(upstream.unique_id, downstream.unique_id) is None:
            return None
        if downstream.column is None:
            return Certainty.NODE
        values = self._upstream(downstream.unique_id, downstream.column, rows=False)
        if (sure := _reached(values, upstream)) is not None:
            whole = upstream.column is None
            return Certainty.NODE if not sure else Certainty.ROWS if whole else Certainty.COLUMN
        rows = self._upstream(downstream.unique_id, downstream.column, rows=True)
        if (sure := _reached(rows, upstream)) is not None:
            return Certainty.ROWS if sure else Certainty.NODE
        across = [
            self._certainty_across(upstream, trace, limit)
            for trace, limit in ((values, Certainty.COLUMN), (rows, Certainty.ROWS))
        ]
        known = [certainty for certainty in across if certainty is not None]
        if known:
            return min(known)
        return None if rows.certain else Certainty.NODE

    def _certainty_across(self, upstream: Place, trace: ColumnTrace, limit: Certainty) -> Certainty | None:
        """Through the sources on the way that another project of the mesh builds."""
        found: Certainty | None = None
        for ref, reached in trace.reached.items():
            node = self._lineage.nodes.get(ref.node)
            if node is None or node.resource_type != "source":
                continue
            for parent in self._lineage.parents(ref.node):
                place = Place(unique_id=parent, column=ref.column)
                beyond = Certainty.COLUMN if place == upstream else self.of(upstream, place)
                if beyond is not None:
                    worst = max(beyond, limit if reached.certain else Certainty.NODE)
                    found = worst if found is None else min(found, worst)
        return found

    @lru_cache(maxsize=4096)  # noqa: B019 - one instance per report
    def _upstream(self, unique_id: str, column: str, *, rows: bool) -> ColumnTrace:
        return self._columns.upstream(unique_id, column, rows=rows)


def _within(upstream: Place, downstream: Place) -> Certainty | None:
    """Two places on one node: the same column, or the table and a column of it."""
    if upstream.column is None or downstream.column is None:
        return Certainty.ROWS
    return Certainty.COLUMN if upstream.column.lower() == downstream.column.lower() else None


def _reached(trace: ColumnTrace, place: Place) -> bool | None:
    """Whether a trace reached a place: surely, perhaps (`False`), or not at all (`None`)."""
    column = place.column.lower() if place.column is not None else None
    found: bool | None = None
    for ref, reached in trace.reached.items():
        if ref.node != place.unique_id:
            continue
        if column is None or (ref.column is not None and ref.column.lower() == column):
            found = found or reached.certain
        elif ref.column is None:
            found = found or False
    return found

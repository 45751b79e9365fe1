"""Who uses what changes: in every project, by column where the SQL tells."""

from __future__ import annotations

from dbt_onus.core.changes.change import Difference, Harm, Kind, Use
from dbt_onus.core.changes.column_uses import ColumnUses
from dbt_onus.core.changes.readers import Readers
from dbt_onus.core.changes.sides import Side
from dbt_onus.core.nodes import Node

#: Of these the readers have to be looked for in the state before: what they read is not there after.
_FORMER = frozenset({Kind.NODE_REMOVED, Kind.NODE_RENAMED, Kind.NODE_DISABLED, Kind.VERSION_REMOVED})


class Uses:
    """Asked of the state that the change leaves: a reader that was changed along is not hit."""

    def __init__(self, before: Side, after: Side) -> None:
        self._after = after
        self._readers = Readers(before, after)
        self._columns = ColumnUses(before, after, self._readers)

    def of(self, said: Difference) -> tuple[Use, ...]:
        """Who uses what changes, those that name it themselves first."""
        if said.kind in _FORMER:
            found = self._readers.of_former(said.unique_id, said.after)
        elif said.kind in (Kind.RELATION_MOVED, Kind.MATERIALIZATION):
            found = self._readers.by_relation(said.unique_id)
        elif said.kind is Kind.ACCESS_NARROWED:
            found = self._readers.shut_out(said.unique_id, said.after)
        elif said.kind is Kind.LATEST_VERSION_MOVED:
            found = self._readers.unpinned(said)
        elif said.column is not None:
            starts = [(said.unique_id, said.column.lower()), *said.gone]
            found = self._columns.of(
                starts, lost=said.harm in (Harm.TAKEN, Harm.BROKEN) and said.kind is not Kind.COLUMN_RETYPED
            )
        else:
            found = self._readers.of_node(said.unique_id)
        once: dict[str, Use] = {}
        for use in found:
            known = once.get(use.unique_id)
            if known is None or (use.direct, use.certain) > (known.direct, known.certain):
                once[use.unique_id] = use
        return tuple(sorted(once.values(), key=lambda use: (not use.direct, not use.certain, use.label)))

    def clashes(self, said: Difference, adapter: str) -> tuple[Node, ...]:
        """Models under dbt's own contract that pass the column on and promise its old type."""
        from dbt_onus.core.changes.retyping import Fit, fit_between
        from dbt_onus.core.changes.sides import is_enforced

        found = []
        for ref in self._after.columns.downstream(said.unique_id, said.column).reached:
            node = self._after.nodes.get(ref.node)
            if node is None or ref.column is None or not is_enforced(node):
                continue
            edges = self._after.columns.edges_into(ref.node, ref.column)
            typed = next(
                (one for one in (node.columns or {}).values() if one.name.lower() == ref.column.lower()), None
            )
            if typed is None or not typed.data_type or not all(edge.kind in ("copy", "rename") for edge in edges):
                continue
            if fit_between(typed.data_type, said.after, adapter) is not Fit.SAME:
                found.append(node)
        return tuple(found)

"""Column lineage that was read somewhere else: from a bundle, without any SQL."""

from __future__ import annotations

from dbt_onus.core.bundle.published import Bundle, PublishedNode
from dbt_onus.core.columns.edges import ColumnEdge, EdgeKind, NodeColumns
from dbt_onus.core.columns.project import ColumnLineage
from dbt_onus.core.lineage import Lineage

_KINDS = {kind.value: kind for kind in EdgeKind}


def columns_from(bundle: Bundle, lineage: Lineage) -> ColumnLineage:
    """The column lineage that the bundle holds."""
    known = {one.unique_id: _columns(one) for one in bundle.nodes}
    named = {one.unique_id: tuple(column.name for column in one.columns) for one in bundle.nodes}
    return ColumnLineage(
        lineage.nodes,
        lineage.parents,
        children=lineage.children,
        adapter=bundle.projects[0].adapter if bundle.projects else "",
        read_already=known,
        known={uid: dict.fromkeys(names, "") for uid, names in named.items() if names},
    )


def _columns(one: PublishedNode) -> NodeColumns:
    return NodeColumns(
        columns=tuple(column.name for column in one.columns) if one.complete else (),
        edges=tuple(
            ColumnEdge(
                parent=edge.parent,
                column=edge.column,
                to=edge.to,
                kind=_KINDS.get(edge.kind, EdgeKind.UNKNOWN),
                optional=edge.optional,
                certain=edge.certain,
            )
            for edge in one.flows
        ),
        passes=one.passes,
        hidden=one.hidden,
        certain=one.certain,
    )

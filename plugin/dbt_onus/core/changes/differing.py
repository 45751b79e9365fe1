"""How a difference is made of a node."""

from __future__ import annotations

from dbt_onus.core.changes.change import Difference, Harm, Kind
from dbt_onus.core.declared import declared_at
from dbt_onus.core.nodes import Node


def difference(
    node: Node,
    kind: Kind,
    harm: Harm,
    says: str,
    *,
    column: str | None = None,
    term: str | None = None,
    before: str = "",
    after: str = "",
) -> Difference:
    """One difference of this node; the sentence begins with what people call it."""
    return Difference(
        kind=kind,
        harm=harm,
        unique_id=node.unique_id,
        label=node.label_name,
        resource_type=node.resource_type,
        project=node.package_name,
        says=f"{node.label_name}: {says}",
        column=column,
        term=term,
        before=before,
        after=after,
        file=declared_at(node)[0],
    )

"""From a bundle back to what lookups are asked of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dbt_onus.core.bundle.published import Bundle, PublishedNode
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.lookups import Known
from dbt_onus.core.nodes import Column, DependsOn, Node, Person


@dataclass(frozen=True, slots=True)
class PublishedOwner:
    """Who answers for a node, as it was when the bundle was made; how that was found out is not in it."""

    team: str
    why: str
    conflicts: tuple[str, ...]
    contact: str | None
    trace: tuple[str, ...] = ()


def known_from(bundle: Bundle) -> Known:
    """The graph and its owners."""
    nodes = nodes_from(bundle)
    owners = {
        one.unique_id: PublishedOwner(team=one.team, why=one.why, conflicts=one.conflicts, contact=one.contact)
        for one in bundle.nodes
    }
    inferred = {(parent, one.unique_id) for one in bundle.nodes for parent in one.inferred}
    lineage = Lineage.of(nodes, inferred)
    return Known(
        lineage=lineage, owner_of=owners.__getitem__, projects={project.name for project in bundle.projects}
    )


def nodes_from(bundle: Bundle) -> Mapping[str, Node]:
    """The nodes by id, with what selectors ask for."""
    return {one.unique_id: _node(one) for one in bundle.nodes}


def _node(one: PublishedNode) -> Node:
    stated = [parent for parent in one.reads if parent not in one.inferred]
    middle = [one.source] if one.source else []
    version = [f"v{one.version}"] if one.version else []
    return Node(
        unique_id=one.unique_id,
        resource_type=one.resource_type,
        name=one.name,
        package_name=one.package,
        original_file_path="published",
        fqn=[one.package, *middle, one.name, *version],
        source_name=one.source,
        version=one.version,
        label=one.title,
        url=one.url,
        owner=Person(name=one.owner_name, email=list(one.owner_email))
        if one.owner_name or one.owner_email
        else None,
        node_group=one.group,
        node_access=one.access,
        node_tags=list(one.tags),
        columns={column.name: Column(name=column.name, data_type=column.data_type) for column in one.columns},
        depends_on=DependsOn(nodes=stated),
    )

"""Several projects as one graph: what one project builds is what another reads as a source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from dbt_onus.core.nodes import Manifest, Node

_BUILT = frozenset({"model", "seed", "snapshot"})


def joined_nodes(manifests: Iterable[Manifest]) -> dict[str, Node]:
    """Every node of every project. A package that several projects install is taken once, from the first."""
    nodes: dict[str, Node] = {}
    for manifest in manifests:
        for unique_id, node in manifest.nodes.items():
            nodes.setdefault(unique_id, node)
    return nodes


def inferred_links(manifests: Iterable[Manifest]) -> Iterator[tuple[str, str]]:
    """(builder, source) for each source of one project that is a table which another project builds.

    The same table is the same database, schema and name, whatever their case: warehouses fold it, each in its way.
    """
    builders: dict[tuple[str, str, str], list[Node]] = defaultdict(list)
    sources: list[Node] = []
    for manifest in manifests:
        for node in manifest.nodes.values():
            if node.resource_type in _BUILT and node.relation_name:
                builders[_relation(node)].append(node)
            elif node.resource_type == "source":
                sources.append(node)
    for source in sources:
        found = [one for one in builders.get(_relation(source), ()) if one.package_name != source.package_name]
        if len({one.unique_id for one in found}) == 1:
            yield found[0].unique_id, source.unique_id


def _relation(node: Node) -> tuple[str, str, str]:
    return (node.database or "").lower(), (node.schema or "").lower(), node.table.lower()

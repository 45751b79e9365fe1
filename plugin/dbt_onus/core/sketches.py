"""Nodes as far as their ids tell, for where there is no manifest: selectors can still be asked of them.

An id says what a node is, of which package, and its name (dbt builds it from these); not its tags, its folder, its
owner, nor what it reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.nodes import Node
from dbt_onus.core.selectors.grammar import Criterion, parse

#: Methods that need no more than an id; the rest needs the manifest.
_TOLD_BY_IDS = frozenset(
    {
        "fqn",
        "source",
        "exposure",
        "metric",
        "semantic_model",
        "saved_query",
        "unit_test",
        "package",
        "resource_type",
    }
)


def sketched_nodes(incidents: Iterable[Incident]) -> Mapping[str, Node]:
    """Every node that the incidents name."""
    return {uid: sketched(uid) for incident in incidents for uid in _named(incident)}


def sketched(unique_id: str) -> Node:
    """`source.shop.stripe.charges` as the source table that it is."""
    kind, _, rest = unique_id.partition(".")
    package, _, name = rest.partition(".")
    if kind == "source":
        source, _, table = name.partition(".")
        return Node(
            unique_id=unique_id, resource_type=kind, package_name=package, source_name=source, name=table or source
        )
    bare, dot, version = name.rpartition(".v")
    if dot and kind == "model":
        return Node(
            unique_id=unique_id,
            resource_type=kind,
            package_name=package,
            name=bare,
            version=version,
            fqn=[package, bare, f"v{version}"],
        )
    return Node(unique_id=unique_id, resource_type=kind, package_name=package, name=name, fqn=[package, name])


def untold(expression: str) -> tuple[str, ...]:
    """The parts of a selector that ids alone cannot answer. SelectorError where it cannot be read."""
    return tuple(criterion.text for part in parse(expression) for criterion in part if not _told_by_ids(criterion))


def _told_by_ids(criterion: Criterion) -> bool:
    relatives = criterion.parents or criterion.children or criterion.childrens_parents
    looks_like_a_file = "/" in criterion.value or criterion.value.lower().endswith((".sql", ".py", ".csv"))
    if criterion.method is None:
        return not relatives and not looks_like_a_file
    return not relatives and criterion.method in _TOLD_BY_IDS


def _named(incident: Incident) -> Iterator[str]:
    if incident.origin.unique_id:
        yield incident.origin.unique_id
    yield from incident.about.values()
    yield from (check.partition("#")[0] for check in incident.checks)
    places = (*(one.place for one in incident.suspects), *incident.untested)
    yield from (place.unique_id for place in places if place.unique_id is not None)
    yield from incident.affected.nodes

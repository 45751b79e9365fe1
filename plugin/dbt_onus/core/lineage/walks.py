"""Walks over a graph that is plain dicts: they are faster there than over a graph object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dbt_onus.core.attachment import attached_to
from dbt_onus.core.nodes import Node

Edges = Mapping[str, Sequence[str]]


def add_links(
    parents: dict[str, list[str]], children: dict[str, list[str]], links: Iterable[tuple[str, str]]
) -> frozenset[tuple[str, str]]:
    """Draw the edges that no manifest states, and say which were new."""
    new = []
    for parent, child in links:
        if parent == child or parent not in parents or child not in parents or parent in parents[child]:
            continue
        parents[child].append(parent)
        children[parent].append(child)
        new.append((parent, child))
    return frozenset(new)


def distances_from(edges: Edges, starts: Iterable[str], depth: int | None) -> dict[str, int]:
    """Breadth first, so that the first distance found is the shortest; a cycle ends where it began."""
    met = set(starts)
    distances: dict[str, int] = {}
    layer: list[str] = sorted(met) if len(met) > 1 else list(met)
    hops = 1
    while layer and (depth is None or hops <= depth):
        reached = []
        for uid in layer:
            for neighbour in edges.get(uid, ()):
                if neighbour not in met:
                    met.add(neighbour)
                    reached.append(neighbour)
        distances.update(dict.fromkeys(reached, hops))
        layer = reached
        hops += 1
    return distances


def ranks_of(parents: Edges) -> dict[str, int]:
    """Each node's place in one topological order: a node is placed once all its parents are.

    Depth first over an explicit stack (a chain may be longer than Python's own); an edge that closes a cycle
    is passed over, so a cycle starts where it is first met. By name, not as the manifest lists them: the same
    project has the same order however dbt wrote it down.
    """
    ranks: dict[str, int] = {}
    met: set[str] = set()
    for root in sorted(parents):
        stack = [root]
        while stack:
            uid = stack[-1]
            waiting = () if uid in met else [parent for parent in parents[uid] if parent not in met]
            met.add(uid)
            if waiting:
                stack.extend(reversed(waiting))
                continue
            stack.pop()
            ranks.setdefault(uid, len(ranks))
    return ranks


def attached_tests(nodes: Mapping[str, Node]) -> dict[str, list[str]]:
    """Every test under the node it is attached to."""
    tests: dict[str, list[str]] = {}
    for uid, node in nodes.items():
        if node.is_test and (target := attached_to(node, nodes)) is not None:
            tests.setdefault(target, []).append(uid)
    return tests

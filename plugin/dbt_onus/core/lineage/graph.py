"""Which node feeds which: the graph that every verdict and every lookup walks.

The one door to networkx. Importing it takes longer than decoding the manifest of a middling project, and a
cone is walked faster over plain dicts, so it is imported only for what a dict cannot do (`graph`, `paths`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from dbt_onus.core.lineage.walks import Edges, add_links, attached_tests, distances_from, ranks_of
from dbt_onus.core.nodes import ENTRIES, TESTS, Node

if TYPE_CHECKING:
    import networkx as nx


#: What is no data: tests are attached to nodes, operations only run beside them.
NOT_DRAWN = TESTS | {"operation", "sql_operation", "sql operation"}


class Lineage:
    """A directed graph from parents to children, over everything but tests and operations.

    Every question takes `unique_id`s. An id that is not drawn (a test, an unknown name) has no relatives;
    cycles, which only hand-made manifests have, are walked once. Tuples are in a stable order.

    `nodes` is everything the manifest knows, tests included; `inferred` are the edges that no manifest states
    (parent, child); `dangling` are parents that a manifest names but does not hold, by child.
    """

    __slots__ = (
        "_children",
        "_graph",
        "_measured",
        "_parents",
        "_ranks",
        "_tests",
        "dangling",
        "inferred",
        "nodes",
    )

    def __init__(
        self,
        nodes: Mapping[str, Node],
        parents: Edges,
        children: Edges,
        dangling: Mapping[str, tuple[str, ...]],
        inferred: frozenset[tuple[str, str]],
    ) -> None:
        self.nodes = nodes
        self.dangling = dangling
        self.inferred = inferred
        self._parents = parents
        self._children = children
        self._graph: nx.DiGraph[str] | None = None
        self._ranks: Mapping[str, int] | None = None
        self._measured: tuple[str | None, Mapping[str, int]] = (None, {})
        self._tests: dict[str, list[str]] | None = None

    @classmethod
    def of(
        cls,
        nodes: Mapping[str, Node],
        links: Iterable[tuple[str, str]] = (),
        cut: Collection[tuple[str, str]] = (),
    ) -> Lineage:
        """The lineage of `nodes`; `links` are (parent, child) edges that no manifest states, `cut` are left out.

        Stitched projects have them: one project's model is another's source.
        """
        children: dict[str, list[str]] = {
            uid: [] for uid, node in nodes.items() if node.resource_type not in NOT_DRAWN
        }
        parents: dict[str, list[str]] = {}
        dangling: dict[str, tuple[str, ...]] = {}
        for uid in children:
            named = dict.fromkeys(nodes[uid].parents)
            parents[uid] = known = [parent for parent in named if parent in children and parent != uid]
            if cut:
                parents[uid] = known = [parent for parent in known if (parent, uid) not in cut]
            for parent in known:
                children[parent].append(uid)
            if len(known) < len(named) and (missing := tuple(name for name in named if name not in nodes)):
                dangling[uid] = missing
        inferred = add_links(parents, children, (link for link in links if link not in cut))
        return cls(nodes, parents, children, dangling, inferred)

    def __contains__(self, unique_id: object) -> bool:
        """Whether the node is drawn."""
        return unique_id in self._parents

    def __iter__(self) -> Iterator[str]:
        """The nodes drawn, in the manifest's order."""
        return iter(self._parents)

    def __len__(self) -> int:
        """How many nodes are drawn."""
        return len(self._parents)

    def candidates(self, method: str, value: str) -> Iterable[str] | None:  # noqa: ARG002 - an index knows more
        """Nodes among which is everything that a selector's `method:value` can mean; `None`: it may be any."""
        return None

    @property
    def graph(self) -> nx.DiGraph[str]:
        """The same graph for networkx; an inferred edge carries `inferred=True`."""
        if self._graph is None:
            import networkx as nx

            graph: nx.DiGraph[str] = nx.DiGraph()
            graph.add_nodes_from(self._parents)
            graph.add_edges_from((parent, child) for parent, below in self._children.items() for child in below)
            graph.add_edges_from(self.inferred, inferred=True)
            self._graph = graph
        return self._graph

    def parents(self, unique_id: str) -> tuple[str, ...]:
        """What it reads, in dbt's order."""
        return tuple(self._parents.get(unique_id, ()))

    def children(self, unique_id: str) -> tuple[str, ...]:
        """What reads it."""
        return tuple(self._children.get(unique_id, ()))

    def ancestors(self, unique_id: str, depth: int | None = None) -> frozenset[str]:
        """Everything that feeds it, over at most `depth` hops; never the node itself."""
        return frozenset(self.distances_above(unique_id, depth))

    def descendants(self, unique_id: str, depth: int | None = None) -> frozenset[str]:
        """Everything it feeds, over at most `depth` hops; never the node itself."""
        return frozenset(self.distances_below(unique_id, depth))

    def distances_above(self, unique_id: str, depth: int | None = None) -> dict[str, int]:
        """The hops to each ancestor, nearest first."""
        return distances_from(self._parents, (unique_id,), depth)

    def distances_below(self, unique_id: str, depth: int | None = None) -> dict[str, int]:
        """The hops to each descendant, nearest first."""
        return distances_from(self._children, (unique_id,), depth)

    def above(self, unique_ids: Iterable[str], depth: int | None = None) -> frozenset[str]:
        """Everything else that feeds any of them, over at most `depth` hops."""
        return frozenset(distances_from(self._parents, unique_ids, depth))

    def below(self, unique_ids: Iterable[str], depth: int | None = None) -> frozenset[str]:
        """Everything else that any of them feeds, over at most `depth` hops."""
        return frozenset(distances_from(self._children, unique_ids, depth))

    def entries_above(self, unique_id: str) -> frozenset[str]:
        """The sources and seeds that feed it: where its data came in."""
        above = self.distances_above(unique_id)
        return frozenset(uid for uid in above if self.nodes[uid].resource_type in ENTRIES)

    def between(self, start: str, end: str) -> frozenset[str]:
        """The nodes on any path from `start` down to `end`, both included; empty where there is no path."""
        if start == end:
            return frozenset({start} & self._parents.keys())
        above = self.ancestors(end)
        if start not in above:
            return frozenset()
        return (above & self.descendants(start)) | {start, end}

    def path(self, start: str, end: str) -> tuple[str, ...] | None:
        """A shortest path from `start` down to `end`, the first by name, both included; `None`: there is none."""
        distances = {end: 0, **self.distances_above(end)}
        if start not in distances or start not in self:
            return None
        steps = [start]
        while steps[-1] != end:
            left = distances[steps[-1]]
            steps.append(min(uid for uid in self._children[steps[-1]] if distances.get(uid) == left - 1))
        return tuple(steps)

    def paths(self, start: str, end: str, limit: int) -> tuple[tuple[str, ...], ...]:
        """At most `limit` different paths from `start` down to `end`, the shortest first."""
        inside = self.between(start, end)
        if len(inside) < 2:
            return tuple((uid,) for uid in inside)
        import networkx as nx

        graph: nx.DiGraph[str] = nx.DiGraph()
        ordered = self.order(inside)
        graph.add_edges_from((uid, child) for uid in ordered for child in self._children[uid] if child in inside)
        return tuple(tuple(steps) for steps in islice(nx.shortest_simple_paths(graph, start, end), limit))

    def hops(self, start: str, end: str) -> int | None:
        """How many edges from `start` down to `end`; 0 for the node itself, `None` where there is no path."""
        if start == end:
            return 0 if start in self else None
        # whoever asks for one distance asks for others to the same end
        if self._measured[0] != end:
            self._measured = (end, self.distances_above(end))
        return self._measured[1].get(start)

    def order(self, unique_ids: Iterable[str]) -> tuple[str, ...]:
        """The nodes, parents before children however far apart; what is not drawn comes last, by name."""
        if self._ranks is None:
            self._ranks = ranks_of(self._parents)
        ranks, last = self._ranks, len(self._ranks)
        return tuple(sorted(unique_ids, key=lambda uid: (ranks.get(uid, last), uid)))

    def tests_of(self, unique_id: str) -> tuple[str, ...]:
        """The tests attached to the node, in the manifest's order."""
        if self._tests is None:
            self._tests = attached_tests(self.nodes)
        return tuple(self._tests.get(unique_id, ()))

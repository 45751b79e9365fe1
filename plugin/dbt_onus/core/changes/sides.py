"""One state of the projects: as they were, or as the change leaves them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from dbt_onus.core.ownership import Owner
from dbt_onus.core.promises import TablePromise, contract_tests, promise_of

#: What holds rows and can promise something of them.
TABLES = frozenset({"model", "source", "seed", "snapshot"})
#: Those of them that dbt builds.
BUILT = frozenset({"model", "seed", "snapshot"})


@dataclass(frozen=True, kw_only=True)
class Side:
    """`disabled` are nodes that dbt parsed and left out. `owner_of` answers for nodes of this side only."""

    lineage: Lineage
    columns: ColumnLineage
    owner_of: Callable[[str], Owner]
    disabled: Collection[str] = field(default_factory=frozenset)

    @property
    def nodes(self) -> Mapping[str, Node]:
        """Every node, tests included."""
        return self.lineage.nodes

    def tests_of(self, unique_id: str) -> tuple[Node, ...]:
        """The tests attached to a node."""
        return tuple(self.nodes[uid] for uid in self.lineage.tests_of(unique_id))

    def promise(self, node: Node, *, tested: bool = True) -> TablePromise:
        """What the node promises; `tested`: what plain dbt tests check, too."""
        return promise_of(node, self.tests_of(node.unique_id) if tested else (), self.nodes)

    def is_held(self, node: Node) -> bool:
        """Whether something holds the node to what it declares: dbt's contract, or ours."""
        return is_enforced(node) or bool(contract_tests(self.tests_of(node.unique_id)))

    def made(self, unique_id: str) -> dict[str, str]:
        """The node's columns as its SQL makes them, by their name in lower case; none where not all are known."""
        return {name.lower(): name for name in self.columns.of(unique_id).columns}


def is_gone(before: Side, after: Side, unique_id: str) -> bool:
    """Whether a node is there no more: also where another project still refers to it (dbt Mesh, dbt-loom)."""
    old, new = before.nodes.get(unique_id), after.nodes.get(unique_id)
    return old is not None and (new is None or (new.is_external and not old.is_external))


def is_enforced(node: Node) -> bool:
    """Whether dbt itself holds the model to its columns and types."""
    return bool((node.config.contract or {}).get("enforced"))


def declared(node: Node) -> dict[str, str]:
    """The columns that the YAML names, by their name in lower case."""
    return {column.name.lower(): column.name for column in (node.columns or {}).values()}

"""A project as `onus check` looks at it: what is declared, who answers, and what earlier runs evaluated."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from dbt_onus.core.declared import declared_at
from dbt_onus.core.gaps.gap import Gap, Kind
from dbt_onus.core.history import Evaluations
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from dbt_onus.core.ownership import Owner, Step
from dbt_onus.core.promises import contract_tests

#: What has an owner of its own; exposures are judged by their own owner.
OWNABLE = frozenset({"model", "source", "seed", "snapshot", "exposure"})
#: What can carry a contract.
TABLES = frozenset({"model", "source", "seed", "snapshot"})


@dataclass(frozen=True, kw_only=True)
class Survey:
    """Several projects as one graph. `projects` are their names: nodes of installed packages are nobody's gap.

    `disabled` are contract tests that are switched off, by the node they are attached to. `asked` are sources
    whose age the latest freshness command found out, `None` where none is known. `only` narrows what is reported.
    """

    lineage: Lineage
    projects: Collection[str]
    owner_of: Callable[[str], Owner]
    disabled: Mapping[str, Node] = field(default_factory=dict)
    evaluations: Mapping[str, Evaluations] = field(default_factory=dict)
    asked: frozenset[str] | None = None
    only: frozenset[str] | None = None

    @property
    def nodes(self) -> Mapping[str, Node]:
        """Every node of the graph."""
        return self.lineage.nodes

    @cached_property
    def own(self) -> tuple[Node, ...]:
        """The projects' own nodes that something can be said of, in order."""
        return tuple(
            node
            for uid, node in sorted(self.nodes.items())
            if node.resource_type in OWNABLE
            and node.package_name in self.projects
            and node.config.enabled is not False
            and (self.only is None or uid in self.only)
        )

    @cached_property
    def tables(self) -> tuple[Node, ...]:
        """Those that can carry a contract."""
        return tuple(
            node for node in self.own if node.resource_type in TABLES and node.config.materialized != "ephemeral"
        )

    def tests_of(self, node: Node) -> tuple[Node, ...]:
        """The tests attached to a node."""
        return tuple(self.nodes[uid] for uid in self.lineage.tests_of(node.unique_id))

    def contracts_of(self, node: Node) -> tuple[Node, ...]:
        """Its `onus.contract` tests; several where each looks at other rows."""
        return contract_tests(self.tests_of(node))

    def team_of(self, unique_id: str) -> str | None:
        """Who answers, unless that is nobody but the fallback team."""
        owner = self.owner_of(unique_id)
        return None if owner.step is Step.FALLBACK else owner.team

    def is_enforced(self, node: Node) -> bool:
        """Whether dbt itself holds the model to its columns and types."""
        return bool((node.config.contract or {}).get("enforced"))

    def is_promised(self, node: Node) -> bool:
        """Whether anything holds the table to what it promises, here or in the project that builds it."""
        builders = (
            self.nodes[uid] for uid in self.lineage.parents(node.unique_id) if node.resource_type == "source"
        )
        held = (self.is_enforced(one) or bool(self.contracts_of(one)) for one in (node, *builders))
        return any(held)

    def consumers_of(self, node: Node) -> tuple[Node, ...]:
        """The children that another team answers for; nobody's children are no team's reliance."""
        mine = self.team_of(node.unique_id)
        children = [self.nodes[uid] for uid in self.lineage.children(node.unique_id)]
        return tuple(child for child in children if self.team_of(child.unique_id) not in (None, mine))

    def gap(self, kind: Kind, node: Node, says: str, remedy: str, column: str | None = None) -> Gap:
        """A gap of a node, at the place where the node is described."""
        file, keys = declared_at(node)
        declared = column is not None and keys and any(name == column for name in node.columns or {})
        return Gap(
            kind=kind,
            subject=f"{node.label_name}.{column}" if column else node.label_name,
            about=node.unique_id,
            says=says,
            remedy=remedy,
            project=node.package_name,
            unique_id=node.unique_id,
            column=column,
            team=self.owner_of(node.unique_id).team,
            file=file,
            keys=(*keys, "columns", column) if declared and column else keys,
        )

"""What a lookup is asked of."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

from msgspec import Struct, field

from dbt_onus.core.lineage import Lineage
from dbt_onus.core.lookups.views import Direction, Hop
from dbt_onus.core.nodes import Group
from dbt_onus.core.selectors import focus, matched, parse_target, select
from dbt_onus.errors import SelectorError


class OwnerLike(Protocol):
    """What a lookup tells of an owner; `core.ownership.Owner` is one."""

    @property
    def team(self) -> str:
        """The team."""

    @property
    def why(self) -> str:
        """What made it the team, in words."""

    @property
    def trace(self) -> Sequence[object]:
        """Every place that was asked, in order, each a line when printed."""

    @property
    def conflicts(self) -> Sequence[object]:
        """Places that name another team, each a line when printed."""

    @property
    def contact(self) -> object:
        """How to reach the owner, or nothing."""


OwnerOf = Callable[[str], OwnerLike]

#: A name between the operators that take relatives along.
_OPERATORS = re.compile(r"(?:\d*\+)?([^\s,+@]+)(?:\+\d*)?")


class Known(Struct, frozen=True, kw_only=True):
    """What a question is asked of: the graph, who owns what, dbt's groups, and the projects' names."""

    lineage: Lineage
    owner_of: OwnerOf
    groups: Mapping[str, Group] = field(default_factory=dict)
    projects: Collection[str] = ()

    def selected(self, expression: str) -> frozenset[str]:
        """The nodes a selector means; SelectorError where it means nothing."""
        return select(expression, self.lineage, groups=self.groups, team_of=self._team_of, projects=self.projects)

    def focus(self, expression: str) -> frozenset[str]:
        """The nodes a selector names, without the relatives it takes along."""
        return focus(expression, self.lineage, groups=self.groups, team_of=self._team_of, projects=self.projects)

    def names_column(self, expression: str) -> bool:
        """Whether it names no nodes but a column of one, like `+fct_orders.amount`."""
        name = _OPERATORS.fullmatch(expression.strip())
        return (
            name is not None
            and not self._means_nodes(expression)
            and _column_of(name[1], self.lineage) is not None
        )

    def _means_nodes(self, expression: str) -> bool:
        try:
            return bool(
                matched(
                    expression, self.lineage, groups=self.groups, team_of=self._team_of, projects=self.projects
                )
            )
        except SelectorError:
            return False

    def hop(
        self, unique_id: str, depth: int = 0, direction: Direction = Direction.HERE, via: str | None = None
    ) -> Hop:
        """The node with its owner."""
        node, owner = self.lineage.nodes[unique_id], self.owner_of(unique_id)
        edge = (unique_id, via) if direction is Direction.UPSTREAM else (via, unique_id)
        return Hop(
            unique_id=unique_id,
            label=node.label_name,
            resource_type=node.resource_type,
            owner_team=owner.team,
            why=owner.why,
            depth=depth,
            direction=direction,
            via=via,
            inferred=edge in self.lineage.inferred,
        )

    def _team_of(self, unique_id: str) -> str:
        return self.owner_of(unique_id).team


def _column_of(text: str, lineage: Lineage) -> str | None:
    try:
        return parse_target(text, lineage).column
    except SelectorError:
        return None

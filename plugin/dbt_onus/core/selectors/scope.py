"""What a criterion may know beyond the node it looks at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from msgspec import Struct, field

from dbt_onus.core.nodes import Group, Node
from dbt_onus.core.selectors.grammar import Criterion

Predicate = Callable[[Node], bool]


class Scope(Struct, frozen=True, kw_only=True):
    """The nodes, the groups, the projects' names, and who answers for a node (`None`: not known here)."""

    nodes: Mapping[str, Node]
    groups: Mapping[str, Group] = field(default_factory=dict)
    team_of: Callable[[str], str] | None = None
    projects: Collection[str] = ()


#: Most methods need only what was written; some must know the other nodes, the project or the teams.
Method = Callable[[Criterion], Predicate]
ScopedMethod = Callable[[Criterion, Scope], Predicate]

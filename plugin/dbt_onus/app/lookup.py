"""Questions asked of a project's graph and owners; nothing is run and nothing is remembered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from dbt_onus.core import lookups
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.lookups import ImpactView, Known, LineageView, OwnerLike, OwnerView, PathView
from dbt_onus.core.nodes import Group, Manifest


class Asked(Protocol):
    """What of a project a lookup needs; `app.project.Project` is one."""

    @property
    def lineage(self) -> Lineage:
        """The graph."""

    @property
    def groups(self) -> Mapping[str, Group]:
        """dbt's groups, by `unique_id`."""

    @property
    def manifests(self) -> Iterable[Manifest]:
        """The stitched projects."""

    def owner_of(self, unique_id: str) -> OwnerLike:
        """Who answers for a node."""


def lineage_of(project: Asked, expression: str) -> LineageView:
    """The nodes a selector means, with the owner at every hop; SelectorError where it means nothing."""
    return lookups.lineage_of(known_of(project), expression)


def impact_of(project: Asked, node: str) -> ImpactView:
    """The blast radius of a node or of `node.column`; SelectorError where none or several are meant."""
    return lookups.impact_of(known_of(project), node)


def path_between(project: Asked, start: str, end: str) -> PathView:
    """How one node reaches the other; SelectorError where either names none or several."""
    return lookups.path_between(known_of(project), start, end)


def owners_of(project: Asked, expression: str) -> tuple[OwnerView, ...]:
    """Who answers for the nodes a selector means, with the whole trace; SelectorError where it means nothing."""
    return lookups.owners_of(known_of(project), expression)


def known_of(project: Asked) -> Known:
    """The project as lookups ask it."""
    return Known(
        lineage=project.lineage,
        owner_of=project.owner_of,
        groups=project.groups,
        projects={manifest.project_name for manifest in project.manifests},
    )

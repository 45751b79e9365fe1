"""Questions asked of a project's graph and owners, or of a bundle; nothing is run and nothing is remembered."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from dbt_onus.app.project import Project
from dbt_onus.core import lookups
from dbt_onus.core.lookups import ImpactView, Known, LineageView, OwnerView, PathView
from dbt_onus.core.selectors import parse_target

if TYPE_CHECKING:
    from dbt_onus.app.bundles import Shelf
    from dbt_onus.core.columns import ColumnLineage
    from dbt_onus.core.lookups.column_views import ColumnImpactView, ColumnLineageView, ColumnPathView


def lineage_of(
    project: Project | Shelf, expression: str, *, columns: bool = False
) -> LineageView | ColumnLineageView:
    """The nodes a selector means, with the owner at every hop; by column where one is named or `columns` says so.

    SelectorError where it means nothing.
    """
    known = known_of(project)
    if not columns and not known.names_column(expression):
        return lookups.lineage_of(known, expression)
    # sqlglot takes longer to import than answering without columns as a whole
    from dbt_onus.core.lookups.columns import column_lineage_of, nodes_named

    with _columns(project) as found:
        if isinstance(project, Project):
            from dbt_onus.app.columns import read_all

            named = nodes_named(known, expression)
            read_all(found, known.lineage.above(named) | named)
        return column_lineage_of(known, found, expression)


def impact_of(project: Project | Shelf, target: str) -> ImpactView | ColumnImpactView:
    """The blast radius of a node or of `node.column`; SelectorError where none or several are meant."""
    known = known_of(project)
    if parse_target(target, known.lineage).column is None:
        return lookups.impact_of(known, target)
    from dbt_onus.core.lookups.columns import column_impact_of

    with _columns(project) as found:
        return column_impact_of(known, found, target)


def path_between(project: Project | Shelf, start: str, end: str) -> PathView | ColumnPathView:
    """How one node, or one column, reaches the other; SelectorError where either names none or several."""
    known = known_of(project)
    if any(parse_target(name, known.lineage).column is None for name in (start, end)):
        return lookups.path_between(known, start, end)
    from dbt_onus.core.lookups.columns import column_path_between

    with _columns(project) as found:
        return column_path_between(known, found, start, end)


def owners_of(project: Project | Shelf, expression: str) -> tuple[OwnerView, ...]:
    """Who answers for the nodes a selector means, with the whole trace; SelectorError where it means nothing."""
    return lookups.owners_of(known_of(project), expression)


def known_of(project: Project | Shelf) -> Known:
    """The project, or the bundle, as lookups ask it."""
    if not isinstance(project, Project):
        return project.known
    return Known(
        lineage=project.lineage,
        owner_of=project.owner_of,
        groups=project.groups,
        projects={manifest.project_name for manifest in project.manifests},
    )


def _columns(project: Project | Shelf) -> AbstractContextManager[ColumnLineage]:
    if not isinstance(project, Project):
        return project.columns()
    from dbt_onus.app.columns import columns_of

    return columns_of(project)

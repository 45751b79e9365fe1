"""Questions asked of a project's graph and owners; nothing is run and nothing is remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dbt_onus.app.project import Project
from dbt_onus.core import lookups
from dbt_onus.core.lookups import ImpactView, Known, LineageView, OwnerView, PathView
from dbt_onus.core.selectors import parse_target

if TYPE_CHECKING:
    from dbt_onus.core.lookups.column_views import ColumnImpactView, ColumnLineageView, ColumnPathView


def lineage_of(project: Project, expression: str, *, columns: bool = False) -> LineageView | ColumnLineageView:
    """The nodes a selector means, with the owner at every hop; by column where one is named or `columns` says so.

    SelectorError where it means nothing.
    """
    known = known_of(project)
    if not columns and not known.names_column(expression):
        return lookups.lineage_of(known, expression)
    # sqlglot takes longer to import than answering without columns as a whole
    from dbt_onus.app.columns import columns_of, read_all
    from dbt_onus.core.lookups.columns import column_lineage_of, nodes_named

    with columns_of(project) as found:
        named = nodes_named(known, expression)
        read_all(found, project.lineage.above(named) | named)
        return column_lineage_of(known, found, expression)


def impact_of(project: Project, target: str) -> ImpactView | ColumnImpactView:
    """The blast radius of a node or of `node.column`; SelectorError where none or several are meant."""
    known = known_of(project)
    if parse_target(target, known.lineage).column is None:
        return lookups.impact_of(known, target)
    from dbt_onus.app.columns import columns_of
    from dbt_onus.core.lookups.columns import column_impact_of

    with columns_of(project) as found:
        return column_impact_of(known, found, target)


def path_between(project: Project, start: str, end: str) -> PathView | ColumnPathView:
    """How one node, or one column, reaches the other; SelectorError where either names none or several."""
    known = known_of(project)
    if any(parse_target(name, known.lineage).column is None for name in (start, end)):
        return lookups.path_between(known, start, end)
    from dbt_onus.app.columns import columns_of
    from dbt_onus.core.lookups.columns import column_path_between

    with columns_of(project) as found:
        return column_path_between(known, found, start, end)


def owners_of(project: Project, expression: str) -> tuple[OwnerView, ...]:
    """Who answers for the nodes a selector means, with the whole trace; SelectorError where it means nothing."""
    return lookups.owners_of(known_of(project), expression)


def known_of(project: Project) -> Known:
    """The project as lookups ask it."""
    return Known(
        lineage=project.lineage,
        owner_of=project.owner_of,
        groups=project.groups,
        projects={manifest.project_name for manifest in project.manifests},
    )

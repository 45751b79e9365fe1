"""The column lineage of a project, with what earlier commands found out about it.

Imported only where columns are asked for: the SQL parser takes longer to load than most commands take.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version

from dbt_onus import __version__
from dbt_onus.app.project import Project
from dbt_onus.column_cache import ColumnCache
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.nodes import Node

CACHE_FILE = ".onus/columns.db"


@contextmanager
def columns_of(project: Project, nodes: Mapping[str, Node] | None = None) -> Iterator[ColumnLineage]:
    """The columns of a project's nodes; what is found out within is kept for the next command.

    `nodes`: the project's nodes, where more of their SQL is known than the manifest has.
    """
    known = {uid: columns for member in project.members for uid, columns in (member.target.catalog or {}).items()}
    reporting = project.members[0]
    cache = ColumnCache(reporting.directory / CACHE_FILE, edition=_edition())
    try:
        yield ColumnLineage(
            project.nodes if nodes is None else nodes,
            project.lineage.parents,
            adapter=reporting.manifest.adapter_type,
            known=known,
            cache=cache,
        )
    finally:
        cache.save()


def _edition() -> str:
    """Who read the SQL: another version may read it better."""
    try:
        parser = version("sqlglot")
    except PackageNotFoundError:
        parser = "unknown"
    return f"{__version__}/{parser}/"

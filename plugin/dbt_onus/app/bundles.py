"""Publish what the mesh may show of itself, and answer lookups from what others published."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from dbt_onus import __version__
from dbt_onus.app.output import write_output
from dbt_onus.bundle_file import BUNDLE_FILE, read_bundle, render_bundle
from dbt_onus.core.bundle import SCHEMA, Bundle, ColumnsOf, PublishedProject, known_from, published
from dbt_onus.core.lookups import Known
from dbt_onus.errors import OnusError

if TYPE_CHECKING:
    from dbt_onus.app.project import Project
    from dbt_onus.core.columns import ColumnLineage


class Shelf:
    """A bundle that was read: what lookups are asked of where there is no project."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle

    @cached_property
    def known(self) -> Known:
        """The graph and its owners."""
        return known_from(self.bundle)

    @contextmanager
    def columns(self) -> Iterator[ColumnLineage]:
        """Which column goes into which."""
        # imported here: what reads SQL takes longer to load than most lookups take
        from dbt_onus.core.bundle.columns import columns_from

        yield columns_from(self.bundle, self.known.lineage)


def shelf_at(path: Path) -> Shelf:
    """The bundle in that file or folder; OnusError where there is none."""
    return Shelf(read_bundle(path))


def publish(project: Project, folder: Path, *, now: datetime) -> tuple[Path, Bundle]:
    """Write the bundle of the projects into the folder. OnusError where that cannot be."""
    bundle = bundle_of(project, now=now)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OnusError(f"{folder}: cannot be made: {error.strerror or error}") from None
    file = folder / BUNDLE_FILE
    write_output(file, render_bundle(bundle), option="DIR")
    return file, bundle


def bundle_of(project: Project, *, now: datetime) -> Bundle:
    """What the projects show of themselves."""
    from dbt_onus.app.columns import columns_of, read_all
    from dbt_onus.app.lookup import known_of

    with columns_of(project) as columns:
        read_all(columns, project.lineage)
        nodes = tuple(published(known_of(project), ColumnsOf(columns.of, columns.columns_of)))
    teams = {one.team for one in nodes}
    return Bundle(
        schema=SCHEMA,
        generated_at=now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        onus_version=__version__,
        projects=tuple(
            PublishedProject(
                name=one.project_name,
                adapter=one.adapter_type,
                dbt_version=one.dbt_version,
                seen_at=one.generated_at,
            )
            for one in project.manifests
        ),
        teams={key: project.team_names.get(key, key) for key in sorted(teams)},
        nodes=nodes,
    )

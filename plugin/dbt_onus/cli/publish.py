"""`onus publish`: what Onus knows, for those who look elsewhere."""

from __future__ import annotations

from pathlib import Path

import click

from dbt_onus.app.clock import utc_now
from dbt_onus.app.project import read_project
from dbt_onus.app.publishing import publish_to_warehouse
from dbt_onus.cli.options import project_options


@click.command()
@project_options
@click.option(
    "--warehouse",
    is_flag=True,
    required=True,
    help="Into tables of the warehouse, through your own dbt command; BI tools read them.",
)
def publish(
    project_dirs: tuple[Path, ...],
    target_path: Path | None,
    config: Path | None,
    warehouse: bool,  # noqa: ARG001, FBT001 - click passes options by name
) -> int:
    """Publish incidents, the health of exposures, owners and coverage, for BI tools to read.

    With --warehouse they go into tables named onus_published_…, which the models of the dbt package read. Each
    time replaces what the project published before; coverage and health keep a row for each day.

    \b
    Example:
      onus publish --warehouse
    """
    project = read_project(project_dirs, target_path=target_path, config_path=config)
    published = publish_to_warehouse(project, utc_now())
    told = ", ".join(f"{count:,} of {table}" for table, count in published.rows.items())
    click.echo(f"published to the warehouse of {project.name}: rows {told}")
    return 0

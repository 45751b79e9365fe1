"""`onus publish`: what Onus knows, for those who have none of the repositories, and for BI tools."""

from __future__ import annotations

from pathlib import Path

import click

from dbt_onus.app.bundles import publish as write_bundle
from dbt_onus.app.clock import utc_now
from dbt_onus.app.project import Project, read_project
from dbt_onus.app.publishing import publish_to_warehouse
from dbt_onus.cli.options import project_options


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(file_okay=False, path_type=Path))
@project_options
@click.option(
    "--warehouse",
    is_flag=True,
    help="Incidents, the health of exposures, owners and coverage into tables of the warehouse, through your dbt.",
)
def publish(
    folder: Path | None,
    project_dirs: tuple[Path, ...],
    target_path: Path | None,
    config: Path | None,
    warehouse: bool,  # noqa: FBT001 - click passes options by name
) -> int:
    """Write the graph, its columns, owners and promises into DIR, for `onus impact … --bundle DIR`.

    No SQL, no data, no secrets and no paths are in it. The projects have to be compiled for column lineage.

    With --warehouse, what the ledger knows goes into tables named onus_published_…, which the models of the dbt
    package read. Each time replaces what the project published before; coverage and health keep a row a day.

    \b
    Example:
      onus publish public/
      onus impact crm.customers.country --bundle public/
      onus publish --warehouse
    """
    if folder is None and not warehouse:
        raise click.UsageError("say where to: DIR for a bundle, --warehouse for BI tools, or both")
    project = read_project(project_dirs, target_path=target_path, config_path=config, with_runs=warehouse)
    if folder is not None:
        _write_bundle(project, folder)
    if warehouse:
        published = publish_to_warehouse(project, utc_now())
        told = ", ".join(f"{count:,} of {table}" for table, count in published.rows.items())
        click.echo(f"published to the warehouse of {project.name}: rows {told}")
    return 0


def _write_bundle(project: Project, folder: Path) -> None:
    file, bundle = write_bundle(project, folder, now=utc_now())
    flows = sum(len(node.flows) for node in bundle.nodes)
    click.echo(
        f"{file}: {len(bundle.nodes):,} nodes of {', '.join(one.name for one in bundle.projects)}, "
        f"{flows:,} column edges, {len(bundle.teams)} teams"
    )
    for line in project.not_seen:
        click.echo(f"? not seen: {line}")

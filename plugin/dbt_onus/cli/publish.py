"""`onus publish`: what the mesh shows of itself to those who have none of its repositories."""

from __future__ import annotations

from pathlib import Path

import click

from dbt_onus.app.bundles import publish as write_bundle
from dbt_onus.app.clock import utc_now
from dbt_onus.app.project import read_project
from dbt_onus.cli.options import project_options


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@project_options
def publish(folder: Path, project_dirs: tuple[Path, ...], target_path: Path | None, config: Path | None) -> int:
    """Write the graph, its columns, owners and promises into DIR, for `onus impact … --bundle DIR`.

    No SQL, no data, no secrets and no paths are in it. The projects have to be compiled for column lineage.

    \b
    Example:
      onus publish public/
      onus impact crm.customers.country --bundle public/
    """
    project = read_project(project_dirs, target_path=target_path, config_path=config, with_runs=False)
    file, bundle = write_bundle(project, folder, now=utc_now())
    flows = sum(len(node.flows) for node in bundle.nodes)
    click.echo(
        f"{file}: {len(bundle.nodes):,} nodes of {', '.join(one.name for one in bundle.projects)}, "
        f"{flows:,} column edges, {len(bundle.teams)} teams"
    )
    for line in project.not_seen:
        click.echo(f"? not seen: {line}")
    return 0

"""`onus route`: tell people what is due."""

from __future__ import annotations

from pathlib import Path

import click

from dbt_onus.app.clock import utc_now
from dbt_onus.app.delivering import BY_HAND
from dbt_onus.app.permission import permission
from dbt_onus.app.project import read_project
from dbt_onus.app.routing import preview
from dbt_onus.app.routing import route as route_now
from dbt_onus.cli.options import format_option, project_options
from dbt_onus.report.route_json import render_preview as render_preview_json
from dbt_onus.report.route_json import render_routed as render_routed_json
from dbt_onus.report.route_text import render_preview, render_routed


@click.command()
@project_options
@click.option("--dry-run", is_flag=True, help="Say what would go where and why; write and send nothing.")
@click.option(
    "--allow-pull-request",
    is_flag=True,
    help="Tell people even where CI builds a change that is not merged. [default: nobody is told there]",
)
@format_option("text", "json")
def route(
    project_dirs: tuple[Path, ...],
    target_path: Path | None,
    config: Path | None,
    dry_run: bool,  # noqa: FBT001 - click passes options by name
    allow_pull_request: bool,  # noqa: FBT001
    format_: str,
) -> int:
    """Tell the teams what is due: new incidents, reminders, clocks that ran out, what is over, and what waited.

    Exit code 0: everything due was delivered; 1: something waits, or was refused for good.

    \b
    Example:
      onus route --dry-run
      onus route
    """
    project = read_project(project_dirs, target_path=target_path, config_path=config)
    if dry_run:
        planned = preview(project, now=utc_now())
        is_json = format_ == "json"
        click.echo(render_preview_json(planned) if is_json else render_preview(planned, project.team_names))
        return 0
    allowed = permission(asked=True, pull_requests=allow_pull_request)
    if not allowed.granted:
        raise click.ClickException(allowed.says[0])
    routed = route_now(project, now=utc_now(), budget=BY_HAND)
    outcome, warnings = routed.outcome, routed.warnings
    if format_ == "json":
        click.echo(render_routed_json(outcome, warnings))
    else:
        click.echo(render_routed(outcome, warnings, project.team_names))
    return 1 if outcome.waiting or outcome.dead else 0

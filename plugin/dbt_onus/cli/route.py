"""`onus route` and `onus tick`: tell people what is due."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from dbt_onus.app.clock import utc_now
from dbt_onus.app.delivering import BY_HAND
from dbt_onus.app.gate import late_now
from dbt_onus.app.permission import permission
from dbt_onus.app.routing import preview
from dbt_onus.app.routing import route as route_now
from dbt_onus.app.watch import Watch, read_watch
from dbt_onus.cli.faces import width
from dbt_onus.cli.options import format_option, project_options, pull_request_option
from dbt_onus.report.late_text import render_late
from dbt_onus.report.route_json import render_preview as render_preview_json
from dbt_onus.report.route_json import render_routed as render_routed_json
from dbt_onus.report.route_text import render_preview, render_routed

Command = TypeVar("Command", bound=Callable[..., Any])
Directories = tuple[Path, ...]


def _options(command: Command) -> Command:
    for option in (
        format_option("text", "json"),
        pull_request_option,
        click.option("--dry-run", is_flag=True, help="Say what would go where and why; write and send nothing."),
        project_options,
    ):
        command = option(command)
    return click.command()(command)  # type: ignore[return-value]  # a command is what click makes of it


@_options
def route(project_dirs: Directories, target_path: Path | None, config: Path | None, **options: Any) -> int:
    """Tell the teams what is due: new incidents, reminders, clocks that ran out, what is over, and what waited.

    Needs onus.yml and the ledger; dbt's artifacts only for the names of things. Exit code 0: everything due was
    delivered; 1: something waits, or was refused for good.

    \b
    Example:
      onus route --dry-run
      onus route
    """
    return _routed(read_watch(project_dirs, target_path=target_path, config_path=config), **options)


@_options
def tick(project_dirs: Directories, target_path: Path | None, config: Path | None, **options: Any) -> int:
    """Advance the clocks where no dbt run does: reminders, the next rung, the weekly digest, what waited.

    For cron or CI, every quarter of an hour or so: Onus has no daemon, so that clocks advance with every routed
    run and with every tick. The same as `onus route`, and it says what every team is late with.

    \b
    Example:
      onus tick
    """
    watch = read_watch(project_dirs, target_path=target_path, config_path=config)
    code = _routed(watch, **options)
    if options["format_"] == "text":
        click.echo(render_late(late_now(watch, utc_now()), watch.team_names, width()))
    return code


def _routed(watch: Watch, *, dry_run: bool, allow_pull_request: bool, format_: str) -> int:
    is_json = format_ == "json"
    if dry_run:
        planned = preview(watch, now=utc_now())
        click.echo(render_preview_json(planned) if is_json else render_preview(planned, watch.team_names))
        return 0
    allowed = permission(asked=True, pull_requests=allow_pull_request)
    if not allowed.granted:
        raise click.ClickException(allowed.says[0])
    routed = route_now(watch, now=utc_now(), budget=BY_HAND)
    outcome, warnings = routed.outcome, routed.warnings
    if is_json:
        click.echo(render_routed_json(outcome, warnings))
    else:
        click.echo(render_routed(outcome, warnings, watch.team_names))
    return 1 if outcome.waiting or outcome.dead else 0

"""`onus explain`: the evidence of one incident, step by step."""

from __future__ import annotations

from pathlib import Path

import click

from dbt_onus.app.clock import utc_now
from dbt_onus.app.incidents import explain_incident, explain_remembered, incident_named
from dbt_onus.app.reporting import probed_incident
from dbt_onus.app.watch import read_watch
from dbt_onus.cli import completing
from dbt_onus.cli.faces import width
from dbt_onus.cli.options import format_option, project_options
from dbt_onus.errors import OnusError
from dbt_onus.report import explain_json, explain_text


@click.command()
@click.argument("incident", required=False, shell_complete=completing.incidents)
@project_options
@format_option("text", "json")
@click.option("--probe", is_flag=True, help="Ask the warehouse first, through your dbt; nothing is recorded.")
def explain(
    incident: str | None,
    project_dirs: tuple[Path, ...],
    target_path: Path | None,
    config: Path | None,
    format_: str,
    probe: bool,  # noqa: FBT001 - click passes options by name
) -> int:
    """Why an incident is whose it is: every piece of evidence, and how to check each of them without us.

    INCIDENT is the id that the report shows, or the beginning of it; without one, the only one that is open.
    Resolved ones can be explained too.

    \b
    Example:
      onus explain
      onus explain 7f3a --format json
      onus explain 7f3a --probe
    """
    watch = read_watch(project_dirs, target_path=target_path, config_path=config)
    project = watch.project
    named = incident_named(watch, incident)
    if probe:
        if project is None:
            raise OnusError(
                "--probe takes a manifest; run `dbt parse`, or name the target folder with --target-path"
            )
        named, warnings = probed_incident(project, named, now=utc_now())
        for warning in warnings:
            click.echo(f"onus: {warning}", err=True)
    if project is None:
        click.echo("onus: no manifest here: explained from the ledger alone; `dbt parse` writes one", err=True)
    explanation = explain_remembered(named) if project is None else explain_incident(project, named)
    if format_ == "json":
        click.echo(explain_json.render_explanation(explanation))
    else:
        click.echo(explain_text.render_explanation(explanation, watch.team_names, width()))
    return 0

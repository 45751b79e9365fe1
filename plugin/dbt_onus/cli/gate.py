"""`onus gate`: whether a team's own pipeline may go on."""

from __future__ import annotations

from pathlib import Path

import click

from dbt_onus.app.clock import utc_now
from dbt_onus.app.gate import team_gate
from dbt_onus.app.watch import read_watch
from dbt_onus.cli import completing
from dbt_onus.cli.faces import width
from dbt_onus.cli.options import format_option, project_options
from dbt_onus.report import gate_json, gate_text


@click.command()
@project_options
@click.option("--team", required=True, shell_complete=completing.teams, help="The team whose pipeline asks.")
@format_option("text", "json")
def gate(
    project_dirs: tuple[Path, ...], target_path: Path | None, config: Path | None, team: str, format_: str
) -> int:
    """Whether a team has left something undone for too long. For the team's own pipeline.

    Exit code 1 while it has incidents that are not acknowledged or not repaired in time and that the policy in
    onus.yml counts; what is waived is not counted. Needs onus.yml and the ledger, and no artifacts of dbt.

    \b
    Example:
      onus gate --team payments
    """
    watch = read_watch(project_dirs, target_path=target_path, config_path=config)
    found = team_gate(watch, team, utc_now())
    if format_ == "json":
        click.echo(gate_json.render_gate(found.gate, found.says))
    else:
        click.echo(gate_text.render_gate(found.gate, found.says, watch.team_names, width()))
    return 1 if found.gate.is_shut else 0

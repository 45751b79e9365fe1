"""`onus scorecard`: who caused what to whom, and how often the verdicts were right."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from dbt_onus.app.clock import utc_now
from dbt_onus.app.project import Project, read_project
from dbt_onus.app.scorecard import attribution_scorecard, team_scorecard
from dbt_onus.cli.options import format_option, project_options
from dbt_onus.report import scorecard_json, scorecard_table, scorecard_text

#: A hundred years, in days: whatever is longer is a mistake.
_LONGEST = 36_500


@click.command()
@project_options
@click.option("--attribution", is_flag=True, help="How often people agreed with the verdicts.")
@click.option(
    "--since",
    type=click.IntRange(1, _LONGEST),
    metavar="DAYS",
    help="Only incidents that began in the last DAYS days. [default: all that was recorded]",
)
@format_option("text", "csv", "json")
def scorecard(
    project_dirs: tuple[Path, ...],
    target_path: Path | None,
    config: Path | None,
    attribution: bool,  # noqa: FBT001 - click passes options by name
    since: int | None,
    format_: str,
) -> int:
    """Per team: incidents caused and suffered, time to acknowledge and to repair, repeats, disputes.

    Only proven and likely verdicts count as caused. With --attribution: how often people confirmed or disputed the
    verdicts, per word of confidence and kind of evidence. Reads the ledger, changes nothing; exit code 0.

    \b
    Example:
      onus scorecard --since 90
      onus scorecard --format csv
      onus scorecard --attribution
    """
    project = read_project(project_dirs, target_path=target_path, config_path=config)
    text, known = (_attribution if attribution else _teams)(project, since, format_)
    click.echo(text)
    if not known and format_ != "text":
        # standard output stays what a program expects
        click.echo(f"onus: {scorecard_text.NOTHING}", err=True)
    return 0


def _teams(project: Project, since: int | None, format_: str) -> tuple[str, int]:
    card = team_scorecard(project, utc_now(), since)
    if format_ == "json":
        return scorecard_json.render_scorecard(card, project.team_names), card.known
    if format_ == "csv":
        return scorecard_table.render_csv(scorecard_table.team_table(card)), card.known
    return scorecard_text.render_scorecard(card, project.team_names, _width()), card.known


def _attribution(project: Project, since: int | None, format_: str) -> tuple[str, int]:
    card = attribution_scorecard(project, utc_now(), since)
    if format_ == "json":
        return scorecard_json.render_attribution(card), card.known
    if format_ == "csv":
        return scorecard_table.render_csv(scorecard_table.attribution_table(card)), card.known
    return scorecard_text.render_attribution(card, _width()), card.known


def _width() -> int:
    return shutil.get_terminal_size((100, 24)).columns

"""`onus scorecard`: who caused what to whom, and how often the verdicts were right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from dbt_onus.app.clock import utc_now
from dbt_onus.app.project import Project, read_project
from dbt_onus.app.scorecard import attribution_scorecard, team_scorecard
from dbt_onus.cli.faces import Planned, face_options, planned, show, width
from dbt_onus.cli.options import project_options
from dbt_onus.core.scorecard import Every, Rate
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
@click.option("--by", type=click.Choice([one.value for one in Every]), help="Week by week or month by month, too.")
@click.option(
    "--hourly-rate",
    type=click.FloatRange(min=0),
    metavar="AMOUNT",
    help="What an hour of breakage costs: hours become money.",
)
@click.option("--currency", default="", metavar="NAME", help="Of the hourly rate.")
@face_options("text", "csv", "json", "html")
def scorecard(
    project_dirs: tuple[Path, ...],
    target_path: Path | None,
    config: Path | None,
    attribution: bool,  # noqa: FBT001 - click passes options by name
    since: int | None,
    by: str | None,
    hourly_rate: float | None,
    currency: str,
    formats: tuple[str, ...],
    outputs: tuple[Path, ...],
) -> int:
    """Per team: incidents caused and suffered, time to acknowledge and to repair, repeats, disputes, contracts.

    Only proven and likely verdicts count as caused. With --attribution: how often people confirmed or disputed the
    verdicts, per word of confidence and kind of evidence. Reads the ledger, changes nothing; exit code 0.

    \b
    Example:
      onus scorecard --since 90
      onus scorecard --format html --output scorecard.html --hourly-rate 90 --currency EUR
      onus scorecard --by month --format csv
      onus scorecard --attribution
    """
    faces = planned(formats, outputs)
    if attribution and (by or hourly_rate is not None or any(face == "html" for face, _ in faces)):
        raise click.UsageError(
            "--attribution is text, CSV or JSON of all verdicts: no --by, --hourly-rate or html"
        )
    if currency and hourly_rate is None:
        raise click.UsageError("--currency belongs to --hourly-rate")
    project = read_project(project_dirs, target_path=target_path, config_path=config)
    rate = None if hourly_rate is None else Rate(amount=hourly_rate, currency=currency)
    if attribution:
        return _shown(faces, *_attribution(project, since))
    return _shown(faces, *_teams(project, since, None if by is None else Every(by), rate))


def _shown(faces: Planned, render: Callable[[str], str], known: int) -> int:
    show(faces, render)
    if not known and all(face != "text" for face, _ in faces):
        # standard output stays what a program expects
        click.echo(f"onus: {scorecard_text.NOTHING}", err=True)
    return 0


def _teams(
    project: Project, since: int | None, every: Every | None, rate: Rate | None
) -> tuple[Callable[[str], str], int]:
    now = utc_now()
    card = team_scorecard(project, now, since, every=every, rate=rate)
    names = project.team_names

    def render(face: str) -> str:
        if face == "json":
            return scorecard_json.render_scorecard(card, names)
        if face == "csv":
            table = scorecard_table.trend_table if every else scorecard_table.team_table
            return scorecard_table.render_csv(table(card))
        if face == "html":
            # only a page needs templates and plots
            from dbt_onus.report.page.scorecard_page import render_page

            return render_page(card, names, [member.name for member in project.members], now)
        return scorecard_text.render_scorecard(card, names, width(), trend=every is not None)

    return render, card.known


def _attribution(project: Project, since: int | None) -> tuple[Callable[[str], str], int]:
    card = attribution_scorecard(project, utc_now(), since)

    def render(face: str) -> str:
        if face == "json":
            return scorecard_json.render_attribution(card)
        if face == "csv":
            return scorecard_table.render_csv(scorecard_table.attribution_table(card))
        return scorecard_text.render_attribution(card, width())

    return render, card.known

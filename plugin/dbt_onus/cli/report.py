"""`onus report`: whose failure is it."""

from __future__ import annotations

from pathlib import Path

import click

from dbt_onus.app.clock import utc_now
from dbt_onus.app.collector import kept_to_the_end
from dbt_onus.app.permission import permission
from dbt_onus.app.project import read_project
from dbt_onus.app.reporting import make_report, probes_of
from dbt_onus.app.runs import Runs
from dbt_onus.cli.faces import face_options, planned, show
from dbt_onus.cli.options import project_options, runs_options, telling_options
from dbt_onus.cli.report_faces import FACES, said_to_ci
from dbt_onus.report.json import read_schema


@click.command()
@project_options
@face_options(*FACES)
@click.option(
    "--step-summary", is_flag=True, help="Write it, as markdown, to the summary of this GitHub step too."
)
@click.option("--comment", is_flag=True, help="Keep a comment up to date on the pull request that CI builds.")
@telling_options
@click.option("--probe", is_flag=True, help="Ask the warehouse, through your dbt, what the artifacts leave open.")
@click.option("--dry-run", is_flag=True, help="With --probe: print what would be asked, and ask nothing.")
@runs_options
@click.option("--schema", is_flag=True, help="Print the JSON Schema of `--format json` and stop.")
def report(
    project_dirs: tuple[Path, ...],
    target_path: Path | None,
    config: Path | None,
    formats: tuple[str, ...],
    outputs: tuple[Path, ...],
    step_summary: bool,  # noqa: FBT001 - click passes options by name
    comment: bool,  # noqa: FBT001
    route: bool,  # noqa: FBT001
    allow_pull_request: bool,  # noqa: FBT001
    probe: bool,  # noqa: FBT001
    dry_run: bool,  # noqa: FBT001
    runs: Runs | None,
    schema: bool,  # noqa: FBT001
) -> int:
    """Report on the latest dbt run: what broke, where it was born, who answers, who is hit.

    Reads dbt's target folder and records the run in the ledger, once. Several --project-dir are joined into one
    graph, with the neighbours that onus.yml lists under projects. --runs reports on many commands as one: a task
    per model, a job per domain. Exit code 0: nothing is open; 1: something is; 2: the input cannot be read.

    \b
    Example:
      onus report
      onus report --project-dir commerce --project-dir finance --format json
      onus report --runs artifacts/ --merge-since 2h
      onus report --format markdown --format junit --output summary.md --output onus.xml
      onus report --format html --output report.html
      onus report --format github --step-summary --comment
      onus report --probe --dry-run
      onus report --route
    """
    if schema:
        click.echo(read_schema(), nl=False)
        return 0
    faces = planned(formats, outputs)
    with kept_to_the_end():
        project = read_project(project_dirs, target_path=target_path, config_path=config, runs=runs)
    if dry_run:
        if not probe:
            raise click.UsageError("--dry-run belongs to --probe")
        click.echo(probes_of(project) or "-- nothing is open that a probe could decide")
        return 0
    telling = permission(asked=route, pull_requests=allow_pull_request)
    made = make_report(project, now=utc_now(), probe=probe, telling=telling)
    show(faces, lambda face: FACES[face](made, project))
    for line in said_to_ci(made, step_summary=step_summary, comment=comment):
        click.echo(f"onus: {line}", err=True)
    return 0 if made.is_clear else 1

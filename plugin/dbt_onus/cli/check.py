"""`onus check`: what the declarations leave open."""

from __future__ import annotations

from pathlib import Path

import click

from dbt_onus.app.checking import RUNS, check_project
from dbt_onus.app.clock import utc_now
from dbt_onus.app.output import write_output
from dbt_onus.app.project import Project, read_project
from dbt_onus.baseline import render_baseline
from dbt_onus.cli import completing
from dbt_onus.cli.faces import face_options, planned, show, width
from dbt_onus.cli.options import project_options
from dbt_onus.core.annotations import Level
from dbt_onus.core.gaps import MEANINGS, CheckReport, Kind
from dbt_onus.report import check_json, check_text
from dbt_onus.report.annotations.github import render_github
from dbt_onus.report.annotations.gitlab import render_gitlab
from dbt_onus.report.annotations.junit import render_junit
from dbt_onus.report.annotations.sarif import render_sarif


@click.command()
@project_options
@face_options("text", "json", "github", "gitlab", "junit", "sarif")
@click.option(
    "--select",
    "selector",
    shell_complete=completing.selectors,
    help="Look at these nodes only, and leave onus.yml out.",
)
@click.option(
    "--ignore",
    "ignored",
    type=click.Choice([kind.value for kind in Kind]),
    multiple=True,
    metavar="KIND",
    help="Leave this kind of gap out (`unowned`, as --format json names it); repeat it for several.",
)
@click.option(
    "--fail-on",
    type=click.Choice([level.value for level in Level]),
    default=Level.ERROR.value,
    show_default=True,
    help="From which severity on the exit code is 1, where there is no baseline.",
)
@click.option(
    "--baseline",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Gaps that are accepted for now: only others make the exit code 1, of whatever severity.",
)
@click.option(
    "--write-baseline",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Accept everything that is open now: write it to this file.",
)
@click.option(
    "--runs",
    type=click.IntRange(1, 1000),
    default=RUNS,
    show_default=True,
    help="How many recorded runs without an evaluation make a contract inert.",
)
def check(
    project_dirs: tuple[Path, ...],
    target_path: Path | None,
    config: Path | None,
    formats: tuple[str, ...],
    outputs: tuple[Path, ...],
    selector: str | None,
    ignored: tuple[str, ...],
    fail_on: str,
    baseline: Path | None,
    write_baseline: Path | None,
    runs: int,
) -> int:
    """What the declarations leave open: owners, contracts, configuration. Reads dbt's manifest; no warehouse.

    Exit code 0: nothing of that severity is open (with --baseline: nothing new); 1: something is; 2: the input
    cannot be read. `dbt parse` is enough to have a manifest.

    \b
    Example:
      onus check
      onus check --write-baseline .onus-baseline.json
      onus check --baseline .onus-baseline.json --format github
      onus check --format github --format sarif --output - --output onus.sarif
      onus check --select team:payments --fail-on warning
    """
    faces = planned(formats, outputs)
    project = read_project(project_dirs, target_path=target_path, config_path=config)
    report = check_project(
        project,
        now=utc_now(),
        runs=runs,
        selector=selector,
        ignored=[Kind(word) for word in ignored],
        baseline=baseline,
    )
    if write_baseline is not None:
        if selector or ignored:
            raise click.UsageError("--write-baseline takes all gaps: leave --select and --ignore out")
        write_output(write_baseline, render_baseline(report.gaps), option="--write-baseline")
        click.echo(f"{write_baseline} accepts {len(report.gaps):,} gaps: commit it", err=True)
        return 0
    show(faces, lambda face: _rendered(report, face, project))
    return 1 if report.fails(Level(fail_on)) else 0


def _rendered(report: CheckReport, face: str, project: Project) -> str:
    # with a baseline, what was there before is no remark on this change
    annotations = [gap.annotation() for gap in report.new]
    match face:
        case "json":
            return check_json.render_check(report)
        case "github":
            return render_github(annotations)
        case "gitlab":
            return render_gitlab(annotations)
        case "junit":
            return render_junit(annotations, "onus check")
        case "sarif":
            return render_sarif(annotations, {kind.value: meaning for kind, meaning in MEANINGS.items()})
    return check_text.render_check(report, project.team_names, width())

"""`onus diff`: what a change takes from whoever reads the tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from dbt_onus.app.clock import utc_now
from dbt_onus.app.consenting import Consents, Said, with_consents
from dbt_onus.app.contract_diffing import diff_of_contracts, is_contract
from dbt_onus.app.diffing import States, diff_of, placed_annotations, read_states
from dbt_onus.cli.faces import face_options, planned, show, width
from dbt_onus.cli.options import project_options, pull_request_option
from dbt_onus.core.changes import MEANINGS, Effect
from dbt_onus.core.changes.consent import Word
from dbt_onus.core.changes.report import DiffReport
from dbt_onus.report import diff_json, diff_markdown, diff_text
from dbt_onus.report.lookup_text import plain

_FORMATS = ("text", "json", "markdown", "github", "gitlab", "junit", "sarif")
_FAIL_ON: Mapping[str, Effect | None] = {"breaking": Effect.BREAKING, "risky": Effect.RISKY, "never": None}


def _answer_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--reason", default="", help="Why; an objection has to say it."),
        click.option("--by", help="Who says it. [default: git's user.email, or who is logged in]"),
        click.option("--team", help="For which team it is said."),
        click.option(
            "--object", "objected", multiple=True, metavar="ID", help="A team does not agree to the change."
        ),
        click.option(
            "--acknowledge",
            "acknowledged",
            multiple=True,
            metavar="ID",
            help="A team agrees to a breaking change.",
        ),
        click.option(
            "--ask", is_flag=True, help="Put every breaking change to the teams it hits: write the file."
        ),
        click.option(
            "--answers",
            type=click.Path(dir_okay=False, path_type=Path),
            help="The file that keeps questions and answers. [default: onus-changes.yml in the project]",
        ),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("current", required=False, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--base",
    "bases",
    type=click.Path(path_type=Path),
    multiple=True,
    required=True,
    help="The state before: a target folder of dbt, a project, a manifest, or a contract; one for each project.",
)
@project_options
@face_options(*_FORMATS)
@click.option(
    "--fail-on",
    type=click.Choice(list(_FAIL_ON)),
    default="breaking",
    show_default=True,
    help="From which effect on the exit code is 1.",
)
@click.option("--observations", is_flag=True, help="Compare what the two builds measured, too.")
@click.option("--comment", is_flag=True, help="Keep a comment up to date on the pull request that CI builds.")
@click.option(
    "--inform",
    is_flag=True,
    help="Tell the teams that a breaking change hits, once: through their receivers in onus.yml, paging nobody.",
)
@pull_request_option
@_answer_options
def diff(
    current: Path | None,
    bases: tuple[Path, ...],
    project_dirs: tuple[Path, ...],
    target_path: Path | None,
    config: Path | None,
    formats: tuple[str, ...],
    outputs: tuple[Path, ...],
    fail_on: str,
    observations: bool,  # noqa: FBT001 - click passes options by name
    comment: bool,  # noqa: FBT001
    inform: bool,  # noqa: FBT001
    allow_pull_request: bool,  # noqa: FBT001
    answers: Path | None,
    ask: bool,  # noqa: FBT001
    acknowledged: tuple[str, ...],
    objected: tuple[str, ...],
    team: str | None,
    by: str | None,
    reason: str,
) -> int:
    """What changed in promises and tables since a state before, and whom it hits: breaking, risky or safe.

    Reads the two manifests and their SQL; no warehouse. Give every project that reads the tables as --project-dir,
    and a --base for those that change. Exit code 0: nothing breaks, or everybody whom it hits has agreed; 1:
    something does; 2: the input cannot be read.

    \b
    Example:
      onus diff --base base-target
      onus diff --base base-target --project-dir commerce --project-dir finance --comment
      onus diff --base base-target --observations --format markdown
      onus diff --base base-target --ask
      onus diff --base base-target --acknowledge 7f3a --team finance
      onus diff --base base-target --inform
      onus diff --base charges-v1.odcs.yaml charges-v2.odcs.yaml
    """
    faces = planned(formats, outputs)
    said = _said(acknowledged, objected, team, by, reason)
    if is_contract(bases[0]):
        report, states = diff_of_contracts(bases, current), None
        if ask or said or observations or inform:
            raise click.UsageError(
                "--ask, --acknowledge, --object, --inform and --observations need a dbt project, not a contract"
            )
    else:
        dirs, target = _here(current, project_dirs, target_path)
        states = read_states(bases, dirs, target_path=target, config_path=config, with_runs=observations)
        report = diff_of(states, observations=observations)
        report = _with_answers(report, states, answers, ask=ask, said=said)
    show(faces, lambda face: _rendered(report, face, states))
    if comment:
        _comment(report)
    if inform and states is not None:
        _inform(report, states, _FAIL_ON[fail_on] or Effect.BREAKING, allow_pull_request=allow_pull_request)
    return 1 if report.fails(_FAIL_ON[fail_on]) else 0


def _here(
    current: Path | None, project_dirs: tuple[Path, ...], target_path: Path | None
) -> tuple[tuple[Path, ...], Path | None]:
    """The projects and the target folder of the changed state: one that is named stands for the project's."""
    if current is None:
        return project_dirs, target_path
    if is_contract(current):
        raise click.UsageError(f"{current} is a contract, and --base is none: compare two of a kind")
    if len(project_dirs) > 1 or target_path is not None:
        raise click.UsageError("of several projects, say the changed one with --project-dir, not as NEW")
    if (current / "dbt_project.yml").exists():
        return (current,), None
    return project_dirs, current.parent if current.name == "manifest.json" else current


def _said(
    acknowledged: Sequence[str], objected: Sequence[str], team: str | None, by: str | None, reason: str
) -> tuple[Said, ...]:
    if not (acknowledged or objected):
        return ()
    if not team:
        raise click.UsageError("for which team? say --team")
    if objected and not reason:
        raise click.UsageError("an objection has to say why: --reason")
    words = ((Word.ACKNOWLEDGED, acknowledged), (Word.OBJECTED, objected))
    return tuple(
        Said(word=word, changes=tuple(ids), team=team, by=by, reason=reason) for word, ids in words if ids
    )


def _with_answers(
    report: DiffReport, states: States, path: Path | None, *, ask: bool, said: Sequence[Said]
) -> DiffReport:
    consents = Consents(states.after, path)
    today = utc_now().date()
    if ask:
        number = consents.ask(report, today)
        click.echo(f"{consents.path} asks about {number:,} breaking changes: commit it", err=True)
    for one in said:
        for change in consents.answer(report, one, today):
            click.echo(f"{one.team} {one.word} {change.id}; {consents.path} is written: commit it", err=True)
        if one.by and not consents.is_member(one.team, one.by):
            click.echo(f"note: onus.yml does not name {one.by} as a member of {one.team}", err=True)
    return with_consents(report, consents, today)


def _rendered(report: DiffReport, face: str, states: States | None) -> str:
    match face:
        case "json":
            return diff_json.render_diff(report)
        case "markdown":
            return diff_markdown.render_diff(report)
        case "text":
            return diff_text.render_diff(report, width())
    annotations = placed_annotations(report, states)
    match face:
        case "github":
            from dbt_onus.report.annotations.github import render_github

            return render_github(annotations)
        case "gitlab":
            from dbt_onus.report.annotations.gitlab import render_gitlab

            return render_gitlab(annotations)
        case "junit":
            from dbt_onus.report.annotations.junit import render_junit

            return render_junit(annotations, "onus diff")
    from dbt_onus.report.annotations.sarif import render_sarif

    return render_sarif(annotations, {kind.value: meaning for kind, meaning in MEANINGS.items()})


def _comment(report: DiffReport) -> None:
    from dbt_onus.app.commenting import comment_on_change

    begin = bool(report.of(Effect.BREAKING) or report.of(Effect.RISKY))
    mark = f"onus-diff {' '.join(report.projects)}"
    if line := comment_on_change(diff_markdown.render_diff(report), mark=mark, begin=begin):
        click.echo(f"onus: {line}", err=True)


def _inform(report: DiffReport, states: States, least: Effect, *, allow_pull_request: bool) -> None:
    # imported here: who only compares sends nothing
    from dbt_onus.app.announcing import inform
    from dbt_onus.app.permission import permission

    allowed = permission(asked=True, pull_requests=allow_pull_request)
    lines = inform(report, states.after, least, utc_now()).lines if allowed.granted else allowed.says
    for line in lines:
        click.echo(f"onus: {plain(line)}", err=True)

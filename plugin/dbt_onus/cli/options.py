"""The options that every command takes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from dbt_onus.core.durations import read_duration

if TYPE_CHECKING:
    from dbt_onus.app.runs import Runs

Command = TypeVar("Command", bound=Callable[..., Any])


def project_options(command: Command) -> Command:
    """Which projects to read: passes `project_dirs` (never empty), `target_path` and `config` to the command."""
    for option in (
        click.option(
            "--config",
            type=click.Path(exists=True, dir_okay=False, path_type=Path),
            help="The onus.yml to use. [default: onus.yml in the project]",
        ),
        click.option(
            "--target-path",
            type=click.Path(file_okay=False, path_type=Path),
            help="dbt's target folder, as dbt takes it. [default: target in the project]",
        ),
        click.option(
            "--project-dir",
            "project_dirs",
            type=click.Path(exists=True, file_okay=False, path_type=Path),
            multiple=True,
            default=(".",),
            help="The dbt project; repeat it to stitch several into one graph. [default: this folder]",
        ),
    ):
        command = option(command)
    return command


def format_option(*formats: str) -> Callable[[Command], Command]:
    """`--format`, passed as `format_`: the first of `formats` unless said otherwise."""

    def decorate(command: Command) -> Command:
        return click.option(
            "--format",
            "format_",
            type=click.Choice(formats),
            default=formats[0],
            show_default=True,
            help="How to write the answer.",
        )(command)

    return decorate


def bundle_option(command: Command) -> Command:
    """Passes `bundle`: what `onus publish` wrote, to be asked instead of projects."""
    return click.option(
        "--bundle",
        type=click.Path(exists=True, path_type=Path),
        help="Answer from what `onus publish` wrote, a folder or a file; no project is needed.",
    )(command)


def pull_request_option(command: Command) -> Command:
    """Passes `allow_pull_request`: people are told even there."""
    return click.option(
        "--allow-pull-request",
        is_flag=True,
        help="Tell people even where CI builds a change that is not merged. [default: nobody is told there]",
    )(command)


def telling_options(command: Command) -> Command:
    """Whether people are told: passes `route` and `allow_pull_request` to the command."""
    for option in (
        pull_request_option,
        click.option(
            "--route",
            is_flag=True,
            help="Tell the teams, through their receivers in onus.yml. [default: only where ONUS_ROUTE=on]",
        ),
    ):
        command = option(command)
    return command


def runs_options(command: Command) -> Command:
    """Which dbt commands to report on together: passes `runs` to the command."""

    @click.option(
        "--run-group",
        help="With --runs: those of which dbt's DBT_ENV_CUSTOM_ENV_ONUS_RUN_GROUP said this. "
        "[default: what it said of the latest]",
    )
    @click.option("--merge-since", help="With --runs: those that ended at most so long before the latest: 2h, 1d.")
    @click.option(
        "--runs",
        "folder",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="A folder with the target folders of many dbt commands: report on them as on one.",
    )
    @wraps(command)
    def with_runs(
        *args: Any, folder: Path | None, merge_since: str | None, run_group: str | None, **options: Any
    ) -> Any:
        return command(*args, runs=_runs(folder, merge_since, run_group), **options)

    return with_runs  # type: ignore[return-value]  # click has renamed the arguments, nothing else


def _runs(folder: Path | None, merge_since: str | None, run_group: str | None) -> Runs | None:
    if folder is None:
        if merge_since is not None or run_group is not None:
            raise click.UsageError("--merge-since and --run-group belong to --runs FOLDER")
        return None
    since = read_duration(merge_since) if merge_since is not None else None
    if merge_since is not None and since is None:
        raise click.UsageError(f"--merge-since {merge_since}: write a duration like 90m, 2h or 1d")
    # imported here: a lookup takes none, and is quick
    from dbt_onus.app.runs import Runs

    return Runs(folder=folder, since=since, group=run_group)

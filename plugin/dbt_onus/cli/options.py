"""The options that every command takes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

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


def telling_options(command: Command) -> Command:
    """Whether people are told: passes `route` and `allow_pull_request` to the command."""
    for option in (
        click.option(
            "--allow-pull-request",
            is_flag=True,
            help="Tell people even where CI builds a change that is not merged. [default: nobody is told there]",
        ),
        click.option(
            "--route",
            is_flag=True,
            help="Tell the teams, through their receivers in onus.yml. [default: only where ONUS_ROUTE=on]",
        ),
    ):
        command = option(command)
    return command

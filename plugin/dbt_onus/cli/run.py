"""`onus run -- dbt build …`: dbt, and the report after it, with every engine."""

from __future__ import annotations

import click

from dbt_onus.app.permission import permission
from dbt_onus.app.running import run_dbt
from dbt_onus.cli.options import telling_options


@click.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@telling_options
@click.argument("command", nargs=-1, required=True, type=click.UNPROCESSED, metavar="-- DBT [ARGS]...")
def run(command: tuple[str, ...], route: bool, allow_pull_request: bool) -> int:  # noqa: FBT001 - by name
    """Run dbt, then report on what it did. The exit code is dbt's own.

    Works with every dbt, v2 included: it reads what dbt leaves in its target folder. dbt's `--project-dir` and
    `--target-path` are understood; anything else is passed on untouched.

    \b
    Example:
      onus run -- dbt build --select staging+
      onus run --route -- dbt build
    """
    outcome = run_dbt(command, permission(asked=route, pull_requests=allow_pull_request))
    if outcome.text:
        click.echo(outcome.text)
    return outcome.exit_code

"""`onus init`: a first onus.yml."""

from __future__ import annotations

from pathlib import Path

import click

from dbt_onus.app.drafting import draft_config, write_config


@click.command()
@click.option(
    "--project-dir",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="The dbt project. [default: this folder]",
)
@click.option(
    "--target-path",
    type=click.Path(file_okay=False, path_type=Path),
    help="dbt's target folder, as dbt takes it. [default: target in the project]",
)
@click.option("--write", is_flag=True, help="Write it to onus.yml, where there is none yet.")
def init(project_dir: Path, target_path: Path | None, write: bool) -> int:  # noqa: FBT001 - passed by name
    """Draft onus.yml from the groups, owners and sources that dbt knows of. `dbt parse` is enough to have them.

    \b
    Example:
      onus init
      onus init --write
    """
    text = draft_config(project_dir, target_path)
    if write:
        click.echo(f"{write_config(project_dir, text)} is written: read it, correct it, commit it")
    else:
        click.echo(text, nl=False)
    return 0

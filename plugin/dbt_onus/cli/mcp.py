"""`onus mcp`: a server for assistants, on standard input and output."""

from __future__ import annotations

from pathlib import Path

import click

from dbt_onus.assistant.answers import Answers
from dbt_onus.cli.options import project_options


@click.command()
@project_options
def mcp(project_dirs: tuple[Path, ...], target_path: Path | None, config: Path | None) -> int:
    """Answer an assistant's questions, read-only: owner, lineage, impact, path, incidents, explain.

    It speaks the Model Context Protocol: an assistant starts it, speaks to it on standard input and output, and
    it ends when its input does. Nothing is asked of a warehouse, sent or recorded.

    \b
    Example:
      pip install 'dbt-onus[mcp]'
      onus mcp --project-dir /path/to/the/project
    """
    from dbt_onus.assistant.server import server_of

    answers = Answers(project_dirs=project_dirs, target_path=target_path, config_path=config)
    server_of(answers).run("stdio")
    return 0

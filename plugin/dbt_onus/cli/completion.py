"""`onus completion`: what makes the tab key know our commands, and the project's names."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from dbt_onus.errors import OnusError

VARIABLE = "_ONUS_COMPLETE"


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> int:
    """Print what makes the tab key of a shell complete commands, options, nodes, teams and incidents.

    Node names come from the index of the project (.onus/lookup.db), which the first question makes.

    \b
    Example:
      echo 'eval "$(onus completion bash)"' >> ~/.bashrc
      echo 'eval "$(onus completion zsh)"' >> ~/.zshrc
      onus completion fish > ~/.config/fish/completions/onus.fish
    """
    made = get_completion_class(shell)
    if made is None:
        raise OnusError(f"this version of click completes nothing in {shell}")
    click.echo(made(context.find_root().command, {}, "onus", VARIABLE).source())
    return 0

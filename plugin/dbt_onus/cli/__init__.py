"""The command line: parse, call one use case, choose the exit code.

0: nothing open. 1: something open or broken. 2: wrong usage or input, said in one line.
"""

from __future__ import annotations

import difflib
import os
import sys
from importlib import import_module

import click

from dbt_onus import __version__
from dbt_onus.app.collector import seldom_collected
from dbt_onus.app.doing import watched_by
from dbt_onus.cli.progress import Progress, watches
from dbt_onus.cli.terminal import colour_wanted, prepare_streams, with_colour_option
from dbt_onus.errors import OnusError

#: Set to anything to see the traceback of an internal error.
DEBUG = "ONUS_DEBUG"

#: Where each command lives; a module is imported when its command is called, so that `onus owner` is quick.
COMMANDS = {
    "init": "init",
    "run": "run",
    "report": "report",
    "explain": "explain",
    "owner": "lookup",
    "lineage": "lookup",
    "impact": "lookup",
    "path": "lookup",
    "publish": "publish",
    "check": "check",
    "diff": "diff",
    "contract": "contract",
    "incidents": "incidents",
    "route": "route",
    "tick": "route",
    "gate": "gate",
    "scorecard": "scorecard",
    "mcp": "mcp",
    "completion": "completion",
}

#: What click raises for a group without a command; before click 8.2 it shows the help by itself.
_NO_ARGUMENTS = getattr(click.exceptions, "NoArgsIsHelpError", ())


class Commands(click.Group):
    """A group that imports a command only to run it or to show its help."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Every command, in the order people meet them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command, or `None` where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command = getattr(import_module(f"dbt_onus.cli.{COMMANDS[cmd_name]}"), cmd_name)
        assert isinstance(command, click.Command)  # noqa: S101 - a wrong table above is a fault of ours
        return with_colour_option(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Offer the nearest name where one was mistyped."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in COMMANDS:
            near = difflib.get_close_matches(name, COMMANDS, n=1)
            hint = f'; did you mean "{near[0]}"?' if near else "; `onus --help` lists the commands"
            raise click.UsageError(f'no command "{name}"{hint}')
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="onus")
def onus() -> None:
    """Whose failure is it? Finds where a dbt failure was born, and the team that answers for it.

    \b
    After a dbt build:
      onus report
    Who answers for a table, and what hangs on it:
      onus owner stripe.charges
      onus impact stripe.charges
    """


with_colour_option(onus)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: the only place where an error becomes a line and a code."""
    prepare_streams()
    watched_by(Progress() if watches(sys.stderr) else None)
    with seldom_collected():
        code = _exit_code(arguments)
    if arguments is None:
        _leave(code)
    sys.exit(code)


def _leave(code: int) -> None:
    """End a process that is ours, without taking a gigabyte of objects apart one by one."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (BrokenPipeError, ValueError):
        pass  # whoever read our output stopped reading, or standard error was closed for that
    except OSError as error:
        _complain(f"the output cannot be written: {error.strerror or error}")
        code = 2
    os._exit(code)


def _exit_code(arguments: list[str] | None) -> int:
    try:
        code = onus.main(arguments, prog_name="onus", standalone_mode=False, color=colour_wanted())
    except click.UsageError as error:
        if isinstance(error, _NO_ARGUMENTS):
            # a command that stands alone asks what there is
            click.echo(error.format_message(), err=True)
            return 2
        where = f"; see `{error.ctx.command_path} --help`" if error.ctx is not None else ""
        _complain(f"{error.format_message().rstrip('.')}{where}")
        return 2
    except click.ClickException as error:
        _complain(error.format_message())
        return 2
    except OnusError as error:
        _complain(str(error))
        return 2
    except (click.Abort, KeyboardInterrupt):
        _complain("interrupted")
        return 130
    except BrokenPipeError:
        # whoever read our output stopped reading: `onus report | head`
        sys.stderr.close()
        return 0
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        # nobody should meet this; whoever does gets a line to send, not a page of our source
        _complain(f"internal error: {error!r}; set {DEBUG}=1 to see where, and tell us")
        return 2
    return code if isinstance(code, int) else 0


def _complain(message: str) -> None:
    click.echo(f"onus: {' '.join(message.split())}", err=True)

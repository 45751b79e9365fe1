"""Write the parts of the docs that the code says better: `make reference`.

docs/commands.md is made of the command line; the table of channels in docs/configuration.md of the reader of
`receivers`. With `--check` nothing is written, and the exit code is 1 where something would be.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "plugin"))

from dbt_onus.cli import COMMANDS, onus  # noqa: E402 - the scripts are no installed package
from dbt_onus.config.receivers import CHANNELS  # noqa: E402
from dbt_onus.config.values import Value  # noqa: E402

COMMANDS_PAGE = ROOT / "docs" / "commands.md"
CONFIGURATION_PAGE = ROOT / "docs" / "configuration.md"
MARKS = ("<!-- channels: make reference -->", "<!-- /channels -->")
#: Options that (nearly) every command takes: told once.
COMMON = ("project_dirs", "target_path", "config")
HEAD = """\
# The command line

Made from the commands themselves (`make reference`). Wherever a command reads a project, it takes:

{common}

Selectors are dbt's own ([lookups](lookups.md#selectors)). Exit codes: 0 nothing open, 1 something open or broken,
2 wrong usage or input, said in one line.
"""


def main(arguments: list[str]) -> int:
    """0 when the pages are as they should be, or are by now."""
    pages = {COMMANDS_PAGE: commands_page(), CONFIGURATION_PAGE: configuration_page()}
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if "--check" in arguments:
            print(f"{path.relative_to(ROOT)} is not what the code says: make reference", file=sys.stderr)
        else:
            path.write_text(pages[path], encoding="utf-8")
    return 1 if stale and "--check" in arguments else 0


def commands_page() -> str:
    """Every command with its help, its example and its options."""
    context = click.Context(onus, info_name="onus")
    commands = [(name, onus.get_command(context, name)) for name in COMMANDS]
    report = next(command for name, command in commands if name == "report")
    assert report is not None
    common = [option for option in report.params if option.name in COMMON]
    parts = [HEAD.format(common="\n".join(_options(common)))]
    for name, command in commands:
        assert command is not None
        parts += _described(command, click.Context(command, info_name=name, parent=context))
    return "\n".join(parts)


def _described(command: click.Command, context: click.Context) -> Iterator[str]:
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            part = command.get_command(context, name)
            assert part is not None
            yield from _described(part, click.Context(part, info_name=name, parent=context))
        return
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    yield f"## `{context.command_path}`\n"
    yield f"```\n{usage}\n```\n"
    for paragraph in inspect.cleandoc(command.help or "").replace("\b\n", "\b").split("\n\n"):
        if paragraph.startswith("\b"):
            title, *lines = paragraph.removeprefix("\b").splitlines()
            yield f"{title}\n\n```\n" + "\n".join(line.removeprefix("  ") for line in lines) + "\n```\n"
        else:
            yield f"{_escaped(' '.join(paragraph.split()))}\n"
    own = [one for one in command.params if isinstance(one, click.Option) and one.name not in COMMON]
    if own:
        yield "\n".join(_options(own)) + "\n"


def _options(options: list[click.Parameter] | list[click.Option]) -> Iterator[str]:
    yield "| Option | Does |"
    yield "|---|---|"
    for option in options:
        assert isinstance(option, click.Option)
        record = option.get_help_record(click.Context(onus))
        if record is not None:
            said, does = record
            yield f"| `{said.replace('|', chr(92) + '|')}` | {_escaped(' '.join(does.split()))} |"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*")


def configuration_page() -> str:
    """The page as it is, with the table of channels made anew."""
    before, _, rest = CONFIGURATION_PAGE.read_text(encoding="utf-8").partition(MARKS[0])
    after = rest.partition(MARKS[1])[2]
    return f"{before}{MARKS[0]}\n{channels_table()}\n{MARKS[1]}{after}"


def channels_table() -> str:
    """What each channel needs and may be given; `*` marks what only the environment may hold."""
    lines = ["| `channel` | Needed | May be given |", "|---|---|---|"]
    for name, channel in CHANNELS.items():
        needed = ", ".join(_key(key, reader) for key, reader in channel.required.items())
        if channel.instead:
            needed += ", or " + " and ".join(_key(key, reader) for key, reader in channel.instead.items())
        optional = ", ".join(_key(key, reader) for key, reader in channel.optional.items())
        lines.append(f"| `{name}` | {needed} | {optional} |")
    return "\n".join(lines)


def _key(key: str, reader: object) -> str:
    return f"`{key}`" + ("\\*" if reader is Value.secret else "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

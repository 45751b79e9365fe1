"""What a terminal, a pipe or a file can show: letters and colours."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Mapping
from typing import Any

import click

#: How our signs are written where the encoding has none of them: one letter each, so that columns stay columns.
_LETTERS = str.maketrans("✖✔·→…—├└─│", "x+->~-|`-|")
_HANDLER = "onus-letters"
_ASCII = "onus-ascii"


def _lettered(error: UnicodeError) -> tuple[str, int]:
    """What stands for what cannot be encoded: a letter like it, or a question mark; never a traceback."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end].translate(_LETTERS)
    return "".join(letter if letter.isascii() else "?" for letter in text), error.end


def _taken_at_its_word(name: str) -> codecs.CodecInfo | None:
    """ASCII by another name: click takes a stream that says `ascii` for a mistake, and writes UTF-8 to it."""
    if name.replace("-", "_") != _ASCII.replace("-", "_"):
        return None
    ascii_ = codecs.lookup("ascii")
    return codecs.CodecInfo(
        ascii_.encode, ascii_.decode, incrementalencoder=ascii_.incrementalencoder,
        incrementaldecoder=ascii_.incrementaldecoder, name=_ASCII,
    )  # fmt: skip


def prepare_streams() -> None:
    """Standard output and error show what they can of any text."""
    codecs.register_error(_HANDLER, _lettered)
    codecs.register(_taken_at_its_word)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            is_ascii = codecs.lookup(stream.encoding or "utf-8").name == "ascii"
            stream.reconfigure(encoding=_ASCII if is_ascii else None, errors=_HANDLER)


def colour_wanted(environment: Mapping[str, str] = os.environ) -> bool | None:
    """Whether to colour: as no-color.org and force-color.org have it; `None` where a terminal decides."""
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR") or environment.get("CLICOLOR_FORCE", "0") not in ("", "0"):
        return True
    return False if environment.get("TERM") == "dumb" else None


def _off(context: click.Context, _: click.Parameter, value: Any) -> None:
    if value:
        context.color = False


def with_colour_option(command: click.Command) -> click.Command:
    """The command, and those below it, with `--no-colour`."""
    below = command.commands.values() if isinstance(command, click.Group) else ()
    for each in (command, *below):
        if not any("--no-colour" in one.opts for one in each.params):
            each.params.append(
                click.Option(
                    ["--no-colour", "--no-color"],
                    is_flag=True,
                    expose_value=False,
                    callback=_off,
                    help="No colours, as with NO_COLOR=1. [default: colours on a terminal]",
                )
            )
    return command

"""One answer in several formats: `--format X --output F`, as often as one likes in one run."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from dbt_onus.app.output import for_logs, write_output

Command = TypeVar("Command", bound=Callable[..., Any])

#: Stands for standard output where a file is expected.
HERE = Path("-")
_FOR_PEOPLE = ("text", "markdown")


def face_options(*formats: str) -> Callable[[Command], Command]:
    """`--format` and `--output`, both repeatable: passes `formats` and `outputs` to the command, in order."""

    def decorate(command: Command) -> Command:
        for option in (
            click.option(
                "--output",
                "outputs",
                type=click.Path(dir_okay=False, path_type=Path),
                multiple=True,
                metavar="FILE",
                help="Write to this file instead of here; the second --output belongs to the second --format. "
                "`-` is here.",
            ),
            click.option(
                "--format",
                "formats",
                type=click.Choice(formats),
                multiple=True,
                help=f"How to write the answer; repeat it for several in one run. [default: {formats[0]}]",
            ),
        ):
            command = option(command)
        return command

    return decorate


Planned = Sequence[tuple[str, Path]]


def planned(formats: Sequence[str], outputs: Sequence[Path], *, default: str = "text") -> Planned:
    """Which format goes where; what has no --output goes here. UsageError where two would go to the same place."""
    faces = list(formats) or [default]
    places = [*outputs, *[HERE] * (len(faces) - len(outputs))]
    if len(places) > len(faces):
        raise click.UsageError("there are more --output than --format: say the format of each")
    for place in places:
        if places.count(place) > 1:
            where = "here" if place == HERE else str(place)
            raise click.UsageError(f"two formats would be written to one place ({where}): say --output for each")
    return list(zip(faces, places, strict=True))


def show(faces: Planned, render: Callable[[str], str]) -> None:
    """Write each format to its place. OnusError: see `write_output`."""
    for face, place in faces:
        text = render(face)
        if place == HERE:
            # an empty list of remarks is no line
            if text:
                click.echo(for_logs(text) if face in _FOR_PEOPLE else text)
        else:
            write_output(place, click.unstyle(text) if face == "text" else text)


def width() -> int:
    """Columns of the terminal; 100 where there is none."""
    return shutil.get_terminal_size((100, 24)).columns

"""Write a report where the user asked for it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from dbt_onus.errors import OnusError

#: What GitHub's and Azure's runners take for a command of theirs at the beginning of a line, blanks aside.
_COMMAND = re.compile(r"(?m)^([^\S\n]*)(:|#)(?=:|#(?:\[|vso))")


def for_logs(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """Text for people, where a CI system may read it too: no name in it becomes a command to the runner."""
    if not (environment.get("GITHUB_ACTIONS") or environment.get("TF_BUILD")):
        return text
    return _COMMAND.sub("\\1\\2\u200b", text)


def write_output(path: Path, text: str, *, option: str = "--output") -> None:
    """Write the whole text or nothing: the old file stays until the new one is complete.

    `option` is what the user named the file with, for the OnusError where it cannot be written.
    """
    partial = path.with_name(f"{path.name}.partial")
    try:
        partial.write_text(text + "\n", encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise OnusError(f"{option} {path}: cannot be written: {error.strerror or error}") from error

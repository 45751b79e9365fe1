"""Write a report where the user asked for it."""

from __future__ import annotations

from pathlib import Path

from dbt_onus.errors import OnusError


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

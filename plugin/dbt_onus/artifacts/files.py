"""One file of a target folder: from a path to bytes that a typed decode takes, or one line that says why."""

from __future__ import annotations

import gc
import json
import math
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dbt_onus.errors import ArtifactError

#: A manifest of 50,000 models is 1.1 GB; what is larger than this is taken for a mistake.
LIMIT = 2 * 1024**3

_MADE_BY = {
    "manifest.json": "dbt parse",
    "run_results.json": "dbt build",
    "sources.json": "dbt source freshness",
    "catalog.json": "dbt docs generate",
}


def read_bytes(path: Path, limit: int) -> bytes:
    """The file's bytes; ArtifactError where there is nothing to read, or more than `limit` bytes."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise ArtifactError(f"{shown(path)} is a directory, not a file: name the target folder that holds it")
        if not stat.S_ISREG(found.st_mode):
            raise ArtifactError(f"{shown(path)} is not a regular file: point to a target folder written by dbt")
        if found.st_size > limit:
            raise ArtifactError(
                f"{shown(path)} is {found.st_size:,} bytes, over the limit of {limit:,}: is it dbt's?"
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise ArtifactError(f"{shown(path)} does not exist: {remedy(path)}") from None
    except PermissionError:
        raise ArtifactError(f"{shown(path)} may not be read: give this user permission to read it") from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        raise ArtifactError(f"{shown(path)} cannot be read: {shown(error)}") from None
    if not data or data.isspace():
        raise ArtifactError(f"{shown(path)} is empty: {remedy(path)}")
    return data


def repaired(path: Path, data: bytes) -> bytes:
    """The same JSON without what only lenient parsers take, written anew.

    Byte-order marks and UTF-16 (a shell's redirection), bytes that are no UTF-8, half surrogate pairs,
    control characters in strings, NaN and Infinity (Python's json writes them), numbers beyond 64 bits. Slow
    and hungry (8 times the file): only for files that the typed decode has refused.
    """
    text = data.decode(json.detect_encoding(data), errors="replace")
    try:
        content = json.loads(
            text, strict=False, parse_constant=lambda _: None, parse_int=_integer, parse_float=_number
        )
        return json.dumps(content, ensure_ascii=False).encode("utf-8", errors="replace")
    except json.JSONDecodeError as error:
        raise ArtifactError(_not_json(path, text, error)) from None
    except RecursionError:
        raise ArtifactError(f"{shown(path)} is nested too deeply to be dbt's: {remedy(path)}") from None


def remedy(path: Path) -> str:
    """What writes this file anew."""
    command = _MADE_BY.get(path.name)
    return f"run `{command}`" if command else "run dbt to write it anew"


def shown(said: object, longest: int = 400) -> str:
    """Anything that came from outside, fit to stand in a line of text."""
    text = str(said)
    text = text if text.isprintable() else ascii(text)[1:-1]
    return text if len(text) <= longest else f"{text[:longest]}…"


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep Python's cyclic collector from walking a growing tree over and over: it doubles the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def modified(path: Path) -> datetime:
    """When the file was last written; 1970 where it has gone since it was read."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (OSError, ValueError, OverflowError):
        return datetime.fromtimestamp(0, UTC)


def _integer(digits: str) -> Any:
    return int(digits) if len(digits) < 19 else digits  # longer ones stay as text: msgspec has 64 bits


def _number(digits: str) -> Any:
    value = float(digits)
    return value if math.isfinite(value) else digits


def _not_json(path: Path, text: str, error: json.JSONDecodeError) -> str:
    if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"):
        return f"{shown(path)} ends in the middle: is dbt still writing it? Otherwise {remedy(path)}"
    return f"{shown(path)} is not JSON (line {error.lineno}, column {error.colno}): {remedy(path)}"

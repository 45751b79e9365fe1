"""Which dbt command wrote a file of results, and when."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from dbt_onus.artifacts.documents import NO_METADATA, Metadata
from dbt_onus.artifacts.files import modified
from dbt_onus.core.results import Invocation

#: Begins the id of an invocation that does not name itself; the rest is made of what it did.
NAMELESS = "nameless-"


def invocation_of(
    metadata: Metadata | None, which: str, path: Path, marks: Iterable[str], *, deferred: bool = False
) -> Invocation:
    """The command as its file names it.

    `marks` (what happened, and when) stand in where the file does not: the same file then always has the same
    `invocation_id`, and two files have two. The time falls back on that of the file itself.
    """
    said = metadata or NO_METADATA
    return Invocation(
        invocation_id=said.invocation_id or NAMELESS + _digest(list(marks)),
        which=which,
        dbt_version=said.dbt_version or "",
        generated_at=instant(said.generated_at) or modified(path),
        deferred=deferred,
        group=said.group,
    )


def instant(text: str | None) -> datetime | None:
    """A moment as any dbt writes it (nine decimals, no T, no zone: UTC); `None` where it is none."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _digest(marks: list[str]) -> str:
    return hashlib.sha256("\n".join(marks).encode("utf-8", "replace")).hexdigest()[:16]

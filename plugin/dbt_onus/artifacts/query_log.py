"""What dbt v2's query log knows and its run_results.json does not: the error of a test whose query failed.

dbt v2 (2.0.0-preview.196, tried) reports a test whose query fails as `fail` with one failing row and the message
"Error", the very same as one row that breaks the promise. `logs/query_log.sql`, which each command writes anew,
holds the query with its node and its error.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from dbt_onus.artifacts.invocations import instant
from dbt_onus.core.results import Result, Status

#: Lines of one entry's head are read at most; a longer error text says nothing more.
_LONGEST_HEAD = 40

#: Queries may be logged a little before and after what dbt times.
_SLACK = timedelta(seconds=5)


def is_ambiguous(result: Result) -> bool:
    """Whether a result may be a failed query or one failing row: dbt v2 does not tell."""
    return result.failures == 1 and result.message == "Error" and result.status is Status.FAIL


def with_query_errors(results: dict[str, Result], log: Path, ended: datetime) -> dict[str, Result]:
    """The results, with the ambiguous ones turned into errors where the log of the same command says so.

    `ended`: when the results were written. A log that cannot be read or is of another command changes nothing.
    """
    unclear = {unique_id for unique_id, result in results.items() if is_ambiguous(result)}
    if not unclear or not log.is_file():
        return results
    began = min(_starts(results.values()), default=ended) - _SLACK
    try:
        errors = list(_errors(log))
    except OSError:
        return results
    found = {node: text for node, at, text in errors if node in unclear and began <= at <= ended + _SLACK}
    return {
        unique_id: replace(result, raw_status="error", message=f"Database Error in test\n  {found[unique_id]}")
        if unique_id in found
        else result
        for unique_id, result in results.items()
    }


def _starts(results: Iterable[Result]) -> Iterator[datetime]:
    for result in results:
        for phase in result.timing or ():
            if (at := instant(phase.started_at)) is not None:
                yield at


def _errors(log: Path) -> Iterator[tuple[str, datetime, str]]:
    """(node, when, message) of each failed query."""
    for head in _heads(log):
        fields = dict(line[3:].split(": ", 1) for line in head if line.startswith("-- ") and ": " in line)
        at = instant(fields.get("created_at"))
        if fields.get("outcome") == "error" and at is not None and "node_id" in fields:
            yield fields["node_id"], at, _message(head)


def _heads(log: Path) -> Iterator[list[str]]:
    """The comment at the head of each query; its SQL is passed over."""
    head: list[str] | None = None
    with log.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line.startswith("-- created_at: "):
                head = []
            if head is None:
                continue
            head.append(line.rstrip("\n"))
            if line.startswith("-- desc: ") or len(head) > _LONGEST_HEAD:
                yield head
                head = None


def _message(head: list[str]) -> str:
    """The error, which may go on over lines that are no comment."""
    text: list[str] = []
    for line in head:
        if line.startswith("-- error message: "):
            text.append(line.removeprefix("-- error message: ").removeprefix("Internal: "))
        elif text and line.startswith("-- "):
            break
        elif text:
            text.append(line)
    return "\n".join(text)

"""What dbt printed: rows, counts among them, and what went wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from dbt_onus.core.probes import Answer

#: Where an error begins: `Database Error in sql_operation …` in dbt 1.x, `[error] [Generic (dbt1000)]: ` in v2.
_HEADING = re.compile(
    r"(?m)(?:(?:Database|Runtime|Compilation|Parsing) Error\b.*$|(?<=\[error\] )\[.*?\]:(?: Internal:)?)"
)


def documents(output: str) -> list[dict[str, Any]] | None:
    """The rows among what dbt printed: `{"show": […]}` from dbt 1.x, `[…]` from dbt v2; `None`: there are none."""
    decoder = json.JSONDecoder()
    for place, character in enumerate(output):
        if character not in "{[":
            continue
        try:
            document, _ = decoder.raw_decode(output, place)
        except (ValueError, RecursionError):
            continue
        rows = document.get("show") if isinstance(document, dict) else document
        if isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows):
            return rows
    return None


def answers_in(output: str) -> dict[str, Answer]:
    """The answers among what dbt printed, by label."""
    return {label: answer for row in documents(output) or () for label, answer in _answer(row)}


def _answer(row: Mapping[str, Any]) -> Iterator[tuple[str, Answer]]:
    """Two counts or nothing: whatever else may have come back is dropped here. Some warehouses shout names."""
    fields = {str(name).lower(): value for name, value in row.items()}
    broken, seen = _count(fields.get("broken")), _count(fields.get("seen"))
    if broken is not None and seen is not None:
        yield str(fields.get("probe")), Answer(broken=broken, seen=seen)


def _count(value: object) -> int | None:
    try:
        number = int(float(value)) if isinstance(value, str | float) else value
    except (ValueError, OverflowError):
        return None
    return number if isinstance(number, int) and not isinstance(number, bool) and number >= 0 else None


def problem_in(*texts: str) -> str:
    """What dbt said went wrong, from where it says so."""
    for text in texts:
        found = list(_HEADING.finditer(text))
        if found:
            last = found[-1]
            # the words of dbt 1.x belong to the message, the label of dbt v2 does not
            return text[last.end() if last[0].startswith("[") else last.start() :]
    for text in texts:
        lines = [line for line in text.splitlines() if "error" in line.lower()]
        if lines:
            return lines[-1]
    return ""

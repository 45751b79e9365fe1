"""`90m`, `4h`, `2d`, `1w`: lengths of time as people write them in onus.yml and on the command line."""

from __future__ import annotations

import re
from datetime import timedelta

_WRITTEN = re.compile(r"([0-9]{1,5})\s*(m|h|d|w)")
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def read_duration(text: str) -> timedelta | None:
    """The length, or `None` where the text is none or is nothing."""
    match = _WRITTEN.fullmatch(text.strip())
    if match is None or int(match[1]) == 0:
        return None
    return timedelta(**{_UNITS[match[2]]: int(match[1])})

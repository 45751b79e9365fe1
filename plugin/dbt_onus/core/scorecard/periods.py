"""Weeks and months, for trends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum

#: With more weeks than this, months are easier to read.
_MOST_WEEKS = 26
#: Longer ago than so many stretches nothing is counted.
_MOST = 120


class Every(StrEnum):
    """How long a stretch of a trend is."""

    WEEK = "week"
    MONTH = "month"


def every_for(first: datetime | None, now: datetime) -> Every:
    """Weeks for half a year and less, months beyond."""
    return Every.WEEK if first is None or now - first <= timedelta(weeks=_MOST_WEEKS) else Every.MONTH


def stretches(every: Every, first: datetime | None, now: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """The weeks (from Monday) or months from that of `first` until that of `now`, oldest first; all UTC."""
    if first is None or first > now:
        return ()
    found: list[tuple[datetime, datetime]] = []
    end = _next(every, _start(every, now))
    while end > first and len(found) < _MOST:
        start = _start(every, end - timedelta(seconds=1))
        found.append((start, end))
        end = start
    return tuple(reversed(found))


def _start(every: Every, moment: datetime) -> datetime:
    day = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day.replace(day=1) if every is Every.MONTH else day - timedelta(days=day.weekday())


def _next(every: Every, start: datetime) -> datetime:
    return start + timedelta(days=7) if every is Every.WEEK else (start + timedelta(days=32)).replace(day=1)

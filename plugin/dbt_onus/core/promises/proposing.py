"""Proposes terms from what a table looks like today, with slack, and says of each why it is what it is.

A bound that today's data touches breaks tomorrow and teaches people to ignore it: what is proposed is meant to
catch mistakes of kind and of units, and a table that halves; tighter promises are for people to make.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from dbt_onus.core.promises.profile import ColumnProfile, Kind, TableProfile
from dbt_onus.core.promises.promise import ColumnPromise, TablePromise
from dbt_onus.core.says import duration

#: With fewer rows, what holds today holds by chance.
ENOUGH = 100
#: Numbers that only tell things apart have no range.
_IDENTIFIER = re.compile(r"(^|_)(id|key|uuid|guid|hash|code|number|no|nr|zip|phone|year)$", re.IGNORECASE)
#: Numbers between 0 and 1 by what they are, not by chance.
_SHARE = re.compile(r"share|rate|ratio|prob|fraction|confidence", re.IGNORECASE)
#: Columns that say when a row came, best first.
_ARRIVAL = (
    re.compile(r"load|ingest|sync|insert|extract|import|receiv|batch|etl|airbyte|fivetran", re.IGNORECASE),
    re.compile(r"updat|modif|chang", re.IGNORECASE),
    re.compile(r"creat|event|occur|_at$|_ts$|time", re.IGNORECASE),
)
_DAY = 86_400
_OLDEST = 30 * _DAY

Term = tuple[str, Any, str]


def proposed(profile: TableProfile, unique_id: str, label: str, now: datetime) -> TablePromise:
    """Everything that could be promised of the table."""
    columns = tuple(_column(column, profile) for column in profile.columns)
    terms = list(_table(profile, now))
    return TablePromise(
        unique_id=unique_id,
        label=label,
        columns=columns,
        terms={term: value for term, value, _ in terms},
        notes={term: note for term, _, note in terms},
    )


def _column(column: ColumnProfile, profile: TableProfile) -> ColumnPromise:
    terms = list(_terms(column, profile)) if profile.rows >= ENOUGH else []
    return ColumnPromise(
        name=column.name,
        data_type=column.data_type or None,
        terms={term: value for term, value, _ in terms},
        notes={term: note for term, _, note in terms},
    )


def _terms(column: ColumnProfile, profile: TableProfile) -> Iterator[Term]:
    if column.filled is None:
        return
    seen = f"the first {profile.rows:,} rows" if profile.is_sample else f"{profile.rows:,} rows"
    yield from _nulls(column, profile, seen)
    if _is_unique(column, profile):
        yield "unique", True, f"no value comes twice in {seen}"
    elif column.values and len(column.values) > 1:
        often = f"{len(column.values)} values in {seen}; is the list complete?"
        yield "accepted_values", list(column.values), often
    elif column.kind is Kind.NUMBER and not _IDENTIFIER.search(column.name):
        yield from _range(column)


def _nulls(column: ColumnProfile, profile: TableProfile, seen: str) -> Iterator[Term]:
    nulls = profile.rows - (column.filled or 0)
    share = nulls / profile.rows
    if nulls == 0:
        yield "not_null", True, f"none is null in {seen}"
    elif share <= 0.5:
        most = min(1.0, float(_rounded_up(Decimal(str(share)) * 2)))
        yield "null_share", {"max": most}, f"{share:.1%} are null; twice that, rounded up"


def _is_unique(column: ColumnProfile, profile: TableProfile) -> bool:
    """Numbers and texts that never repeat; a moment or a fraction seldom does, and promises nothing by it."""
    whole = column.kind is Kind.TEXT or (column.kind is Kind.NUMBER and "." not in f"{column.least}{column.most}")
    return whole and column.filled == profile.rows and column.distinct == column.filled


def _range(column: ColumnProfile) -> Iterator[Term]:
    low, high = _number(column.least), _number(column.most)
    if low is None or high is None or low == high:
        return
    seen = f"seen {low:f} to {high:f}"
    if low >= 0 and high <= 1 and _SHARE.search(column.name):
        yield "range", {"min": 0, "max": 1}, f"{seen}: by its name a share"
        return
    bounds: dict[str, int | float] = {"min": 0 if low >= 0 else _plain(-_rounded_up(-low * 10))}
    if high > 0:
        bounds["max"] = _plain(_rounded_up(high * 10))
    yield "range", bounds, f"{seen}; ten times that is a mistake of units, not a good day"


def _table(profile: TableProfile, now: datetime) -> Iterator[Term]:
    if profile.total < ENOUGH:
        return
    least = _plain(_rounded_down(Decimal(profile.total) / 2))
    yield "rows", {"min": least}, f"half of today's {profile.total:,}, rounded down: a table that halves is news"
    if profile.is_sample:
        # the newest row is most likely not among the first
        return
    moments = [(column, at) for column in profile.columns if (at := _arrival(column, now)) is not None]
    best = min(moments, key=lambda pair: (_rank(pair[0].name), pair[0].name), default=None)
    if best is not None and _rank(best[0].name) < len(_ARRIVAL):
        yield _freshness(best[0].name, (now - best[1]).total_seconds())


def _arrival(column: ColumnProfile, now: datetime) -> datetime | None:
    """A column's newest moment, if rows may have come then: not in the future, not long ago, no mere day."""
    text = (column.most or "").strip().replace(" UTC", "+00:00")
    if column.kind is not Kind.TIME or len(text) < len("2026-01-01 00:00"):
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return at if -3600 <= (now - at).total_seconds() <= _OLDEST else None


def _rank(name: str) -> int:
    return next((place for place, pattern in enumerate(_ARRIVAL) if pattern.search(name)), len(_ARRIVAL))


def _freshness(column: str, age: float) -> Term:
    """Warn at twice the present age, a day at least; an error at twice that."""
    days = max(1, -(-int(2 * max(age, 0)) // _DAY))
    value = {
        "column": column,
        "warn_after": {"count": days, "period": "day"},
        "error_after": {"count": 2 * days, "period": "day"},
    }
    return "freshness", value, f"the newest row was {duration(max(age, 0))} old; twice that, a day at least"


def _number(text: str | None) -> Decimal | None:
    try:
        found = Decimal(text or "")
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _rounded_up(value: Decimal) -> Decimal:
    """The next of 1, 2, 5, 10, 20 and so on."""
    power = Decimal(10) ** value.adjusted()
    return next(step * power for step in (1, 2, 5, 10) if step * power >= value)


def _rounded_down(value: Decimal) -> Decimal:
    """Two digits that count."""
    power = Decimal(10) ** max(value.adjusted() - 1, 0)
    return value // power * power


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)

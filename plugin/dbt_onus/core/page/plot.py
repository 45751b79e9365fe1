"""How the number that an incident is about went until it broke, and what it was held to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from dbt_onus.core.checks import Check
from dbt_onus.core.contracts import Term
from dbt_onus.core.evidence import Cause, Place
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.observations import ENOUGH, FAR, Measure, Series
from dbt_onus.core.properties import Property

#: A plot of fewer values is none.
ENOUGH_TO_PLOT = 3
#: Older values than these are not drawn.
_DRAWN = 90

_MEASURES: dict[Cause, tuple[Measure, ...]] = {
    Cause.NULLS: (Measure.NULL_SHARE, Measure.ROWS),
    Cause.VOLUME: (Measure.ROWS,),
    Cause.DUPLICATES: (Measure.ROWS, Measure.DISTINCT),
    Cause.RANGE: (Measure.MAX, Measure.MIN, Measure.MEAN),
    Cause.DISTRIBUTION: (Measure.MEAN, Measure.DISTINCT, Measure.ROWS),
    Cause.REFERENTIAL: (Measure.ROWS,),
    Cause.ACCEPTED_VALUES: (Measure.DISTINCT, Measure.LONGEST),
    Cause.CODE_CHANGE: (Measure.ROWS, Measure.MEAN, Measure.NULL_SHARE),
}
_TERMS: dict[Measure, tuple[str, ...]] = {
    Measure.ROWS: ("rows",),
    Measure.NULL_SHARE: ("null_share", "not_null"),
    Measure.DISTINCT: ("distinct_count",),
    Measure.MEAN: ("mean",),
    Measure.MIN: ("range",),
    Measure.MAX: ("range",),
    Measure.SHORTEST: ("length",),
    Measure.LONGEST: ("length",),
}
_SHARE = re.compile(r"\s*([+-]?\d+(?:\.\d+)?)\s*%\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Between which values the number should be, and who says so; `None`: open on that side."""

    low: float | None
    high: float | None
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """The values of one number over time, oldest first (UTC), and since when the incident is open."""

    place: Place
    measure: Measure
    values: tuple[tuple[datetime, float], ...]
    opened_at: datetime
    bounds: Bounds | None = None

    def is_bad(self, at: datetime, value: float) -> bool:
        """Whether a value is part of the fault: outside of its bounds, or measured since.

        An incident over several projects is opened when the last of them ran; the number is from one of the first.
        """
        low, high = (self.bounds.low, self.bounds.high) if self.bounds else (None, None)
        outside = (low is not None and value < low) or (high is not None and value > high)
        return outside or at >= self.opened_at


def plot_of(
    incident: Incident,
    failed: Sequence[Place],
    observed: Mapping[Series, Sequence[tuple[datetime, float]]],
    checks: Mapping[str, Sequence[Check]],
) -> Plot | None:
    """The number that shows the fault best: at the origin, else where it failed; `None` where none is kept."""
    for series in _candidates(incident, failed):
        values = tuple(observed.get(series, ()))[-_DRAWN:]
        if len(values) >= ENOUGH_TO_PLOT:
            uid, column, measure = series
            return Plot(
                place=Place(unique_id=uid, column=column),
                measure=measure,
                values=values,
                opened_at=incident.opened_at,
                bounds=_bounds(series, checks.get(uid, ()), values, incident.opened_at),
            )
    return None


def _candidates(incident: Incident, failed: Sequence[Place]) -> Iterator[Series]:
    """Series by how much they tell: what leapt, then what the cause is measured by, the origin before symptoms."""
    for key in incident.checks:
        unique_id, _, term = key.partition("#observed:")
        measure, _, column = term.partition(":")
        if measure in set(Measure):
            yield unique_id, column or None, Measure(measure)
    places = [incident.origin, *failed] if incident.confidence.pages else list(failed)
    for measure in _MEASURES.get(incident.cause, (Measure.ROWS,)):
        for place in places:
            if place.unique_id is not None:
                yield place.unique_id, None if measure is Measure.ROWS else place.column, measure


def _bounds(
    series: Series, checks: Iterable[Check], values: Sequence[tuple[datetime, float]], opened_at: datetime
) -> Bounds | None:
    """What was promised of the number; else what was usual for it before the incident."""
    _, column, measure = series
    for check in checks:
        promised = _promised(check, column, measure)
        if promised is not None:
            return promised
    usual = [value for at, value in values if at < opened_at]
    if len(usual) < ENOUGH:
        return None
    middle = median(usual)
    spread = max(FAR * 1.4826 * median(abs(value - middle) for value in usual), 0.01 * abs(middle))
    low = middle - spread
    # nothing that is counted falls below zero
    return Bounds(
        low=low if low > 0 or middle < 0 else None, high=middle + spread, says="usual, from its own past"
    )


def _promised(check: Check, column: str | None, measure: Measure) -> Bounds | None:
    term = check.term
    if term is None:
        is_bare = check.about is Property.NULLNESS and check.columns == (column,) and not check.filtered
        if measure is Measure.NULL_SHARE and is_bare:
            return Bounds(low=None, high=0.0, says="promised: no nulls")
        return None
    if term.column != column or term.term not in _TERMS.get(measure, ()):
        return None
    return _of_term(term, measure)


def _of_term(term: Term, measure: Measure) -> Bounds | None:
    if term.term == "not_null":
        return Bounds(low=None, high=0.0, says="promised: no nulls")
    said = term.expected if isinstance(term.expected, Mapping) else {}
    low, high = _number(said.get("min")), _number(said.get("max"))
    low = None if measure in (Measure.MAX, Measure.LONGEST) else low
    high = None if measure in (Measure.MIN, Measure.SHORTEST) else high
    return None if low is high is None else Bounds(low=low, high=high, says=f"promised: {term.term}")


def _number(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    share = _SHARE.fullmatch(value) if isinstance(value, str) else None
    return float(share[1]) / 100 if share else None

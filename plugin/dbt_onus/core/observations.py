"""What a run measured of tables whether or not anybody promised it: rows, nulls, smallest, largest, mean.

They make the ancestors of a failure speak when nobody tested them. Where they come from: the scan of a contract
test, of what `vars: {onus: {observe: […]}}` names, and the number of rows that an adapter says it made.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from statistics import median

from dbt_onus.core.attachment import attached_to
from dbt_onus.core.contracts import ContractVerdict, read_verdicts, verdict_of
from dbt_onus.core.nodes import TESTS, Node
from dbt_onus.core.results import Result, Run, Status


class Measure(StrEnum):
    """What is measured.

    Shares are of the table's rows, between 0 and 1; lengths are characters; `newest` is seconds since 1970, UTC.
    """

    ROWS = "rows"
    NULL_SHARE = "null_share"
    DISTINCT = "distinct"
    MIN = "min"
    MAX = "max"
    MEAN = "mean"
    SHORTEST = "shortest"
    LONGEST = "longest"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One number; `column` is `None` for the table as a whole."""

    unique_id: str
    column: str | None
    measure: Measure
    value: float

    @property
    def series(self) -> Series:
        """What it is a value of."""
        return (self.unique_id, self.column, self.measure)

    @property
    def key(self) -> str:
        """What an incident remembers it by, as it remembers a check."""
        return f"{self.unique_id}#observed:{self.measure}" + (f":{self.column}" if self.column else "")


#: (node, column, measure): the same number in every run.
Series = tuple[str, str | None, Measure]

#: What of the package looks at tables that promise nothing: a test, and with dbt 1.9 to 1.12 the hook at the end.
_OBSERVERS = ("test.onus.onus_observed", "operation.onus.onus-on-run-end-0")
#: With fewer values than this, only a change of size counts: a spread cannot be told from them.
ENOUGH = 8
#: How many robust standard deviations from the median are far outside; normal data has one in 15,000 there.
FAR = 4.0
#: From how much on a number has moved, against the last good run, where there is too little history for a spread:
#: (falls to this share or less, grows to this multiple or more). Tables grow from day to day, so growth says less.
_MOVED: dict[Measure, tuple[float, float]] = {
    Measure.ROWS: (0.8, 2.0),
    Measure.DISTINCT: (0.8, 2.0),
    Measure.MEAN: (0.8, 1.25),
    Measure.MIN: (0.2, 5.0),
    Measure.MAX: (0.2, 5.0),
    Measure.SHORTEST: (0.2, 5.0),
    Measure.LONGEST: (0.2, 5.0),
}
_MOVED_SHARE = 0.05


def observations_of(
    run: Run, nodes: Mapping[str, Node], verdicts: Mapping[str, ContractVerdict] | None = None
) -> Iterator[Observation]:
    """Everything that the run measured; `verdicts` of its contract tests, where they are known already."""
    for unique_id, result in run.results.items():
        if verdicts is not None and unique_id not in verdicts and not _is_counted(result):
            continue
        node = nodes.get(unique_id)
        if node is None:
            continue
        if node.resource_type in TESTS:
            verdict = verdict_of(result, node) if verdicts is None else verdicts.get(unique_id)
            if verdict is not None:  # hardly any test carries one
                yield from _promised(verdict, result, node, nodes)
        elif _is_counted(result) and result.status is Status.SUCCESS:
            yield from _made(result, node)
    yield from _observed(run, nodes)


def _observed(run: Run, nodes: Mapping[str, Node]) -> Iterator[Observation]:
    """What was looked at because the project asks for it, whether or not anything was promised.

    Runs that were merged into one each looked at other tables; of the same number the latest counts.
    """
    latest: dict[Series, Observation] = {}
    for part in run.parts or (run,):
        for unique_id in _OBSERVERS:
            result, node = part.results.get(unique_id), nodes.get(unique_id)
            if result is None or result.status not in (Status.PASS, Status.SUCCESS):
                continue
            # dbt 1.x keeps the SQL beside the result, dbt v2 in the manifest only
            for verdict in read_verdicts(result.sql or (node.sql if node is not None else "")):
                if verdict.node in nodes:
                    latest.update((one.series, one) for one in _scanned(verdict, str(verdict.node)))
    yield from latest.values()


def _is_counted(result: Result) -> bool:
    return result.adapter_response is not None and result.adapter_response.rows_affected is not None


def _made(result: Result, node: Node) -> Iterator[Observation]:
    made = result.adapter_response.rows_affected if result.adapter_response else None
    if node.config.materialized not in ("table", "seed"):
        return
    # adapters that do not count say 0 or -1
    if isinstance(made, int | float) and made > 0:
        yield Observation(unique_id=node.unique_id, column=None, measure=Measure.ROWS, value=float(made))


def _promised(
    verdict: ContractVerdict, result: Result, test: Node, nodes: Mapping[str, Node]
) -> Iterator[Observation]:
    """What the scan of a contract saw, if it saw every row."""
    if result.status not in (Status.PASS, Status.WARN, Status.FAIL) or test.config.where:
        return
    unique_id = attached_to(test, nodes)
    if unique_id is not None:
        yield from _scanned(verdict, unique_id)


def _scanned(verdict: ContractVerdict, unique_id: str) -> Iterator[Observation]:
    if verdict.rows is None:
        return
    yield Observation(unique_id=unique_id, column=None, measure=Measure.ROWS, value=float(verdict.rows))
    if not verdict.rows:
        return
    columns = verdict.observations.get("columns")
    for column, measured in columns.items() if isinstance(columns, dict) else ():
        for measure, value in _measures(measured, verdict.rows):
            yield Observation(unique_id=unique_id, column=str(column), measure=measure, value=value)


def _measures(measured: object, rows: int) -> Iterator[tuple[Measure, float]]:
    if not isinstance(measured, dict):
        return
    for word in ("distinct", "min", "max", "mean", "shortest", "longest"):
        if (value := _number(measured.get(word))) is not None:
            yield Measure(word), value
    if (newest := _moment(measured.get("newest"))) is not None:
        yield Measure.NEWEST, newest
    if (nulls := _number(measured.get("nulls"))) is not None:
        yield Measure.NULL_SHARE, nulls / rows


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def _moment(value: object) -> float | None:
    """Seconds since 1970 of a timestamp as a warehouse writes it; one without a zone is UTC."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def moved(measure: Measure, before: Sequence[float], now: float) -> str | None:
    """How a number left its own past, in words; `None` where it did not.

    `before` are its values in good runs, oldest first. With enough of them: the median and the median distance
    from it (robust z, Iglewicz and Hoaglin 1993). With fewer: against the last one.
    """
    # newer data is what is expected; how often it comes is what a freshness term promises
    if not before or measure is Measure.NEWEST:
        return None
    last = before[-1]
    if len(before) >= ENOUGH:
        middle = median(before)
        spread = 1.4826 * median(abs(value - middle) for value in before)
        unusual = abs(now - middle) > max(FAR * spread, 0.01 * abs(middle), 1e-9)
        unusual = unusual and is_sizeable(measure, middle, now)
    else:
        unusual = _has_leapt(measure, last, now)
    return f"{shown(measure, last)} → {shown(measure, now)}" if unusual else None


def is_sizeable(measure: Measure, middle: float, now: float) -> bool:
    """A number that never moved has no spread; a hair's breadth is no news all the same."""
    if measure is Measure.NULL_SHARE:
        return abs(now - middle) >= _MOVED_SHARE / 5
    return abs(now - middle) >= 0.05 * max(abs(middle), abs(now))


def _has_leapt(measure: Measure, last: float, now: float) -> bool:
    if measure is Measure.NULL_SHARE:
        return abs(now - last) >= _MOVED_SHARE
    if last == 0 or now == 0 or (last < 0) != (now < 0):
        return measure in (Measure.ROWS, Measure.MEAN) and last != now
    share = now / last
    least, most = _MOVED[measure]
    return share <= least or share >= most


def shown(measure: Measure, value: float) -> str:
    """The number as people write it: a share in per cent, a large one without a fraction."""
    if measure is Measure.NULL_SHARE:
        return f"{value:.1%}"
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"

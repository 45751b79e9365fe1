"""The numbers that a run measured: of scans, and how many rows an adapter says it made."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from dbt_onus.core.contracts import ContractVerdict, verdict_of
from dbt_onus.core.nodes import TESTS, Node
from dbt_onus.core.observations.observation import Measure, Observation, Series
from dbt_onus.core.observations.scans import Scan, observed, promised
from dbt_onus.core.results import Result, Run, Status


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
            # hardly any test carries one
            scan = promised(run, node, verdict, nodes) if verdict is not None else None
            yield from _numbers(scan) if scan is not None else ()
        elif _is_counted(result) and result.status is Status.SUCCESS:
            yield from _made(result, node)
    yield from _observed(run, nodes)


def _observed(run: Run, nodes: Mapping[str, Node]) -> Iterator[Observation]:
    """What was looked at whether or not anything was promised; of the same number the latest counts."""
    latest: dict[Series, Observation] = {}
    for scan in observed(run, nodes):
        latest.update((one.series, one) for one in _numbers(scan))
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


def _numbers(scan: Scan) -> Iterator[Observation]:
    yield Observation(unique_id=scan.unique_id, column=None, measure=Measure.ROWS, value=float(scan.rows))
    for column, measured in scan.columns.items():
        for measure, value in _measures(measured, scan.rows):
            yield Observation(unique_id=scan.unique_id, column=column, measure=measure, value=value)


def _measures(measured: Mapping[str, object], rows: int) -> Iterator[tuple[Measure, float]]:
    for word in ("distinct", "min", "max", "mean", "shortest", "longest", "words", "forms"):
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

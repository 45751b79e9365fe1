"""What a scan of a whole table shows to be good, as the test would that nobody wrote.

No null among its rows says of a column what a `not_null` that passed says, and as many values as there are
different ones what a `unique` says. Only counts of every row do: an estimate shows nothing, and where the bounds
of a value lie is for people to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dbt_onus.core.checks import Check
from dbt_onus.core.contracts import ContractVerdict, verdict_of
from dbt_onus.core.nodes import TESTS, Node
from dbt_onus.core.observations.scans import Scan, observed, promised
from dbt_onus.core.properties import Property
from dbt_onus.core.results import Run, Status
from dbt_onus.core.says import place_name


def shown_by_scans(
    run: Run, nodes: Mapping[str, Node], verdicts: Mapping[str, ContractVerdict] | None = None
) -> Iterator[Check]:
    """A passing check for each thing that the latest scan of a column shows.

    `verdicts` of its contract tests, where they are known already. The checks are dated by their scans (UTC): a
    table may have been built anew since.
    """
    latest: dict[tuple[str, str], Scan] = {}
    for scan in sorted(_scans(run, nodes, verdicts), key=lambda one: one.at):
        latest.update(((scan.unique_id, column), scan) for column in scan.columns)
    for (_, column), scan in latest.items():
        yield from _shown(scan, column, nodes)


def _scans(run: Run, nodes: Mapping[str, Node], verdicts: Mapping[str, ContractVerdict] | None) -> Iterator[Scan]:
    for unique_id in run.results if verdicts is None else verdicts:
        test = nodes.get(unique_id)
        if test is None or test.resource_type not in TESTS:
            continue
        verdict = verdict_of(run.results[unique_id], test) if verdicts is None else verdicts[unique_id]
        scan = promised(run, test, verdict, nodes) if verdict is not None else None
        if scan is not None:
            yield scan
    yield from observed(run, nodes)


def _shown(scan: Scan, column: str, nodes: Mapping[str, Node]) -> Iterator[Check]:
    measured = scan.columns[column]
    nulls = _count(measured.get("nulls"))
    if nulls is None or nulls >= scan.rows:
        return
    name = place_name(nodes.get(scan.unique_id), column)
    if nulls == 0:
        yield _passed(scan, column, Property.NULLNESS, f"{name} has no null in {scan.rows:,} rows")
    distinct = _count(measured.get("distinct"))
    if distinct == scan.rows - nulls and not measured.get("approximate"):
        yield _passed(scan, column, Property.UNIQUENESS, f"{name} has {distinct:,} values, none of them twice")


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _passed(scan: Scan, column: str, about: Property, says: str) -> Check:
    return Check(
        key=f"{scan.unique_id}#measured:{about}:{column}",
        unique_id=scan.unique_id,
        node=scan.unique_id,
        columns=(column,),
        about=about,
        status=Status.PASS,
        says=says,
        observed=True,
        at=scan.at,
    )

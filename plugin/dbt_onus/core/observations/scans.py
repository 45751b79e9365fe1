"""Scans of whole tables: that of a contract test, and those of what a project asks to observe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from dbt_onus.core.attachment import attached_to
from dbt_onus.core.contracts import ContractVerdict, read_verdicts
from dbt_onus.core.nodes import Node
from dbt_onus.core.results import Result, Run, Status

#: What of the package looks at tables that promise nothing: a test, and with dbt 1.9 to 1.12 the hook at the end.
_OBSERVERS = ("test.onus.onus_observed", "operation.onus.onus-on-run-end-0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What one pass over all rows of a table counted, by column, in the words of the verdict; `at` is UTC."""

    unique_id: str
    rows: int
    columns: Mapping[str, Mapping[str, object]]
    at: datetime


def promised(run: Run, test: Node, verdict: ContractVerdict, nodes: Mapping[str, Node]) -> Scan | None:
    """The scan of a contract test, if it saw every row."""
    result: Result = run.results[test.unique_id]
    if result.status not in (Status.PASS, Status.WARN, Status.FAIL) or test.config.where:
        return None
    unique_id = attached_to(test, nodes)
    at = run.times.get(test.unique_id, run.invocation.generated_at)
    return None if unique_id is None else _scan(verdict, unique_id, at)


def observed(run: Run, nodes: Mapping[str, Node]) -> Iterator[Scan]:
    """Scans made because the project asks for them; of runs merged into one, those of each, oldest first."""
    for part in run.parts or (run,):
        for unique_id in _OBSERVERS:
            result, node = part.results.get(unique_id), nodes.get(unique_id)
            if result is None or result.status not in (Status.PASS, Status.SUCCESS):
                continue
            # dbt 1.x keeps the SQL beside the result, dbt v2 in the manifest only
            for verdict in read_verdicts(result.sql or (node.sql if node is not None else "")):
                scan = _scan(verdict, verdict.node or "", part.invocation.generated_at)
                if scan is not None and scan.unique_id in nodes:
                    yield scan


def _scan(verdict: ContractVerdict, unique_id: str, at: datetime) -> Scan | None:
    if verdict.rows is None:
        return None
    said = verdict.observations.get("columns") if verdict.rows else None
    columns = said.items() if isinstance(said, dict) else ()
    measured = {str(name): numbers for name, numbers in columns if isinstance(numbers, dict)}
    return Scan(unique_id=unique_id, rows=verdict.rows, columns=measured, at=at)

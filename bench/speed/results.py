"""The rows of `run_results.json`: what a build did to each node."""

from __future__ import annotations

from collections.abc import Iterator

from speed.entries import Json, exposure_id, test_id
from speed.project import TESTS, Drawn, Table
from speed.sql import compiled, test_sql

AT = "2026-11-01T06:30:00.000000Z"


def results_of(drawn: Drawn) -> Iterator[Json]:
    """One row per node that a build touches, in the order of the manifest."""
    for table in drawn.tables:
        if not table.layer:
            continue
        parents = [drawn.tables[number] for number in table.parents]
        if table.unique_id in drawn.skipped:
            yield _result(table.unique_id, "skipped", None)
        elif table.unique_id in drawn.errors:
            # the renamed column is the first parent's, so where it went is to be found by lineage
            message = (
                f"Runtime Error in model {table.name} ({table.path})\n  Binder Error: Referenced column "
                f'"{parents[0].columns[1]}" not found in FROM clause!\n  Candidate bindings: "customer_key"'
            )
            yield _result(table.unique_id, "error", compiled(table, parents), message=message)
        else:
            yield _result(table.unique_id, "success", compiled(table, parents), message="OK")
        untested = table.unique_id in drawn.skipped or table.unique_id in drawn.errors
        for kind in TESTS:
            yield _test_result(drawn, table, kind, untested=untested)
    for number in range(len(drawn.exposures)):
        skipped = number in drawn.skipped_exposures
        yield _result(exposure_id(number), "skipped" if skipped else "success", None)


def _test_result(drawn: Drawn, table: Table, kind: str, *, untested: bool) -> Json:
    unique_id = test_id(table, kind)
    if untested:
        return _result(unique_id, "skipped", None)
    if table.unique_id in drawn.failing_tests and kind == table.failing_test:
        message = "Got 17 results, configured to fail if != 0"
        return _result(unique_id, "fail", test_sql(table, kind), message=message, failures=17)
    return _result(unique_id, "pass", test_sql(table, kind), failures=0)


def _result(
    unique_id: str, status: str, sql: str | None, *, message: str | None = None, failures: int | None = None
) -> Json:
    ran = status != "skipped"
    phases = [{"name": name, "started_at": AT, "completed_at": AT} for name in ("compile", "execute")]
    return {
        "status": status,
        "timing": phases if ran else [],
        "thread_id": "Thread-1 (worker)",
        "execution_time": 0.75 if ran else 0,
        "adapter_response": {"_message": "OK"} if ran else {},
        "message": message,
        "failures": failures,
        "unique_id": unique_id,
        "compiled": sql is not None,
        "compiled_code": sql,
        "relation_name": None,
        "batch_results": None,
    }

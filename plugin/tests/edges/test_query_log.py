"""dbt v2 says `fail` where a test's query failed; its query log says what happened."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from dbt_onus.artifacts import read_target
from dbt_onus.core.results import Status
from tests import builders as b

ENTRY = """\
-- created_at: {at}
-- finished_at: {at}
-- elapsed: 6ms
-- outcome: {outcome}
-- error vendor code: -2147483648
-- error message: Internal: Catalog Error: Table with name charges does not exist!
Did you mean "refunds"?

LINE 18: from charges
-- dialect: duckdb
-- node_id: {node}
-- query_id: not available
-- desc: execute adapter call
select count(*) from charges
"""


def status_of(
    folder: Path, *, outcome: str = "error", late: timedelta = timedelta(0), failures: int = 1
) -> Status:
    charges = b.source("stripe.charges")
    test = b.test("not_null", charges, "id")
    ran = b.result(test, "fail", "Error", failures=failures)
    b.write_target(folder / "target", b.manifest(charges, test), b.run(ran))
    log = folder / "logs" / "query_log.sql"
    log.parent.mkdir(exist_ok=True)
    at = (b.NOON + late).isoformat()
    log.write_text(ENTRY.format(at=at, outcome=outcome, node=test.unique_id))
    run = read_target(folder / "target").required_run()
    return run.results[test.unique_id].status


def test_a_failed_query_is_an_error_with_its_message(tmp_path: Path) -> None:
    assert status_of(tmp_path) is Status.ERROR
    run = read_target(tmp_path / "target").required_run()
    (result,) = run.results.values()
    assert "Table with name charges does not exist!" in (result.message or "")


def test_a_row_that_fails_stays_a_failure(tmp_path: Path) -> None:
    assert status_of(tmp_path, outcome="success") is Status.FAIL
    assert status_of(tmp_path, failures=17) is Status.FAIL


def test_a_log_of_another_command_changes_nothing(tmp_path: Path) -> None:
    assert status_of(tmp_path, late=timedelta(hours=2)) is Status.FAIL
    assert status_of(tmp_path, late=-timedelta(hours=2)) is Status.FAIL


def test_a_log_that_cannot_be_read_changes_nothing(tmp_path: Path) -> None:
    status_of(tmp_path)
    (tmp_path / "logs" / "query_log.sql").write_bytes(b"\xff\xfe\x00-- created_at: ")
    (result,) = read_target(tmp_path / "target").required_run().results.values()
    assert result.status is Status.FAIL

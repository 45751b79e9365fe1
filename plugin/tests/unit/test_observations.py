"""What was measured, and when a number has left its own past."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dbt_onus.core.checks import checks_of
from dbt_onus.core.nodes import Node
from dbt_onus.core.observations import Measure, moved, observations_of
from dbt_onus.core.results import Run
from tests import builders as b


def contract(rows: int, columns: Mapping[str, Mapping[str, object]]) -> str:
    verdict = {"terms": [{"term": "rows", "status": "pass"}], "rows": rows, "observations": {"columns": columns}}
    return f"/* onus {json.dumps(verdict)} */ select 1"


def test_a_contract_scan_speaks_of_the_table_and_of_its_columns() -> None:
    charges = b.source("stripe.charges")
    test = b.test("onus.contract", charges)
    sql = contract(200, {"amount": {"nulls": 10, "mean": 4.5}})
    run = b.run(b.result(test, "pass", sql=sql))
    nodes = b.manifest(charges, test).nodes
    assert {(one.column, one.measure, one.value) for one in observations_of(run, nodes)} == {
        (None, Measure.ROWS, 200.0),
        ("amount", Measure.NULL_SHARE, 0.05),
        ("amount", Measure.MEAN, 4.5),
    }


def test_a_scan_of_some_rows_says_nothing_of_the_table() -> None:
    charges = b.source("stripe.charges")
    test = b.test("onus.contract", charges, where="day = today")
    run = b.run(b.result(test, "pass", sql=contract(200, {})))
    assert list(observations_of(run, b.manifest(charges, test).nodes)) == []


def test_a_test_that_was_skipped_measured_nothing() -> None:
    charges = b.source("stripe.charges")
    test = b.test("onus.contract", charges, sql=contract(200, {}))
    run = b.run(b.result(test, "skipped"))
    assert list(observations_of(run, b.manifest(charges, test).nodes)) == []


@pytest.mark.parametrize(
    ("measure", "before", "now"),
    [
        (Measure.ROWS, [1000.0], 500.0),
        (Measure.MEAN, [142.0, 143.0], 1.42),
        (Measure.MIN, [561.0], 6.0),
        (Measure.NULL_SHARE, [0.0], 0.4),
        (Measure.ROWS, [990.0, 1000.0, 1005.0, 1010.0, 1000.0, 995.0, 1002.0, 998.0], 900.0),
    ],
)
def test_a_leap_is_seen(measure: Measure, before: list[float], now: float) -> None:
    assert moved(measure, before, now)


@pytest.mark.parametrize(
    ("measure", "before", "now"),
    [
        (Measure.ROWS, [], 5.0),
        (Measure.ROWS, [1000.0], 1040.0),
        (Measure.ROWS, [1000.0], 950.0),
        (Measure.NULL_SHARE, [0.01], 0.02),
        (Measure.MEAN, [0.0], 0.0),
        (Measure.ROWS, [100.0, 400.0, 150.0, 300.0, 250.0, 120.0, 380.0, 200.0], 420.0),
        (Measure.MEAN, [5.0] * 9, 5.05),
    ],
)
def test_a_number_that_wanders_as_it_always_did_is_no_news(
    measure: Measure, before: list[float], now: float
) -> None:
    assert moved(measure, before, now) is None


@given(
    st.sampled_from(Measure),
    st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=12),
    st.floats(allow_nan=False, allow_infinity=False),
)
def test_no_number_is_too_odd_to_be_compared(measure: Measure, before: list[float], now: float) -> None:
    moved(measure, before, now)


@given(st.sampled_from(Measure), st.floats(min_value=0, max_value=1e9), st.integers(1, 12))
def test_a_number_that_never_moves_has_not_moved(measure: Measure, value: float, runs: int) -> None:
    assert moved(measure, [value] * runs, value) is None


def test_lengths_and_the_newest_timestamp_are_kept_and_newer_data_is_no_news() -> None:
    charges = b.source("stripe.charges")
    test = b.test("onus.contract", charges)
    columns = {
        "name": {"shortest": 2, "longest": 40},
        "at": {"newest": "2026-11-02 12:00:00"},
        "zoned": {"newest": "2026-11-02 13:00:00+01:00"},
        "odd": {"newest": "yesterday"},
    }
    run = b.run(b.result(test, "pass", sql=contract(200, columns)))
    noon = 1793620800.0
    assert {
        (one.column, one.measure, one.value) for one in observations_of(run, b.manifest(charges, test).nodes)
    } == {
        (None, Measure.ROWS, 200.0),
        ("name", Measure.SHORTEST, 2.0),
        ("name", Measure.LONGEST, 40.0),
        ("at", Measure.NEWEST, noon),
        ("zoned", Measure.NEWEST, noon),
    }
    assert moved(Measure.NEWEST, [noon] * 9, noon + 86400) is None
    assert moved(Measure.LONGEST, [40.0], 4000.0)


OBSERVER = b.node("test.onus.onus_observed", materialized="test", path="tests/onus_observed.sql")
HOOK = "operation.onus.onus-on-run-end-0"


def observed(**rows: int) -> str:
    """What the test of the package renders: a comment for each table, above SQL that finds nothing."""
    seen = [
        {"node": f"source.shop.stripe.{name}", "terms": [], "rows": count,
         "observations": {"rows": count, "columns": {"amount": {"nulls": 1}}}}
        for name, count in rows.items()
    ]  # fmt: skip
    return "".join(f"/* onus {json.dumps(one)} */\n  " for one in seen) + "select 1 as one where false"


def rows_of(run: Run, *nodes: Node) -> dict[str, float]:
    known = b.manifest(b.source("stripe.charges"), b.source("stripe.refunds"), *nodes).nodes
    seen = observations_of(run, known, checks_of(run, known, "duckdb").verdicts)
    return {one.unique_id.rpartition(".")[2]: one.value for one in seen if one.measure is Measure.ROWS}


def test_what_the_project_asks_to_observe_speaks_of_each_table_beside_the_result() -> None:
    run = b.run(b.result(OBSERVER, "pass", sql=observed(charges=100, refunds=10, gone=3)))
    assert rows_of(run, OBSERVER) == {"charges": 100, "refunds": 10}


def test_and_in_the_manifest_where_dbt_v2_keeps_the_sql() -> None:
    carrier = b.node("test.onus.onus_observed", sql=observed(charges=100))
    assert rows_of(b.run(b.result(carrier, "pass")), carrier) == {"charges": 100}
    assert rows_of(b.run(b.result(carrier, "skipped")), carrier) == {}
    assert rows_of(b.run(), carrier) == {}, "a manifest that is older than the run"


def test_and_by_the_hook_at_the_end_of_the_run() -> None:
    run = b.run(b.result(OBSERVER, "pass", sql=observed(charges=100)), b.result(HOOK, sql=observed(refunds=10)))
    assert rows_of(run, OBSERVER, b.node(HOOK)) == {"charges": 100, "refunds": 10}


def test_runs_that_are_looked_at_as_one_have_each_seen_other_tables() -> None:
    first = b.run(b.result(HOOK, sql=observed(charges=100, refunds=10)))
    second = b.run(b.result(HOOK, sql=observed(charges=120)))
    assert rows_of(replace(second, parts=(first, second)), b.node(HOOK)) == {"charges": 120, "refunds": 10}


def test_a_damaged_comment_takes_nothing_but_itself_and_what_follows() -> None:
    sql = observed(charges=100) + '/* onus {"node": */' + observed(refunds=10)
    assert rows_of(b.run(b.result(OBSERVER, "pass", sql=sql)), OBSERVER) == {"charges": 100}

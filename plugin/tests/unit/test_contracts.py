"""The verdict that a compiled contract test carries."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from dbt_onus.core.checks import checks_of
from dbt_onus.core.contracts import read_verdict
from dbt_onus.core.properties import Property
from dbt_onus.core.results import Status
from tests import builders as b

TERMS = [
    {"term": "not_null", "column": "id", "status": "fail", "expected": 0, "observed": 3, "message": "id: 3 nulls"},
    {"term": "unique", "column": "id", "status": "pass", "expected": 0, "observed": 0},
    {"term": "range", "column": "amount", "status": "error", "message": "is for numbers, and this is VARCHAR"},
]


def sql(terms: object = TERMS) -> str:
    return "-- a header\n/* onus " + json.dumps({"version": 1, "rows": 9, "terms": terms}) + " */\nselect 1"


def test_every_term_is_read_passing_ones_too() -> None:
    verdict = read_verdict(sql())
    assert verdict is not None
    assert [(term.key, term.status) for term in verdict.terms] == [
        ("not_null:id", Status.FAIL),
        ("unique:id", Status.PASS),
        ("range:amount", Status.ERROR),
    ]
    assert verdict.rows == 9


def test_sql_without_a_verdict_has_none() -> None:
    for text in ("", "select 1", "/* onus */", "/* onus {", '/* onus {"terms": 3} */', "/* onus [1] */"):
        assert read_verdict(text) is None


@given(st.text())
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    read_verdict("/* onus " + text)
    read_verdict(text)


def test_each_term_is_a_check_of_its_own() -> None:
    charges = b.source("stripe.charges")
    test = b.test("onus.contract", charges)
    checks = checks_of(b.run(b.result(test, "fail", sql=sql())), b.manifest(charges, test).nodes, "duckdb")
    assert [(check.column, check.about, check.status) for check in checks] == [
        ("id", Property.NULLNESS, Status.FAIL),
        ("id", Property.UNIQUENESS, Status.PASS),
        # a term on values that does not fit the column found a column of another type
        ("amount", Property.TYPE, Status.ERROR),
    ]
    assert checks[0].says == "id: 3 nulls"


def test_a_contract_that_only_warns_breaks_nothing() -> None:
    charges = b.source("stripe.charges")
    test = b.test("onus.contract", charges)
    checks = checks_of(b.run(b.result(test, "warn", sql=sql())), b.manifest(charges, test).nodes, "duckdb")
    assert not any(check.broken for check in checks)


def test_dbt_v2_keeps_the_verdict_in_the_manifest() -> None:
    charges = b.source("stripe.charges")
    test = b.test("onus.contract", charges, sql=sql())
    checks = checks_of(b.run(b.result(test, "Fail")), b.manifest(charges, test).nodes, "duckdb")
    assert len(checks) == 3

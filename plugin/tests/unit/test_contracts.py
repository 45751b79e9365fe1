"""The verdict that a compiled contract test carries."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dbt_onus.core.checks import Check, checks_of
from dbt_onus.core.contracts import read_verdict
from dbt_onus.core.evidence import Place
from dbt_onus.core.properties import Property
from dbt_onus.core.results import BROKEN, GOOD, Status
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


def term_checks(*terms: dict[str, object], status: str = "fail", others: tuple[b.Node, ...] = ()) -> list[Check]:
    charges = b.source("stripe.charges")
    test = b.test("onus.contract", charges)
    nodes = b.manifest(charges, test, *others).nodes
    return list(checks_of(b.run(b.result(test, status, sql=sql(list(terms)))), nodes, "duckdb"))


BAND = {"value": 120, "days": 9, "previous": 100, "low": 80, "high": 120}


@pytest.mark.parametrize(
    ("term", "expected", "about"),
    [
        ("distinct_count", {"min": 2}, Property.DISTRIBUTION),
        ("mean", {"within": "3 sigma"}, Property.DISTRIBUTION),
        ("sum", {"change": "20%"}, Property.DISTRIBUTION),
        ("percentile", {"p": 95, "max": 3}, Property.DISTRIBUTION),
        ("metric", {"name": "paid", "expression": "avg(x)", "min": 1}, Property.DISTRIBUTION),
        ("rows", {"change": "50%"}, Property.VOLUME),
        ("slices", {"by": ["country"], "term": "rows", "min": 1}, Property.VOLUME),
        ("slices", {"by": ["country"], "term": "null_share", "max": 0.1}, Property.NULLNESS),
        ("slices", {"by": ["country"], "term": "metric", "name": "paid", "min": 1}, Property.DISTRIBUTION),
        ("foreign_key", {"columns": ["a"], "to": "b", "to_columns": ["id"]}, Property.REFERENCE),
        ("relation", "present", Property.RELATION),
        ("something_new", {"min": 1}, Property.UNKNOWN),
    ],
)
def test_every_term_is_about_something(term: str, expected: object, about: Property) -> None:
    (check,) = term_checks(
        {"term": term, "column": None, "status": "fail", "expected": expected, "observed": BAND}
    )
    assert check.about is about
    assert check.broken


def test_terms_of_the_same_name_are_told_apart_by_what_they_promise() -> None:
    checks = term_checks(
        {"term": "percentile", "column": "x", "status": "pass", "expected": {"p": 50, "max": 1}},
        {"term": "percentile", "column": "x", "status": "pass", "expected": {"p": 95, "max": 9}},
        {"term": "unique", "column": None, "status": "pass", "expected": ["a", "b"]},
        {"term": "unique", "column": None, "status": "pass", "expected": ["a", "c"]},
        {"term": "check", "column": None, "status": "pass", "expected": "a > 0"},
        {"term": "metric", "column": None, "status": "pass", "expected": {"name": "paid", "min": 1}},
        {"term": "slices", "column": None, "status": "pass", "expected": {"by": ["c"], "term": "rows", "min": 1}},
        {"term": "slices", "column": "x", "status": "pass", "expected": {"by": ["c"], "term": "mean", "min": 1}},
        {"term": "foreign_key", "column": None, "status": "pass", "expected": {"columns": ["a", "b"], "to": "t"}},
        status="pass",
    )
    assert [check.key.partition("#")[2] for check in checks] == [
        "percentile:x (p50)",
        "percentile:x (p95)",
        "unique (a, b)",
        "unique (a, c)",
        "check (a > 0)",
        "metric (paid)",
        "slices (rows by c)",
        "slices:x (mean by c)",
        "foreign_key (a, b)",
    ]
    assert checks[2].columns == ("a", "b")
    assert checks[8].columns == ("a", "b")


def test_a_foreign_key_names_the_other_side() -> None:
    customers = b.model("customers")
    said = {"columns": ["customer_id"], "to": "customers", "to_columns": ["id"]}
    term = {"term": "foreign_key", "column": "customer_id", "status": "fail", "expected": said, "observed": 3}
    assert term_checks(term, others=(customers,))[0].reference == Place(unique_id=customers.unique_id, column="id")
    assert term_checks(term)[0].reference is None


def test_too_little_history_is_neither_failure_nor_pass() -> None:
    (check,) = term_checks(
        {
            "term": "mean",
            "column": "x",
            "status": "unknown",
            "expected": {"within": "3 sigma"},
            "observed": {"value": 120, "days": 3},
            "message": "t.x: 3 of the 8 days of history that it needs; promised within 3 sigma",
        },
        status="pass",
    )
    assert check.status is Status.UNKNOWN
    assert check.status not in BROKEN | GOOD
    assert check.says.startswith("t.x: 3 of the 8 days")

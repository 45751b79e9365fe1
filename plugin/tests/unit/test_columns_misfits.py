"""Which column a function or an operator refused: the message says how, the SQL says which."""

from __future__ import annotations

import pytest

from dbt_onus.core.attribution import Case, attribute
from dbt_onus.core.attribution.own_sql import with_own_sql
from dbt_onus.core.attribution.paths.by_sql import SqlPaths
from dbt_onus.core.checks import checks_of
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.columns.casting.misfits import misfits
from dbt_onus.core.evidence import Cause, Confidence, Place
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.signatures import read_message
from tests import builders as b
from tests.unit.test_attribution import only, unchanged


@pytest.mark.parametrize(
    ("adapter", "message", "call", "types"),
    [
        (
            "duckdb",
            "Binder Error: No function matches the given name and argument types '*(VARCHAR, DECIMAL(9,2))'. You",
            "*",
            ("VARCHAR", "DECIMAL(9,2)"),
        ),
        ("postgres", "operator does not exist: text * numeric\nLINE 3: …", "*", ("text", "numeric")),
        (
            "postgres",
            "operator does not exist: character varying - integer",
            "-",
            ("character varying", "integer"),
        ),
        ("postgres", "function round(text, integer) does not exist", "round", ("text", "integer")),
        (
            "bigquery",
            "No matching signature for operator * for argument types: STRING, FLOAT64. Supported signatures: …",
            "*",
            ("STRING", "FLOAT64"),
        ),
        (
            "snowflake",
            "001044 (42P13): Invalid argument types for function '*': (VARCHAR(16777216), NUMBER(38,0))",
            "*",
            ("VARCHAR(16777216)", "NUMBER(38,0)"),
        ),
    ],
)
def test_warehouses_say_what_was_given_to_what(
    adapter: str, message: str, call: str, types: tuple[str, ...]
) -> None:
    reading = read_message(message, adapter)
    assert (reading.call, reading.types) == (call, types)


@pytest.mark.parametrize(
    ("sql", "call", "types", "expected"),
    [
        ("select h.hours * r.rate as pay from h join r using (id)", "*", ("VARCHAR", "DOUBLE"), {"hours"}),
        ("select h.hours * r.rate as pay from h join r using (id)", "*", ("DOUBLE", "VARCHAR"), {"rate"}),
        ("select a * b, c * d from t", "*", ("VARCHAR", "DOUBLE"), {"a", "c"}),
        ("select round(weight, 2) from t", "round", ("VARCHAR", "INTEGER_LITERAL"), {"weight"}),
        ("select a + b from t", "*", ("VARCHAR", "DOUBLE"), set()),
        ("select a * b from t", "*", ("VARCHAR", "VARCHAR"), set()),
        ("select a * b from t", "*", ("DATE", "DOUBLE"), set()),
        ("select a * from where", "*", ("VARCHAR", "DOUBLE"), set()),
    ],
)
def test_the_sql_says_which_column_stands_there(
    sql: str, call: str, types: tuple[str, ...], expected: set[str]
) -> None:
    assert misfits(sql, "duckdb", call, types) == expected


def payroll(error: str, *, edited: bool = False) -> Case:
    """Hours by one system, rates by another, multiplied in a mart."""
    clock, pay = '"hr"."clock"."shifts"', '"hr"."pay"."rates"'
    nodes = [
        b.source("clock.shifts", columns=["id", "hours"], relation_name=clock),
        b.source("pay.rates", columns=["id", "rate"], relation_name=pay),
        b.model("stg_shifts", "clock.shifts", sql=f"select id, hours from {clock}"),
        b.model(
            "wages",
            "stg_shifts",
            "pay.rates",
            sql=f'select s.id, s.hours * r.rate as wage from "shop"."main"."stg_shifts" s join {pay} r using (id)',
        ),
    ]
    graph = {node.unique_id: node for node in nodes}
    lineage = Lineage.of(graph)
    columns = ColumnLineage(graph, lineage.parents, children=lineage.children, adapter="duckdb")
    checks = checks_of(b.run(b.result("stg_shifts"), b.result("wages", "error", error)), graph, "duckdb")
    known = [uid for uid in graph if uid != "model.shop.wages" or not edited]
    history = unchanged("model.shop.wages", code=known, changed=["model.shop.wages"] if edited else ())
    return Case(graph, lineage, with_own_sql(checks, columns), history, SqlPaths(columns, lineage))


REFUSED = "Binder Error: No function matches the given name and argument types '*({}, {})'. You might need"


def test_the_column_that_became_text_is_followed_to_its_source() -> None:
    found = only(attribute(payroll(REFUSED.format("VARCHAR", "DOUBLE"))))
    assert found.origin == Place(unique_id="source.shop.clock.shifts", column="hours")
    assert (found.cause, found.confidence) == (Cause.TYPE_CHANGE, Confidence.LIKELY)


def test_the_other_operand_is_the_other_sources() -> None:
    found = only(attribute(payroll(REFUSED.format("DOUBLE", "VARCHAR"))))
    assert found.origin == Place(unique_id="source.shop.pay.rates", column="rate")


def test_where_the_model_was_edited_it_may_have_multiplied_what_always_was_text() -> None:
    found = only(attribute(payroll(REFUSED.format("VARCHAR", "DOUBLE"), edited=True)))
    assert found.origin.unique_id == "model.shop.wages"
    assert found.cause is Cause.CODE_CHANGE

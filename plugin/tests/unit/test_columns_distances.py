"""Distances of two columns and tests asked of other rows, read from the SQL."""

from __future__ import annotations

import pytest

from dbt_onus.core.columns.edges import ColumnRef
from dbt_onus.core.columns.formulas.distances import Distance, distances, distances_in
from dbt_onus.core.columns.wanted.retesting import retested

RELATIONS = {"raw.desk": "source.desk", "raw.audit": "source.audit"}
LISTED = {"source.desk": ("id", "opened_at", "closed_at", "region"), "source.audit": ("id", "answered_at", "who")}


def read(value: str, dialect: str = "duckdb") -> tuple[Distance, ...]:
    sql = f"select d.id, {value} as hours from raw.desk d left join raw.audit a on a.id = d.id"
    return distances(
        sql, "hours", dialect=dialect, relations=RELATIONS, own="model.m", listed=lambda uid: LISTED.get(uid, ())
    )


@pytest.mark.parametrize(
    ("value", "dialect"),
    [
        ("date_diff('minute', d.opened_at, a.answered_at) / 60.0", "duckdb"),
        ("datediff(minute, d.opened_at, a.answered_at)", "snowflake"),
        ("timestamp_diff(a.answered_at, d.opened_at, minute)", "bigquery"),
        ("round(extract(epoch from (a.answered_at - d.opened_at)) / 3600, 1)", "postgres"),
        ("cast(a.answered_at as date) - cast(d.opened_at as date)", "postgres"),
    ],
)
def test_a_distance_has_two_ends_and_what_is_called_like_them(value: str, dialect: str) -> None:
    (found,) = read(value, dialect)
    assert found.first == (ColumnRef("source.desk", "opened_at"),)
    assert found.second == (ColumnRef("source.audit", "answered_at"),)
    assert found.third == (ColumnRef("source.desk", "closed_at"),)


def test_the_third_is_measured_by_the_same_expression() -> None:
    (found,) = read("date_diff('minute', d.opened_at, a.answered_at) / 60.0")
    assert "DATE_DIFF('MINUTE', d.opened_at, d.closed_at) / 60.0 AS onus_to_third" in found.rows
    assert "DATE_DIFF('MINUTE', d.closed_at, a.answered_at) / 60.0 AS onus_from_third" in found.rows
    assert found.rows.endswith('AS "hours" FROM raw.desk AS d LEFT JOIN raw.audit AS a ON a.id = d.id')


@pytest.mark.parametrize(
    "value",
    [
        "d.opened_at",
        "date_diff('minute', d.opened_at, now())",
        "date_diff('minute', least(d.opened_at, d.closed_at), a.answered_at)",
        "max(a.answered_at - d.opened_at)",
        "case when a.who = 1 then a.answered_at - d.opened_at end",
        "(a.answered_at - d.opened_at) / d.id",
        "not sql ((",
    ],
)
def test_anything_else_is_no_distance(value: str) -> None:
    assert read(value) == ()


def test_two_moments_of_one_table_are_told_by_others_of_it() -> None:
    names = ("id", "opened_at", "answered_at", "closed_at", "status")
    (found,) = distances_in("raw.t", "model.t", ("opened_at", "answered_at"), names, dialect="duckdb")
    assert found.third == (ColumnRef("model.t", "closed_at"),)
    assert found.rows.startswith("select onus_rows.*, DATE_DIFF('MINUTE', ")


def test_a_test_is_asked_of_other_rows() -> None:
    sql = (
        "with t as (select * from raw.desk as d where region = 'eu') select avg(id) as n from t having avg(id) > 2"
    )
    asked = retested(sql, "source.desk", "select 1 as id", dialect="duckdb", relations=RELATIONS)
    assert asked is not None
    assert "FROM (SELECT 1 AS id) AS d WHERE region = 'eu'" in asked


@pytest.mark.parametrize(
    "sql",
    ["select 1", "select * from raw.desk join raw.audit using (id)", "select * from raw.audit", "not sql (("],
)
def test_a_test_of_several_tables_is_not(sql: str) -> None:
    assert retested(sql, "source.desk", "select 1 as id", dialect="duckdb", relations=RELATIONS) is None

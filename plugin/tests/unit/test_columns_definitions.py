"""What an expression over a node's columns is over the tables that the node reads."""

from __future__ import annotations

import pytest

from dbt_onus.core.columns.formulas.definitions import Formula, formulas, named_branches, unhashed

RELATIONS = {"db.raw.eu": "source.eu", "db.raw.us": "source.us", "db.main.stg": "model.stg"}
LISTED = {"source.eu": ("id", "code"), "source.us": ("id", "code"), "model.stg": ("key", "name")}


def read(sql: str, expression: str, dialect: str = "duckdb") -> tuple[Formula, ...]:
    return formulas(sql, expression, dialect=dialect, relations=RELATIONS, listed=LISTED.__getitem__)


def over(sql: str, expression: str) -> list[tuple[str, str]]:
    return [(one.parent, one.sql.lower()) for one in read(sql, expression)]


def test_an_expression_is_carried_through_ctes() -> None:
    sql = """with raw as (select id, trim(code) as code from db.raw.eu), named as (select code as key, id from raw)
             select lower(key) as key from named"""
    assert over(sql, "md5(onus_rows.key)") == [("source.eu", "md5(lower(trim(onus_rows.code)))")]


def test_a_union_gives_a_formula_for_each_branch_by_position() -> None:
    sql = "select id, code as plan from db.raw.eu union all select id, upper(code) from db.raw.us"
    assert over(sql, "onus_rows.plan") == [
        ("source.eu", "onus_rows.code"),
        ("source.us", "upper(onus_rows.code)"),
    ]


def test_positions_count_through_stars() -> None:
    sql = """with eu as (select 'eu' as region, id, code as plan from db.raw.eu),
                  us as (select 'us', id, upper(code) from db.raw.us),
                  united as (select * from eu union all select * from us)
             select trim(plan) as plan, region from united"""
    assert over(sql, "onus_rows.plan") == [
        ("source.eu", "trim(onus_rows.code)"),
        ("source.us", "trim(upper(onus_rows.code))"),
    ]
    assert named_branches(sql, "region", dialect="duckdb", relations=RELATIONS, listed=LISTED.__getitem__) == (
        ("'eu'", frozenset({"source.eu"})),
        ("'us'", frozenset({"source.us"})),
    )


def test_the_name_of_a_branch_is_part_of_its_keys() -> None:
    sql = """with both as (select id, 'eu' as region from db.raw.eu union all select id, 'us' from db.raw.us)
             select region || '-' || id as key from both"""
    assert over(sql, "onus_rows.key") == [
        ("source.eu", "('eu' || '-' || onus_rows.id)"),
        ("source.us", "('us' || '-' || onus_rows.id)"),
    ]


def test_plain_filters_are_conditions_on_the_rows() -> None:
    (found,) = read("select code from db.raw.eu where not deleted and id > 5", "onus_rows.code")
    assert [one.lower() for one in found.only] == ["(not onus_rows.deleted)", "(onus_rows.id > 5)"]


def test_what_an_outer_join_brings_is_optional() -> None:
    sql = "select e.id, s.name from db.raw.eu e left join db.main.stg s on s.key = e.code"
    (name,), (key,) = read(sql, "onus_rows.name"), read(sql, "onus_rows.id")
    assert (name.parent, name.optional) == ("model.stg", True)
    assert (key.parent, key.optional) == ("source.eu", False)


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select * from db.raw.eu", "onus_rows.code"),
        ("select * exclude (id) from db.raw.eu", "onus_rows.code"),
        ("select * replace (lower(code) as code) from db.raw.eu", "lower(onus_rows.code)"),
        ("select e.*, s.name from db.raw.eu e join db.main.stg s on s.key = e.id", "onus_rows.code"),
        ("select code from db.raw.eu qualify row_number() over (partition by code) = 1", "onus_rows.code"),
        ("select code, count(*) as n from db.raw.eu group by 1", "onus_rows.code"),
    ],
)
def test_stars_and_groups_are_looked_through(sql: str, expected: str) -> None:
    assert over(sql, "onus_rows.code") == [("source.eu", expected)]


@pytest.mark.parametrize(
    "sql",
    [
        "select max(code) as code from db.raw.eu",
        "select first_value(code) over (order by id) as code from db.raw.eu",
        "select e.code || s.name as code from db.raw.eu e join db.main.stg s on s.key = e.id",
        "select (select max(code) from db.raw.us) as code from db.raw.eu",
        "select * exclude (code) from db.raw.eu",
        "select 'x' as code from db.raw.eu",
        "select code from db.raw.nowhere",
        "with recursive r as (select code from db.raw.eu union all select code from r) select code from r",
        "not sql at all (",
    ],
)
def test_what_is_not_one_table_row_by_row_is_not_said(sql: str) -> None:
    assert read(sql, "onus_rows.code") == ()


def test_a_hash_is_taken_off_and_nothing_else() -> None:
    assert unhashed("md5(upper(trim(onus_rows.k)))", dialect="duckdb") == "UPPER(TRIM(onus_rows.k))"
    assert unhashed("upper(onus_rows.k)", dialect="duckdb") is None
    assert unhashed("md5(", dialect="duckdb") is None

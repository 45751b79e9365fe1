"""What a key of several columns is above the SQL that makes it."""

from __future__ import annotations

from dbt_onus.core.columns.formulas.keys import KeyBranch, key_branches

RELATIONS = {"db.raw.eu": "source.eu", "db.raw.us": "source.us"}
LISTED = {"source.eu": ("id", "day"), "source.us": ("id", "day")}

Read = tuple[str, tuple[str, ...], tuple[tuple[int, str], ...]]


def read(sql: str, *columns: str) -> list[Read]:
    parts = [f"onus_rows.{column}" for column in columns]
    found = key_branches(sql, parts, dialect="duckdb", relations=RELATIONS, listed=LISTED.__getitem__)
    return [_told(one) for one in found]


def _told(branch: KeyBranch) -> Read:
    return branch.parent, tuple(part.sql.lower() for part in branch.parts), branch.literals


def test_the_literal_that_names_a_branch_is_no_part_of_the_key_in_its_table() -> None:
    sql = """select 'eu' as region, id, day from db.raw.eu
             union all select cast('us' as varchar), id, cast(day as date) from db.raw.us"""
    assert read(sql, "id", "region", "day") == [
        ("source.eu", ("onus_rows.id", "onus_rows.day"), ((1, "'eu'"),)),
        ("source.us", ("onus_rows.id", "cast(onus_rows.day as date)"), ((1, "'us'"),)),
    ]


def test_a_key_that_is_made_of_several_columns_stays_one_part() -> None:
    assert read("select md5(id || '-' || day) as key from db.raw.eu", "key") == [
        ("source.eu", ("md5(onus_rows.id || '-' || onus_rows.day)",), ())
    ]


def test_what_is_another_value_in_every_row_is_no_name_of_a_branch() -> None:
    assert read("select id, uuid() as key from db.raw.eu", "id", "key") == []
    assert read("select id, null as key from db.raw.eu", "id", "key") == []


def test_parts_of_two_tables_are_no_key_of_one() -> None:
    sql = "select eu.id, us.day from db.raw.eu as eu join db.raw.us as us on us.id = eu.id"
    assert read(sql, "id", "day") == []


def test_numbers_and_sums_are_no_columns_of_a_table_above() -> None:
    assert read("select id, row_number() over (order by day) as nr from db.raw.eu", "id", "nr") == []
    assert read("select id, sum(day) as days from db.raw.eu group by id", "id", "days") == []


def test_text_that_is_no_sql_is_no_key() -> None:
    assert read("select from where", "id") == []

"""Names of relations and dialects."""

from __future__ import annotations

import pytest

from dbt_onus.core.columns import dialect_of, relation_key, relation_keys


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ('"db"."schema"."Table"', "db.schema.table"),
        ("`project-x.dataset.table`", "project-x.dataset.table"),
        ("`project-x`.`dataset`.`table`", "project-x.dataset.table"),
        ("[db].[dbo].[my table]", "db.dbo.my table"),
        ("DB.SCHEMA.TABLE", "db.schema.table"),
        ('"odd "" name"', 'odd " name'),
        ("schema.table", "schema.table"),
    ],
)
def test_a_relation_has_one_key_however_it_is_quoted(written: str, key: str) -> None:
    assert relation_keys(written)[0] == key


def test_the_parts_make_the_same_key() -> None:
    assert relation_key("DB", None, "Orders") == "db.orders"
    assert relation_keys('"DB"."s"."t"') == ("db.s.t", "s.t", "t")


def test_adapters_have_dialects_and_unknown_ones_the_tolerant_one() -> None:
    assert [dialect_of(name) for name in ("sqlserver", "Glue", "snowflake", "nothing")] == [
        "tsql",
        "spark",
        "snowflake",
        "",
    ]

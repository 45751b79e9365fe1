"""Which texts a query reads as another type, over the tables that it reads."""

from __future__ import annotations

import pytest

from dbt_onus.core.columns import relation_keys
from dbt_onus.core.columns.casting.refusals import refusals

NAMES = {key: uid for uid in ("t", "u") for key in relation_keys(f'"h"."s"."{uid}"')}
UNNESTED = "cross join unnest(from_json(a.tags, '[\"varchar\"]')) as n(tag)"


def read(sql: str, kind: str, dialect: str = "duckdb") -> list[tuple[str, ...]] | None:
    """Table, text, type, and the conditions on its rows."""
    sql = sql.replace("{t}", '"h"."s"."t"').replace("{u}", '"h"."s"."u"')
    found = refusals(sql, kind, dialect=dialect, relations=NAMES, listed=lambda uid: ("id", "tags", "x"))
    if found is None:
        return None
    return [(one.text.parent, one.text.sql.replace("onus_rows.", ""), one.to, *one.text.only) for one in found]


@pytest.mark.parametrize(
    ("sql", "kind", "found"),
    [
        (f"select n.tag from {{t}} as a {UNNESTED}", "JSON", [("t", "tags", "JSON")]),
        ("select tags ->> '$.a' from {t}", "JSON", [("t", "tags", "JSON")]),
        ("select cast(cast(tags as json) ->> '$.a' as int) from {t}", "JSON", [("t", "tags", "JSON")]),
        (
            "with a as (select * from {t} where id > 0) select cast(tags as int) from a",
            "INT32",
            [("t", "tags", "INT", "(onus_rows.id > 0)")],
        ),
        (
            "select cast(trim(tags) as int) from (select tags from {t} union all select x from {u})",
            "INT32",
            [("t", "TRIM(tags)", "INT"), ("u", "TRIM(x)", "INT")],
        ),
        (
            "select id from {t} where id in (select cast(x as int) from {u})",
            "INT32",
            [("u", "x", "INT")],
        ),
        ("select try_cast(tags as int), cast('7' as int), cast(x as date) from {t}", "INT32", []),
        ("select case when id > 0 then cast(tags as int) end from {t}", "INT32", None),
        ("select cast(tags as int) from {t} where id > (select max(id) from {u})", "INT32", None),
        ("select cast(t.tags || u.x as int) from {t} t join {u} u on u.id = t.id", "INT32", None),
        ("select cast(tags as int) from elsewhere", "INT32", None),
        ("select (", "INT32", None),
    ],
)
def test_what_is_read_as_a_type(sql: str, kind: str, found: list[tuple[str, ...]] | None) -> None:
    assert read(sql, kind) == found


def test_where_json_is_a_type_only_what_parses_can_refuse_a_text() -> None:
    assert read("select parse_json(x):a, tags:b from {t}", "JSON", "snowflake") == [("t", "x", "JSON")]
    assert read("select try_parse_json(x) from {t}", "JSON", "snowflake") == []
    assert read("select x -> 'a', cast(tags as jsonb) from {t}", "json", "postgres") == [("t", "tags", "JSONB")]

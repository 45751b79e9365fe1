"""Which values a test minds, and where SQL writes a literal for a null."""

from __future__ import annotations

import pytest

from dbt_onus.core.columns.wanted.members import minded, stand_in

SHARE = "avg(case when k = '-1' then 1.0 else 0.0 end)"
KNOWN = "avg(case when k = '-1' then 0 else 1 end)"


@pytest.mark.parametrize(
    ("sql", "value"),
    [
        (f"select {SHARE} from db.m having {SHARE} > 0.02", "-1"),
        (f"select {KNOWN} from db.m having {KNOWN} < 0.98", "-1"),
        (f"select 1 - {KNOWN} from db.m having 1 - {KNOWN} > 0.02", "-1"),
        ("select * from db.m where not (k <> -1)", "-1"),
        ("select 1 from (select * from db.m where id > 3) dbt_subquery where k in ('n/a')", "n/a"),
        ("select count(*) n from db.m where k = 'unknown' having count(*) > 5", "unknown"),
        ("select count(*) n from db.m where k = 'unknown' having count(*) <> 0", "unknown"),
        ("select 1 from db.m having sum(case k when -1 then 1 else 0 end) > 3", "-1"),
        ("select count(*) filter (where k = -1) n from db.m having count(*) filter (where k = -1) > 9", "-1"),
        (
            "with s as (select count(case when k = -1 then id end) * 1.0 / count(*) as share from db.m) "
            "select * from s where share > 0.02",
            "-1",
        ),
        (
            "with a as (select distinct k as v from db.m), e as (select v from a where v in ('n/a')) "
            "select * from e",
            "n/a",
        ),
        # the other way round: too few of them fail it
        (f"select {SHARE} from db.m having {SHARE} < 0.02", None),
        (f"select {KNOWN} from db.m having {KNOWN} > 0.98", None),
        ("select * from db.m where not (k = -1)", None),
        ("select count(*) n from db.m where k = 'unknown' having count(*) < 5", None),
        # something else may have failed it
        ("select * from db.m where k = -1 or y is null", None),
        ("select * from db.m where k = -1 and y > 3", None),
        ("select * from db.m where k > -1", None),
        ("select * from db.m join db.n on m.i = n.i where k = -1", None),
        ("select from where", None),
    ],
)
def test_a_test_minds_a_value_if_the_more_there_are_the_sooner_it_fails(sql: str, value: str | None) -> None:
    assert minded(sql, "duckdb").get("k") == (None if value is None else {value})


@pytest.mark.parametrize(
    ("sql", "literal"),
    [
        ("select coalesce(a.k, -1) as k from db.t left join db.a a on a.i = t.i", "-1"),
        ("select coalesce(k, j, 'none') as k from db.t", "none"),
        ("with x as (select ifnull(k, 'u') as k from db.t) select * from x", "u"),
        ("select cast(case when k is not null then k else 'u' end as varchar) as k from db.t", "u"),
        ("select case when k is null then 'u' else k end as k from db.t", "u"),
        ("select coalesce(k, 'u') as k from db.t union all select coalesce(k, 'u') from db.a", "u"),
        # a null that comes in further down, or by another branch, is not replaced
        (
            "with x as (select coalesce(k, 'u') k, i from db.t) select x.k from db.a a left join x on x.i = a.i",
            None,
        ),
        ("select coalesce(k, 'u') as k from db.t union all select k from db.a", None),
        ("select coalesce(k, j) as k from db.t", None),
        ("select case when j is null then 'u' else k end as k from db.t", None),
        ("select k from db.t", None),
    ],
)
def test_a_literal_stands_for_a_null_where_the_sql_writes_it_for_one(sql: str, literal: str | None) -> None:
    relations = {"db.t": "t", "t": "t", "db.a": "a", "a": "a"}
    listed = {"t": ("k", "i", "j"), "a": ("k", "i")}
    found = stand_in(sql, "k", dialect="duckdb", relations=relations, listed=lambda uid: listed[uid])
    assert found == literal

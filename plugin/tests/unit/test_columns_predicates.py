"""What a test's own SQL looks for, read from the SQL and never guessed."""

from __future__ import annotations

import pytest

from dbt_onus.core.columns.wanted.predicates import Orphans, Predicate, Repeats, predicate_of


def read(sql: str, dialect: str = "duckdb") -> Predicate | Repeats | Orphans | None:
    return predicate_of(sql, dialect)


CONDITIONS = [
    ("select id from bills where amount not between 30 and 400", "range", ["amount"], "NOT x BETWEEN 30 AND 400"),
    ("select * from bills where status not in ('a', 'b')", "set", ["status"], "NOT x IN ('a', 'b')"),
    ("select id from bills where payer is null", "null", ["payer"], "x IS NULL"),
    ("select 1 from bills where not (paid <= billed)", "range", ["paid", "billed"], "NOT (x <= x)"),
    (
        "with v as (select amount as n from bills), e as (select n from v where n < 0) select * from e",
        "range", ["amount"], "x < 0",
    ),
    ("select id from (select * from bills) where amount < 0", "range", ["amount"], "x < 0"),
    ("select b.id from bills as b where b.amount < 0", "range", ["amount"], "x < 0"),
    ("select id from bills where length(code) <> 5", "range", ["code"], "LENGTH(x) <> 5"),
    (
        "with v as (select a + b as n from bills) select n from v where n < 0",
        "range", ["a", "b"], "(x + x) < 0",
    ),
    (
        "with e as (select (1 = 1 and amount >= 0 and amount <= 9) as expression from bills), "
        "f as (select * from e where not(expression = true)) select * from f",
        "range", ["amount"], "NOT ((1 = 1 AND x >= 0 AND x <= 9) = TRUE)",
    ),
    (
        "with e as (select *, amount is not null as expression from bills) "
        "select * from e where not(expression = true) and id > 3",
        "other", ["id", "amount"], "NOT ((NOT x IS NULL) = TRUE) AND x > 3",
    ),
    (
        "with e as (select *, amount is null as bad from bills) select * from e where bad = true",
        "null", ["amount"], "(x IS NULL) = TRUE",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "kind", "columns", "condition"), CONDITIONS)
def test_a_condition_on_one_table(sql: str, kind: str, columns: list[str], condition: str) -> None:
    found = read(sql)
    assert isinstance(found, Predicate)
    assert (found.kind, list(found.columns), found.relation) == (kind, columns, "bills")
    assert found.on(["x"] * len(columns)) == condition


UNREAD = [
    "select a.id from a join b on a.id = b.id where a.x > 1",
    "select id, sum(x) from bills group by id having sum(x) > 5",
    "select id from bills where id in (select id from others)",
    "select id, row_number() over (order by id) as n from bills where id > 1",
    "select distinct id from bills where id > 1",
    "select id from bills where x > 1 union all select id from others",
    "with v as (select sum(a) over () as n from bills) select n from v where n < 0",
    "with v as (select * exclude (a), a + b as n from bills) select n from v where c < 0",
    "select id from bills",
    "not sql {{",
    "",
]


@pytest.mark.parametrize("sql", UNREAD)
def test_what_does_more_than_filter_is_not_read(sql: str) -> None:
    assert read(sql) is None


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        ("select customer, month from bills group by all having count(*) > 1", ["customer", "month"]),
        ("select customer, count(*) from bills group by 1 having count(*) >= 2", ["customer"]),
        ("select id as k from bills where id is not null group by id having count(*) > 1", ["id"]),
        ("with v as (select no as id from bills) select id from v group by id having count(*) != 1", ["no"]),
        ("with e as (select a, b from bills group by a, b having count(*) > 1) select * from e", ["a", "b"]),
        (
            "with v as (select no as id from bills), e as (select id from v group by id having count(*) > 1) "
            "select * from e",
            ["no"],
        ),
    ],
)
def test_a_key_that_is_there_twice(sql: str, columns: list[str]) -> None:
    assert read(sql) == Repeats(relation="bills", columns=tuple(columns))


@pytest.mark.parametrize(
    "sql",
    [
        "select id from bills where open group by id having count(*) > 1",
        "select id from bills group by id having count(*) > 2",
        "select id from bills group by id having count(*) < 1",
        "select id from bills group by upper(id) having count(*) > 1",
        "with e as (select id from bills group by id having count(*) > 1) select * from e where id > 3",
        "with e as (select id from bills group by id having count(*) > 1) select * from e limit 1",
    ],
)
def test_a_key_of_some_rows_or_counted_otherwise_is_not_read(sql: str) -> None:
    assert read(sql) is None


def test_rows_without_a_partner() -> None:
    assert read("select a.id from a left join b on b.id = a.b_id where b.id is null") == Orphans()
    assert read(
        "with c as (select b_id as k from a where b_id is not null), p as (select id as k from b) "
        "select c.k from c left join p on c.k = p.k where p.k is null and c.k is not null"
    ) == Orphans()  # fmt: skip


@pytest.mark.parametrize(
    "sql",
    [
        "select a.id from a left join b on b.id = a.b_id where a.id is null",
        "select a.id from a join b on b.id = a.b_id where b.id is null",
        "select a.id from a left join b on b.id = a.b_id where b.id is null or a.x > 1",
        "select a.id from a left join b on b.id = a.b_id where b.id is null and a.x > 1",
        "select a.id from a left join b on b.id = a.b_id left join c on c.id = a.id where b.id is null",
    ],
)
def test_a_join_that_looks_for_anything_else_is_not_read(sql: str) -> None:
    assert read(sql) is None

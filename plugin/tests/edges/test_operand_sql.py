"""The SQL of formulas and operands, held against what a real DuckDB makes of the node's own SQL."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dbt_onus.core.columns.formulas.definitions import formulas
from dbt_onus.core.columns.formulas.makings import Making, Part, makings

RELATIONS = {"memory.main.orders": "orders", "memory.main.people": "people", "memory.main.own": "own"}
COLUMNS = {"orders": ("id", "who", "amount"), "people": ("key", "name"), "own": ("id", "name")}


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create table orders (id bigint, who varchar, amount double)")
        connection.execute("create table people (key varchar, name varchar)")
        connection.execute("create table own (id bigint, name varchar)")
        yield connection


def made(sql: str, column: str) -> list[Part]:
    found: tuple[Making, ...] = makings(
        sql, column, dialect="duckdb", relations=RELATIONS, own="own", listed=COLUMNS.__getitem__
    )
    return [part for one in found for part in one.parts]


def blamed(warehouse: duckdb.DuckDBPyConnection, sql: str, column: str = "name") -> dict[str, tuple[int, int]]:
    """What each part accounts for, by what it is; the parts that account for nothing are left out."""
    found = {}
    for part in made(sql, column):
        called = f"{part.value.parent}.{part.value.named}" if part.value else "row" if part.keys else "inside"
        (broken, seen) = warehouse.execute(part.sql).fetchall()[0]
        if broken:
            found[called] = (broken, seen)
    return found


JOINED = """with people as (select lower(key) as key, name from memory.main.people
                            qualify row_number() over (partition by key order by name) = 1)
            select orders.id, people.name
            from memory.main.orders left join people on people.key = lower(trim(orders.who))"""


def test_each_null_is_of_the_value_of_the_row_or_of_the_key(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("insert into people values ('A', 'Ann'), ('B', null)")
    warehouse.execute(
        "insert into orders values (1, 'a ', 1), (2, 'b', 1), (3, 'c', 1), (4, null, 1), (5, 'd', 1)"
    )
    assert blamed(warehouse, JOINED) == {"people.name": (1, 4), "row": (2, 4), "orders.who": (1, 4)}


def test_of_a_product_the_null_factor_is_told(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("insert into orders values (1, 'a', null), (2, 'a', 3)")
    warehouse.execute("insert into people values ('a', 'Ann')")
    sql = """select o.amount * o.id as name from memory.main.orders o
             join memory.main.people p on p.key = o.who"""
    assert blamed(warehouse, sql) == {"orders.amount": (1, 1)}


def test_of_a_group_all_rows_have_to_be_null(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("insert into orders values (1, 'a', null), (2, 'a', 3), (3, 'b', null)")
    sql = "select who, sum(amount) as name from memory.main.orders group by 1"
    assert blamed(warehouse, sql) == {"orders.amount": (1, 1)}


def test_a_group_key_is_asked_about_row_by_row(warehouse: duckdb.DuckDBPyConnection) -> None:
    warehouse.execute("insert into orders values (1, 'x', 1), (2, 'y', 1)")
    sql = """select p.name, count(*) as n from memory.main.orders o
             left join memory.main.people p on p.key = o.who group by all"""
    assert blamed(warehouse, sql) == {"row": (2, 2)}


def test_an_incremental_model_is_read_as_if_it_were_built_for_the_first_time(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    warehouse.execute("insert into orders values (1, 'x', 1)")
    warehouse.execute("insert into own values (1, null)")
    for condition in (
        "o.id > (select max(id) from memory.main.own)",
        "o.id not in (select id from memory.main.own)",
        "not exists (select 1 from memory.main.own k where k.id = o.id)",
    ):
        sql = f"""select o.id, p.name from memory.main.orders o
                  left join memory.main.people p on p.key = o.who where {condition}"""
        assert blamed(warehouse, sql) == {"row": (1, 1)}


@pytest.mark.parametrize(
    "sql",
    [
        "select name from memory.main.people",
        "select last_value(name) over (order by key) as name from memory.main.people",
        "select p.name from memory.main.orders o left join memory.main.people p on p.key > o.who",
        "select (select max(name) from memory.main.people) as name from memory.main.orders",
        "garbage (",
    ],
)
def test_copies_and_what_cannot_be_told_are_not_asked_about(sql: str) -> None:
    assert made(sql, "name") == []


KEYS = st.sampled_from(["upper({0})", "{0} || '-x'", "coalesce({0}, '?')", "trim({0})", "md5({0})"])
SHAPES = (
    "select {key} as key from memory.main.orders",
    "with a as (select {key} as key, id from memory.main.orders) select key from a",
    "with a as (select * replace ({key} as who) from memory.main.orders) select who as key from a",
    "select key from (select {key} as key from memory.main.orders where id > 1)",
    "select {key} as key from memory.main.orders group by 1",
)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(SHAPES),
    st.lists(KEYS, min_size=1, max_size=3),
    st.lists(st.sampled_from(["a", " B", "c-d", None]), max_size=6),
)
def test_a_formula_gives_what_the_query_gives(shape: str, steps: list[str], values: list[str | None]) -> None:
    key = "who"
    for step in steps:
        key = step.format(key)
    sql = shape.format(key=key)
    (found,) = formulas(sql, "onus_rows.key", dialect="duckdb", relations=RELATIONS, listed=COLUMNS.__getitem__)
    with duckdb.connect() as connection:
        connection.execute("create table orders (id bigint, who varchar, amount double)")
        connection.executemany("insert into orders values (?, ?, 1)", list(enumerate(values))) if values else None
        where = " and ".join(found.only) or "true"
        above = f"select distinct {found.sql} from orders onus_rows where {where} order by 1"
        assert (
            connection.execute(above).fetchall()
            == connection.execute(f"select distinct key from ({sql}) order by 1").fetchall()
        )

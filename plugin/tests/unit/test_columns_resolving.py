"""Whatever the SQL, there is an answer, in bounded time, and it agrees with an independent engine."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlglot import exp
from sqlglot.lineage import lineage

from dbt_onus.core.columns import ROWS, EdgeKind, from_bytes, resolve, to_bytes
from tests.unit.test_columns_statements import CASES, RELATIONS, SCHEMA, read

#: Where sqlglot.lineage answers otherwise, and why the answer here is the right one.
DIFFERENT = {
    "unknown columns behind stars": "it does not follow a star over unknown columns",
    "unknown beside known": "a column that no known relation has must be of the unknown one",
    "several unknown": "candidates are kept, as guesses",
    "named elsewhere with its table": "the SQL itself says which table has the column",
    "named window": "a named window partitions as well",
    "using": "after a left join the column is the left one",
    "star over using": "after an inner join the column is the left one",
    "natural join": "after an inner join the column is the left one",
    "lateral subquery": "it takes the correlated column for the value",
    "outer apply": "it takes the correlated column for the value",
    "union by name": "it goes by position",
    "except takes from the left": "the right side only filters",
    "intersect takes from the left": "the right side only filters",
    "columns change places in a recursion": "it reads the recursive part once",
    "generated rows": "a function without columns is no origin",
    "pivot": "the FOR column chooses what is aggregated",
    "pivot in bigquery": "the FOR column chooses what is aggregated",
    "pivot over what only the data knows": "any column, as a guess",
    "unpivot": "the name column is a constant per row",
    "ephemeral models are nodes": "the ephemeral model is where the project's lineage goes on",
    "union with unknown columns": "the unknown relation may give the column, as a guess",
    "pivot over any": "the FOR column chooses what is aggregated",
    "a file": "a file is an origin",
    "columns by their place": "it takes a place for a parameter",
    "names in a comprehension are no columns": "it takes them for columns",
    "a column that is no longer there": "it refuses the whole query",
}


def theirs(sql: str, dialect: str) -> dict[str, set[tuple[str, str]]]:
    schema = {table: dict.fromkeys(columns, "int") for table, columns in SCHEMA.items()}
    found = {}
    for name, top in lineage(None, sql, schema=schema, dialect=dialect, trim_selects=False).items():
        leaves = [leaf for leaf in top.walk() if isinstance(leaf.source, exp.Table) and not leaf.downstream]
        pairs = {(leaf.source.name.lower(), leaf.name.split(".")[-1].strip('"`').lower()) for leaf in leaves}
        found[name.lower()] = {pair for pair in pairs if pair[1] != "*"}
    return found


def ours(sql: str, dialect: str) -> dict[str, set[tuple[str, str]]]:
    node = read(sql, dialect)
    found: dict[str, set[tuple[str, str]]] = {name.lower(): set() for name in node.columns}
    for edge in node.edges:
        decides = edge.kind in (EdgeKind.JOIN_KEY, EdgeKind.FILTER)
        if edge.to not in (None, ROWS) and edge.column not in (None, ROWS) and not decides:
            found.setdefault(str(edge.to).lower(), set()).add((edge.parent, str(edge.column).lower()))
    return found


@pytest.mark.parametrize("case", [case for case in CASES if case not in DIFFERENT])
def test_an_independent_engine_agrees(case: str) -> None:
    dialect, sql, _ = CASES[case]
    assert ours(sql, dialect) == theirs(sql, dialect)


EXPRESSIONS = st.sampled_from(
    [
        "{0}",
        "{0} + {1}",
        "coalesce({0}, {1})",
        "case when {0} = 1 then {1} end",
        "cast({0} as varchar)",
        "upper({0})",
    ]
)


@st.composite
def queries(draw: st.DrawFn, depth: int = 2) -> tuple[str, list[str]]:
    """A valid query and the names of its columns: stars, expressions, joins, unions, groups, "
    "CTEs, subqueries."""
    tables = sorted(SCHEMA)
    shape = draw(st.sampled_from(["table", "select", "join", "union", "group", "cte"])) if depth else "table"
    if shape == "table":
        table = draw(st.sampled_from(tables))
        return f"select * from {table}", list(SCHEMA[table])
    inner, names = draw(queries(depth=depth - 1))
    one, two = draw(st.sampled_from(names)), draw(st.sampled_from(names))
    value = draw(EXPRESSIONS)
    if shape == "select":
        return f"select {value.format(f's.{one}', two)} as a, {two} as b from ({inner}) as s", ["a", "b"]
    if shape == "group":
        return f"select {one} as k, max({value.format(one, two)}) as m from ({inner}) as s group by 1", ["k", "m"]
    if shape == "cte":
        return (
            f"with c as ({inner}), d as (select *, {value.format(one, two)} as extra_{depth} from c) "
            f"select * from d",
            [
                *names,
                f"extra_{depth}",
            ],
        )
    other, others = draw(queries(depth=depth - 1))
    three = draw(st.sampled_from(others))
    if shape == "join":
        side = draw(st.sampled_from(["", "left ", "full "]))
        sides = f"({inner}) as l {side}join ({other}) as r"
        return f"select l.{one} as a, r.{three} as b from {sides} on l.{two} = r.{three}", ["a", "b"]
    return f"select {one} as a from ({inner}) as l union all select {three} from ({other}) as r", ["a"]


@given(queries())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_an_independent_engine_agrees_on_made_up_queries(query: tuple[str, list[str]]) -> None:
    sql, names = query
    assert read(sql).certain, read(sql).why_uncertain
    assert read(sql).columns == tuple(names)
    assert ours(sql, "duckdb") == theirs(sql, "duckdb")


PIECES = st.sampled_from(
    [piece for _, sql, _ in CASES.values() for piece in sql.split()] + ["(", ")", ",", "*", "'", '"']
)


@given(
    st.lists(PIECES, max_size=40),
    st.sampled_from(["duckdb", "postgres", "snowflake", "bigquery", "databricks", ""]),
)
@settings(max_examples=300, deadline=None)
def test_no_text_is_an_error(pieces: list[str], dialect: str) -> None:
    node = resolve(" ".join(pieces), dialect=dialect, schema=SCHEMA, relations=RELATIONS)
    assert node.certain or "cannot be resolved" not in str(node.why_uncertain)


@given(st.sampled_from(sorted(CASES)), st.integers(0, 200), st.integers(0, 200))
@settings(max_examples=300, deadline=None)
def test_no_damaged_statement_is_an_error(case: str, start: int, length: int) -> None:
    dialect, sql, _ = CASES[case]
    node = resolve(sql[:start] + sql[start + length :], dialect=dialect, schema=SCHEMA, relations=RELATIONS)
    assert node.certain or "cannot be resolved" not in str(node.why_uncertain)


@pytest.mark.parametrize("case", CASES)
def test_every_answer_survives_being_kept(case: str) -> None:
    dialect, sql, _ = CASES[case]
    assert from_bytes(to_bytes(read(sql, dialect))) == read(sql, dialect)


LARGE = {
    "a sum of 3,000 terms": "select " + " + ".join(["id"] * 3000) + " as a from orders",
    "800 branches": " union all ".join(["select id, amount from orders"] * 800),
    "500 ctes": "with c0 as (select * from orders), "
    + ", ".join(f"c{n} as (select *, {n} as n{n} from c{n - 1})" for n in range(1, 500))
    + " select * from c499",
    "2,000 columns": "select "
    + ", ".join(f"case when status = '{n}' then amount end as c{n}" for n in range(2000))
    + " from orders",
}


@pytest.mark.parametrize("case", LARGE)
def test_large_sql_is_answered(case: str) -> None:
    started = time.process_time()
    node = read(LARGE[case])
    assert node.certain, node.why_uncertain
    assert time.process_time() - started < 10


def test_columns_that_double_at_every_step_end_in_an_honest_answer() -> None:
    steps = ", ".join(
        f"c{n} as (select {', '.join(f'a{k} + a{(k + 1) % 60} as a{k}' for k in range(60))} from c{n - 1})"
        for n in range(1, 60)
    )
    first = "select " + ", ".join(f"x{k} as a{k}" for k in range(60)) + " from raw"
    started = time.process_time()
    read(f"with c0 as ({first}), {steps} select * from c59")
    assert time.process_time() - started < 10


def test_nesting_that_is_too_deep_is_said() -> None:
    node = read("select " + "(" * 5000 + "1" + ")" * 5000)
    assert not node.certain
    assert node.why_uncertain


def test_what_is_no_query_is_said() -> None:
    for sql in ("", "-- nothing", "drop table x", "grant select on x to y", "call f()"):
        assert not read(sql).certain


def test_the_usual_filter_of_an_incremental_model_is_certain() -> None:
    node = read("select id from orders where created_at > (select max(created_at) from raw)")
    assert node.certain, node.why_uncertain


def test_the_query_inside_a_create_is_read() -> None:
    assert read("create table t as select id from orders").columns == ("id",)


def test_joins_are_reported_with_their_keys() -> None:
    node = read("select 1 as x from orders o left join customers c on o.customer_id = c.id and c.country = 'x'")
    [join] = node.joins
    assert (join.kind, join.left, join.right) == ("left", ("orders",), ("customers",))
    assert [(key.left, key.right) for key in join.keys] == [((("orders", "customer_id"),), (("customers", "id"),))]


NEWEST = "with n as (select *, row_number() over (partition by customer_id order by amount) as p from orders) "
ONCE_CASES = {
    "a table": ("select 1 as x from orders o join customers c on c.id = o.customer_id", (False, False)),
    "grouped": (
        "select 1 as x from customers c left join (select customer_id, sum(amount) as a from orders group by 1) s "
        "on s.customer_id = c.id",
        (False, True),
    ),
    "grouped by more than is asked for": (
        "select 1 as x from customers c left join (select customer_id, status, sum(amount) as a from orders "
        "group by 1, 2) s on s.customer_id = c.id",
        (False, False),
    ),
    "grouped by what a constant fixes": (
        "select 1 as x from customers c left join (select customer_id, status, sum(amount) as a from orders "
        "group by 1, 2) s on s.customer_id = c.id and s.status = 'paid'",
        (False, True),
    ),
    "the first of each": (
        NEWEST + "select 1 as x from customers c left join n on n.customer_id = c.id and n.p = 1",
        (False, True),
    ),
    "the first of each, by a where": (
        NEWEST + "select 1 as x from customers c left join n on n.customer_id = c.id where n.p = 1",
        (False, True),
    ),
    "the second of each": (
        NEWEST + "select 1 as x from customers c left join n on n.customer_id = c.id and n.p = 2",
        (False, False),
    ),
    "the first of each, asked for by another column": (
        NEWEST + "select 1 as x from customers c left join n on n.status = c.country and n.p = 1",
        (False, False),
    ),
    "by a value of its own, altered": (
        "select 1 as x from customers c left join (select customer_id, sum(amount) as a from orders group by 1) s "
        "on lower(s.customer_id) = c.id",
        (False, False),
    ),
    "by its own other column": (
        "select 1 as x from customers c left join (select customer_id, sum(amount) as a from orders group by 1) s "
        "on s.customer_id = s.a + c.id",
        (False, False),
    ),
    "using": (
        "select 1 as x from (select id, max(country) as k from customers group by id) c join orders using (id)",
        (True, False),
    ),
    "one row": ("select 1 as x from orders cross join (select max(created_at) as m from orders) l", (False, True)),
    "a window is no aggregate": (
        "select 1 as x from orders cross join (select max(created_at) over () as m from orders) l",
        (False, False),
    ),
    "limit 1": ("select 1 as x from orders cross join (select id from customers limit 1) l", (False, True)),
    "either of two": (
        "select 1 as x from customers c left join (select customer_id, sum(amount) as a from orders group by 1) s "
        "on s.customer_id = c.id or s.a = 1",
        (False, False),
    ),
}


@pytest.mark.parametrize("case", ONCE_CASES)
def test_a_join_cannot_find_a_second_row_where_the_sql_keeps_one(case: str) -> None:
    sql, expected = ONCE_CASES[case]
    [join] = read(sql).joins
    assert (join.left_once, join.right_once) == expected


def test_constants_are_told_apart_from_what_is_not_known() -> None:
    assert read("select 1 as one, current_date as today, id from orders").constants == ("one", "today")


def test_a_constant_that_is_nothing_but_null_is_told_apart_from_others() -> None:
    found = read("select null as colour, cast(null as int) as size, 1 as one, nullif(id, 0) as id from orders")
    assert found.nulls == ("colour", "size")
    assert read("select null as id union all select id from orders").nulls == ()


def test_a_star_over_an_unknown_relation_passes_its_columns_on() -> None:
    node = read("select * exclude (secret), 1 as extra from raw")
    assert (node.columns, node.passes, node.hidden, node.certain) == ((), ("raw",), ("secret",), False)

"""Difficult SQL, each with its lineage worked out by hand."""

from __future__ import annotations

import pytest

from dbt_onus.core.columns import ROWS, ColumnEdge, NodeColumns, resolve

SCHEMA = {
    "orders": ("id", "customer_id", "amount", "status", "created_at"),
    "customers": ("id", "name", "country", "parent_id"),
    "events": ("id", "payload", "items", "kind"),
    "sales": ("region", "month", "amount"),
    "wide": ("id", "jan", "feb"),
}
#: `raw` and `blob` are known relations whose columns nobody listed.
RELATIONS = {name: name for name in (*SCHEMA, "raw", "blob")} | {"__dbt__cte__eph": "eph"}


def read(sql: str, dialect: str = "duckdb") -> NodeColumns:
    return resolve(sql, dialect=dialect, schema=SCHEMA, relations=RELATIONS)


def written(edge: ColumnEdge) -> str:
    """`to <- kind parent.column`, then `?` optional, `+` adds nulls, `-` drops nulls, `~` a guess."""
    flags = ((edge.optional, "?"), (edge.adds_nulls, "+"), (edge.drops_nulls, "-"), (not edge.certain, "~"))
    marks = "".join(mark for on, mark in flags if on)
    return f"{edge.to} <- {edge.kind} {edge.parent}.{edge.column} {marks}".strip()


def lines(text: str) -> set[str]:
    return {line.strip() for line in text.replace(";", "\n").splitlines() if line.strip()}


CASES = {
    # names and stars
    "copy and rename": (
        "duckdb",
        "select id, amount as paid from orders",
        "id <- copy orders.id; paid <- rename orders.amount",
    ),
    "case does not matter": (
        "duckdb",
        "select ID, O.Amount as AMOUNT from Orders o",
        "ID <- copy orders.id; AMOUNT <- copy orders.amount",
    ),
    "star": (
        "duckdb",
        "select * from customers",
        "id <- copy customers.id; name <- copy customers.name; country <- copy customers.country; "
        "parent_id <- copy customers.parent_id",
    ),
    "star exclude": (
        "duckdb",
        "select * exclude (name, country) from customers",
        "id <- copy customers.id; parent_id <- copy customers.parent_id",
    ),
    "star except": (
        "bigquery",
        "select * except (name, country, parent_id) from customers",
        "id <- copy customers.id",
    ),
    "star replace": (
        "bigquery",
        "select * except (country, parent_id) replace (upper(name) as name) from customers",
        "id <- copy customers.id; name <- expression customers.name",
    ),
    "star rename": (
        "snowflake",
        "select * exclude (country, parent_id) rename (name as full_name) from customers",
        "id <- copy customers.id; full_name <- rename customers.name",
    ),
    "star of one table": (
        "postgres",
        "select c.* from customers c join orders o on o.customer_id = c.id where c.id > 0",
        "id <- copy customers.id; name <- copy customers.name; country <- copy customers.country; "
        "parent_id <- copy customers.parent_id",
    ),
    "through ctes": (
        "duckdb",
        "with a as (select * from orders), b as (select id as order_id, amount / 100 as amount "
        "from a), c as (select * from b) select order_id, amount from c",
        "order_id <- rename orders.id; amount <- expression orders.amount",
    ),
    "renamed there and back": (
        "duckdb",
        "select x as id from (select id as x from orders) t",
        "id <- copy orders.id",
    ),
    "cte with column names": (
        "postgres",
        "with a(k, v) as (select id, amount from orders) select k, v from a",
        "k <- rename orders.id; v <- rename orders.amount",
    ),
    "subquery with column names": (
        "postgres",
        "select t.k from (select id, amount from orders) as t(k, v)",
        "k <- rename orders.id",
    ),
    "a cte hides the table": (
        "duckdb",
        "with orders as (select name from customers) select * from orders",
        "name <- copy customers.name",
    ),
    "unknown columns, one table": ("duckdb", "select r.a, b from raw r", "a <- copy raw.a; b <- copy raw.b"),
    "unknown columns behind stars": (
        "duckdb",
        "with s as (select * from raw), t as (select * from s) select upper(a) as a, b as c from t",
        "a <- expression raw.a; c <- rename raw.b",
    ),
    "unknown beside known": (
        "duckdb",
        "select name, total from customers c join raw on raw.id = c.id",
        "name <- copy customers.name; total <- copy raw.total",
    ),
    "several unknown": ("duckdb", "select x from raw, blob", "x <- copy raw.x ~; x <- copy blob.x ~"),
    "named elsewhere with its table": (
        "duckdb",
        "select raw.x, x as y from raw, blob",
        "x <- copy raw.x; y <- rename raw.x",
    ),
    "a table named in full": (
        "bigquery",
        "select `orders`.id from `proj.data.orders` as orders",
        "id <- copy orders.id",
    ),
    "quoted names keep their case": (
        "postgres",
        """with a as (select id as "Id", amount as id from orders) select "Id" as x, Id as y from a""",
        "x <- rename orders.id; y <- rename orders.amount",
    ),
    "quoted names, upper case is plain": (
        "snowflake",
        """with a as (select id as "id", amount as id from orders) select "ID" as x, "id" as y from a""",
        "x <- rename orders.amount; y <- rename orders.id",
    ),
    # expressions
    "cast": (
        "postgres",
        "select id::text as id, cast(amount as int) as a from orders",
        "id <- cast orders.id; a <- cast orders.amount",
    ),
    "try cast": ("snowflake", "select try_cast(status as int) as s from orders", "s <- cast orders.status +"),
    "safe cast": ("bigquery", "select safe_cast(status as int64) as s from orders", "s <- cast orders.status +"),
    "cast then arithmetic": (
        "duckdb",
        "select cast(amount as double) * 2 as a from orders",
        "a <- expression orders.amount",
    ),
    "case with else": (
        "duckdb",
        "select case when status = 'x' then amount else id end as a from orders",
        "a <- condition orders.status; a <- conditional orders.amount; a <- conditional orders.id",
    ),
    "case without else": (
        "duckdb",
        "select case status when 'x' then amount end as a from orders",
        "a <- condition orders.status; a <- conditional orders.amount +",
    ),
    "value and condition at once": (
        "duckdb",
        "select case when amount > 0 then amount else 0 end as a from orders",
        "a <- conditional orders.amount",
    ),
    "coalesce to a literal": (
        "duckdb",
        "select coalesce(amount, 0) as a from orders",
        "a <- conditional orders.amount -",
    ),
    "coalesce of columns": (
        "snowflake",
        "select nvl(name, country) as a from customers",
        "a <- conditional customers.name; a <- conditional customers.country",
    ),
    "nullif": (
        "duckdb",
        "select nullif(name, country) as a from customers",
        "a <- conditional customers.name +; a <- condition customers.country",
    ),
    "nullif undone": (
        "duckdb",
        "select coalesce(nullif(name, ''), '?') as a from customers",
        "a <- conditional customers.name -",
    ),
    "is null": ("duckdb", "select amount is null as a from orders", "a <- expression orders.amount -"),
    "iff": (
        "snowflake",
        "select iff(status = 'x', amount, null) as a from orders",
        "a <- condition orders.status; a <- conditional orders.amount +",
    ),
    "constants have no edges": (
        "duckdb",
        "select 1 as one, current_date as d, id from orders",
        "id <- copy orders.id",
    ),
    "null of a type": ("duckdb", "select cast(null as int) as n, id from orders", "id <- copy orders.id"),
    "alias used later in the list": (
        "snowflake",
        "select amount * 2 as twice, twice + 1 as more from orders",
        "twice <- expression orders.amount; more <- expression orders.amount",
    ),
    "a column comes before an alias of its name": (
        "duckdb",
        "select id as amount, amount as b from orders",
        "amount <- rename orders.id; b <- rename orders.amount",
    ),
    "struct field": ("bigquery", "select payload.user.id as u from events", "u <- expression events.payload +"),
    "struct field with its table": (
        "bigquery",
        "select e.payload.user as u from events e",
        "u <- expression events.payload +",
    ),
    "semi-structured": (
        "snowflake",
        "select payload:user:id::int as u from events",
        "u <- expression events.payload +",
    ),
    "json operators": ("postgres", "select payload ->> 'a' as a from events", "a <- expression events.payload +"),
    "lambda parameters are no columns": (
        "duckdb",
        "select list_transform(items, x -> x + id) as l from events",
        "l <- expression events.items; l <- expression events.id",
    ),
    "date parts are no columns": (
        "redshift",
        "select dateadd(month, 1, created_at) as d from orders",
        "d <- expression orders.created_at",
    ),
    "columns by their place": (
        "snowflake",
        "select $1 as a, $3 as b from orders",
        "a <- rename orders.id; b <- rename orders.amount",
    ),
    "names in a comprehension are no columns": (
        "duckdb",
        "select [x * 2 for x in items if x > id] as l from events",
        "l <- expression events.items; l <- expression events.id",
    ),
    # aggregates and windows
    "aggregates": (
        "duckdb",
        "select customer_id, sum(amount) as total, count(status) as n from orders group by 1",
        "customer_id <- copy orders.customer_id; total <- aggregate orders.amount; n <- aggregate orders.status -",
    ),
    "count of rows": ("duckdb", "select count(*) as n from orders", "n <- aggregate orders.* -"),
    "conditional aggregate": (
        "duckdb",
        "select sum(case when status = 'x' then amount else 0 end) as a from orders",
        "a <- condition orders.status; a <- aggregate orders.amount",
    ),
    "filtered aggregate": (
        "postgres",
        "select sum(amount) filter (where status = 'x') as a from orders",
        "a <- aggregate orders.amount +; a <- condition orders.status",
    ),
    "ordered aggregate": (
        "postgres",
        "select array_agg(amount order by created_at) as l from orders",
        "l <- aggregate orders.amount; l <- order orders.created_at",
    ),
    "aggregate that keeps the last": (
        "bigquery",
        "select any_value(amount having max created_at) as a from orders",
        "a <- aggregate orders.amount; a <- order orders.created_at",
    ),
    "filtered count": (
        "duckdb",
        "select count(distinct customer_id) filter (where amount > 0) as n from orders",
        "n <- aggregate orders.customer_id -; n <- condition orders.amount",
    ),
    "percentile": (
        "snowflake",
        "select percentile_cont(0.5) within group (order by amount) as p from orders",
        "p <- aggregate orders.amount",
    ),
    "listagg": (
        "snowflake",
        "select listagg(status, ',') within group (order by id) as l from orders",
        "l <- aggregate orders.status; l <- order orders.id",
    ),
    "row number": (
        "duckdb",
        "select row_number() over (partition by customer_id order by created_at) as rn from orders",
        "rn <- group_key orders.customer_id; rn <- order orders.created_at",
    ),
    "window sum": (
        "duckdb",
        "select sum(amount) over (partition by customer_id) as s from orders",
        "s <- window orders.amount; s <- group_key orders.customer_id",
    ),
    "lag": (
        "postgres",
        "select lag(amount) over (order by id) as p from orders",
        "p <- window orders.amount +; p <- order orders.id",
    ),
    "lag with a default": (
        "postgres",
        "select lag(amount, 1, 0) over (order by id) as p from orders",
        "p <- window orders.amount; p <- order orders.id",
    ),
    "named window": (
        "postgres",
        "select max(amount) over w as m from orders window w as (partition by status)",
        "m <- window orders.amount; m <- group_key orders.status",
    ),
    # joins
    "left join": (
        "duckdb",
        "select o.id, c.name from orders o left join customers c on c.id = o.customer_id",
        "id <- copy orders.id; name <- copy customers.name ?+; name <- join_key customers.id; "
        "name <- join_key orders.customer_id",
    ),
    "inner join": (
        "duckdb",
        "select o.id, c.name from orders o join customers c on c.id = o.customer_id",
        "id <- copy orders.id; name <- copy customers.name",
    ),
    "right join": (
        "postgres",
        "select o.amount, c.name from orders o right join customers c on c.id = o.customer_id",
        "amount <- copy orders.amount ?+; amount <- join_key orders.customer_id; "
        "amount <- join_key customers.id; name <- copy customers.name",
    ),
    "left join filled up": (
        "duckdb",
        "select coalesce(c.name, '?') as name from orders o left join customers c on c.id = o.customer_id",
        "name <- conditional customers.name ?-; name <- join_key customers.id; "
        "name <- join_key orders.customer_id",
    ),
    "left join twice over": (
        "duckdb",
        "with j as (select o.id as order_id, c.parent_id from orders o left join customers c on "
        "c.id = o.customer_id)"
        " select p.name from j left join customers p on p.id = j.parent_id",
        "name <- copy customers.name ?+; name <- join_key customers.id; "
        "name <- join_key customers.parent_id ?; name <- join_key orders.customer_id",
    ),
    "using": (
        "postgres",
        "select id, name, amount from customers left join orders using (id)",
        "id <- copy customers.id; name <- copy customers.name; amount <- copy orders.amount ?+; "
        "amount <- join_key customers.id; amount <- join_key orders.id",
    ),
    "full join using": (
        "postgres",
        "select id from customers full join orders using (id)",
        "id <- conditional customers.id; id <- conditional orders.id",
    ),
    "star over using": (
        "duckdb",
        "select * from wide join (select id, name from customers) c using (id)",
        "id <- copy wide.id; jan <- copy wide.jan; feb <- copy wide.feb; name <- copy customers.name",
    ),
    "natural join": (
        "postgres",
        "select id, name, jan from customers natural join wide",
        "id <- copy customers.id; name <- copy customers.name; jan <- copy wide.jan",
    ),
    "self join": (
        "duckdb",
        "select c.name, p.name as parent from customers c join customers p on p.id = c.parent_id",
        "name <- copy customers.name; parent <- rename customers.name",
    ),
    "semi join hides the right side": (
        "duckdb",
        "select * from wide semi join orders o on o.id = wide.id",
        "id <- copy wide.id; jan <- copy wide.jan; feb <- copy wide.feb",
    ),
    "comma join": (
        "postgres",
        "select c.name, o.amount from customers c, orders o where c.id = o.customer_id",
        "name <- copy customers.name; amount <- copy orders.amount",
    ),
    "lateral subquery": (
        "postgres",
        "select c.name, l.amount from customers c cross join lateral (select o.amount from orders "
        "o where o.customer_id = c.id limit 1) l",
        "name <- copy customers.name; amount <- copy orders.amount",
    ),
    "parenthesised join": (
        "postgres",
        "select c.name, o.amount from (customers c join orders o on o.customer_id = c.id)",
        "name <- copy customers.name; amount <- copy orders.amount",
    ),
    "oracle's plus": (
        "oracle",
        "select o.id, c.name from orders o, customers c where o.customer_id = c.id (+)",
        "id <- copy orders.id; name <- copy customers.name ?+; name <- join_key customers.id;"
        " name <- join_key orders.customer_id",
    ),
    "outer apply": (
        "tsql",
        "select o.id, x.m from orders o outer apply (select max(p.amount) as m from orders p where p.id = o.id) x",
        "id <- copy orders.id; m <- aggregate orders.amount ?+",
    ),
    # subqueries
    "scalar subquery": (
        "duckdb",
        "select id, (select max(amount) from orders o where o.customer_id = c.id) as top from customers c",
        "id <- copy customers.id; top <- aggregate orders.amount +; "
        "top <- filter orders.customer_id; top <- filter customers.id",
    ),
    "exists in the list": (
        "duckdb",
        "select exists (select 1 from orders o where o.customer_id = c.id) as has from customers c",
        "has <- condition orders.*; has <- filter orders.customer_id; has <- filter customers.id",
    ),
    "in a list of a query": (
        "duckdb",
        "select status in (select name from customers) as known from orders",
        "known <- expression orders.status; known <- condition customers.name; known <- condition customers.*",
    ),
    # set operations
    "union by position": (
        "postgres",
        "select id, name from customers union all select customer_id, status from orders",
        "id <- copy customers.id; id <- rename orders.customer_id; name <- copy customers.name; "
        "name <- rename orders.status",
    ),
    "union with null": (
        "postgres",
        "select id, name from customers union all select id, null from orders",
        "id <- copy customers.id; id <- copy orders.id; name <- copy customers.name +",
    ),
    "union by name": (
        "duckdb",
        "select id, name from customers union all by name select status as name, id from orders",
        "id <- copy customers.id; id <- copy orders.id; name <- copy customers.name; name <- rename orders.status",
    ),
    "union with unknown columns": (
        "duckdb",
        "select id, amount from orders union all select * from raw",
        "id <- copy orders.id; id <- copy raw.id ~; amount <- copy orders.amount; amount <- copy raw.amount ~",
    ),
    "three branches": (
        "bigquery",
        "select id from customers union all select id from orders union all select id from wide",
        "id <- copy customers.id; id <- copy orders.id; id <- copy wide.id",
    ),
    "except takes from the left": (
        "postgres",
        "select id from customers except select customer_id from orders",
        "id <- copy customers.id",
    ),
    "intersect takes from the left": (
        "postgres",
        "select id from customers intersect select customer_id from orders",
        "id <- copy customers.id",
    ),
    "cte inside a union branch": (
        "snowflake",
        "select id from customers union all (with x as (select amount from orders) select amount from x)",
        "id <- copy customers.id; id <- rename orders.amount",
    ),
    "recursive cte": (
        "postgres",
        "with recursive t(id, top) as (select id, id from customers where parent_id is null"
        " union all select c.id, t.top from customers c join t on t.id = c.parent_id) select id, top from t",
        "id <- copy customers.id; top <- rename customers.id",
    ),
    "columns change places in a recursion": (
        "postgres",
        "with recursive t(a, b) as (select id, name from customers union all select b, a from t) select a from t",
        "a <- rename customers.id; a <- rename customers.name",
    ),
    # tables that are made in place
    "values": (
        "postgres",
        "select v.k, o.id from orders o join (values (1, 'a'), (2, 'b')) as v(k, label) on v.k = o.id",
        "id <- copy orders.id",
    ),
    "unnest": (
        "bigquery",
        "select e.id, item from events e, unnest(e.items) as item",
        "id <- copy events.id; item <- expression events.items +",
    ),
    "unnest of structs": (
        "bigquery",
        "select e.id, item.price as price from events e cross join unnest(items) as item",
        "id <- copy events.id; price <- expression events.items +",
    ),
    "flatten": (
        "snowflake",
        "select e.id, f.value:price::float as price from events e, lateral flatten(input => e.items) f",
        "id <- copy events.id; price <- expression events.items +",
    ),
    "lateral view": (
        "databricks",
        "select id, item from events lateral view explode(items) t as item",
        "id <- copy events.id; item <- expression events.items +",
    ),
    "explode in the list": (
        "databricks",
        "select id, explode(items) as item from events",
        "id <- copy events.id; item <- expression events.items",
    ),
    "generated rows": (
        "duckdb",
        "select g.n, o.id from orders o cross join generate_series(1, 10) as g(n)",
        "id <- copy orders.id",
    ),
    "pivot": (
        "snowflake",
        "select region, jan from sales pivot (sum(amount) for month in ('jan', 'feb')) as p(region, jan, feb)",
        "region <- copy sales.region; jan <- aggregate sales.amount +; jan <- condition sales.month",
    ),
    "pivot in bigquery": (
        "bigquery",
        "select region, jan from sales pivot (sum(amount) for month in ('jan', 'feb'))",
        "region <- copy sales.region; jan <- aggregate sales.amount +; jan <- condition sales.month",
    ),
    "pivot over any": (
        "snowflake",
        "select region, jan from sales pivot (sum(amount) for month in (any order by month))",
        "region <- copy sales.region; jan <- aggregate sales.amount +; jan <- condition sales.month",
    ),
    "a file": ("duckdb", "select a from read_parquet('x.parquet')", "a <- copy read_parquet('x.parquet').a"),
    "pivot over what only the data knows": (
        "duckdb",
        "select region, jan from (pivot sales on month using sum(amount))",
        "; ".join(
            f"{to} <- {'expression'} sales.{column} ~"
            for to in ("region", "jan")
            for column in ("region", "month", "amount")
        ),
    ),
    "unpivot": (
        "snowflake",
        "select id, month, sold from wide unpivot (sold for month in (jan, feb))",
        "id <- copy wide.id; sold <- expression wide.jan; sold <- expression wide.feb",
    ),
    # dbt's own shapes
    "ephemeral models are nodes": (
        "duckdb",
        "with __dbt__cte__eph as (select id as k from orders) select k as x from __dbt__cte__eph",
        "x <- rename eph.k",
    ),
    "dbt comments": (
        "duckdb",
        '/* {"app": "dbt"} */ -- head\nselect id from orders -- tail',
        "id <- copy orders.id",
    ),
    "a column that is no longer there": (
        "duckdb",
        "select o.id, o.discount from orders o",
        "id <- copy orders.id; discount <- copy orders.discount",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_columns_come_from_where_the_sql_says(case: str) -> None:
    dialect, sql, expected = CASES[case]
    found = read(sql, dialect)
    assert {written(edge) for edge in found.edges if edge.to != ROWS} == lines(expected), found.why_uncertain


ROW_CASES = {
    "a filter": ("select id from orders where status = 'x'", "* <- copy orders.*; * <- filter orders.status"),
    "a group": (
        "select status from orders group by status having max(amount) > 1",
        "* <- aggregate orders.*; * <- group_key orders.status; * <- filter orders.amount",
    ),
    "group by all": (
        "select status, sum(amount) as a from orders group by all",
        "* <- aggregate orders.*; * <- group_key orders.status",
    ),
    "group by an alias": (
        "select upper(status) as s, count(*) as n from orders group by s",
        "* <- aggregate orders.*; * <- group_key orders.status",
    ),
    "a left join": (
        "select o.id from orders o left join customers c on c.id = o.customer_id",
        "* <- copy orders.*; * <- copy customers.* ?; * <- join_key customers.id; "
        "* <- join_key orders.customer_id",
    ),
    "a semi join": (
        "select id from orders where customer_id in (select id from customers)",
        "* <- copy orders.*; * <- filter orders.customer_id; * <- filter customers.id; * <- filter customers.*",
    ),
    "an anti join": (
        "select id from orders o where not exists (select 1 from customers c where c.id = o.customer_id)",
        "* <- copy orders.*; * <- filter orders.customer_id; * <- filter customers.id; * <- filter customers.*",
    ),
    "the first of an order": (
        "select id from orders order by created_at desc limit 5",
        "* <- copy orders.*; * <- order orders.created_at",
    ),
    "an order alone": ("select id from orders order by created_at", "* <- copy orders.*"),
    "qualify": (
        "select id from orders qualify row_number() over (partition by customer_id order by created_at) = 1",
        "* <- copy orders.*; * <- filter orders.customer_id; * <- filter orders.created_at",
    ),
    "an except": (
        "select id from customers except select customer_id from orders",
        "* <- copy customers.*; * <- filter orders.*; * <- filter orders.customer_id",
    ),
    "a filter inside a cte": (
        "with a as (select * from orders where amount > 0) select id from a",
        "* <- copy orders.*; * <- filter orders.amount",
    ),
}


@pytest.mark.parametrize("case", ROW_CASES)
def test_rows_are_decided_by_what_the_sql_says(case: str) -> None:
    sql, expected = ROW_CASES[case]
    assert {written(edge) for edge in read(sql).edges if edge.to == ROWS} == lines(expected)


UNIQUE_CASES = {
    "group by": ("select customer_id as c, sum(amount) as a from orders group by customer_id", {("c",)}),
    "group by what is not kept": ("select sum(amount) as a from orders group by customer_id", set()),
    "group by all": ("select customer_id as c, sum(amount) as a from orders group by all", {("c",)}),
    "group by all with an expression": ("select id, id + 1, sum(amount) as a from orders group by all", set()),
    "distinct": ("select distinct status, customer_id from orders", {("customer_id", "status")}),
    "qualify": (
        "select id, amount from orders qualify row_number() over (partition by id order by amount) = 1",
        {("id",)},
    ),
    "first row of each": (
        "with n as (select *, row_number() over (partition by id order by amount) as rn from "
        "orders) select id, amount from n where rn = 1",
        {("id",)},
    ),
    "handed down and renamed": (
        "with g as (select id, max(amount) as a from orders group by 1) select id as k, a from g where a > 0",
        {("k",)},
    ),
    "gone after a join": (
        "with g as (select id, max(amount) as a from orders group by 1) select g.id from g join "
        "customers c on c.id = g.id",
        set(),
    ),
    "union": ("select id from orders union select id from customers", {("id",)}),
    "union all": ("select id from orders union all select id from customers", set()),
}


@pytest.mark.parametrize("case", UNIQUE_CASES)
def test_what_the_sql_makes_unique_is_known(case: str) -> None:
    sql, expected = UNIQUE_CASES[case]
    assert set(read(sql).unique_by) == expected

"""What an edit can have touched: told from the two versions of the SQL, and never called harmless in doubt."""

from __future__ import annotations

import pytest

from dbt_onus.core.columns import EVERYTHING, NOTHING, Edit, edit_between

KNOWN = {"db.raw.orders": "orders", "db.raw.customers": "customers"}
LISTED = {"orders": ("id", "customer_id", "amount", "status", "placed_at"), "customers": ("id", "name", "tier")}


def edit(old: str, new: str, dialect: str = "duckdb", *, listed: bool = True) -> Edit:
    return edit_between(
        old,
        new,
        dialect=dialect,
        relations={**KNOWN, "orders": "orders", "customers": "customers"},
        schema=LISTED if listed else {},
    )


SAME = [
    ("select id, amount from orders", "SELECT id,\n  amount -- in cents\nFROM orders /* raw */"),
    ("select id from orders", "select o.id from orders as o"),
    ("select id as order_id from orders", "select id order_id from orders"),
    ("select id from orders where a = 1 and b = 2", "select id from orders where (b = 2) and a = 1"),
    ("select id, amount from (select * from orders)", "with o as (select * from orders) select id, amount from o"),
    (
        "with src as (select * from orders), renamed as (select id as k from src) select * from renamed",
        "select id as k from orders",
    ),
    (
        "select status, count(*) as n from orders group by 1",
        "select status, count(*) as n from orders group by status",
    ),
    ("select id from orders order by id", "select id from orders"),
    ('select id from "db"."raw"."orders"', "select id from raw.orders"),
    (
        "select o.id, c.name from orders o left join customers c on c.id = o.customer_id and c.tier = 1",
        "select o.id, b.name from orders o left join customers b on b.tier = 1 and b.id = o.customer_id",
    ),
    ("select * from orders", "select * from orders -- all of them"),
]


@pytest.mark.parametrize(("old", "new"), SAME)
def test_what_is_only_written_otherwise_touches_nothing(old: str, new: str) -> None:
    assert edit(old, new).is_nothing
    assert edit(new, old).is_nothing


ONE_COLUMN = [
    ("select id, amount from orders", "select id, amount / 100 as amount from orders", {"amount"}),
    ("select id, amount / 100 as a from orders", "select id, amount / 1000 as a from orders", {"a"}),
    ("select id from orders", "select id, amount from orders", {"amount"}),
    ("select id, status from orders", "select id, upper(status) as status from orders", {"status"}),
    (
        "with a as (select id, coalesce(amount, 0) as v, status from orders) select id, v * 2 as w, status from a",
        "with a as (select id, amount as v, status from orders) select id, v * 2 as w, status from a",
        {"w"},
    ),
    ("select * exclude (amount) from orders", "select * exclude (amount, status) from orders", {"status"}),
    ("select id, sum(amount) as s from orders group by id",
     "select id, max(amount) as s from orders group by id", {"s"}),
    ("select id, 1 as x from orders union all select id, 2 from customers",
     "select id, 1 as x from orders union all select id, 3 from customers", {"x"}),
    ("select id, (select max(tier) from customers) as t from orders",
     "select id, (select min(tier) from customers) as t from orders", {"t"}),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "columns"), ONE_COLUMN)
def test_an_edit_of_one_expression_touches_what_is_made_of_it(old: str, new: str, columns: set[str]) -> None:
    assert edit(old, new) == Edit(columns=frozenset(columns))


ROWS = [
    ("select id from orders", "select id from orders where amount > 0"),
    ("select id from orders", "select distinct id from orders"),
    ("select id from orders", "select o.id from orders o join customers c on c.id = o.customer_id"),
    ("select id from orders limit 5", "select id from orders limit 6"),
    ("select id from orders order by amount limit 5", "select id from orders order by amount desc limit 5"),
    ("select id from orders", "select id from orders union all select id from customers"),
    (
        "select id from orders qualify row_number() over (partition by id order by amount) = 1",
        "select id from orders qualify row_number() over (partition by id order by placed_at) = 1",
    ),
    (
        "with a as (select * from orders where amount > 0) select id from a",
        "with a as (select * from orders where amount >= 0) select id from a",
    ),
    ("select id from orders where id in (select id from customers)",
     "select id from orders where id in (select tier from customers)"),
    ("select a.id from orders a join orders b on a.id = b.id",
     "select a.id from orders a join orders b on a.id = b.amount"),
    ("select status, count(*) as n from orders group by all",
     "select status, id, count(*) as n from orders group by all"),
    ("select id, amount from orders tablesample (10 percent)",
     "select id, amount from orders tablesample (20 percent)"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new"), ROWS)
def test_what_decides_rows_is_told_from_what_decides_values(old: str, new: str) -> None:
    assert edit(old, new).rows


def test_a_left_join_more_may_repeat_rows_and_changes_no_value() -> None:
    old = "select o.id, o.amount from orders o"
    new = "select o.id, o.amount, c.name from orders o left join customers c on c.id = o.customer_id"
    assert edit(old, new) == Edit(columns=frozenset({"name"}), repeats=True)


def test_another_condition_of_a_left_join_touches_what_comes_through_it() -> None:
    old = "select o.id, c.name from orders o left join customers c on c.id = o.customer_id"
    new = "select o.id, c.name from orders o left join customers c on c.id = o.id"
    assert edit(old, new) == Edit(columns=frozenset({"name"}), repeats=True)


def test_which_of_two_instances_of_a_table_is_read_matters() -> None:
    old = "select a.amount from orders a join orders b on a.id = b.customer_id"
    assert edit(old, old.replace("a.amount", "b.amount")).touches("amount")


def test_a_column_that_either_table_may_have_is_touched_when_one_of_them_is_joined_otherwise() -> None:
    """Nobody lists the columns: `name` may be the customers'."""
    old = "select name from orders o left join customers c on c.id = o.id"
    assert edit(old, old.replace("c.id = o.id", "c.id = o.x"), listed=False).touches("name")


def test_a_table_swapped_for_another_touches_everything() -> None:
    swapped = edit("select id from orders", "select id from customers")
    assert swapped.touches("id")
    assert swapped.rows


@pytest.mark.parametrize("broken", ["select from where", "not sql at all {{ x }}", "create table x"])
def test_what_cannot_be_read_may_touch_everything(broken: str) -> None:
    assert edit("select id from orders", broken) == EVERYTHING
    assert edit(broken, broken + " ").is_nothing


def test_the_same_text_is_not_even_read() -> None:
    assert edit("what is this", "what is this") is NOTHING

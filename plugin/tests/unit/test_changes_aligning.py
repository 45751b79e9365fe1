"""Two states of which dbt compiled only one."""

from __future__ import annotations

from dbt_onus.core.changes.aligning import aligned
from dbt_onus.core.nodes import Node
from tests import builders as b

TEMPLATE = "select {{ cents('a') }} as a from {{ ref('x') }}"


def pair(template: str, macros: tuple[str, ...] = ()) -> tuple[Node, Node]:
    before = b.model(
        "orders", "x", sql="select a / 100 as a from x", template=TEMPLATE, macros=["macro.shop.cents"]
    )
    after = b.model("orders", "x", template=template, macros=["macro.shop.cents"])
    old, new = aligned({before.unique_id: before}, {after.unique_id: after}, macros)
    return old[before.unique_id], new[after.unique_id]


def test_sql_is_lent_to_the_same_model_and_comments_do_not_matter() -> None:
    old, new = pair(f"-- a comment\n{TEMPLATE}")
    assert old.sql == new.sql == "select a / 100 as a from x"


def test_of_a_model_that_changed_both_are_read_from_their_templates() -> None:
    assert [node.sql for node in pair(f"{TEMPLATE} where true")] == ["", ""]


def test_nothing_is_lent_where_a_macro_changed() -> None:
    assert [node.sql for node in pair(TEMPLATE, ("macro.shop.cents",))] == ["", ""]


def test_what_is_compiled_on_both_sides_or_on_none_stays() -> None:
    node = b.model("orders", sql="select 1 as a", template="select 1 as a")
    old, new = aligned({node.unique_id: node}, {node.unique_id: node}, ())
    assert old[node.unique_id] is new[node.unique_id] is node

"""What a change takes from whoever reads the tables: small projects before and after, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from msgspec import Raw

from dbt_onus.core.changes import Change, Effect, How, Kind, Side, compared
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from dbt_onus.core.ownership import Ownership, Team
from dbt_onus.core.stitching import Part, stitched
from tests import builders as b

TEAMS = {key: Team(key=key, name=key.title()) for key in ("shop", "finance", "growth")}
CHARGES = b.source("stripe.charges", columns={"id": "bigint", "amount": "decimal(12,2)", "state": "varchar"})
SELECT_CHARGES = 'select id, amount, state from "shop"."stripe"."charges"'


def owned(team: str) -> dict[str, object]:
    return {"meta": {"onus": {"team": team}}}


def side(nodes: Iterable[Node], others: Iterable[Node] = (), disabled: Iterable[str] = ()) -> Side:
    here, there = b.manifest(*nodes), b.manifest(*others, project="mart")
    mesh = stitched([Part(manifest=one) for one in (here, there)])
    every = mesh.nodes
    lineage = Lineage.of(every, mesh.links)
    ownership = Ownership(fallback_team="platform", nodes=every, teams=TEAMS)
    return Side(
        lineage=lineage,
        columns=ColumnLineage(every, lineage.parents, children=lineage.children, adapter="duckdb"),
        owner_of=lambda uid: ownership.owner_of(every[uid]),
        disabled=frozenset(disabled),
    )


def changes(
    before: Iterable[Node], after: Iterable[Node], others: Iterable[Node] = (), macros: Iterable[str] = ()
) -> tuple[Change, ...]:
    old, new = list(before), list(after)
    scope = {node.unique_id for node in (*old, *new)}
    return compared(side(old, others), side(new, others), scope, frozenset(macros), "duckdb").changes


def one(found: tuple[Change, ...], kind: Kind) -> Change:
    [change] = [change for change in found if change.difference.kind is kind]
    return change


def orders(selected: str, **fields: object) -> Node:
    sql = f'select {selected} from "shop"."stripe"."charges"'
    return b.model("orders", CHARGES, **({"sql": sql, "template": sql} | owned("shop") | fields))


def revenue(sql: str = 'select id, amount from "shop"."main"."orders"', team: str = "finance") -> Node:
    return b.model("revenue", "orders", sql=sql, template=sql, **owned(team))


# --- columns -----------------------------------------------------------------------------------------------------


def test_a_column_that_is_read_breaks_its_reader_and_what_is_made_from_it() -> None:
    top = b.model(
        "top", "revenue", sql='select sum(amount) as total from "shop"."main"."revenue"', **owned("growth")
    )
    found = changes(
        [CHARGES, orders("id, amount, state"), revenue(), top], [CHARGES, orders("id, state"), revenue(), top]
    )
    change = one(found, Kind.COLUMN_REMOVED)
    assert (change.effect, change.difference.column) == (Effect.BREAKING, "amount")
    assert change.teams == ("finance", "growth")
    assert change.asked == ("finance",)
    assert {use.label: use.how for use in change.uses} == {"revenue": How.ASKS, "top": How.REACHED}


def test_a_column_that_nobody_reads_hits_nobody() -> None:
    found = changes([CHARGES, orders("id, amount, state"), revenue()], [CHARGES, orders("id, amount"), revenue()])
    change = one(found, Kind.COLUMN_REMOVED)
    assert (change.effect, change.why, change.teams) == (Effect.SAFE, "nobody uses it", ())


def test_a_reader_that_was_changed_along_is_not_hit() -> None:
    before = [CHARGES, orders("id, amount, state"), revenue()]
    after = [CHARGES, orders("id, state"), revenue('select id from "shop"."main"."orders"')]
    told = {(change.difference.subject, change.effect) for change in changes(before, after)}
    assert told == {("orders.amount", Effect.SAFE), ("revenue.amount", Effect.SAFE)}


@pytest.mark.parametrize(("fields", "effect"), [({"access": "public"}, Effect.RISKY), ({}, Effect.SAFE)])
def test_nobody_here_is_not_nobody_where_the_model_is_public(fields: dict[str, object], effect: Effect) -> None:
    before, after = orders("id, amount", **fields), orders("id", **fields)
    assert one(changes([CHARGES, before], [CHARGES, after]), Kind.COLUMN_REMOVED).effect is effect


def test_what_a_dashboard_shows_is_read_unless_it_says_what_it_reads() -> None:
    everything = b.exposure("board", "orders", owner="Growth")
    found = changes([CHARGES, orders("id, amount"), everything], [CHARGES, orders("id"), everything])
    assert one(found, Kind.COLUMN_REMOVED).effect is Effect.BREAKING
    some = b.exposure("board", "orders", owner="Growth", meta={"onus": {"reads": ["orders.id"]}})
    found = changes([CHARGES, orders("id, amount"), some], [CHARGES, orders("id"), some])
    assert one(found, Kind.COLUMN_REMOVED).effect is Effect.SAFE


def test_a_column_that_goes_through_a_star_is_told_where_it_went() -> None:
    star = b.model("passed", "orders", sql='select * from "shop"."main"."orders"', **owned("shop"))
    last = b.model("last", "passed", sql='select amount from "shop"."main"."passed"', **owned("growth"))
    found = changes([CHARGES, orders("id, amount"), star, last], [CHARGES, orders("id"), star, last])
    assert [change.difference.label for change in found] == ["orders"]
    assert found[0].difference.gone == (("model.shop.passed", "amount"),)
    assert found[0].teams == ("growth",)


def test_a_star_over_an_unlisted_source_that_becomes_a_list_loses_what_is_asked() -> None:
    raw = b.source("stripe.events")
    star, listed = (f'select {what} from "shop"."stripe"."events"' for what in ("*", "id"))
    stg = [b.model("stg", raw, sql=sql, template=sql, **owned("shop")) for sql in (star, listed)]
    reader = b.model("reader", "stg", sql='select id, depot from "shop"."main"."stg"', **owned("growth"))
    found = changes([raw, stg[0], reader], [raw, stg[1], reader])
    change = one(found, Kind.COLUMN_REMOVED)
    assert (change.difference.column, change.effect, change.teams) == ("depot", Effect.BREAKING, ("growth",))


def test_a_bare_name_among_several_tables_is_still_the_lost_one() -> None:
    fees = b.model("fees", sql="select 1 as id, 2 as fee", **owned("shop"))
    sql = 'select o.id, amount, fee from "shop"."main"."orders" o join "shop"."main"."fees" f on o.id = f.id'
    reader = b.model("joined", "orders", "fees", sql=sql, template=sql, **owned("finance"))
    found = changes([CHARGES, orders("id, amount"), fees, reader], [CHARGES, orders("id"), fees, reader])
    assert one(found, Kind.COLUMN_REMOVED).effect is Effect.BREAKING


def test_sql_that_names_a_column_and_makes_nothing_of_it_fails_without_it_all_the_same() -> None:
    reader = revenue('with o as (select id, amount from "shop"."main"."orders") select id from o')
    found = changes([CHARGES, orders("id, amount"), reader], [CHARGES, orders("id"), reader])
    change = one(found, Kind.COLUMN_REMOVED)
    assert (change.effect, change.teams) == (Effect.BREAKING, ("finance",))


def test_a_model_that_nobody_can_read_is_a_risk_and_no_certainty() -> None:
    python = b.model("scores", "orders", path="models/scores.py", **owned("growth"))
    found = changes([CHARGES, orders("id, amount"), python], [CHARGES, orders("id"), python])
    change = one(found, Kind.COLUMN_REMOVED)
    assert (change.effect, change.why) == (Effect.RISKY, "whether scores (growth) uses it cannot be read")


def test_a_new_name_for_the_same_origin_is_a_rename() -> None:
    found = changes(
        [CHARGES, orders("id, amount as total"), revenue('select id, total from "shop"."main"."orders"')],
        [CHARGES, orders("id, amount as gross"), revenue('select id, total from "shop"."main"."orders"')],
    )
    change = one(found, Kind.COLUMN_RENAMED)
    assert (change.difference.before, change.difference.after, change.effect) == (
        "total",
        "gross",
        Effect.BREAKING,
    )


def test_a_rename_that_readers_followed_is_safe_and_changes_nothing_below() -> None:
    found = changes(
        [CHARGES, orders("id, amount as total"), revenue('select id, total as sum from "shop"."main"."orders"')],
        [CHARGES, orders("id, amount as gross"), revenue('select id, gross as sum from "shop"."main"."orders"')],
    )
    assert [(change.difference.kind, change.effect) for change in found] == [(Kind.COLUMN_RENAMED, Effect.SAFE)]


def test_a_semantic_model_reads_the_columns_that_it_is_made_of() -> None:
    measures = Raw(b'[{"name": "revenue", "expr": "amount * 2", "agg": "sum"}]')
    entities = Raw(b'[{"name": "id", "expr": null}]')
    layer = b.node("semantic_model.shop.sales", "orders", measures=measures, entities=entities, **owned("growth"))
    metric = b.node("metric.shop.revenue", layer, **owned("finance"))
    before = [CHARGES, orders("id, amount, state"), layer, metric]
    change = one(changes(before, [CHARGES, orders("id, state"), layer, metric]), Kind.COLUMN_REMOVED)
    assert (change.effect, change.teams, change.asked) == (Effect.BREAKING, ("finance", "growth"), ("growth",))
    assert (
        one(changes(before, [CHARGES, orders("id, amount"), layer, metric]), Kind.COLUMN_REMOVED).effect
        is Effect.SAFE
    )


def test_two_that_could_be_it_are_no_rename() -> None:
    found = changes([CHARGES, orders("id, amount as total")], [CHARGES, orders("id, amount as a, amount as b")])
    assert {change.difference.kind for change in found} == {Kind.COLUMN_REMOVED, Kind.COLUMN_ADDED}


def test_a_column_that_the_sql_lost_and_the_contract_still_promises_does_not_build() -> None:
    fields = {"columns": {"id": "bigint", "amount": "decimal(12,2)"}, "contract": {"enforced": True}}
    found = changes([CHARGES, orders("id, amount", **fields)], [CHARGES, orders("id", **fields)])
    change = one(found, Kind.COLUMN_REMOVED)
    assert change.effect is Effect.BREAKING
    assert "dbt will not build it" in change.difference.says


def test_a_test_that_still_asks_for_a_lost_column_breaks() -> None:
    before, after = orders("id, amount", columns=["amount"]), orders("id", columns=["amount"])
    check = b.test("not_null", before, "amount")
    found = changes([CHARGES, before, check], [CHARGES, after, check])
    change = one(found, Kind.COLUMN_REMOVED)
    assert (change.effect, [use.how for use in change.uses]) == (Effect.BREAKING, [How.TESTS])


def test_a_source_in_another_project_is_read_through_to_whoever_reads_it() -> None:
    source = b.source("shop.orders", package="mart", schema="main", relation_name='"shop"."main"."orders"')
    sql = 'select amount from "shop"."main"."orders"'
    reader = b.model("fct", source, package="mart", sql=sql, **owned("finance"))
    found = changes([CHARGES, orders("id, amount")], [CHARGES, orders("id")], [source, reader])
    change = one(found, Kind.COLUMN_REMOVED)
    assert (change.effect, change.teams) == (Effect.BREAKING, ("finance",))
    assert [use.unique_id for use in change.uses] == ["model.mart.fct"]


@pytest.mark.parametrize(
    ("old", "new", "effect"),
    [
        ("decimal(12,2)", "decimal(12, 2)", None),
        ("decimal(12,2)", "decimal(14,2)", Effect.SAFE),
        ("decimal(12,2)", "decimal(12,0)", Effect.BREAKING),
        ("decimal(12,2)", "varchar", Effect.BREAKING),
        ("decimal(12,2)", "money_t", Effect.RISKY),
        ("decimal(12,2)", None, Effect.RISKY),
        (None, "decimal(12,2)", None),
    ],
)
def test_a_column_of_another_type(old: str | None, new: str | None, effect: Effect | None) -> None:
    before, after = (orders("id, amount", columns={"amount": said}) for said in (old, new))
    found = changes([CHARGES, before, revenue()], [CHARGES, after, revenue()])
    assert [change.effect for change in found] == ([effect] if effect else [])


def test_a_wider_type_breaks_the_contract_that_copies_the_column() -> None:
    before, after = (orders("id, amount", columns={"amount": said}) for said in ("integer", "bigint"))
    sql = 'select id, amount from "shop"."main"."orders"'
    held = b.model("held", "orders", sql=sql, columns={"amount": "integer"}, contract={"enforced": True})
    change = one(changes([CHARGES, before, held], [CHARGES, after, held]), Kind.COLUMN_RETYPED)
    assert (change.effect, change.why) == (Effect.BREAKING, "the contract of held promises the old type of it")


# --- what is computed otherwise ----------------------------------------------------------------------------------


def test_a_figure_that_another_team_reads_and_is_computed_otherwise_is_a_risk() -> None:
    before, after = orders("id, amount"), orders("id, amount * 2 as amount")
    for team, effect in (("finance", Effect.RISKY), ("shop", Effect.SAFE)):
        found = changes([CHARGES, before, revenue(team=team)], [CHARGES, after, revenue(team=team)])
        assert one(found, Kind.COLUMN_REWRITTEN).effect is effect


def test_layout_and_new_ctes_are_no_change() -> None:
    after = f"with c as (\n  {SELECT_CHARGES}\n)\n-- the same\nselect id, amount from c"
    node = b.model("orders", CHARGES, sql=after, template=after, **owned("shop"))
    assert changes([CHARGES, orders("id, amount"), revenue()], [CHARGES, node, revenue()]) == ()


def test_code_that_cannot_be_read_is_a_risk_to_whoever_reads_it_and_never_safe() -> None:
    before, after = (
        b.model("orders", CHARGES, template="select {{ pick('" + word + "') }} from x", **owned("shop"))
        for word in ("a", "b")
    )
    reader = revenue(team="shop")
    assert (
        one(changes([CHARGES, before, reader], [CHARGES, after, reader]), Kind.CODE_UNREADABLE).effect
        is Effect.RISKY
    )


def test_an_incremental_model_compiled_where_its_table_is_there_is_the_same_model() -> None:
    template = "select id, amount from x {% if is_incremental() %} where id > 1 {% endif %}"
    built = 'select id, amount from x where id > (select max(id) from "shop"."main"."orders")'
    before = b.model("orders", CHARGES, sql=built, template=template, **owned("shop"))
    after = b.model("orders", CHARGES, sql="select id, amount from x", template=template, **owned("shop"))
    assert changes([CHARGES, before, revenue()], [CHARGES, after, revenue()]) == ()
    edited = b.model(
        "orders", CHARGES, sql="select id, 2 as amount from x", template=f"{template} x", **owned("shop")
    )
    found = changes([CHARGES, before, revenue()], [CHARGES, edited, revenue()])
    assert [change.difference.column for change in found] == ["amount"]


def test_a_macro_that_changed_is_looked_for_in_what_it_writes() -> None:
    def with_macro(sql: str) -> Node:
        return b.model("orders", CHARGES, sql=sql, template="{{ m() }}", macros=["macro.shop.m"], **owned("shop"))

    before, after = with_macro("select 1 as id, 2 as amount"), with_macro("select 1 as id, 3 as amount")
    assert changes([CHARGES, before, revenue()], [CHARGES, after, revenue()]) == ()
    found = changes([CHARGES, before, revenue()], [CHARGES, after, revenue()], macros=["macro.shop.m"])
    assert one(found, Kind.COLUMN_REWRITTEN).difference.column == "amount"


def test_an_edit_in_another_environment_is_told_by_what_was_edited_alone() -> None:
    def built(schema: str, tail: str = "") -> list[Node]:
        table = f'"shop"."{schema}"."base"'
        base = b.model("base", sql="select 1 as id, 2 as n", schema=schema, relation_name=table)
        inner = b.model(
            "inner", "base", materialized="ephemeral", relation_name=None, sql=f"select id, n from {table}"
        )
        sql = f"with __dbt__cte__inner as (select id, n from {table}) select id, n{tail} from __dbt__cte__inner"
        place = {"schema": schema, "relation_name": f'"shop"."{schema}"."top"'}
        top = b.model("top", "inner", sql=sql, template=f"select id, n{tail} from m", **place, **owned("shop"))
        return [base, inner, top, b.exposure("board", "top", owner="Growth")]

    assert changes(built("prod"), built("pr_7")) == ()
    found = changes(built("prod"), built("pr_7", " + 1 as n"))
    assert [change.difference.subject for change in found] == ["top.n"]


def test_rows_that_are_left_out_are_told_to_those_who_read_them() -> None:
    filtered = f"{SELECT_CHARGES} where state = 'paid'"
    node = b.model("orders", CHARGES, sql=filtered, template=filtered, **owned("shop"))
    found = changes([CHARGES, orders("id, amount, state"), revenue()], [CHARGES, node, revenue()])
    assert one(found, Kind.ROWS_REWRITTEN).effect is Effect.RISKY


# --- promises ----------------------------------------------------------------------------------------------------


def promised(**terms: object) -> Node:
    return orders("id, amount", columns={"amount": {"data_type": None, "meta": {"onus": {"contract": terms}}}})


@pytest.mark.parametrize(
    ("old", "new", "kind", "effect"),
    [
        ({"not_null": True}, {}, Kind.TERM_DROPPED, Effect.BREAKING),
        ({"range": {"min": 0}}, {}, Kind.TERM_DROPPED, Effect.BREAKING),
        ({"range": {"min": 0}}, {"range": {"min": -1}}, Kind.TERM_LOOSENED, Effect.RISKY),
        ({"range": {"min": 0}}, {"range": {"min": 1}}, Kind.TERM_TIGHTENED, Effect.SAFE),
        ({"accepted_values": ["a"]}, {"accepted_values": ["a", "b"]}, Kind.TERM_LOOSENED, Effect.RISKY),
        ({"accepted_values": ["a", "b"]}, {"accepted_values": ["a"]}, Kind.TERM_TIGHTENED, Effect.SAFE),
        ({"accepted_values": ["a", "b"]}, {"accepted_values": ["a", "c"]}, Kind.TERM_CHANGED, Effect.BREAKING),
        ({"pattern": "^a"}, {"pattern": "^b"}, Kind.TERM_CHANGED, Effect.RISKY),
        ({"length": 3}, {"length": {"min": 1, "max": 3}}, Kind.TERM_LOOSENED, Effect.RISKY),
        ({"null_share": {"max": "1%"}}, {"null_share": {"max": "5%"}}, Kind.TERM_LOOSENED, Effect.RISKY),
        ({"null_share": {"max": "1%"}}, {}, Kind.TERM_DROPPED, Effect.RISKY),
        ({}, {"not_null": True}, Kind.TERM_ADDED, Effect.SAFE),
        ({"not_null": True}, {"not_null": True, "severity": "warn"}, Kind.TERM_LOOSENED, Effect.RISKY),
    ],
)
def test_a_promise_that_another_team_relies_on(
    old: dict[str, object], new: dict[str, object], kind: Kind, effect: Effect
) -> None:
    found = changes([CHARGES, promised(**old), revenue()], [CHARGES, promised(**new), revenue()])
    assert [(change.difference.kind, change.effect) for change in found] == [(kind, effect)]


def test_a_promise_to_ones_own_team_is_a_risk_and_one_to_nobody_is_none() -> None:
    before, after = promised(not_null=True), promised()
    own = one(
        changes([CHARGES, before, revenue(team="shop")], [CHARGES, after, revenue(team="shop")]), Kind.TERM_DROPPED
    )
    assert own.effect is Effect.RISKY
    assert one(changes([CHARGES, before], [CHARGES, after]), Kind.TERM_DROPPED).effect is Effect.SAFE


def test_a_plain_test_that_goes_is_less_than_a_promise_that_goes() -> None:
    node = orders("id, amount", columns=["amount"])
    check = b.test("not_null", node, "amount")
    change = one(changes([CHARGES, node, check, revenue()], [CHARGES, node, revenue()]), Kind.TERM_DROPPED)
    assert change.effect is Effect.RISKY


def test_the_same_promise_in_other_words_is_no_change() -> None:
    key = orders("id, amount", columns={"id": {"data_type": None, "constraints": [{"type": "primary_key"}]}})
    said = orders(
        "id, amount",
        columns={"id": {"meta": {"onus": {"contract": {"unique": True, "not_null": True}}}, "data_type": None}},
    )
    assert changes([CHARGES, key, revenue()], [CHARGES, said, revenue()]) == ()


def test_terms_of_a_lost_column_are_lost_with_it_and_told_once() -> None:
    before = promised(not_null=True)
    after = orders("id")
    found = changes([CHARGES, before, revenue()], [CHARGES, after, revenue()])
    assert [change.difference.kind for change in found] == [Kind.COLUMN_REMOVED]


def test_a_contract_that_nothing_checks_any_more_is_told() -> None:
    node = promised(not_null=True)
    check = b.test("onus.contract", node)
    found = changes([CHARGES, node, check, revenue()], [CHARGES, node, revenue()])
    assert [(change.difference.kind, change.effect) for change in found] == [
        (Kind.CONTRACT_UNCHECKED, Effect.RISKY)
    ]


# --- nodes -------------------------------------------------------------------------------------------------------


def test_a_model_that_another_project_reads_by_its_table_is_missed_there() -> None:
    source = b.source("shop.orders", package="mart", schema="main", relation_name='"shop"."main"."orders"')
    reader = b.model(
        "fct", source, package="mart", sql='select id from "shop"."main"."orders"', **owned("finance")
    )
    found = changes([CHARGES, orders("id")], [CHARGES], [source, reader])
    assert (found[0].difference.kind, found[0].effect, found[0].teams) == (
        Kind.NODE_REMOVED,
        Effect.BREAKING,
        ("finance",),
    )


def test_a_model_that_another_project_refers_to_by_name_is_missed_there() -> None:
    named = b.node("model.shop.orders", path="", access="public")
    reader = b.model(
        "fct", "model.shop.orders", package="mart", sql='select id from "shop"."main"."orders"', **owned("finance")
    )
    change = one(changes([CHARGES, orders("id", access="public")], [CHARGES], [named, reader]), Kind.NODE_REMOVED)
    assert (change.effect, change.teams) == (Effect.BREAKING, ("finance",))


def test_a_model_under_a_new_name_is_known_by_its_code() -> None:
    new = b.model("sales", CHARGES, sql="select id from x", template="select id from x", **owned("shop"))
    old = b.model("orders", CHARGES, sql="select id from x", template="select id from x", **owned("shop"))
    change = one(changes([CHARGES, old], [CHARGES, new]), Kind.NODE_RENAMED)
    assert (change.difference.says, change.effect) == ("orders: it is now called sales", Effect.SAFE)


def test_another_environment_moves_nothing_and_a_table_that_goes_its_own_way_moved() -> None:
    def built(name: str, schema: str) -> Node:
        return b.model(name, schema=schema, relation_name=f'"shop"."{schema}"."{name}"', sql="select 1 as id")

    before = [built("a", "prod"), built("c", "prod"), built("d", "prod")]
    assert changes(before, [built("a", "pr_7"), built("c", "pr_7"), built("d", "pr_7")]) == ()
    found = changes(before, [built("a", "pr_7"), built("c", "pr_7"), built("d", "pr_7_gold")])
    assert [change.difference.label for change in found] == ["d"]


def test_a_model_closed_to_others_hits_those_beyond_the_border() -> None:
    reader = b.model(
        "fct", "orders", package="mart", sql='select id from "shop"."main"."orders"', **owned("finance")
    )
    near = revenue()
    found = changes(
        [CHARGES, orders("id, amount", access="public"), near],
        [CHARGES, orders("id, amount", access="protected"), near],
        [reader],
    )
    change = one(found, Kind.ACCESS_NARROWED)
    assert (change.effect, change.teams) == (Effect.BREAKING, ("finance",))
    assert [use.unique_id for use in change.uses] == ["model.mart.fct"]


def test_a_version_that_lacks_what_is_asked_breaks_who_names_no_version() -> None:
    def version(number: int, latest: int, sql: str) -> Node:
        return b.model(
            "orders", CHARGES, version=number, latest_version=latest, sql=sql, template=sql, **owned("shop")
        )

    one_, two = "select 1 as id, 2 as amount", "select 1 as id"
    old_reader = b.model(
        "fct", "model.shop.orders.v1", sql='select amount from "shop"."main"."orders"', **owned("finance")
    )
    new_reader = b.model(
        "fct", "model.shop.orders.v2", sql='select amount from "shop"."main"."orders"', **owned("finance")
    )
    found = changes(
        [CHARGES, version(1, 1, one_), version(2, 1, two), old_reader],
        [CHARGES, version(1, 2, one_), version(2, 2, two), new_reader],
    )
    change = one(found, Kind.LATEST_VERSION_MOVED)
    assert (change.effect, change.teams) == (Effect.BREAKING, ("finance",))
    assert "which has no amount" in change.difference.says


def test_nothing_changed_is_nothing_told() -> None:
    nodes = [CHARGES, orders("id, amount"), revenue(), b.exposure("board", "revenue")]
    assert changes(nodes, nodes) == ()


def test_the_id_of_a_change_is_the_same_in_every_run_and_another_for_another_change() -> None:
    first = changes([CHARGES, orders("id, amount"), revenue()], [CHARGES, orders("id"), revenue()])
    again = changes([CHARGES, orders("id, amount"), revenue()], [CHARGES, orders("id"), revenue()])
    other = changes([CHARGES, orders("id, amount"), revenue()], [CHARGES, orders("amount"), revenue()])
    assert first[0].id == again[0].id != other[0].id


@pytest.mark.parametrize(
    ("old", "new", "effect"),
    [
        ("cast(amount as decimal(12,2)) as amount", "cast(amount as integer) as amount", Effect.BREAKING),
        ("amount::integer as amount", "cast(amount as bigint) as amount", Effect.SAFE),
        ("amount::integer as amount", "cast(amount as int4) as amount", None),
    ],
)
def test_a_column_that_the_sql_casts_otherwise(old: str, new: str, effect: Effect | None) -> None:
    def through_a_cte(cast: str) -> Node:
        made = f'with c as (select id, {cast} from "shop"."stripe"."charges")'
        sql = f"{made}, d as (select * from c) select id, amount from d"
        return b.model("orders", CHARGES, sql=sql, template=sql, **owned("shop"))

    found = changes([CHARGES, through_a_cte(old), revenue()], [CHARGES, through_a_cte(new), revenue()])
    assert [change.effect for change in found if change.difference.column == "amount"] == (
        [effect] if effect else []
    )

"""Columns followed through a project."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from dbt_onus.core.columns import ROWS, ColumnLineage, ColumnRef, EdgeKind, NodeColumns, SqlSource, to_bytes
from dbt_onus.core.nodes import Column, Config, DependsOn, Node


def node(
    uid: str,
    sql: str = "",
    *parents: str,
    template: str = "",
    columns: tuple[str, ...] = (),
    path: str = "models/m.sql",
    **more: object,
) -> Node:
    """`source.p.raw.orders` or `model.p.name`, as a table of its own name in `wh.main`."""
    kind, *_, name = uid.split(".")
    return Node(
        unique_id=uid,
        resource_type=kind,
        name=name,
        package_name="p",
        source_name="raw" if kind == "source" else None,
        database="wh",
        schema="main",
        original_file_path=path,
        depends_on=DependsOn(nodes=list(parents)),
        columns={column: Column(name=column) for column in columns},
        compiled_code=msgspec.Raw(msgspec.json.encode(sql)) if sql else msgspec.Raw(),
        raw_code=msgspec.Raw(msgspec.json.encode(template)) if template else msgspec.Raw(),
        **more,  # type: ignore[arg-type]
    )


def lineage(*nodes: Node, known: Mapping[str, Mapping[str, str]] | None = None, cache=None) -> ColumnLineage:
    by_id = {item.unique_id: item for item in nodes}
    return ColumnLineage(by_id, lambda uid: by_id[uid].parents, adapter="duckdb", known=known, cache=cache)


SOURCE = node("source.p.raw.orders")
STAGING = node(
    "model.p.stg_orders",
    "with source as (select * from wh.main.orders) select id as order_id, amount / 100 as "
    "amount, status from source",
    SOURCE.unique_id,
)
MART = node(
    "model.p.fct_orders",
    'select *, amount > 10 as is_large from "wh"."main"."stg_orders" where status is not null',
    STAGING.unique_id,
)


def ref(uid: str, column: str | None) -> ColumnRef:
    return ColumnRef(uid, column)


def test_a_column_is_followed_to_its_source() -> None:
    trace = lineage(SOURCE, STAGING, MART).upstream(MART.unique_id, "is_large")
    assert list(trace.reached) == [ref(STAGING.unique_id, "amount"), ref(SOURCE.unique_id, "amount")]
    assert trace.certain
    assert [step.edge.kind for step in trace.path(ref(SOURCE.unique_id, "amount"))] == [
        EdgeKind.EXPRESSION,
        EdgeKind.EXPRESSION,
    ]
    assert trace.reached[ref(SOURCE.unique_id, "amount")].hops == 2


def test_columns_are_asked_for_in_any_case() -> None:
    [edge] = lineage(SOURCE, STAGING, MART).edges_into(STAGING.unique_id, "ORDER_ID")
    assert (edge.parent, edge.column, edge.kind) == (SOURCE.unique_id, "id", EdgeKind.RENAME)


def test_a_star_takes_the_columns_of_the_parent() -> None:
    assert lineage(SOURCE, STAGING, MART).columns_of(MART.unique_id) == (
        "order_id",
        "amount",
        "status",
        "is_large",
    )


def test_rows_are_followed_where_asked() -> None:
    columns = lineage(SOURCE, STAGING, MART)
    assert ref(STAGING.unique_id, "status") not in columns.upstream(MART.unique_id, "order_id").reached
    with_rows = columns.upstream(MART.unique_id, "order_id", rows=True).reached
    assert ref(STAGING.unique_id, "status") in with_rows
    assert ref(SOURCE.unique_id, ROWS) in with_rows


def test_a_column_is_followed_downstream() -> None:
    trace = lineage(SOURCE, STAGING, MART).downstream(SOURCE.unique_id, "AMOUNT")
    assert {(r.node, r.column) for r in trace.reached} == {
        (STAGING.unique_id, "amount"),
        (MART.unique_id, "amount"),
        (MART.unique_id, "is_large"),
    }


def test_downstream_stays_within_the_nodes_asked_for() -> None:
    trace = lineage(SOURCE, STAGING, MART).downstream(SOURCE.unique_id, "amount", within={STAGING.unique_id})
    assert {r.node for r in trace.reached} == {STAGING.unique_id}


def test_declared_columns_of_a_source_are_not_taken_for_all_of_them() -> None:
    partly = node("source.p.raw.orders", columns=("id",))
    passing = node("model.p.copy", "select * from wh.main.orders", partly.unique_id)
    columns = lineage(partly, passing)
    assert columns.of(passing.unique_id).columns == ()
    assert columns.columns_of(passing.unique_id) == ("id",)
    [edge] = columns.edges_into(passing.unique_id, "amount")
    assert (edge.parent, edge.column, edge.certain) == (partly.unique_id, "amount", True)


def test_columns_of_a_catalog_are_all_of_them() -> None:
    passing = node("model.p.copy", "select * from wh.main.orders", SOURCE.unique_id)
    columns = lineage(SOURCE, passing, known={SOURCE.unique_id: {"ID": "int", "AMOUNT": "int"}})
    assert columns.columns_of(passing.unique_id) == ("ID", "AMOUNT")
    assert columns.edges_into(passing.unique_id, "discount") == ()


def test_an_enforced_contract_lists_all_columns() -> None:
    promised = node(
        "model.p.promised",
        "select 1 as a, 2 as b",
        columns=("a", "b"),
        node_config=Config(contract={"enforced": True}),
    )
    child = node("model.p.child", "select * from wh.main.promised", promised.unique_id)
    assert lineage(promised, child).columns_of(child.unique_id) == ("a", "b")


def test_a_python_model_may_take_any_column_from_any_parent() -> None:
    python = node("model.p.scores", "def model(): ...", STAGING.unique_id, path="models/scores.py")
    child = node("model.p.child", "select score from wh.main.scores", python.unique_id)
    trace = lineage(SOURCE, STAGING, python, child).upstream(child.unique_id, "score")
    assert list(trace.reached) == [
        ref(python.unique_id, "score"),
        ref(STAGING.unique_id, None),
        ref(SOURCE.unique_id, None),
    ]
    assert not trace.certain
    assert trace.reached[ref(python.unique_id, "score")].certain
    assert not trace.reached[ref(SOURCE.unique_id, None)].certain


def test_sql_that_cannot_be_read_is_followed_by_node() -> None:
    broken = node("model.p.broken", "select from where ((", STAGING.unique_id)
    columns = lineage(SOURCE, STAGING, broken)
    assert not columns.of(broken.unique_id).certain
    assert [edge.parent for edge in columns.edges_into(broken.unique_id, "x")] == [STAGING.unique_id]
    assert ref(broken.unique_id, None) in columns.downstream(SOURCE.unique_id, "amount").reached


def test_a_template_that_only_names_relations_is_read() -> None:
    raw = node(
        "model.p.raw_mart",
        "",
        STAGING.unique_id,
        SOURCE.unique_id,
        template="{{ config(materialized='table') }} select stg_orders.order_id, o.x from {{ ref('stg_orders') }}"
        " join {{ source('raw', 'orders') }} o on o.id = stg_orders.order_id {# and no more #}"
        " {% if is_incremental() %} where x > (select max(x) from {{ this }}) {% endif %}",
    )
    columns = lineage(SOURCE, STAGING, raw)
    assert columns.source_of_sql(raw.unique_id) is SqlSource.TEMPLATE
    assert [edge.parent for edge in columns.edges_into(raw.unique_id, "order_id")] == [STAGING.unique_id]
    assert [edge.parent for edge in columns.edges_into(raw.unique_id, "x")] == [SOURCE.unique_id]


def test_a_template_that_does_more_is_not_guessed_at() -> None:
    loop = node("model.p.loop", "", STAGING.unique_id, template="{% for x in y %} select 1 {% endfor %}")
    columns = lineage(SOURCE, STAGING, loop)
    assert columns.source_of_sql(loop.unique_id) is SqlSource.NONE
    assert not columns.upstream(loop.unique_id, "x").certain


def test_an_ephemeral_model_is_a_node_of_its_own() -> None:
    between = node(
        "model.p.between",
        "select order_id as k from wh.main.stg_orders",
        STAGING.unique_id,
        node_config=Config(materialized="ephemeral"),
    )
    child = node(
        "model.p.child",
        "with __dbt__cte__between as (select order_id as k from wh.main.stg_orders) select k from "
        "__dbt__cte__between",
        between.unique_id,
    )
    trace = lineage(SOURCE, STAGING, between, child).upstream(child.unique_id, "k")
    assert list(trace.reached) == [
        ref(between.unique_id, "k"),
        ref(STAGING.unique_id, "order_id"),
        ref(SOURCE.unique_id, "id"),
    ]


def test_a_snapshot_adds_the_columns_of_dbt() -> None:
    kept = node("snapshot.p.kept", "select order_id from wh.main.stg_orders", STAGING.unique_id)
    columns = lineage(SOURCE, STAGING, kept)
    assert columns.columns_of(kept.unique_id)[:2] == ("order_id", "dbt_scd_id")
    assert columns.edges_into(kept.unique_id, "dbt_valid_from") == ()


def test_an_incremental_model_is_no_ancestor_of_itself() -> None:
    grows = node(
        "model.p.grows",
        "select order_id, amount from wh.main.stg_orders where amount > (select max(amount) from wh.main.grows)",
        STAGING.unique_id,
    )
    trace = lineage(SOURCE, STAGING, grows).upstream(grows.unique_id, "amount", rows=True)
    assert grows.unique_id not in {r.node for r in trace.reached}


def test_a_table_named_without_ref_is_found_all_the_same() -> None:
    sly = node("model.p.sly", "select order_id from wh.main.stg_orders")
    edges = lineage(SOURCE, STAGING, sly).edges_into(sly.unique_id, "order_id")
    assert [edge.parent for edge in edges] == [STAGING.unique_id]


def test_a_source_that_another_project_builds_has_the_columns_of_that_model() -> None:
    borrowed = node("source.q.raw.stg_orders", "", STAGING.unique_id)
    child = node("model.q.child", "select * from wh.main.stg_orders", borrowed.unique_id)
    trace = lineage(SOURCE, STAGING, borrowed, child).upstream(child.unique_id, "order_id")
    assert list(trace.reached) == [
        ref(borrowed.unique_id, "order_id"),
        ref(STAGING.unique_id, "order_id"),
        ref(SOURCE.unique_id, "id"),
    ]


def test_versions_of_a_model_are_told_apart() -> None:
    old = node("model.p.dim.v1", "select 1 as a", version=1, alias="dim_v1")
    new = node("model.p.dim.v2", "select 1 as b", version=2, alias="dim_v2")
    old, new = (msgspec.structs.replace(item, name="dim") for item in (old, new))
    child = node("model.p.child", "", old.unique_id, new.unique_id, template="select * from {{ ref('dim', v=2) }}")
    assert lineage(old, new, child).columns_of(child.unique_id) == ("b",)


def test_a_chain_of_two_thousand_models_is_followed_to_its_end() -> None:
    chain = [node("model.p.m0", "select 1 as a, b from wh.main.orders", SOURCE.unique_id)]
    chain += [
        node(f"model.p.m{place}", f"select * from wh.main.m{place - 1}", f"model.p.m{place - 1}")
        for place in range(1, 2000)
    ]
    trace = lineage(SOURCE, *chain).upstream("model.p.m1999", "b")
    assert trace.reached[ref(SOURCE.unique_id, "b")].hops == 2000


def test_a_cycle_between_projects_ends() -> None:
    one = node("model.p.one", "select a from wh.main.two", "model.p.two")
    two = node("model.p.two", "select a from wh.main.one", "model.p.one")
    assert list(lineage(one, two).upstream("model.p.one", "a").reached) == [ref("model.p.two", "a")]


def test_what_is_kept_is_read_again_and_follows_changes_upstream() -> None:
    cache: dict[str, bytes] = {}
    first = lineage(SOURCE, STAGING, MART, cache=cache)
    answer = first.of(MART.unique_id)
    kept = dict(cache)
    assert lineage(SOURCE, STAGING, MART, cache=cache).of(MART.unique_id) == answer
    assert cache == kept
    changed = node(
        STAGING.unique_id, "select id as order_id, 0 as amount, status, x from wh.main.orders", SOURCE.unique_id
    )
    assert lineage(SOURCE, changed, MART, cache=cache).columns_of(MART.unique_id)[3] == "x"


def test_what_sql_says_by_itself_is_kept_too() -> None:
    cache: dict[str, bytes] = {}
    assert lineage(MART, cache=cache).written.passed_from(MART.unique_id, "amount") == "wh.main.stg_orders"
    (fingerprint,) = cache
    cache[fingerprint] = to_bytes(NodeColumns(passes=("as it was kept",)))
    assert lineage(MART, cache=cache).written.passed_from(MART.unique_id, "amount") == "as it was kept"


def test_damaged_bytes_are_made_anew() -> None:
    cache: dict[str, bytes] = {}
    lineage(SOURCE, STAGING, cache=cache).of(STAGING.unique_id)
    cache.update(dict.fromkeys(cache, b"\x00damaged"))
    assert lineage(SOURCE, STAGING, cache=cache).columns_of(STAGING.unique_id) == ("order_id", "amount", "status")


def test_a_node_that_is_not_there_has_no_columns() -> None:
    columns = lineage(SOURCE)
    assert columns.columns_of("model.p.gone") == ()
    assert columns.upstream("model.p.gone", "x").reached == {}

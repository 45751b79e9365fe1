"""What the warehouse is asked when the artifacts leave it open, and what follows from its answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

import pytest

from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.attribution.own_sql import with_own_sql
from dbt_onus.core.attribution.paths.by_sql import SqlPaths
from dbt_onus.core.checks import checks_of
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.evidence import Cause, Confidence, EvidenceKind, Place
from dbt_onus.core.explanation import words_of
from dbt_onus.core.history import NO_HISTORY, History
from dbt_onus.core.leaps import Leap
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from dbt_onus.core.observations import Measure, Observation
from dbt_onus.core.probes import PREFIX, Answer, Asking, Probe, answered, ask_in_rounds, foreseen
from dbt_onus.core.properties import Property
from dbt_onus.core.results import Result, Status
from dbt_onus.core.spelling import Spelling
from tests import builders as b
from tests.unit.test_attribution import only, unchanged

SILENT = -1


@dataclass(frozen=True)
class World:
    """A run, and the warehouse behind it: how many rows are broken at `node.column`; none unless it is said."""

    nodes: tuple[Node, ...]
    results: tuple[Result, ...]
    broken: Mapping[tuple[str, Property], int]
    history: History = NO_HISTORY
    adapter: str = "duckdb"
    limit: int = 60
    seen: int = 10_000
    case: Case = field(init=False)
    asking: Asking = field(init=False)

    def __post_init__(self) -> None:
        graph = {node.unique_id: node for node in self.nodes}
        lineage = Lineage.of(graph)
        columns = ColumnLineage(graph, lineage.parents, adapter=self.adapter)
        checks = checks_of(b.run(*self.results), graph, self.adapter)
        case = Case(graph, lineage, checks, self.history, SqlPaths(columns, lineage))
        object.__setattr__(self, "case", case)
        object.__setattr__(
            self, "asking", Asking(columns=columns, adapters={"shop": self.adapter}, project="shop")
        )

    @property
    def before(self) -> tuple[Finding, ...]:
        return attribute(self.case)

    @property
    def probes(self) -> tuple[Probe, ...]:
        """All that may be asked."""
        return foreseen(self.case, self.before, self.asking, self.limit)

    @property
    def probed(self) -> Case:
        return ask_in_rounds(self.case, self.before, self.asking, self.limit, self.ask)

    def ask(self, probes: Sequence[Probe]) -> Mapping[str, Answer]:
        counts = {probe: self.broken.get(_where(probe), 0) for probe in probes}
        return {
            probe.key: Answer(broken=n, seen=n if "onus_once" in probe.sql else self.seen)
            for probe, n in counts.items()
            if n != SILENT
        }

    @property
    def after(self) -> tuple[Finding, ...]:
        return attribute(self.probed)


def _where(probe: Probe) -> tuple[str, Property]:
    name = ".".join((probe.place.unique_id or "").split(".")[2:])
    return ".".join((name, "+".join(probe.columns))).removesuffix("."), probe.about


def places(probes: Iterable[Probe]) -> set[str]:
    return {_where(probe)[0] for probe in probes}


def sum_of_two() -> tuple[Node, ...]:
    """fct.total is the sum of what two sources bring, one of them by a staging model."""
    return (
        b.source("stripe.charges", columns=["id", "amount"]),
        b.source("erp.fees", columns=["id", "fee"]),
        b.model("stg_charges", "stripe.charges", sql='select id, amount from "shop"."stripe"."charges"'),
        b.model(
            "fct",
            "stg_charges",
            "erp.fees",
            sql='select c.id, c.amount + f.fee as total from "shop"."main"."stg_charges" c '
            'join "shop"."erp"."fees" f on c.id = f.id',
        ),
    )


NULLS = b.test("not_null", "fct", "total")


def nulls(broken: Mapping[tuple[str, Property], int], **more: object) -> World:
    return World((*sum_of_two(), NULLS), (b.result(NULLS, "fail", failures=12),), broken, **more)  # type: ignore[arg-type]


def test_nulls_in_one_of_two_inputs_were_born_at_its_source() -> None:
    world = nulls(
        {("stg_charges.amount", Property.NULLNESS): 12, ("stripe.charges.amount", Property.NULLNESS): 12}
    )
    assert not only(world.before).confidence.pages
    found = only(world.after)
    assert found.origin == Place(unique_id="source.shop.stripe.charges", column="amount")
    assert (found.cause, found.confidence) == (Cause.NULLS, Confidence.PROVEN)
    (asked,) = [piece for piece in found.evidence if "12 null of 10,000" in piece.says]
    assert (asked.kind, words_of(asked)) == (EvidenceKind.PROBE, "what the warehouse answers")
    assert asked.sql is not None


def test_a_copied_column_is_proven_or_cleared_by_what_its_source_has() -> None:
    nodes = (
        b.source("erp.fees", columns=["id", "fee"]),
        b.model("stg", "erp.fees", sql='select id, fee from "shop"."erp"."fees" where id > 0'),
    )
    check = b.test("not_null", "stg", "fee")
    bad = World((*nodes, check), (b.result(check, "fail", failures=3),), {("erp.fees.fee", Property.NULLNESS): 3})
    assert only(bad.before).confidence is Confidence.LIKELY
    assert (only(bad.after).origin.unique_id, only(bad.after).confidence) == (
        "source.shop.erp.fees",
        Confidence.PROVEN,
    )
    good = World((*nodes, check), (b.result(check, "fail", failures=3),), {})
    assert only(good.after).origin.unique_id == "model.shop.stg"


def test_no_null_in_any_input_leaves_the_model_itself() -> None:
    found = only(nulls({}).after)
    assert found.origin == Place(unique_id="model.shop.fct", column="total")
    assert found.confidence is Confidence.PROVEN


def test_nulls_in_both_inputs_accuse_neither() -> None:
    world = nulls({("stg_charges.amount", Property.NULLNESS): 12, ("erp.fees.fee", Property.NULLNESS): 3})
    assert world.after == world.before


def test_an_input_without_an_answer_accuses_nobody() -> None:
    world = nulls({("stg_charges.amount", Property.NULLNESS): 12, ("erp.fees.fee", Property.NULLNESS): SILENT})
    assert world.after == world.before


def test_probes_without_any_answer_change_nothing() -> None:
    world = nulls({})
    assert answered(world.case, world.before, world.asking, {}) is world.case


def test_answers_take_nothing_from_what_else_is_known_of_the_run() -> None:
    world = nulls({("stg_charges.amount", Property.NULLNESS): 12})
    saw = Observation(unique_id="source.shop.erp.fees", column=None, measure=Measure.ROWS, value=500.0)
    leapt = Leap(usual=1000.0, usual_at=b.NOON, value=500.0, runs=20, since=b.NOON)
    known = replace(
        world.case, observations=(saw,), leaps={saw: leapt}, witnesses=frozenset({"a"}), code_at={"shop": b.NOON}
    )
    after = ask_in_rounds(known, attribute(known), world.asking, world.limit, world.ask)
    changed = {one.name for one in fields(Case) if getattr(after, one.name) != getattr(known, one.name)}
    assert changed <= {"checks", "history", "paths", "narrowed"}
    assert len(after.checks) > len(known.checks)


def test_nulls_that_were_always_there_do_not_excuse_changed_code_below() -> None:
    code = ["model.shop.stg_charges", NULLS.unique_id]
    world = nulls(
        {("stg_charges.amount", Property.NULLNESS): 12},
        history=unchanged(NULLS.unique_id, code=code, changed=["model.shop.fct"]),
    )
    assert only(world.after).origin.unique_id == "model.shop.fct"
    assert only(world.after).cause is Cause.CODE_CHANGE


def test_a_probe_is_evidence_and_never_a_failure_of_its_own() -> None:
    world = nulls({("stg_charges.amount", Property.NULLNESS): 12})
    added = [check for check in world.probed.checks if check.key.startswith(PREFIX)]
    assert added
    assert {check.status for check in added} <= {Status.PASS, Status.WARN}
    assert {check.key for finding in world.after for check in finding.symptoms} == {NULLS.unique_id}


def test_the_nearest_places_are_asked_first_and_no_more_than_the_limit() -> None:
    assert places(nulls({}, limit=2).probes) == {"stg_charges.amount", "erp.fees.fee"}
    assert places(nulls({}).probes) == {"stg_charges.amount", "erp.fees.fee", "stripe.charges.amount"}


def test_what_is_proven_is_not_asked_about() -> None:
    check = b.test("not_null", "stripe.charges", "amount")
    world = World((*sum_of_two(), check), (b.result(check, "fail"),), {})
    assert world.probes == ()


# --- rows that are missing -------------------------------------------------------------------------------------


def left_join(*more: Node) -> tuple[Node, ...]:
    """fct.country comes from dim_customers by a left join; orders and customers have a source each."""
    return (
        b.source("web.orders", columns=["id", "customer_id"]),
        b.source("crm.customers", columns=["id", "country", "active"]),
        b.model("orders", "web.orders", sql='select id, customer_id from "shop"."web"."orders"'),
        b.model(
            "dim_customers",
            "crm.customers",
            sql='select id, country from "shop"."crm"."customers" where active',
        ),
        b.model(
            "fct",
            "orders",
            "dim_customers",
            sql='select o.id, d.country from "shop"."main"."orders" o '
            'left join "shop"."main"."dim_customers" d on o.customer_id = d.id',
        ),
        *more,
    )


UNKNOWN_COUNTRY = b.test("not_null", "fct", "country")
ORPHANS = ("dim_customers.id", Property.VOLUME)
ORPHANS_IN_SOURCE = ("crm.customers.id", Property.VOLUME)


def unmatched(broken: Mapping[tuple[str, Property], int], *more: Node, results: Iterable[Result] = ()) -> World:
    return World(
        (*left_join(*more), UNKNOWN_COUNTRY),
        (b.result(UNKNOWN_COUNTRY, "fail", failures=40), *results),
        broken,
    )


def test_rows_that_the_source_still_has_were_lost_in_the_model_between() -> None:
    keys = dict.fromkeys(((f"{one}.customer_id", Property.REFERENCE) for one in ("orders", "web.orders")), 7)
    found = only(unmatched({ORPHANS: 7, ORPHANS_IN_SOURCE: 0, **keys}).after)
    assert found.origin.unique_id == "model.shop.dim_customers"
    assert found.cause is Cause.VOLUME
    assert any("7 of 10,000 keys of orders.customer_id" in piece.says for piece in found.evidence)


def test_orphans_all_the_way_up_accuse_neither_side() -> None:
    world = unmatched({ORPHANS: 7, ORPHANS_IN_SOURCE: 7, ("orders.customer_id", Property.REFERENCE): 7,
                       ("web.orders.customer_id", Property.REFERENCE): 7})  # fmt: skip
    assert [one.origin for one in world.after] == [one.origin for one in world.before]
    assert not only(world.after).confidence.pages


GONE, UNHEARD_OF = "source.shop.crm.customers", "source.shop.web.orders"


@pytest.mark.parametrize(
    ("known", "unasked", "accused"),
    [
        (6, 7, GONE),
        (3, 7, GONE),
        (2, 7, None),
        (0, 7, UNHEARD_OF),
        (0, 0, None),  # those that nobody else refers to may just be those that were deleted
        (0, 700, None),
        (SILENT, 7, None),
    ],
)
def test_a_third_table_tells_whether_missing_keys_are_real(known: int, unasked: int, accused: str | None) -> None:
    """It knows all keys that are found; of those that are not, it knows some, none, or gives no answer.

    `unasked` keys of the parent nobody looks up.
    """
    tickets = b.source("desk.tickets", columns=["customer_id"])
    refers = b.test("relationships", "desk.tickets", "customer_id", to="dim_customers")
    broken = {
        ORPHANS: 7,
        ORPHANS_IN_SOURCE: 7,
        ("orders.customer_id", Property.REFERENCE): 7,
        ("web.orders.customer_id", Property.REFERENCE): 7,
        ("desk.tickets.customer_id", Property.REFERENCE): known,
        ("dim_customers.id", Property.DISTRIBUTION): unasked,
    }
    found = only(unmatched(broken, tickets, refers, results=[b.result(refers, "pass")]).after)
    assert found.confidence is Confidence.LIKELY or accused is None
    assert (found.origin.unique_id if found.confidence.pages else None) == accused


def test_a_third_table_need_not_be_tested_to_be_asked() -> None:
    desk = (
        b.source("desk.tickets", columns=["customer_id"]),
        b.model(
            "tickets",
            "desk.tickets",
            "dim_customers",
            sql='select t.customer_id from "shop"."desk"."tickets" t '
            'join "shop"."main"."dim_customers" d on t.customer_id = d.id',
        ),
    )
    assert "desk.tickets.customer_id" in places(unmatched({}, *desk).probes)


def test_keys_that_are_null_find_no_row_and_are_followed_up() -> None:
    null_keys = {(f"{node}.customer_id", Property.NULLNESS): 40 for node in ("orders", "web.orders")}
    found = only(unmatched(null_keys).after)
    assert found.origin == Place(unique_id="source.shop.web.orders", column="customer_id")
    assert found.cause is Cause.NULLS


CHILDREN = ("fct_orders", "orders", "web.orders")


def related(broken: Mapping[tuple[str, Property], int]) -> World:
    """A relationship of fct_orders, whose keys were bent in `orders` or whose customers are missing."""
    nodes = (
        b.source("web.orders", columns=["id", "customer_id"]),
        b.source("crm.customers", columns=["id"]),
        b.model(
            "orders",
            "web.orders",
            sql='select id, customer_id from "shop"."web"."orders" where id > 0',
        ),
        b.model("customers", "crm.customers", sql='select id from "shop"."crm"."customers" where id > 0'),
        b.model("fct_orders", "orders", sql='select id, customer_id from "shop"."main"."orders"'),
    )
    check = b.test("relationships", "fct_orders", "customer_id", to="customers")
    return World((*nodes, check), (b.result(check, "fail", failures=9),), broken)


def test_a_parent_that_lost_rows_its_own_source_has_is_proven() -> None:
    bad = dict.fromkeys(((f"{one}.customer_id", Property.REFERENCE) for one in CHILDREN), 9)
    found = only(related({**bad, ("customers.id", Property.VOLUME): 9}).after)
    assert (found.origin.unique_id, found.cause) == ("model.shop.customers", Cause.VOLUME)


def test_keys_that_are_all_found_further_up_were_bent_in_between() -> None:
    bad = dict.fromkeys(((f"{one}.customer_id", Property.REFERENCE) for one in CHILDREN[:2]), 9)
    gone = dict.fromkeys((("customers.id", Property.VOLUME), ("crm.customers.id", Property.VOLUME)), 9)
    found = only(related({**bad, **gone}).after)
    assert found.origin == Place(unique_id="model.shop.orders", column="customer_id")
    assert found.cause is Cause.REFERENTIAL


# --- rows that are there twice ---------------------------------------------------------------------------------

DOUBLED = b.test("unique", "fct", "id")


def doubled(broken: Mapping[tuple[str, Property], int], sql: str | None = None) -> World:
    joined = (
        'select o.id, d.country from "shop"."main"."orders" o '
        'left join "shop"."main"."dim_customers" d on o.customer_id = d.id'
    )
    nodes = [node for node in left_join() if node.name != "fct"]
    fct = b.model("fct", "orders", "dim_customers", sql=sql or joined)
    return World((*nodes, fct, DOUBLED), (b.result(DOUBLED, "fail", failures=5),), broken)


def test_a_fan_out_is_the_table_with_a_repeated_join_key() -> None:
    world = doubled({("dim_customers.id", Property.UNIQUENESS): 5, ("crm.customers.id", Property.UNIQUENESS): 5})
    found = only(world.after)
    assert found.origin.unique_id == "source.shop.crm.customers"
    assert found.cause is Cause.DUPLICATES


def test_a_repeated_foreign_key_is_no_fan_out() -> None:
    assert "orders.customer_id" not in places(doubled({}).probes)


def test_a_table_where_most_keys_repeat_is_not_accused_of_it() -> None:
    world = doubled({("dim_customers.id", Property.UNIQUENESS): 9_000})
    assert not only(world.after).confidence.pages


def test_a_table_that_is_grouped_before_it_is_joined_cannot_double_rows() -> None:
    grouped = (
        'select o.id, d.n from "shop"."main"."orders" o left join (select id, count(*) as n '
        'from "shop"."main"."dim_customers" group by id) d on o.customer_id = d.id'
    )
    broken = {(f"{name}.id", Property.UNIQUENESS): 5 for name in ("dim_customers", "orders", "web.orders")}
    world = doubled(broken, grouped)
    assert not [place for place in places(world.probes) if "customers" in place]
    assert only(world.after).origin == Place(unique_id="source.shop.web.orders", column="id")


def test_keys_repeated_in_the_table_itself_go_up_to_where_they_came_in() -> None:
    found = only(doubled({("orders.id", Property.UNIQUENESS): 5, ("web.orders.id", Property.UNIQUENESS): 5}).after)
    assert found.origin == Place(unique_id="source.shop.web.orders", column="id")


def test_keys_that_nothing_above_repeats_are_repeated_by_the_model() -> None:
    found = only(doubled({}).after)
    assert (found.origin.unique_id, found.confidence) == ("model.shop.fct", Confidence.PROVEN)


# --- values ----------------------------------------------------------------------------------------------------


def union(check: Node) -> tuple[Node, ...]:
    return (
        b.source("eu.sales", columns=["status", "amount"]),
        b.source("us.sales", columns=["status", "amount"]),
        b.model(
            "sales",
            "eu.sales",
            "us.sales",
            sql='select status, amount from "shop"."eu"."sales" union all '
            'select status, amount from "shop"."us"."sales"',
        ),
        check,
    )


@pytest.mark.parametrize(
    ("kind", "column", "kwargs", "about", "predicate"),
    [
        ("accepted_values", "status", {"values": ["ok", "it's"]}, Property.MEMBERSHIP, "not in ('ok', 'it''s')"),
        ("accepted_values", "status", {"values": [1, 2], "quote": False}, Property.MEMBERSHIP, "not in (1, 2)"),
        ("dbt_utils.accepted_range", "amount", {"min_value": 0, "max_value": "9.5"}, Property.RANGE, " < 0 or "),
        ("dbt_utils.accepted_range", "amount", {"min_value": 0, "inclusive": False}, Property.RANGE, " <= 0 then"),
    ],
)  # fmt: skip
def test_values_are_looked_for_in_each_branch_of_a_union(
    kind: str, column: str, kwargs: dict[str, object], about: Property, predicate: str
) -> None:
    check = b.test(kind, "sales", column, kwargs=kwargs)
    world = World(union(check), (b.result(check, "fail", failures=3),), {(f"us.sales.{column}", about): 3})
    assert all(predicate in probe.sql for probe in world.probes)
    found = only(world.after)
    assert found.origin == Place(unique_id="source.shop.us.sales", column=column)
    assert found.confidence is Confidence.PROVEN


@pytest.mark.parametrize(
    "kwargs",
    [
        {"min_value": "(select max(limit) from limits)"},
        {"min_value": "0; drop table sales"},
        {"min_value": float("nan")},
        {},
    ],
)
def test_a_bound_that_is_no_number_is_not_asked(kwargs: dict[str, object]) -> None:
    check = b.test("dbt_utils.accepted_range", "sales", "amount", kwargs=kwargs)
    assert World(union(check), (b.result(check, "fail"),), {}).probes == ()


def test_an_empty_table_below_an_empty_source_is_the_sources() -> None:
    check = b.test("dbt_expectations.expect_table_row_count_to_be_between", "sales")
    empty = {("sales", Property.VOLUME): 1, ("us.sales", Property.VOLUME): 1}
    found = only(World(union(check), (b.result(check, "fail"),), empty).after)
    assert found.origin.unique_id == "source.shop.us.sales"


def test_a_table_that_only_has_too_few_rows_stays_an_open_question() -> None:
    check = b.test("dbt_expectations.expect_table_row_count_to_be_between", "sales")
    world = World(union(check), (b.result(check, "fail"),), {("us.sales", Property.VOLUME): 1})
    assert world.after == world.before


def test_an_ephemeral_model_is_looked_through() -> None:
    nodes = [
        b.source("eu.sales", columns=["amount"]),
        b.source("us.sales", columns=["amount"]),
        b.model(
            "stg",
            "us.sales",
            materialized="ephemeral",
            relation_name=None,
            sql='select amount from "shop"."us"."sales"',
        ),
        b.model(
            "sales",
            "eu.sales",
            "stg",
            sql='with __dbt__cte__stg as (select amount from "shop"."us"."sales") '
            'select amount from "shop"."eu"."sales" union all select amount from __dbt__cte__stg',
        ),
    ]
    check = b.test("not_null", "sales", "amount")
    world = World(
        (*nodes, check), (b.result(check, "fail", failures=2),), {("us.sales.amount", Property.NULLNESS): 2}
    )
    assert places(world.probes) == {"eu.sales.amount", "us.sales.amount"}
    assert only(world.after).origin.unique_id == "source.shop.us.sales"


@pytest.mark.parametrize("edited", [False, True])
def test_code_that_changed_in_an_ephemeral_model_may_be_the_fault(edited: bool) -> None:
    """It is no step that can be asked, and yet it is on the way."""
    inner = 'select case kind when 1 then \'paid\' else \'?\' end as kind from "shop"."us"."sales"'
    nodes = (
        b.source("us.sales", columns=["kind"]),
        b.model("stg", "us.sales", materialized="ephemeral", relation_name=None, sql=inner),
        b.model("sales", "stg", sql=f"with __dbt__cte__stg as ({inner}) select kind from __dbt__cte__stg"),
    )
    check = b.test("accepted_values", "sales", "kind", kwargs={"values": ["paid"]})
    code = ["model.shop.stg", "model.shop.sales", check.unique_id]
    history = unchanged(check.unique_id, code=code, changed=["model.shop.stg"] if edited else [])
    broken = {("us.sales.kind", Property.MEMBERSHIP): 2}
    found = only(World((*nodes, check), (b.result(check, "fail", failures=1),), broken, history).after)
    assert found.origin.unique_id == ("model.shop.stg" if edited else "source.shop.us.sales")


# --- names are data --------------------------------------------------------------------------------------------

HOSTILE = ['a" or 1=1 --', "a`; drop table x", "a]; drop", "a\\", "a\nb", "a'b", "{{ 1 }}", "", "é ü"]


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize(
    "adapter", ["duckdb", "postgres", "snowflake", "bigquery", "sqlserver", "sqlite", "unheard"]
)
def test_a_hostile_name_stays_a_name_or_is_not_asked(name: str, adapter: str) -> None:
    spelled = Spelling(adapter).name(name)
    if spelled is None:
        return
    opening, closing = spelled[0], spelled[-1]
    inside = spelled[1:-1]
    assert (opening, closing) in (('"', '"'), ("`", "`"), ("[", "]"))
    assert closing not in inside.replace(closing * 2, "")
    assert "\n" not in spelled


@pytest.mark.parametrize(
    ("adapter", "name", "spelled"),
    [
        ("duckdb", "order", '"order"'),
        ("postgres", "orderId", '"orderId"'),
        ("snowflake", "amount", '"AMOUNT"'),
        ("snowflake", "Order ID", '"Order ID"'),
        ("bigquery", "group", "`group`"),
        ("sqlite", "gone", "`gone`"),
        ("sqlserver", "user", "[user]"),
        ("unheard", "amount", "amount"),
        ("unheard", "Order ID", None),
    ],
)
def test_a_column_is_written_as_its_warehouse_means_it(adapter: str, name: str, spelled: str | None) -> None:
    assert Spelling(adapter).name(name) == spelled


@pytest.mark.parametrize(
    "relation",
    ['"x"; drop table y; --', "x y", "(select 1)", '"a"."b"."c"."d"."e"', "", None, "read_csv('x')", '"a\n"'],
)
def test_a_relation_that_is_more_than_a_name_is_not_asked(relation: str | None) -> None:
    assert Spelling("postgres").relation(relation) is None


@pytest.mark.parametrize("relation", ['"db"."main"."t ""x"""', "`p`.`d`.t", "[db].[dbo].[t]", "db.main.t$1"])
def test_a_relation_as_dbt_writes_it_is_asked(relation: str) -> None:
    assert Spelling("postgres").relation(relation) == relation


def test_a_file_that_duckdb_reads_as_a_table_is_asked() -> None:
    assert Spelling("duckdb").relation("read_parquet('s3://x/*.parquet')") == "read_parquet('s3://x/*.parquet')"


@pytest.mark.parametrize(
    ("adapter", "value", "literal"),
    [
        ("duckdb", "it's", "'it''s'"),
        ("bigquery", "it's", "'it\\'s'"),
        ("bigquery", "\\' or 1=1 --", None),
        ("postgres", "a\x00", None),
    ],
)
def test_a_text_is_a_literal_or_nothing(adapter: str, value: str, literal: str | None) -> None:
    assert Spelling(adapter).text(value) == literal


# --- joins with more than keys, keys of several columns, conditions of a test's own ----------------------------


def contracts(on: str, broken: Mapping[tuple[str, Property], int]) -> World:
    """Bills per customer and month, with the fee of the customer's contract."""
    nodes = (
        b.source("crm.contracts", columns=["customer", "fee", "ends", "starts"]),
        b.source("web.usage", columns=["customer", "month"]),
        b.model(
            "bills",
            "web.usage",
            "crm.contracts",
            sql='select u.customer, u.month, c.fee from "shop"."web"."usage" u '
            f'left join "shop"."crm"."contracts" c on c.customer = u.customer{on}',
        ),
    )
    check = b.test(
        "dbt_utils.unique_combination_of_columns",
        "bills",
        kwargs={"combination_of_columns": ["customer", "month"]},
    )
    return World((*nodes, check), (b.result(check, "fail", failures=3),), broken)


REPEATED = {("crm.contracts.customer", Property.UNIQUENESS): 3}


def test_a_key_of_several_columns_is_asked_for_where_all_of_them_come_from() -> None:
    world = contracts("", {("web.usage.customer+month", Property.UNIQUENESS): 3})
    found = only(world.after)
    assert found.origin.unique_id == "source.shop.web.usage"
    assert found.confidence.pages


def test_only_the_rows_that_are_joined_may_not_repeat() -> None:
    world = contracts(" and c.ends is null", REPEATED)
    asked = [probe.sql for probe in world.probes if probe.place.unique_id == "source.shop.crm.contracts"]
    assert any('"ends" IS NULL' in sql for sql in asked)
    assert only(world.after).origin.unique_id == "source.shop.crm.contracts"


def test_a_join_that_compares_both_sides_by_more_than_keys_accuses_nobody() -> None:
    world = contracts(" and u.month between c.starts and c.ends", REPEATED)
    assert not only(world.after).confidence.pages


def test_a_condition_of_the_projects_own_is_asked_above_as_long_as_the_value_is_unchanged() -> None:
    check = b.singular_test("no_negative", "sales", sql='select 1 from "shop"."main"."sales" where amount < 0')
    nodes = union(check)
    graph = {node.unique_id: node for node in nodes}
    columns = ColumnLineage(graph, Lineage.of(graph).parents, adapter="duckdb")
    world = World(nodes, (b.result(check, "fail", failures=3),), {("us.sales.amount", Property.RANGE): 3})
    read = with_own_sql(world.case.checks, columns)
    object.__setattr__(world, "case", replace(world.case, checks=read))
    assert all(probe.sql.count(" < 0 ") == 1 for probe in world.probes)
    assert only(world.after).origin == Place(unique_id="source.shop.us.sales", column="amount")


def test_a_key_looked_up_by_an_expression_is_no_question() -> None:
    nodes = [node for node in left_join() if node.name != "fct"]
    fct = b.model(
        "fct",
        "orders",
        "dim_customers",
        sql='select o.id, d.country from "shop"."main"."orders" o '
        'left join "shop"."main"."dim_customers" d on upper(o.customer_id) = d.id',
    )
    world = World((*nodes, fct, UNKNOWN_COUNTRY), (b.result(UNKNOWN_COUNTRY, "fail", failures=4),), {ORPHANS: 4})
    assert not only(world.after).confidence.pages


def test_what_a_round_has_cleared_is_not_gone_above_in_the_next() -> None:
    rounds: list[set[str]] = []
    world = unmatched({ORPHANS: 0})

    def ask(probes: Sequence[Probe]) -> Mapping[str, Answer]:
        rounds.append(places(probes))
        return world.ask(probes)

    ask_in_rounds(world.case, world.before, world.asking, 20, ask)
    assert "crm.customers.id" in places(world.probes)
    assert not any("crm.customers.id" in asked for asked in rounds)


def test_a_whole_project_is_asked_in_few_rounds() -> None:
    chain = [b.source("raw.t", columns=["v"])]
    for number in range(12):
        above = chain[-1]
        sql = f"select coalesce(v, null) as v from {above.relation_name} where v > {number}"
        chain.append(b.model(f"m{number}", above, sql=sql))
    check = b.test("not_null", chain[-1], "v")
    rounds: list[int] = []
    world = World((*chain, check), (b.result(check, "fail", failures=2),), {})

    def ask(probes: Sequence[Probe]) -> Mapping[str, Answer]:
        rounds.append(len(probes))
        return {probe.key: Answer(broken=2, seen=9) for probe in probes}

    ask_in_rounds(world.case, world.before, world.asking, 20, ask)
    assert len(rounds) <= 8


# --- which side of a reference broke, where both are bad up to their sources ------------------------------------

BOTH_BAD = {
    ORPHANS: 7,
    ORPHANS_IN_SOURCE: 7,
    ("orders.customer_id", Property.REFERENCE): 7,
    ("web.orders.customer_id", Property.REFERENCE): 7,
}


def held_before(broken: Mapping[tuple[str, Property], int], *more: Node, **fields: object) -> World:
    """The reference held yesterday, and no code changed since."""
    code = ["model.shop.orders", "model.shop.dim_customers", "model.shop.fct", UNKNOWN_COUNTRY.unique_id]
    history = unchanged(UNKNOWN_COUNTRY.unique_id, code=code)
    return World(
        (*left_join(*more), UNKNOWN_COUNTRY),
        (b.result(UNKNOWN_COUNTRY, "fail", failures=40),),
        broken,
        history=history,
        **fields,  # type: ignore[arg-type]
    )


def test_a_parent_without_any_row_is_at_fault_up_to_where_it_was_emptied() -> None:
    empty = {("dim_customers", Property.VOLUME): 1, ("crm.customers", Property.VOLUME): 1}
    found = only(held_before({ORPHANS: 10, **empty}, seen=10).after)
    assert found.origin.unique_id == "source.shop.crm.customers"
    assert found.cause is Cause.VOLUME


def test_a_parent_whose_rows_lost_their_key_is_at_fault() -> None:
    found = only(held_before({**BOTH_BAD, ("dim_customers.id", Property.NULLNESS): 7}).after)
    assert found.origin.unique_id == "source.shop.crm.customers"
    assert found.confidence is Confidence.LIKELY


def test_a_few_nameless_rows_are_no_reason_for_many_orphans() -> None:
    found = only(held_before({**BOTH_BAD, ("dim_customers.id", Property.NULLNESS): 2}).after)
    assert not found.confidence.pages


def tariffs(code: Iterable[str], changed: Iterable[str] = ()) -> World:
    """Prices are looked up in a seed, by a region that a source delivers."""
    nodes = (
        b.source("web.orders", columns=["id", "region"]),
        b.seed("tariffs", columns=["region", "price"]),
        b.model(
            "fct",
            "web.orders",
            "seed.shop.tariffs",
            sql='select o.id, t.price from "shop"."web"."orders" o '
            'left join "shop"."main"."tariffs" t on t.region = o.region',
        ),
    )
    check = b.test("not_null", "fct", "price")
    broken = {("tariffs.region", Property.VOLUME): 4, ("web.orders.region", Property.REFERENCE): 4}
    history = unchanged(check.unique_id, code=[*code, check.unique_id], changed=changed)
    return World((*nodes, check), (b.result(check, "fail", failures=9),), broken, history=history)


def test_a_seed_that_did_not_change_is_not_the_side_that_broke() -> None:
    found = only(tariffs(["model.shop.fct", "seed.shop.tariffs"]).after)
    assert found.origin == Place(unique_id="source.shop.web.orders", column="region")


def test_a_seed_that_did_change_may_be() -> None:
    found = only(tariffs(["model.shop.fct"], ["seed.shop.tariffs"]).after)
    assert found.origin.unique_id == "seed.shop.tariffs"
    assert found.cause is Cause.CODE_CHANGE


def kept_out(whole: int, history: History = NO_HISTORY) -> World:
    """Customers are joined only where they are active."""
    nodes = [node for node in left_join() if node.name != "fct"]
    fct = b.model(
        "fct",
        "orders",
        "dim_customers",
        sql='select o.id, d.country from "shop"."main"."orders" o '
        'left join "shop"."main"."dim_customers" d on o.customer_id = d.id and d.country is not null',
    )
    failed = b.result(UNKNOWN_COUNTRY, "fail", failures=4)
    world = World((*nodes, fct, UNKNOWN_COUNTRY), (failed,), {}, history)
    narrow = {
        probe.sql: 4 if "NOT" in probe.sql else whole for probe in world.probes if probe.place.column == "id"
    }

    def ask(probes: Sequence[Probe]) -> Mapping[str, Answer]:
        return {one.key: Answer(broken=narrow.get(one.sql, 0), seen=10) for one in probes}

    object.__setattr__(world, "ask", ask)
    return world


def test_rows_that_are_there_and_that_the_join_keeps_out_are_the_parents() -> None:
    yesterday = unchanged(UNKNOWN_COUNTRY.unique_id, code=["model.shop.dim_customers", "model.shop.fct"])
    found = only(kept_out(whole=0, history=yesterday).after)
    assert found.origin.unique_id in ("model.shop.dim_customers", "source.shop.crm.customers")
    assert any("no row that is joined is" in piece.says for piece in found.evidence)


def test_on_a_first_run_the_join_that_keeps_rows_out_may_be_wrong_itself() -> None:
    assert not only(kept_out(whole=0).after).confidence.pages


SHIFTED = b.test("relationships", "orders", "customer_id", to="customers")


def shifted(of: str, history: History = NO_HISTORY, *, orphans: int = 9) -> World:
    """The keys of one side are altered by the SQL of its model: as they come, they would find each other."""
    altered = {of: "1000 + "}
    nodes = (
        b.source("web.orders", columns=["customer_id"]),
        b.source("crm.customers", columns=["id"]),
        b.model(
            "orders",
            "web.orders",
            sql=f'select {altered.get("orders", "")}customer_id as customer_id from "shop"."web"."orders"',
        ),
        b.model(
            "customers",
            "crm.customers",
            sql=f'select {altered.get("customers", "")}id as id from "shop"."crm"."customers"',
        ),
    )
    world = World((*nodes, SHIFTED), (b.result(SHIFTED, "fail", failures=orphans),), {}, history)

    def ask(probes: Sequence[Probe]) -> Mapping[str, Answer]:
        as_they_come = f"web.{of}" if of == "orders" else f"crm.{of}"
        return {
            one.key: Answer(broken=0, seen=9)
            if f".{as_they_come}." in f"{one.place.unique_id}." and "1000" not in one.sql
            else Answer(broken=orphans, seen=9)
            for one in probes
            if one.about in (Property.REFERENCE, Property.VOLUME) and one.columns
        }

    object.__setattr__(world, "ask", ask)
    return world


@pytest.mark.parametrize("side", ["orders", "customers"])
def test_keys_that_would_be_found_as_they_come_are_bent_by_the_sql_that_alters_them(side: str) -> None:
    found = only(shifted(side).after)
    assert (found.origin.unique_id, found.confidence) == (f"model.shop.{side}", Confidence.LIKELY)


@pytest.mark.parametrize("side", ["orders", "customers"])
def test_sql_that_altered_keys_when_they_were_found_is_not_what_bent_them(side: str) -> None:
    yesterday = unchanged(SHIFTED.unique_id, code=["model.shop.orders", "model.shop.customers"])
    assert not only(shifted(side, yesterday).after).confidence.pages


@pytest.mark.parametrize("side", ["orders", "customers"])
def test_sql_that_newly_alters_keys_is_what_bent_them(side: str) -> None:
    code = ["model.shop.orders", "model.shop.customers"]
    found = only(shifted(side, unchanged(SHIFTED.unique_id, code=code, changed=[f"model.shop.{side}"])).after)
    assert (found.origin.unique_id, found.cause) == (f"model.shop.{side}", Cause.CODE_CHANGE)


def test_orphans_at_both_sources_leave_the_two_and_nobody_else() -> None:
    """Three sources feed the column; that the other keys are in order leaves two, and each is only a suspect."""
    found = only(held_before(BOTH_BAD).after)
    assert not found.confidence.pages
    assert {place.unique_id for place in found.suspects} == {"source.shop.web.orders", "source.shop.crm.customers"}
    assert any(
        "7 of 10,000 keys of web.orders.customer_id are not in crm.customers.id" in one.says
        for one in found.evidence
    )

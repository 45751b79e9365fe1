"""A null below an outer join: a null above, or a row that is missing? What the columns beside it tell."""

from __future__ import annotations

import pytest

from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.attribution.paths.by_sql import SqlPaths
from dbt_onus.core.checks import checks_of
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.evidence import Confidence, Place
from dbt_onus.core.history import History
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from dbt_onus.core.results import Result
from tests import builders as b
from tests.unit.test_attribution import only, unchanged

TIER = b.test("not_null", "fct", "tier")
NAME = b.test("not_null", "fct", "name")
JOINED = (
    'select o.id, c.tier, c.name, coalesce(c.name, 0) as safe from "shop"."web"."orders" o '
    'left join "shop"."crm"."customers" c on c.id = o.customer_id'
)


def findings(*results: Result, sql: str = JOINED, tests: tuple[Node, ...] = (TIER, NAME)) -> tuple[Finding, ...]:
    nodes = (
        b.source("web.orders", columns=["id", "customer_id"]),
        b.source("crm.customers", columns=["id", "tier", "name"]),
        b.model("fct", "web.orders", "crm.customers", sql=sql),
        *tests,
    )
    graph = {node.unique_id: node for node in nodes}
    lineage = Lineage.of(graph)
    columns = ColumnLineage(graph, lineage.parents, adapter="duckdb")
    history: History = unchanged(
        *(one.unique_id for one in results), code=["model.shop.fct", *(t.unique_id for t in tests)]
    )
    checks = checks_of(b.run(*results), graph, "duckdb")
    return attribute(Case(graph, lineage, checks, history, SqlPaths(columns, lineage)))


def test_a_column_beside_it_that_is_never_null_shows_that_the_row_was_there() -> None:
    found = only(findings(b.result(TIER, "fail", failures=3), b.result(NAME, "pass")))
    assert found.origin == Place(unique_id="source.shop.crm.customers", column="tier")
    assert found.confidence.pages


def test_without_it_the_row_may_have_been_missing() -> None:
    found = only(findings(b.result(TIER, "fail", failures=3), tests=(TIER,)))
    assert not found.confidence.pages


def test_a_column_that_cannot_be_null_shows_nothing() -> None:
    safe = b.test("not_null", "fct", "safe")
    found = only(findings(b.result(TIER, "fail", failures=3), b.result(safe, "pass"), tests=(TIER, safe)))
    assert not found.confidence.pages


def test_a_pass_that_looked_at_some_rows_shows_nothing() -> None:
    some = b.test("not_null", "fct", "name", where="id > 7")
    found = only(findings(b.result(TIER, "fail", failures=3), b.result(some, "pass"), tests=(TIER, some)))
    assert not found.confidence.pages


def test_a_table_joined_twice_brings_two_rows_and_one_tells_nothing_of_the_other() -> None:
    twice = (
        'select o.id, c.tier, d.name from "shop"."web"."orders" o '
        'left join "shop"."crm"."customers" c on c.id = o.customer_id '
        'left join "shop"."crm"."customers" d on d.id = o.id'
    )
    found = only(findings(b.result(TIER, "fail", failures=3), b.result(NAME, "pass"), sql=twice))
    assert found.origin.column != "tier" or not found.confidence.pages


def two_marts(*results: Result) -> tuple[Finding, ...]:
    """fct.x is made of a and b, fct.y of b and c; nobody tested the three sources."""
    nodes = (
        *(b.source(f"raw.{name}", columns=["id", "v"]) for name in "abc"),
        b.model(
            "fct",
            *(f"raw.{name}" for name in "abc"),
            sql='select a.v + b.v as x, b.v + c.v as y from "shop"."raw"."a" a '
            'join "shop"."raw"."b" b on a.id = b.id join "shop"."raw"."c" c on c.id = a.id',
        ),
        *MARTS,
    )
    graph = {node.unique_id: node for node in nodes}
    lineage = Lineage.of(graph)
    columns = ColumnLineage(graph, lineage.parents, adapter="duckdb")
    keys = [one.unique_id for one in results]
    history = unchanged(*keys, code=["model.shop.fct", *(t.unique_id for t in MARTS)])
    checks = checks_of(b.run(*results), graph, "duckdb")
    return attribute(Case(graph, lineage, checks, history, SqlPaths(columns, lineage)))


MARTS = tuple(b.test("not_null", "fct", column) for column in "xy")


def test_two_failures_that_share_one_suspect_are_its_fault() -> None:
    found = only(two_marts(*(b.result(one, "fail", failures=3) for one in MARTS)))
    assert found.origin.unique_id == "source.shop.raw.b"
    assert found.confidence.pages
    assert any("the only suspect that all of these failures share" in piece.says for piece in found.evidence)


def test_one_failure_alone_accuses_neither_of_two() -> None:
    found = only(two_marts(b.result(MARTS[0], "fail", failures=3), b.result(MARTS[1], "pass")))
    assert not found.confidence.pages


TIER_OF = b.test("not_null", "deliveries", "tier")
LINES = b.test("relationships", "lines", "parcel_no", to="parcels")
WEIGHT = b.test("not_null", "billed", "weight")


def deliveries(*failing: Node) -> tuple[Finding, ...]:
    """Parcels look up their account; the lines of bills refer to parcels and bring their weight."""
    nodes = (
        b.source("ship.parcels", columns=["id", "account", "weight"]),
        b.source("crm.accounts", columns=["id", "tier"]),
        b.source("bill.lines", columns=["id", "parcel_no"]),
        b.model("parcels", "ship.parcels", sql='select id, account, weight from "shop"."ship"."parcels"'),
        b.model("lines", "bill.lines", sql='select id, parcel_no from "shop"."bill"."lines"'),
        b.model(
            "deliveries",
            "parcels",
            "crm.accounts",
            sql='select p.id, a.tier from "shop"."main"."parcels" p '
            'left join "shop"."crm"."accounts" a on a.id = p.account',
        ),
        b.model(
            "billed",
            "lines",
            "parcels",
            sql='select l.id, p.weight from "shop"."main"."lines" l '
            'left join "shop"."main"."parcels" p on p.id = l.parcel_no',
        ),
        *failing,
    )
    graph = {node.unique_id: node for node in nodes}
    lineage = Lineage.of(graph)
    columns = ColumnLineage(graph, lineage.parents, adapter="duckdb")
    results = [b.result(one, "fail", failures=3) for one in failing]
    built = ("parcels", "lines", "deliveries", "billed")
    code = [*(f"model.shop.{name}" for name in built), *(one.unique_id for one in failing)]
    history = unchanged(*(one.unique_id for one in failing), code=code)
    return attribute(
        Case(graph, lineage, checks_of(b.run(*results), graph, "duckdb"), history, SqlPaths(columns, lineage))
    )


def test_two_columns_of_one_suspect_that_go_wrong_at_once_are_two_faults() -> None:
    """Parcels can lack the account of the one failure and the number of the other: nothing says that they do."""
    found = deliveries(TIER_OF, LINES)
    assert [finding.confidence.pages for finding in found] == [False, False]
    assert {place.unique_id for finding in found for place in finding.suspects} == {
        "source.shop.ship.parcels",
        "source.shop.crm.accounts",
        "source.shop.bill.lines",
    }


def test_rows_that_one_suspect_lacks_explain_nulls_and_orphans_alike() -> None:
    assert {place.unique_id for place in only(deliveries(WEIGHT, LINES)).suspects} == {
        "source.shop.ship.parcels",
        "source.shop.bill.lines",
    }


def test_nobody_is_suspected_twice() -> None:
    found = only(findings(b.result(TIER, "fail", failures=3), b.result(NAME, "fail", failures=3)))
    suspects = [place.unique_id for place in found.suspects]
    assert len(suspects) == len(set(suspects)) == 2


def test_a_warning_of_a_missing_partner_accuses_neither_side() -> None:
    """Which of two sources is wrong, the one that refers or the one that lost its rows, no warning tells."""
    known = b.test("relationships", "web.orders", "customer_id", to="crm.customers", severity="WARN")
    results = (b.result(TIER, "fail", failures=3), b.result(known, "warn", failures=3))
    found = only(findings(*results, tests=(TIER, known)))
    assert not found.confidence.pages
    assert {place.unique_id for place in found.suspects} == {"source.shop.web.orders", "source.shop.crm.customers"}


def shops(*tests: Node) -> Case:
    """Orders name a seller, who is a user as well; both lists are sources."""
    iam, crm, web = '"m"."iam"."users"', '"m"."crm"."sellers"', '"m"."web"."orders"'
    nodes = [
        b.source("iam.users", columns=["id"], relation_name=iam),
        b.source("crm.sellers", columns=["id"], relation_name=crm),
        b.source("web.orders", columns=["id", "seller_id"], relation_name=web),
        b.model("users", "iam.users", sql=f"select id from {iam}"),
        b.model("sellers", "crm.sellers", sql=f"select id from {crm}"),
        b.model("stg", "web.orders", sql=f"select id, seller_id from {web}"),
        b.model("fct", "stg", sql='select id, seller_id from "shop"."main"."stg"'),
    ]
    graph = {node.unique_id: node for node in (*nodes, *tests)}
    lineage = Lineage.of(graph)
    columns = ColumnLineage(graph, lineage.parents, children=lineage.children, adapter="duckdb")
    good, bad = tests
    built = [b.result(node) for node in nodes if node.resource_type == "model"]
    checks = checks_of(b.run(*built, b.result(good, "pass"), b.result(bad, "fail", failures=3)), graph, "duckdb")
    history = unchanged(good.unique_id, bad.unique_id, code=list(graph))
    return Case(graph, lineage, checks, history, SqlPaths(columns, lineage))


def test_who_is_found_in_one_table_may_be_missing_in_another() -> None:
    """Each seller is a user: whether sellers were lost, or users sell that may not, that does not tell."""
    users = b.test("relationships", "stg", "seller_id", to="users", name="as_users")
    bad = b.test("relationships", "fct", "seller_id", to="sellers", name="as_sellers")
    found = only(attribute(shops(users, bad)))
    assert not found.confidence.pages
    assert {place.unique_id for place in found.suspects} == {"source.shop.web.orders", "source.shop.crm.sellers"}


ID = b.test("unique", "fct", "id")
KEPT_ONE = {
    "by row number, in the join": (
        "with c as (select *, row_number() over (partition by id order by tier) as n from "
        '"shop"."crm"."customers") select o.id from "shop"."web"."orders" o '
        "left join c on c.id = lower(o.customer_id) and c.n = 1"
    ),
    "by row number, before it": (
        'with c as (select * from "shop"."crm"."customers" qualify row_number() over (partition by id '
        'order by tier) = 1) select o.id from "shop"."web"."orders" o left join c on c.id = o.customer_id'
    ),
    "by two columns": (
        'with c as (select id, tier, count(*) as n from "shop"."crm"."customers" group by id, tier) '
        'select o.id from "shop"."web"."orders" o left join c on c.id = o.customer_id and c.tier = o.tier'
    ),
    "as one number of all": (
        'select o.id, c.n from "shop"."web"."orders" o cross join (select count(*) as n from '
        '"shop"."crm"."customers") c'
    ),
}


@pytest.mark.parametrize("how", KEPT_ONE)
def test_a_side_of_which_the_sql_keeps_one_row_per_key_has_repeated_nothing(how: str) -> None:
    found = only(findings(b.result(ID, "fail", failures=3), sql=KEPT_ONE[how], tests=(ID,)))
    assert (found.origin, found.confidence) == (
        Place(unique_id="source.shop.web.orders", column="id"),
        Confidence.LIKELY,
    )


def test_a_side_of_which_it_keeps_one_row_of_something_else_may_have() -> None:
    sql = (
        'with c as (select id, tier, count(*) as n from "shop"."crm"."customers" group by id, tier) '
        'select o.id from "shop"."web"."orders" o left join c on c.id = o.customer_id'
    )
    found = only(findings(b.result(ID, "fail", failures=3), sql=sql, tests=(ID,)))
    assert not found.confidence.pages

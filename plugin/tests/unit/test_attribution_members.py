"""The member for what is unknown: a test minds the value that the SQL writes where it finds none."""

from __future__ import annotations

from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.attribution.paths.by_sql import SqlPaths
from dbt_onus.core.checks import checks_of
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.evidence import Confidence, Place
from dbt_onus.core.history import NO_HISTORY, History
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from dbt_onus.core.properties import Property
from dbt_onus.core.results import Result
from tests import builders as b
from tests.unit.test_attribution import only, unchanged

PARCELS, DEPOTS = '"shop"."post"."parcels"', '"shop"."post"."depots"'
FILLED = f"select id, coalesce(way, 'n/a') as way from {PARCELS}"
JOINED = (
    f"select p.id, p.depot, coalesce(d.region, 'n/a') as way from {PARCELS} p "
    'left join "shop"."main"."regions" d on d.id = p.depot'
)


def few(of: str, word: str = "n/a", sign: str = ">") -> Node:
    """No more than two in a hundred parcels may go that way; or no fewer."""
    share = f"avg(case when way = '{word}' then 1.0 else 0.0 end)"
    relation = f'"shop"."main"."{of}"'
    return b.test("few", of, "way", sql=f"select {share} from {relation} having {share} {sign} 0.02")


FEW = few("sent")


def post(
    *others: Result, sql: str = FILLED, test: Node = FEW, tests: tuple[Node, ...] = (), first: bool = False
) -> tuple[Finding, ...]:
    nodes = (
        b.source("post.parcels", columns=["id", "way", "depot"]),
        b.source("post.depots", columns=["id", "region"]),
        b.model("regions", "post.depots", sql=f"select id, region from {DEPOTS}"),
        b.model("sent", "post.parcels", "regions", sql=sql),
        b.model("report", "sent", sql='select id, way from "shop"."main"."sent"'),
        test,
        *tests,
    )
    graph = {node.unique_id: node for node in nodes}
    lineage = Lineage.of(graph)
    columns = ColumnLineage(graph, lineage.parents, adapter="duckdb")
    results = (
        b.result("regions"),
        b.result("sent"),
        b.result("report"),
        b.result(test, "fail", failures=1),
        *others,
    )
    code = [
        "model.shop.regions",
        "model.shop.sent",
        "model.shop.report",
        *(one.unique_id for one in (test, *tests)),
    ]
    history: History = NO_HISTORY if first else unchanged(test.unique_id, code=code)
    return attribute(
        Case(graph, lineage, checks_of(b.run(*results), graph, "duckdb"), history, SqlPaths(columns, lineage))
    )


def suspects(found: Finding) -> set[str | None]:
    return {found.origin.unique_id, *(place.unique_id for place in found.suspects)}


def test_what_is_written_for_a_null_was_a_null_of_the_source() -> None:
    found = only(post())
    assert found.origin == Place(unique_id="source.shop.post.parcels", column="way")
    assert (found.about, found.confidence) == (Property.NULLNESS, Confidence.LIKELY)
    assert any("sent writes the value that the test minds where way is null" in one.says for one in found.evidence)


def test_it_is_followed_down_to_where_it_is_only_passed_on() -> None:
    found = only(post(test=few("report")))
    assert found.origin == Place(unique_id="source.shop.post.parcels", column="way")
    assert found.about is Property.NULLNESS


def test_a_warning_of_nulls_above_it_is_that_very_fault() -> None:
    nulls = b.test("not_null", "post.parcels", "way", severity="warn")
    found = only(post(b.result(nulls, "warn", failures=9), tests=(nulls,), first=True))
    assert found.origin == Place(unique_id="source.shop.post.parcels", column="way")
    assert found.confidence.pages


def test_a_value_that_may_have_come_as_such_is_not_held_against_the_sql() -> None:
    """No null comes in: then the source writes `n/a` itself, and whoever replaces nulls is not to blame."""
    nulls = b.test("not_null", "post.parcels", "way")
    found = only(post(b.result(nulls, "pass"), tests=(nulls,)))
    assert found.origin.unique_id == "source.shop.post.parcels"
    first = only(post(b.result(nulls, "pass"), tests=(nulls,), first=True))
    assert not first.confidence.pages


def test_below_an_outer_join_the_row_may_be_missing() -> None:
    found = only(post(sql=JOINED))
    assert not found.confidence.pages
    assert {"source.shop.post.parcels", "source.shop.post.depots"} <= suspects(found)


def test_keys_that_are_all_there_and_find_their_rows_leave_the_joined_table() -> None:
    there = b.test("not_null", "post.parcels", "depot")
    meets = b.test("relationships", "sent", "depot", to="regions")
    passed = (b.result(there, "pass"), b.result(meets, "pass"))
    found = only(post(*passed, sql=JOINED, tests=(there, meets)))
    assert found.origin.unique_id == "source.shop.post.depots"
    assert found.confidence is Confidence.LIKELY


def test_where_all_that_feeds_it_is_good_the_value_may_still_come_as_such() -> None:
    """Each depot has a region; one is called `n/a`."""
    there = b.test("not_null", "post.parcels", "depot")
    meets = b.test("relationships", "sent", "depot", to="regions")
    regions = b.test("not_null", "post.depots", "region")
    passed = [b.result(one, "pass") for one in (there, meets, regions)]
    found = only(post(*passed, sql=JOINED, tests=(there, meets, regions)))
    assert found.origin.unique_id == "source.shop.post.depots"


def test_another_value_than_the_one_that_is_written_for_a_null_is_a_value() -> None:
    found = only(post(test=few("sent", word="air")))
    assert found.about is not Property.NULLNESS


def test_too_few_of_them_are_no_nulls() -> None:
    found = only(post(test=few("sent", sign="<")))
    assert found.about is not Property.NULLNESS


def test_a_null_that_nobody_replaces_is_not_meant_by_a_value() -> None:
    found = only(post(sql=f"select id, way from {PARCELS}"))
    assert found.about is not Property.NULLNESS

"""What a pass clears, and what it does not: some rows, some of the time, or one branch alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.attribution.paths.by_sql import SqlPaths
from dbt_onus.core.checks import checks_of
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from tests import builders as b
from tests.unit.test_attribution import only, unchanged

NORTH, SOUTH = '"p"."north"."parcels"', '"p"."south"."parcels"'


def parcels() -> list[Node]:
    """Two networks, united; the north is staged before."""
    united = f'select id, depot from "shop"."main"."stg" union all select id, depot from {SOUTH}'
    return [
        b.source("north.parcels", columns=["id", "depot"], relation_name=NORTH),
        b.source("south.parcels", columns=["id", "depot"], relation_name=SOUTH),
        b.model("stg", "north.parcels", sql=f"select id, depot from {NORTH}"),
        b.model("fct", "stg", "south.parcels", sql=united),
        b.model(
            "pairs",
            "stg",
            "south.parcels",
            sql=f'select n.id, s.depot from "shop"."main"."stg" n join {SOUTH} s on s.id = n.id',
        ),
        b.model("upper_depots", "stg", sql='select id, upper(depot) as depot from "shop"."main"."stg"'),
    ]


def said(*results: tuple[Node, str, int], project: Sequence[Node] = ()) -> Finding:
    graph = {node.unique_id: node for node in (*(project or parcels()), *(test for test, _, _ in results))}
    lineage = Lineage.of(graph)
    columns = ColumnLineage(graph, lineage.parents, children=lineage.children, adapter="duckdb")
    built = [b.result(node) for node in graph.values() if node.resource_type == "model"]
    tested = [b.result(node, status, failures=bad) for node, status, bad in results]
    history = unchanged(*(node.unique_id for node, _, _ in results), code=list(graph))
    checks = checks_of(b.run(*built, *tested), graph, "duckdb")
    return only(attribute(Case(graph, lineage, checks, history, SqlPaths(columns, lineage))))


def test_what_is_unique_in_each_branch_of_a_union_may_be_there_twice_in_all() -> None:
    """A parcel that both networks list: neither has it twice, and the union is not to blame."""
    each = [b.test("unique", place, "id", name=f"unique_{place}") for place in ("stg", "south.parcels")]
    bad = b.test("unique", "fct", "id")
    found = said(*((one, "pass", 0) for one in each), (bad, "fail", 3))
    assert not found.confidence.pages
    assert {place.unique_id for place in found.suspects} == {
        "source.shop.north.parcels",
        "source.shop.south.parcels",
    }


def test_rows_enough_on_both_sides_of_a_join_may_still_find_no_partner() -> None:
    counted = "dbt_expectations.expect_table_row_count_to_be_between"
    each = [b.test(counted, place, kwargs={"min_value": 5}) for place in ("stg", "south.parcels")]
    found = said(
        *((one, "pass", 0) for one in each), (b.test(counted, "pairs", kwargs={"min_value": 5}), "fail", 1)
    )
    assert not found.confidence.pages


DEPOT = b.test("not_null", "upper_depots", "depot")


def test_a_pass_on_every_row_right_above_brackets() -> None:
    found = said((b.test("not_null", "stg", "depot"), "pass", 0), (DEPOT, "fail", 3))
    assert found.origin.unique_id == "model.shop.upper_depots"
    assert found.confidence.pages


@pytest.mark.parametrize(
    ("kind", "more", "failures"),
    [
        ("not_null", {}, 2),
        ("not_null", {"where": "id > 7"}, 0),
        ("dbt_utils.not_null_proportion", {"kwargs": {"at_least": 0.8}}, 0),
        ("dbt_utils.at_least_one", {}, 0),
        ("dbt_expectations.expect_column_values_to_not_be_null", {"kwargs": {"row_condition": "id > 7"}}, 0),
    ],
    ids=["below its threshold", "of some rows", "of most rows", "of one row", "under a condition"],
)
def test_a_pass_that_lets_bad_rows_through_brackets_nothing(
    kind: str, more: dict[str, Any], failures: int
) -> None:
    found = said((b.test(kind, "stg", "depot", **more), "pass", failures), (DEPOT, "fail", 3))
    assert found.origin.unique_id == "source.shop.north.parcels"


LOST = f"select id, cast(null as varchar) as depot from {SOUTH}"


@pytest.mark.parametrize(
    ("test", "suspected"),
    [
        (b.test("accepted_values", "all_depots", "depot", kwargs={"values": ["N1", "N2"]}), ["north"]),
        (b.test("not_null", "all_depots", "depot"), ["north", "south"]),
    ],
)
def test_a_branch_that_gives_null_for_a_column_brings_no_value_of_it(test: Node, suspected: list[str]) -> None:
    """A test of values lets a null through; one of nulls does not: its rows may be there for the first time."""
    graph = [
        *parcels(),
        b.model("lost", "south.parcels", sql=LOST),
        b.model(
            "all_depots",
            "upper_depots",
            "lost",
            sql='select id, depot from "shop"."main"."upper_depots" union all '
            'select id, depot from "shop"."main"."lost"',
        ),
    ]
    found = said((test, "fail", 3), project=graph)
    places = {place.unique_id for place in (found.suspects or (found.origin,))}
    assert places == {f"source.shop.{name}.parcels" for name in suspected}

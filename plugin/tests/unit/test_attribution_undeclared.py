"""SQL that names a table without `ref` or `source`: the trail does not end where the graph does."""

from __future__ import annotations

import pytest

from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.attribution.paths.by_sql import SqlPaths
from dbt_onus.core.checks import checks_of
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.evidence import EvidenceKind
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from tests import builders as b
from tests.unit.test_attribution import only, unchanged

ORDERS = '"m"."web"."orders"'


def said(test: Node, joined: str) -> Finding:
    """What is said of a failing test of `fct`, which joins staged orders to a table."""
    sql = f'select s.id, s.total, c.tier from "shop"."main"."stg" s left join {joined} c on c.id = s.customer'
    nodes = [
        b.source("web.orders", columns=["id", "customer", "total"], relation_name=ORDERS),
        b.model("stg", "web.orders", sql=f"select id, customer, total from {ORDERS}"),
        b.model("fct", "stg", sql=sql),
        test,
    ]
    graph = {node.unique_id: node for node in nodes}
    lineage = Lineage.of(graph)
    columns = ColumnLineage(graph, lineage.parents, children=lineage.children, adapter="duckdb")
    results = [b.result("stg"), b.result("fct"), b.result(test, "fail", failures=3)]
    history = unchanged(test.unique_id, code=list(graph))
    checks = checks_of(b.run(*results), graph, "duckdb")
    return only(attribute(Case(graph, lineage, checks, history, SqlPaths(columns, lineage))))


@pytest.mark.parametrize("kind", ["not_null", "accepted_values"])
def test_nobody_is_paged_for_what_may_come_from_a_table_that_is_not_declared(kind: str) -> None:
    found = said(b.test(kind, "fct", "tier"), '"m"."crm"."customers"')
    assert not found.confidence.pages
    gaps = [piece.says for piece in found.evidence if piece.kind is EvidenceKind.GAP]
    assert "fct reads m.crm.customers, which is neither a model nor a declared source" in gaps
    assert found.remedy == "sources for all that fct reads would decide it"


def test_such_a_table_may_also_repeat_the_rows() -> None:
    assert not said(b.test("unique", "fct", "id"), '"m"."crm"."customers"').confidence.pages


def test_a_column_that_comes_from_elsewhere_has_nothing_to_do_with_it() -> None:
    found = said(b.test("not_null", "fct", "total"), '"m"."crm"."customers"')
    assert found.origin.unique_id == "source.shop.web.orders"
    assert found.confidence.pages


def test_what_a_warehouse_says_of_itself_is_no_data() -> None:
    found = said(b.test("unique", "fct", "id"), "information_schema.tables")
    assert found.origin.unique_id == "source.shop.web.orders"

"""Duplicates in a table that only grows: what came before and what came now are each unique."""

from __future__ import annotations

from typing import Any

import pytest

from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.attribution.column_paths import SqlPaths
from dbt_onus.core.checks import checks_of
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.evidence import Cause
from dbt_onus.core.lineage import Lineage
from tests import builders as b
from tests.unit.test_attribution import only, unchanged

SCANS, STAGED, OWN = '"p"."hall"."scans"', '"shop"."main"."stg"', '"shop"."main"."fct"'
NEWEST = f"select id, scanned_at from {STAGED} where scanned_at >= (select max(scanned_at) from {OWN})"
ABOVE, BELOW = b.test("unique", "stg", "id"), b.test("unique", "fct", "id")


def said(above: str, *, edited: bool = False, **config: Any) -> Finding:
    config = {"materialized": "incremental", "relation_name": OWN, **config}
    nodes = [
        b.source("hall.scans", columns=["id", "scanned_at"], relation_name=SCANS),
        b.model("stg", "hall.scans", sql=f"select id, scanned_at from {SCANS}"),
        b.model("fct", "stg", sql=NEWEST, **config),
        ABOVE,
        BELOW,
    ]
    graph = {node.unique_id: node for node in nodes}
    lineage = Lineage.of(graph)
    columns = ColumnLineage(graph, lineage.parents, children=lineage.children, adapter="duckdb")
    results = [b.result("stg"), b.result("fct"), b.result(ABOVE, above, failures=int(above == "fail"))]
    changed = ["model.shop.fct"] if edited else []
    kept = [uid for uid in graph if uid not in changed]
    history = unchanged(ABOVE.unique_id, BELOW.unique_id, code=kept, changed=changed)
    checks = checks_of(b.run(*results, b.result(BELOW, "fail", failures=3)), graph, "duckdb")
    return only(attribute(Case(graph, lineage, checks, history, SqlPaths(columns, lineage))))


def test_rows_may_have_been_sent_again_or_loaded_twice() -> None:
    found = said("pass")
    assert not found.confidence.pages
    assert [place.unique_id for place in found.suspects] == ["source.shop.hall.scans", "model.shop.fct"]
    assert found.remedy is not None
    assert "unique_key in fct" in found.remedy


def test_what_is_there_twice_above_came_from_above() -> None:
    found = said("fail")
    assert found.origin.unique_id == "source.shop.hall.scans"
    assert found.confidence.pages


@pytest.mark.parametrize(
    "config",
    [{"unique_key": "id"}, {"materialized": "table"}, {"incremental_strategy": "insert_overwrite"}],
    ids=["merged by its key", "built anew", "partitions replaced"],
)
def test_a_table_that_keeps_no_row_beside_its_successor_is_bracketed(config: dict[str, Any]) -> None:
    found = said("pass", **config)
    assert found.origin.unique_id == "model.shop.fct"
    assert found.confidence.pages


def test_an_edit_of_the_load_is_what_loads_twice() -> None:
    found = said("pass", edited=True)
    assert (found.origin.unique_id, found.cause) == ("model.shop.fct", Cause.CODE_CHANGE)

"""Duplicates in a table that only grows: what came before and what came now are each unique."""

from __future__ import annotations

from typing import Any

import pytest

from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.attribution.paths.by_sql import SqlPaths
from dbt_onus.core.checks import checks_of
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.evidence import Cause
from dbt_onus.core.history import NO_HISTORY
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from tests import builders as b
from tests.unit.test_attribution import only, unchanged

SCANS, STAGED, OWN = '"p"."hall"."scans"', '"shop"."main"."stg"', '"shop"."main"."fct"'
NEWEST = f"select id, scanned_at from {STAGED} where scanned_at >= (select max(scanned_at) from {OWN})"
ABOVE, BELOW = b.test("unique", "stg", "id"), b.test("unique", "fct", "id")


def said(
    above: str | None, *, edited: bool = False, known: bool = True, below: Node = BELOW, **config: Any
) -> Finding:
    config = {"materialized": "incremental", "relation_name": OWN, **config}
    nodes = [
        b.source("hall.scans", columns=["id", "scanned_at"], relation_name=SCANS),
        b.model("stg", "hall.scans", sql=f"select id, scanned_at from {SCANS}"),
        b.model("fct", "stg", sql=NEWEST, **config),
        b.model("mart", "fct", sql=f"select id from {OWN}"),
        *([ABOVE] if above else []),
        below,
    ]
    graph = {node.unique_id: node for node in nodes}
    lineage = Lineage.of(graph)
    columns = ColumnLineage(graph, lineage.parents, children=lineage.children, adapter="duckdb")
    results = [b.result("stg"), b.result("fct"), b.result("mart")]
    if above:
        results.append(b.result(ABOVE, above, failures=int(above == "fail")))
    changed = ["model.shop.fct"] if edited else []
    kept = [uid for uid in graph if uid not in changed]
    passed = unchanged(ABOVE.unique_id, below.unique_id, code=kept, changed=changed)
    checks = checks_of(b.run(*results, b.result(below, "fail", failures=3)), graph, "duckdb")
    history = passed if known else NO_HISTORY
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


@pytest.mark.parametrize("below", [BELOW, b.test("unique", "mart", "id")], ids=["there", "further down"])
def test_nobody_is_sure_where_nothing_above_was_tested_either(below: Node) -> None:
    found = said(None, below=below)
    assert not found.confidence.pages
    assert [place.unique_id for place in found.suspects] == ["source.shop.hall.scans", "model.shop.fct"]


def test_a_table_that_merges_by_its_key_has_the_duplicates_of_its_source() -> None:
    found = said(None, unique_key="id")
    assert found.origin.unique_id == "source.shop.hall.scans"
    assert found.confidence.pages


@pytest.mark.parametrize("config", [{"unique_key": "id"}, {"materialized": "table"}, {}], ids=str)
def test_a_source_that_promised_nothing_may_always_have_had_duplicates(config: dict[str, Any]) -> None:
    """Where no earlier run tells, whoever reads it may have lost what kept one row of each."""
    assert not said(None, known=False, **config).confidence.pages

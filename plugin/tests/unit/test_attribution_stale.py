"""A table that was skipped holds yesterday's rows: what that brings about further down, and what it does not."""

from __future__ import annotations

from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.attribution.paths.by_sql import SqlPaths
from dbt_onus.core.checks import checks_of
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.evidence import Confidence
from dbt_onus.core.history import NO_HISTORY, History
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from dbt_onus.core.results import Result
from tests import builders as b
from tests.unit.test_attribution import unchanged

SHIPS = "source.shop.port.ships"
METHOD = b.test("accepted_values", "port.ships", "flag", name="flags")
KNOWN = b.test("not_null", "fct_calls", "flag", name="known")
REFERS = b.test("relationships", "fct_calls", "ship_id", to="dim_ships", name="refers")
BERTH = b.test("accepted_values", "fct_calls", "berth", name="berths")


def port() -> list[Node]:
    """Calls of ships, by those that read the port's log, beside the ships of another system."""
    return [
        b.source("port.ships", columns=["id", "flag"]),
        b.source("log.calls", columns=["id", "ship_id", "berth"]),
        b.model("dim_ships", "port.ships", sql='select id, flag from "shop"."port"."ships"'),
        b.model(
            "fct_calls",
            "log.calls",
            "dim_ships",
            sql='select c.id, c.ship_id, c.berth, s.flag from "shop"."log"."calls" c '
            'left join "shop"."main"."dim_ships" s on s.id = c.ship_id',
        ),
        METHOD,
        KNOWN,
        REFERS,
        BERTH,
    ]


def findings(*results: Result, history: History | None = None) -> tuple[Finding, ...]:
    graph = {node.unique_id: node for node in port()}
    lineage = Lineage.of(graph)
    columns = ColumnLineage(graph, lineage.parents, children=lineage.children, adapter="duckdb")
    if history is None:
        code = [uid for uid, node in graph.items() if node.resource_type != "source"]
        history = unchanged(*(one.unique_id for one in results), code=code)
    checks = checks_of(b.run(*results), graph, "duckdb")
    return attribute(Case(graph, lineage, checks, history, SqlPaths(columns, lineage)))


def of(test: Node, found: tuple[Finding, ...]) -> Finding:
    return next(one for one in found if test.unique_id in {check.key for check in one.symptoms})


FLAG = b.result(METHOD, "fail", failures=1)
HELD_UP = (FLAG, b.result("dim_ships", "skipped"), b.result("fct_calls"))


def test_a_row_that_is_missing_in_a_skipped_table_is_the_fault_that_made_it_be_skipped() -> None:
    for failed in (b.result(KNOWN, "fail", failures=1), b.result(REFERS, "fail", failures=1)):
        found = findings(*HELD_UP, failed)
        assert len(found) == 1
        assert found[0].origin.unique_id == SHIPS


def test_what_no_missing_row_brings_about_is_a_fault_of_its_own() -> None:
    found = of(BERTH, findings(*HELD_UP, b.result(BERTH, "fail", failures=1)))
    assert found.origin.unique_id == "source.shop.log.calls"


def test_nothing_is_old_where_nothing_was_skipped() -> None:
    found = of(REFERS, findings(FLAG, b.result("dim_ships"), b.result("fct_calls"), b.result(REFERS, "fail")))
    assert found.confidence is Confidence.POSSIBLE
    assert not any("was skipped" in piece.says for piece in found.evidence)


def test_a_table_that_was_skipped_for_no_failure_explains_none() -> None:
    found = findings(b.result("dim_ships", "skipped"), b.result("fct_calls"), b.result(REFERS, "fail", failures=1))
    assert not of(REFERS, found).confidence.pages


def test_a_failure_that_may_be_older_than_the_skip_is_not_its_consequence() -> None:
    found = of(REFERS, findings(*HELD_UP, b.result(REFERS, "fail", failures=1), history=NO_HISTORY))
    assert not found.confidence.pages

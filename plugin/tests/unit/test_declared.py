"""Where a promise stands: for each kind of check, the file and the ways into it."""

from __future__ import annotations

from dbt_onus.core.checks import Check, checks_of
from dbt_onus.core.declared import Declared, promise_declared
from dbt_onus.core.nodes import Node
from dbt_onus.core.results import FreshnessResult, Result
from tests import builders as b


def declared(result: Result | FreshnessResult, *nodes: Node) -> Declared | None:
    known = {node.unique_id: node for node in nodes}
    fresh = [result] if isinstance(result, FreshnessResult) else []
    run = b.run(*([result] if isinstance(result, Result) else []), fresh=fresh)
    (check,) = checks_of(run, known, "duckdb")
    return promise_declared(check, known)


def test_a_build_is_promised_by_its_own_file() -> None:
    model = b.model("orders", patch_path="shop://models/schema.yml")
    assert declared(b.result(model, "error", "boom"), model) == Declared(project="shop", file="models/orders.sql")


def test_freshness_stands_at_the_table_or_at_its_source() -> None:
    source = b.source("stripe.charges", stale_after=2)
    found = declared(b.freshness(source, "error", hours=5), source)
    assert found is not None
    assert found.file == "models/sources.yml"
    assert ("sources", "stripe", "tables", "charges", "freshness") in found.ways
    assert ("sources", "stripe", "freshness") in found.ways


def test_a_test_stands_in_the_file_that_names_it() -> None:
    model = b.model("orders", patch_path="shop://models/one.yml")
    test = b.test("dbt_utils.accepted_range", model, "amount", path="models/two.yml")
    found = declared(b.result(test, "fail"), model, test)
    assert found is not None
    assert found.file == "models/two.yml"
    assert ("models", "orders", "columns", "amount", "data_tests", "dbt_utils.accepted_range") in found.ways


def test_what_is_sql_or_a_unit_test_stands_where_it_is_written() -> None:
    model = b.model("orders")
    singular = b.singular_test("no_refunds", model)
    assert declared(b.result(singular, "fail"), model, singular) == Declared(
        project="shop", file="tests/no_refunds.sql"
    )
    unit = b.unit_test("adds_up", model, path="models/unit.yml")
    found = declared(b.result(unit, "fail"), model, unit)
    assert found is not None
    assert found.ways[0] == ("unit_tests", unit.name)


def test_what_the_project_no_longer_has_stands_nowhere() -> None:
    gone = b.test("unique", "orders", "id")
    check = Check(key=gone.unique_id, unique_id=gone.unique_id, node=None, about="unknown", status="fail", says="")
    assert promise_declared(check, {}) is None

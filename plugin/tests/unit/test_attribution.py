"""Where a failure was born, story by story."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from dbt_onus.core.attribution import Case, Finding, NodePaths, attribute
from dbt_onus.core.checks import checks_of
from dbt_onus.core.evidence import Cause, Confidence, EvidenceKind
from dbt_onus.core.history import NO_HISTORY, History
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from dbt_onus.core.results import FreshnessResult, Result
from tests import builders as b

YESTERDAY = b.NOON - timedelta(days=1)
CHARGES = "source.shop.stripe.charges"


def findings(
    nodes: Iterable[Node],
    *results: Result,
    fresh: Iterable[FreshnessResult] = (),
    history: History = NO_HISTORY,
    adapter: str = "duckdb",
) -> tuple[Finding, ...]:
    graph = {node.unique_id: node for node in nodes}
    lineage = Lineage.of(graph)
    checks = checks_of(b.run(*results, fresh=fresh), graph, adapter)
    return attribute(Case(graph, lineage, checks, history, NodePaths(lineage)))


def only(found: tuple[Finding, ...]) -> Finding:
    assert len(found) == 1, [(one.origin, one.cause) for one in found]
    return found[0]


def unchanged(*checks: str, code: Iterable[str], changed: Iterable[str] = ()) -> History:
    """The checks passed yesterday; since then only `changed` is built by other code."""
    now = {uid: "new" if uid in changed else "old" for uid in (*code, *changed)}
    return History(
        last_pass=dict.fromkeys(checks, YESTERDAY),
        versions={uid: ((YESTERDAY - timedelta(days=9), "old"),) for uid in now},
        code=now,
    )


def shop() -> list[Node]:
    """stripe.charges → stg_charges → fct_orders; web.visits → fct_orders."""
    return [
        b.source("stripe.charges", columns=["id", "amount"]),
        b.source("web.visits"),
        b.model("stg_charges", "stripe.charges", columns=["id", "amount"]),
        b.model("fct_orders", "stg_charges", "web.visits"),
    ]


def test_a_green_run_accuses_nobody() -> None:
    assert findings(shop(), b.result("stg_charges"), b.result("fct_orders")) == ()


def test_a_failing_source_test_is_born_at_the_source() -> None:
    check = b.test("not_null", "stripe.charges", "amount")
    found = only(findings([*shop(), check], b.result(check, "fail", failures=132)))
    assert (found.origin.unique_id, found.origin.column) == (CHARGES, "amount")
    assert found.cause is Cause.NULLS
    assert found.confidence is Confidence.PROVEN


def test_a_failure_below_a_warning_on_the_same_column_is_born_where_it_warned() -> None:
    above = b.test("not_null", "stripe.charges", "amount", severity="WARN")
    below = b.test("not_null", "fct_orders", "amount")
    found = only(findings([*shop(), above, below], b.result(above, "warn"), b.result(below, "fail")))
    assert found.origin.unique_id == CHARGES
    assert found.confidence is Confidence.LIKELY
    assert EvidenceKind.SAME_RUN_WARNING in {piece.kind for piece in found.evidence}


def test_failures_of_one_kind_down_one_path_are_one_fault() -> None:
    tests = [b.test("unique", node, "id") for node in ("stripe.charges", "stg_charges", "fct_orders")]
    found = only(findings([*shop(), *tests], *(b.result(one, "fail") for one in tests)))
    assert found.origin.unique_id == CHARGES
    assert {check.unique_id for check in found.symptoms} == {one.unique_id for one in tests}


def test_a_failure_of_another_kind_above_does_not_convict() -> None:
    above = b.test("accepted_values", "web.visits", "country", severity="WARN")
    below = b.test("unique", "fct_orders", "id")
    found = only(findings([*shop(), above, below], b.result(above, "warn"), b.result(below, "fail")))
    assert found.origin.unique_id == "model.shop.fct_orders"
    assert found.confidence is Confidence.UNKNOWN


def test_a_pass_above_clears_only_the_column_it_is_known_to_be_of() -> None:
    nodes = [
        b.source("stripe.charges"),
        b.model("stg_charges", "stripe.charges", columns=["id"]),
    ]
    good = b.test("unique", "stripe.charges", "id")
    bad = b.test("unique", "stg_charges", "id")
    found = only(findings([*nodes, good, bad], b.result(good, "pass"), b.result(bad, "fail")))
    # by node lineage the column above is not known to be the one: the pass may be of another column
    assert found.origin.unique_id == "model.shop.stg_charges"
    assert not found.confidence.pages


def test_unchanged_code_sends_the_failure_to_the_only_source() -> None:
    nodes = [
        b.source("stripe.charges"),
        b.model("stg_charges", "stripe.charges"),
        b.model("fct_charges", "stg_charges"),
    ]
    check = b.test("not_null", "fct_charges", "amount")
    history = unchanged(
        check.unique_id, code=["model.shop.stg_charges", "model.shop.fct_charges", check.unique_id]
    )
    found = only(findings([*nodes, check], b.result(check, "fail"), history=history))
    assert found.origin.unique_id == CHARGES
    assert (found.confidence, found.cause) == (Confidence.LIKELY, Cause.NULLS)


def test_unchanged_code_above_two_sources_leaves_two_suspects() -> None:
    check = b.test("not_null", "fct_orders", "amount")
    history = unchanged(check.unique_id, code=["model.shop.stg_charges", "model.shop.fct_orders", check.unique_id])
    found = only(findings([*shop(), check], b.result(check, "fail"), history=history))
    assert found.confidence is Confidence.POSSIBLE
    assert {place.unique_id for place in found.suspects} == {CHARGES, "source.shop.web.visits"}


def test_the_one_node_whose_code_changed_did_it() -> None:
    check = b.test("unique", "fct_orders", "id")
    history = unchanged(
        check.unique_id, code=["model.shop.fct_orders", check.unique_id], changed=["model.shop.stg_charges"]
    )
    found = only(findings([*shop(), check], b.result(check, "fail"), history=history))
    assert found.origin.unique_id == "model.shop.stg_charges"
    assert (found.confidence, found.cause) == (Confidence.LIKELY, Cause.CODE_CHANGE)


def test_a_test_that_was_itself_changed_accuses_no_data() -> None:
    check = b.test("unique", "fct_orders", "id")
    history = unchanged(
        check.unique_id, code=["model.shop.stg_charges", "model.shop.fct_orders"], changed=[check.unique_id]
    )
    found = only(findings([*shop(), check], b.result(check, "fail"), history=history))
    assert (found.origin.unique_id, found.cause) == ("model.shop.fct_orders", Cause.CODE_CHANGE)


def test_a_chronic_warning_is_not_the_cause_of_a_new_failure() -> None:
    above = b.test("not_null", "stripe.charges", "amount", severity="WARN")
    below = b.test("not_null", "fct_orders", "amount")
    history = History(
        last_pass={below.unique_id: YESTERDAY},
        failing_since={above.unique_id: YESTERDAY - timedelta(days=30)},
        code={},
    )
    found = only(
        findings([*shop(), above, below], b.result(above, "warn"), b.result(below, "fail"), history=history)
    )
    assert found.origin.unique_id != CHARGES


DROPPED = (
    "Runtime Error in model stg_charges (models/stg_charges.sql)\n"
    '  Binder Error: Referenced column "{0}" not found in FROM clause!'
)


def test_a_column_that_a_source_declares_and_lost_is_the_sources() -> None:
    error = DROPPED.format("amount")
    found = only(findings(shop(), b.result("stg_charges", "error", error), b.result("fct_orders", "skipped")))
    assert (found.origin.unique_id, found.origin.column) == (CHARGES, "amount")
    assert (found.cause, found.confidence) == (Cause.SCHEMA_CHANGE, Confidence.LIKELY)


def test_a_column_lost_under_unchanged_sql_is_proven_to_be_the_sources() -> None:
    history = unchanged("model.shop.stg_charges", code=["model.shop.stg_charges"])
    found = only(findings(shop(), b.result("stg_charges", "error", DROPPED.format("fee")), history=history))
    assert found.origin.unique_id == CHARGES
    assert found.confidence is Confidence.PROVEN


def test_a_column_that_changed_sql_newly_names_is_the_models_own() -> None:
    history = unchanged("model.shop.stg_charges", code=[], changed=["model.shop.stg_charges"])
    found = only(findings(shop(), b.result("stg_charges", "error", DROPPED.format("amuont")), history=history))
    assert (found.origin.unique_id, found.cause) == ("model.shop.stg_charges", Cause.CODE_CHANGE)
    assert found.confidence is Confidence.PROVEN


def test_a_column_that_nobody_declares_stays_open_without_history() -> None:
    found = only(findings(shop(), b.result("stg_charges", "error", DROPPED.format("fee"))))
    assert found.confidence is Confidence.POSSIBLE
    assert [place.unique_id for place in found.suspects] == [CHARGES]
    assert found.remedy


def test_a_missing_source_table_is_the_sources() -> None:
    error = "Runtime Error in model stg_charges\n  Catalog Error: Table with name charges does not exist!"
    found = only(findings(shop(), b.result("stg_charges", "error", error)))
    assert (found.origin.unique_id, found.cause) == (CHARGES, Cause.MISSING_RELATION)
    assert found.confidence is Confidence.PROVEN


def test_a_table_that_nobody_declares_has_no_owner_to_page() -> None:
    error = "Runtime Error in model stg_charges\n  Catalog Error: Table with name kaggle does not exist!"
    found = only(findings(shop(), b.result("stg_charges", "error", error)))
    assert found.confidence is Confidence.UNKNOWN


def test_a_test_on_a_column_that_its_source_lost_is_the_sources() -> None:
    check = b.test("not_null", "stripe.charges", "amount")
    error = 'Runtime Error in test x\n  Binder Error: Referenced column "amount" not found in FROM clause!'
    found = only(findings([*shop(), check], b.result(check, "error", error)))
    assert (found.origin.unique_id, found.cause) == (CHARGES, Cause.SCHEMA_CHANGE)
    assert found.confidence is Confidence.PROVEN


def test_an_outage_is_one_fault_of_nobodys_data() -> None:
    error = "Runtime Error in model x\n  Out of Memory Error: failed to allocate data of size 16.0 MiB"
    check = b.test("not_null", "stripe.charges", "amount")
    found = only(
        findings(
            [*shop(), check],
            b.result("stg_charges", "error", error),
            b.result("fct_orders", "error", error),
            b.result(check, "error", error),
        )
    )
    assert found.origin.unique_id is None
    assert found.cause is Cause.INFRASTRUCTURE


def test_what_is_missing_because_the_platform_failed_is_the_platforms() -> None:
    nodes = [b.source("stripe.charges"), b.model("stg", "stripe.charges"), b.model("fct", "stg")]
    memory = "Runtime Error in model stg\n  Out of Memory Error: failed to allocate data of size 16.0 MiB"
    gone = "Runtime Error in model fct\n  Catalog Error: Table with name stg does not exist!"
    found = only(findings(nodes, b.result("stg", "error", memory), b.result("fct", "error", gone)))
    assert found.cause is Cause.INFRASTRUCTURE
    assert len(found.symptoms) == 2


def test_a_late_load_is_the_sources() -> None:
    nodes = [b.source("stripe.charges", stale_after=24)]
    found = only(findings(nodes, fresh=[b.freshness("stripe.charges", "Error", hours=60)]))
    assert (found.origin.unique_id, found.cause) == (CHARGES, Cause.FRESHNESS)
    assert "2.5 days old" in found.symptoms[0].says


def test_a_relationship_broken_on_the_parent_side_is_the_parents() -> None:
    nodes = [
        b.source("erp.customers"),
        b.source("erp.orders"),
        b.model("customers", "erp.customers"),
        b.model("orders", "erp.orders"),
    ]
    half = b.test("dbt_expectations.expect_table_row_count_to_be_between", "erp.customers", severity="WARN")
    orphan = b.test("relationships", "orders", "customer_id", to="customers")
    found = only(findings([*nodes, half, orphan], b.result(half, "warn"), b.result(orphan, "fail")))
    assert (found.origin.unique_id, found.cause) == ("source.shop.erp.customers", Cause.VOLUME)


def test_the_other_side_of_a_relationship_is_no_cause_of_what_it_does_not_feed() -> None:
    orphan = b.test("relationships", "erp.orders", "customer_id", to="customers")
    null = b.test("not_null", "fct", "customer_id")
    nodes = [
        b.source("crm.customers"),
        b.source("erp.orders", columns=["customer_id"]),
        b.model("customers", "crm.customers"),
        b.model("fct", "erp.orders", columns=["customer_id"]),
        orphan,
        null,
    ]
    history = unchanged(
        orphan.unique_id,
        null.unique_id,
        code=[node.unique_id for node in nodes[3:]],
        changed=["model.shop.customers"],
    )
    found = findings(nodes, b.result(orphan, "fail"), b.result(null, "fail"), history=history)
    (of_null,) = (one for one in found if null.unique_id in {check.key for check in one.symptoms})
    assert of_null.origin.unique_id in ("model.shop.fct", "source.shop.erp.orders")


def test_two_faults_in_two_branches_are_two_incidents() -> None:
    nodes = [*shop(), b.source("erp.items"), b.model("items", "erp.items")]
    one = b.test("not_null", "stripe.charges", "amount")
    two = b.test("unique", "erp.items", "id")
    found = findings([*nodes, one, two], b.result(one, "fail"), b.result(two, "fail"))
    assert {finding.origin.unique_id for finding in found} == {CHARGES, "source.shop.erp.items"}


def test_a_failing_unit_test_is_the_models_own() -> None:
    check = b.unit_test("adds_up", "fct_orders")
    found = only(findings([*shop(), check], b.result(check, "fail")))
    assert (found.origin.unique_id, found.confidence) == ("model.shop.fct_orders", Confidence.PROVEN)


def test_a_syntax_error_is_the_models_own() -> None:
    error = 'Runtime Error in model fct_orders\n  Parser Error: syntax error at or near "form"'
    found = only(findings(shop(), b.result("fct_orders", "error", error)))
    assert (found.origin.unique_id, found.confidence) == ("model.shop.fct_orders", Confidence.PROVEN)


def test_skips_are_never_failures() -> None:
    assert findings(shop(), b.result("stg_charges", "skipped"), b.result("fct_orders", "skipped")) == ()


def test_a_pass_below_a_broken_build_clears_nothing() -> None:
    nodes = [b.source("stripe.charges"), b.model("stg", "stripe.charges"), b.model("fct", "stg")]
    tainted = b.test("unique", "stg", "id")
    bad = b.test("unique", "fct", "id")
    error = 'Runtime Error in model stg\n  Parser Error: syntax error at or near "form"'
    found = findings(
        [*nodes, tainted, bad],
        b.result("stg", "error", error),
        b.result(tainted, "pass"),
        b.result("fct", "success"),
        b.result(bad, "fail"),
    )
    assert only(found).origin.unique_id == "model.shop.stg"


def test_the_order_of_results_never_matters() -> None:
    tests = [b.test("unique", node, "id") for node in ("stripe.charges", "stg_charges", "fct_orders")]
    late = b.test("not_null", "web.visits", "country", severity="WARN")
    results = [*(b.result(one, "fail") for one in tests), b.result(late, "warn")]
    nodes = [*shop(), *tests, late]
    assert findings(nodes, *results) == findings(list(reversed(nodes)), *reversed(results))

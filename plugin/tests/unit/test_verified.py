"""The checks of a run: whoever asks for some of them gets what going through all of them would give."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dbt_onus.core.checks import Check, Verified, checks_of
from dbt_onus.core.results import Status
from tests import builders as b

ORDERS, CHARGES = b.model("orders"), b.source("stripe.charges", stale_after=1)
UNIQUE, NOT_NULL = b.test("unique", ORDERS, "id"), b.test("not_null", ORDERS, "id")
CONTRACT = b.test("onus.contract", CHARGES)
KNOWN = b.manifest(ORDERS, CHARGES, UNIQUE, NOT_NULL, CONTRACT).nodes
TERMS = '/* onus {"terms": [{"term": "rows", "status": "fail"}, {"term": "unique", "status": "pass"}]} */ select 1'

words = st.sampled_from(["pass", "warn", "fail", "error", "skipped", "no-op"])


@st.composite
def runs(draw: st.DrawFn) -> Verified:
    results = [
        b.result(ORDERS, draw(st.sampled_from(["success", "error", "skipped"]))),
        b.result(UNIQUE, draw(words)),
        b.result(NOT_NULL, draw(words)),
        b.result(CONTRACT, draw(words), sql=TERMS),
    ]
    return checks_of(
        b.run(*draw(st.permutations(results)), fresh=[b.freshness("stripe.charges")]), KNOWN, "duckdb"
    )


@given(runs())
def test_by_node_is_what_going_through_them_gives(verified: Verified) -> None:
    asked = {node: verified.by_node.get(node) for node in reversed(list(verified.by_node))}
    by_hand: dict[str, list[Check]] = {}
    for check in verified:
        assert check.node is not None
        by_hand.setdefault(check.node, []).append(check)
    assert asked == {node: tuple(checks) for node, checks in by_hand.items()}


@given(runs(), st.sets(st.sampled_from(list(Status))))
def test_by_status_too(verified: Verified, statuses: set[Status]) -> None:
    found = verified.with_status(statuses)
    assert found == tuple(check for check in verified if check.status in statuses)


@given(runs())
def test_how_each_ended_is_known_without_making_it(verified: Verified) -> None:
    assert verified.statuses == {check.key: check.status for check in verified}
    assert len(verified) == len(verified.statuses)


@given(runs())
def test_the_order_is_by_id_and_freshness_comes_last(verified: Verified) -> None:
    *rest, fresh = verified
    assert [check.unique_id for check in rest] == sorted(check.unique_id for check in rest)
    assert fresh.key == "source.shop.stripe.charges#freshness"


def test_checks_at_hand_keep_their_order() -> None:
    one, other = checks_of(b.run(b.result(UNIQUE, "fail"), b.result(NOT_NULL)), KNOWN, "duckdb")
    assert list(Verified.of([other, one])) == [other, one]
    assert Verified.of([other, one]).by_node[ORDERS.unique_id] == (other, one)

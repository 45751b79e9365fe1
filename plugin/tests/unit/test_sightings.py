"""Runs of other projects as evidence: what they saw, when, and what nobody saw."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from dbt_onus.core.attribution import Case, Finding, NodePaths, attribute
from dbt_onus.core.attribution.sightings import Sightings, agreed, taken_at
from dbt_onus.core.checks import Check, checks_of
from dbt_onus.core.evidence import Confidence, Place
from dbt_onus.core.history import History
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Node
from dbt_onus.core.properties import Property
from dbt_onus.core.results import Result, Status
from tests import builders as b

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
YESTERDAY = b.NOON - DAY

CHARGES = b.source("stripe.charges", package="up")
ORDERS = b.model("orders", CHARGES, package="up")
UNIQUE_ABOVE = b.test("unique", ORDERS, "id", package="up")
READ = b.source("up.orders", package="down", schema="main")
MART = b.model("mart", READ, package="down")
UNIQUE = b.test("unique", MART, "id", package="down")
MESH = (CHARGES, ORDERS, UNIQUE_ABOVE, READ, MART, UNIQUE)


def only(above: Iterable[Result], at: datetime, *, passed: datetime | None = None) -> Finding:
    """What is found where `down` failed at noon."""
    (found,) = attribute(mesh(above, at, passed=passed))
    return found


def mesh(above: Iterable[Result], at: datetime, *, passed: datetime | None = None) -> Case:
    """`down` failed at noon; `up` ran at `at`, and its code was last seen then. `passed`: when all was well."""
    graph: dict[str, Node] = {node.unique_id: node for node in MESH}
    lineage = Lineage.of(graph, [(ORDERS.unique_id, READ.unique_id)])
    own = _checks(graph, [b.result(MART), b.result(UNIQUE, "fail")], b.NOON)
    told = _checks(graph, above, at)
    code = {uid: "same" for uid in graph if uid.startswith("model.")} | {UNIQUE.unique_id: "same"}
    history = History(
        last_pass={UNIQUE.unique_id: passed} if passed else {},
        code=code,
        versions=dict.fromkeys(code, ((YESTERDAY - 30 * DAY, "same"),)),
    )
    return Case(
        graph, lineage, (*own, *told), history, NodePaths(lineage),
        witnesses=frozenset(check.key for check in told), code_at={"up": at, "down": b.NOON},
    )  # fmt: skip


def cleared(at: datetime, passed: datetime | None = YESTERDAY) -> bool:
    """Whether a pass in the producer's run at that time clears its table of the failure at noon."""
    case = mesh([b.result(ORDERS), b.result(UNIQUE_ABOVE, "pass")], at, passed=passed)
    (symptom,) = case.symptoms
    place = Place(unique_id=ORDERS.unique_id, column="id")
    return Sightings(case).seen_from(symptom).pass_at(place, Property.UNIQUENESS) is not None


def _checks(graph: dict[str, Node], results: Iterable[Result], at: datetime) -> tuple[Check, ...]:
    return tuple(taken_at(check, at) for check in checks_of(b.run(*results), graph, "duckdb"))


def test_what_failed_in_another_project_alone_is_nothing_to_explain_here() -> None:
    found = only([b.result(ORDERS), b.result(UNIQUE_ABOVE, "fail")], b.NOON - HOUR)
    assert [check.unique_id for check in found.symptoms] == [UNIQUE.unique_id]


def test_a_failure_of_the_producers_run_is_evidence_and_its_age_is_said() -> None:
    found = only([b.result(ORDERS), b.result(UNIQUE_ABOVE, "fail")], b.NOON - HOUR, passed=YESTERDAY)
    said = [piece.says for piece in found.evidence if piece.unique_id == UNIQUE_ABOVE.unique_id]
    assert said
    assert all("run of up, 2026-11-02 11:00 UTC, 1 hour before this one" in one for one in said)


def test_what_another_run_proves_is_likely_at_most() -> None:
    found = only([b.result(ORDERS), b.result(UNIQUE_ABOVE, "fail")], b.NOON - HOUR, passed=YESTERDAY)
    assert found.confidence is Confidence.LIKELY
    assert found.origin.unique_id == CHARGES.unique_id


def test_a_pass_of_the_producers_run_clears_what_it_built() -> None:
    assert cleared(b.NOON - HOUR)
    assert cleared(b.NOON - 9 * DAY, passed=None)


def test_a_pass_from_before_the_fault_clears_nothing() -> None:
    assert not cleared(YESTERDAY - HOUR)


def test_a_pass_after_the_fault_clears_nothing() -> None:
    assert not cleared(b.NOON + HOUR)


def test_a_failure_that_was_there_while_all_was_well_below_is_not_the_cause() -> None:
    found = only([b.result(ORDERS), b.result(UNIQUE_ABOVE, "fail")], YESTERDAY - HOUR, passed=YESTERDAY)
    assert not any(piece.unique_id == UNIQUE_ABOVE.unique_id for piece in found.evidence)


def test_code_that_was_not_seen_since_leaves_a_suspicion_and_no_verdict() -> None:
    found = only([], YESTERDAY - HOUR, passed=YESTERDAY)
    assert found.confidence is Confidence.POSSIBLE
    assert found.origin.unique_id == MART.unique_id
    assert {place.unique_id for place in found.suspects} == {CHARGES.unique_id, ORDERS.unique_id}
    assert "what up did after 2026-11-01 11:00 UTC was not seen" in found.evidence[-1].says


def test_a_manifest_of_today_says_that_the_code_is_unchanged() -> None:
    found = only([], b.NOON - HOUR, passed=YESTERDAY)
    assert found.confidence is Confidence.LIKELY
    assert found.origin.unique_id == CHARGES.unique_id


def test_what_a_project_builds_that_is_not_here_is_where_data_comes_in() -> None:
    stub = b.model("orders", "model.up.hidden", package="up", path="", checksum="of-nothing")
    mart = b.model("mart", stub, package="down")
    unique = b.test("unique", mart, "id", package="down")
    graph: dict[str, Node] = {node.unique_id: node for node in (stub, mart, unique)}
    lineage = Lineage.of(graph)
    code = {mart.unique_id: "same", unique.unique_id: "same"}
    history = History(
        last_pass={unique.unique_id: YESTERDAY},
        code=code,
        versions=dict.fromkeys(code, ((YESTERDAY - DAY, "same"),)),
    )
    checks = checks_of(b.run(b.result(mart), b.result(unique, "fail")), graph, "duckdb")
    (found,) = attribute(Case(graph, lineage, checks, history, NodePaths(lineage)))
    assert found.origin.unique_id == stub.unique_id
    assert found.confidence is Confidence.LIKELY


def check(status: str, at: datetime) -> Check:
    graph = {node.unique_id: node for node in MESH}
    return _checks(graph, [b.result(UNIQUE_ABOVE, status)], at)[0]


def test_two_projects_that_ran_one_package_agree_on_the_worse() -> None:
    for pair in (
        [check("pass", b.NOON), check("fail", YESTERDAY)],
        [check("fail", YESTERDAY), check("pass", b.NOON)],
    ):
        assert [one.status for one in agreed(pair)] == [Status.FAIL]


def test_what_one_of_them_does_not_know_is_not_known_to_be_good() -> None:
    assert [one.status for one in agreed([check("pass", b.NOON), check("skipped", YESTERDAY)])] == [Status.SKIPPED]

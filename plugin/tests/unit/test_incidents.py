"""The life of an incident across runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from dbt_onus.core.evidence import Cause, Confidence, Place
from dbt_onus.core.incidents import Incident, State, incident_id, reconcile
from dbt_onus.core.results import Status
from tests import builders as b

ORIGIN = Place(unique_id="source.shop.stripe.charges", column="amount")


def incident(*checks: str, origin: Place = ORIGIN, cause: Cause = Cause.NULLS, days_ago: int = 0) -> Incident:
    return Incident(
        id=incident_id("shop", origin, cause),
        project="shop",
        opened_at=b.NOON - timedelta(days=days_ago),
        team="payments",
        why_team="group payments",
        origin=origin,
        cause=cause,
        confidence=Confidence.PROVEN,
        title="…",
        notify=("payments",),
        inform=(),
        evidence=(),
        checks=checks,
        failures=checks,
    )


def test_the_same_fault_is_the_same_incident_whatever_its_column() -> None:
    other = Place(unique_id=ORIGIN.unique_id, column="fee")
    assert incident_id("shop", ORIGIN, Cause.NULLS) == incident_id("shop", other, Cause.NULLS)
    assert incident_id("shop", ORIGIN, Cause.NULLS) != incident_id("shop", ORIGIN, Cause.DUPLICATES)
    assert incident_id("shop", ORIGIN, Cause.NULLS) != incident_id("mart", ORIGIN, Cause.NULLS)


def test_a_fault_that_goes_on_keeps_its_age_and_counts_its_runs() -> None:
    (one,) = reconcile([incident("a", days_ago=2)], [incident("a")], {"a": Status.FAIL})
    assert one.opened_at == b.NOON - timedelta(days=2)
    assert one.runs == 2


def test_an_acknowledgement_survives_the_next_run() -> None:
    known = replace(incident("a"), state=State.ACKNOWLEDGED)
    (one,) = reconcile([known], [incident("a")], {"a": Status.FAIL})
    assert one.state is State.ACKNOWLEDGED


def test_only_a_pass_of_every_check_resolves() -> None:
    (one,) = reconcile([incident("a", "b")], [], {"a": Status.PASS, "b": Status.SUCCESS})
    assert one.state is State.RESOLVED


def test_a_skip_or_an_absence_resolves_nothing() -> None:
    for statuses in ({"a": Status.SKIPPED}, {}, {"a": Status.UNKNOWN}, {"a": Status.NO_OP}):
        (one,) = reconcile([incident("a")], [], statuses)
        assert one.state is State.OPEN
        assert not one.seen


def test_half_a_repair_leaves_the_other_half_open() -> None:
    (one,) = reconcile([incident("a", "b")], [], {"a": Status.PASS})
    assert one.checks == ("b",)
    assert one.state is State.OPEN


def test_a_check_that_another_incident_explains_now_no_longer_holds_the_old_one() -> None:
    better = incident("a", cause=Cause.DUPLICATES)
    now = reconcile([incident("a")], [better], {"a": Status.FAIL})
    assert [(one.cause, one.state) for one in now] == [
        (Cause.DUPLICATES, State.OPEN),
        (Cause.NULLS, State.RESOLVED),
    ]
    assert now[1].superseded


def test_a_check_that_did_not_run_this_time_still_belongs_to_its_incident() -> None:
    (one,) = reconcile([incident("a", "b")], [incident("a")], {"a": Status.FAIL})
    assert set(one.checks) == {"a", "b"}


def test_a_check_that_passed_meanwhile_leaves_its_incident() -> None:
    (one,) = reconcile([incident("a", "b")], [incident("a")], {"a": Status.FAIL, "b": Status.PASS})
    assert one.checks == ("a",)


def test_a_resolved_incident_that_comes_back_starts_anew() -> None:
    old = replace(incident("a", days_ago=9), state=State.RESOLVED, runs=4)
    (one,) = reconcile([old], [incident("a")], {"a": Status.FAIL})
    assert (one.runs, one.opened_at) == (1, b.NOON)

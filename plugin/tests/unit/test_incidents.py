"""The life of an incident across runs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from dbt_onus.core.evidence import Cause, Confidence, Place
from dbt_onus.core.incidents.incident import Affected, Incident, Silenced, State, incident_id, reconcile
from dbt_onus.core.results import Status
from dbt_onus.errors import OnusError
from tests import builders as b

LATER = b.NOON + timedelta(hours=1)
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


def test_episodes_are_counted_when_a_resolved_fault_comes_back() -> None:
    old = replace(incident("a", days_ago=9), state=State.RESOLVED, episode=2, reassigned_to="growth")
    (one,) = reconcile([old], [incident("a")], {"a": Status.FAIL})
    assert (one.episode, one.state, one.team, one.reassigned_to) == (3, State.OPEN, "payments", None)


def test_a_resolved_incident_that_stays_away_is_not_told_again() -> None:
    assert reconcile([replace(incident("a"), state=State.RESOLVED)], [], {"a": Status.PASS}) == ()


def test_an_acknowledgement_is_given_once_and_only_while_it_is_open() -> None:
    acknowledged = incident("a").acknowledge()
    assert acknowledged.state is State.ACKNOWLEDGED
    with pytest.raises(OnusError, match="acknowledged already"):
        acknowledged.acknowledge()
    with pytest.raises(OnusError, match="is resolved: it cannot be acknowledged any more"):
        acknowledged.resolve("lee resolved it").acknowledge()


def test_what_is_resolved_can_neither_be_resolved_nor_given_away() -> None:
    resolved = incident("a").resolve("lee resolved it")
    assert not resolved.is_open
    with pytest.raises(OnusError, match="is resolved"):
        resolved.resolve("lee resolved it")
    with pytest.raises(OnusError, match="is resolved"):
        resolved.reassign("growth", "…", LATER)


def test_another_team_is_notified_once_it_is_given_the_incident() -> None:
    hit = replace(incident("a"), inform=("finance", "growth"), affected=Affected(teams=("finance",)))
    given = hit.reassign("growth", "reassigned by ana: their form", LATER)
    assert (given.team, given.why_team, given.notify) == ("growth", "reassigned by ana: their form", ("growth",))
    assert given.inform == ("finance",)
    with pytest.raises(OnusError, match="growth's already"):
        given.reassign("growth", "…", LATER)


def test_the_team_it_is_taken_from_still_hears_of_it_where_it_is_hit() -> None:
    hit = replace(incident("a"), affected=Affected(teams=("payments",)))
    assert hit.reassign("growth", "…", LATER).inform == ("payments",)


def test_a_reassignment_lasts_to_the_end_of_the_incident() -> None:
    given = incident("a").reassign("growth", "reassigned by ana", LATER)
    (one,) = reconcile([given], [incident("a")], {"a": Status.FAIL})
    assert (one.team, one.why_team, one.notify) == ("growth", "reassigned by ana", ("growth",))
    (two,) = reconcile([one], [incident("a")], {"a": Status.FAIL})
    assert two.team == "growth"


def test_nobody_of_the_new_team_has_acknowledged_it_and_its_time_starts_anew() -> None:
    given = incident("a").acknowledge().reassign("growth", "…", LATER)
    assert (given.state, given.had_since) == (State.OPEN, LATER)
    acknowledged = replace(incident("a", days_ago=2), state=State.ACKNOWLEDGED)
    (kept,) = reconcile([acknowledged], [incident("a")], {"a": Status.FAIL})
    assert (kept.state, kept.had_since) == (State.ACKNOWLEDGED, b.NOON - timedelta(days=2))
    (moved,) = reconcile([acknowledged], [replace(incident("a"), team="growth")], {"a": Status.FAIL})
    assert (moved.state, moved.had_since) == (State.OPEN, b.NOON), "ownership changed between the runs"


def test_a_silence_lasts_to_the_end_of_the_episode() -> None:
    silenced = Silenced(by="ana", because="…", until=LATER)
    quiet = incident("a").silence(silenced, b.NOON)
    (one,) = reconcile([quiet], [incident("a")], {"a": Status.FAIL})
    assert one.silenced == silenced
    (again,) = reconcile([one.resolve("ana resolved it")], [incident("a")], {"a": Status.FAIL})
    assert again.silenced is None


def test_what_its_checks_are_of_is_kept_as_long_as_the_checks_are() -> None:
    before = replace(incident("a", "b"), about={"a": "x", "b": "y"})
    (one,) = reconcile([before], [replace(incident("a"), about={"a": "z"})], {"a": Status.FAIL})
    assert one.about == {"a": "z", "b": "y"}
    (two,) = reconcile([one], [replace(incident("a"), about={"a": "z"})], {"a": Status.FAIL, "b": Status.PASS})
    assert two.about == {"a": "z"}

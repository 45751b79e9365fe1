"""How late a team is, and how far up the ladder that has got."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dbt_onus.core.incidents.incident import Incident, Sla
from dbt_onus.core.incidents.sla import sla_of
from dbt_onus.core.notifications import Notification, Reason, Role, Told
from dbt_onus.core.ownership import Clock, Rung, Team
from dbt_onus.core.routing.clocks import Limit, ladder, overdue, week_of
from tests import builders as b
from tests.stories import incident

HOUR = timedelta(hours=1)
CLOCK = Clock(acknowledge_within=4 * HOUR, repair_within=48 * HOUR)


def late(one: Incident, hours: float, clock: Clock = CLOCK) -> list[tuple[Limit, float]]:
    return [(missed.limit, missed.by / HOUR) for missed in overdue(one, clock, b.NOON + hours * HOUR)]


def test_it_is_late_only_after_its_time_and_by_how_much_is_known() -> None:
    one = incident("charges", "a")
    assert late(one, 4) == []
    assert late(one, 5.5) == [(Limit.ACKNOWLEDGE, 1.5)]
    assert late(one, 50) == [(Limit.ACKNOWLEDGE, 46), (Limit.REPAIR, 2)]
    assert late(one, 500, Clock()) == []


def test_who_is_at_it_is_late_only_with_the_repair_and_what_is_over_with_nothing() -> None:
    one = incident("charges", "a").acknowledge()
    assert late(one, 50) == [(Limit.REPAIR, 2)]
    assert late(one.resolve("ana resolved it"), 50) == []


def test_a_team_that_was_given_it_has_all_of_its_time() -> None:
    one = incident("charges", "a").reassign("growth", "…", b.NOON + 10 * HOUR)
    assert late(one, 13) == []
    assert late(one, 15) == [(Limit.ACKNOWLEDGE, 1)]


def test_what_was_promised_of_the_origin_shortens_the_time_and_never_lengthens_it() -> None:
    one = replace(incident("charges", "a"), sla=Sla(notify_within=HOUR, repair_within=100 * HOUR))
    assert late(one, 5) == [(Limit.ACKNOWLEDGE, 4)]
    assert late(one, 50) == [(Limit.ACKNOWLEDGE, 49), (Limit.REPAIR, 2)]
    assert late(one, 101, Clock()) == [(Limit.ACKNOWLEDGE, 100), (Limit.REPAIR, 1)]
    steps = ladder(one, CHAIN, [told("x", "leads", 2)], b.NOON + 5 * HOUR)
    assert [step.rung.to for step in steps] == ["leads"], "the promise binds its team, not the rungs above"


@pytest.mark.parametrize(
    ("meta", "source_meta", "promised"),
    [
        (
            {"onus": {"sla": {"time_to_notify": "1h", "time_to_repair": "2d"}}},
            {},
            Sla(notify_within=HOUR, repair_within=48 * HOUR),
        ),
        ({}, {"onus": {"sla": {"time_to_repair": "1d"}}}, Sla(notify_within=None, repair_within=24 * HOUR)),
        (
            {"onus": {"sla": {"time_to_repair": "2h"}}},
            {"onus": {"sla": {"time_to_repair": "1d"}}},
            Sla(notify_within=None, repair_within=2 * HOUR),
        ),
        ({"onus": {"sla": {"time_to_notify": "soon", "time_to_repair": 4}}}, {}, Sla()),
        ({"onus": {"sla": "4h"}}, {"onus": "payments"}, Sla()),
    ],
)
def test_the_promise_is_read_from_the_node_and_its_source(meta: dict, source_meta: dict, promised: Sla) -> None:
    assert sla_of(b.source("stripe.charges", meta=meta, source_meta=source_meta)) == promised


@given(st.floats(-1e6, 1e6))
def test_no_clock_makes_it_negative(hours: float) -> None:
    assert all(by > 0 for _, by in late(incident("charges", "a"), hours))


def told(receiver: str, team: str, hours: float, reason: Reason = Reason.ESCALATED) -> Told:
    note = Notification(
        incident_id="charges", episode=1, receiver=receiver, sequence=1, role=Role.NOTIFY, team=team, reason=reason
    )
    return Told(notification=note, at=b.NOON + hours * HOUR)


def teams(*rungs: tuple[str, str | None], weekly: bool = False) -> dict[str, Team]:
    return {
        key: Team(key=key, name=key, escalate_to=Rung(to=to, weekly=weekly) if to else None, clock=CLOCK)
        for key, to in rungs
    }


def climbed(known: dict[str, Team], hours: float, *said: Told) -> list[tuple[str, Limit, float]]:
    steps = ladder(incident("charges", "a"), known, said, b.NOON + hours * HOUR)
    return [(step.rung.to, step.missed.limit, step.missed.by / HOUR) for step in steps]


CHAIN = teams(("payments", "leads"), ("leads", "head"), ("head", None))


def test_the_next_rung_waits_until_the_one_below_was_told_and_had_its_time() -> None:
    assert climbed(CHAIN, 4) == []
    assert climbed(CHAIN, 9) == [("leads", Limit.ACKNOWLEDGE, 5)]
    assert climbed(CHAIN, 9, told("x", "leads", 6)) == [("leads", Limit.ACKNOWLEDGE, 5)]
    assert climbed(CHAIN, 11, told("x", "leads", 6)) == [
        ("leads", Limit.ACKNOWLEDGE, 7),
        ("head", Limit.ACKNOWLEDGE, 1),
    ]


def test_a_rung_may_be_a_receiver() -> None:
    assert climbed(teams(("payments", "pager")), 11, told("pager", "payments", 5)) == [
        ("pager", Limit.ACKNOWLEDGE, 7)
    ]


def test_a_ladder_that_goes_in_a_circle_ends() -> None:
    circle = teams(("payments", "leads"), ("leads", "payments"))
    assert [to for to, *_ in climbed(circle, 40, told("x", "leads", 6))] == ["leads"]


def test_whoever_gets_a_weekly_digest_is_the_last_rung() -> None:
    known = teams(("payments", "head"), ("head", "board"), weekly=True)
    assert [to for to, *_ in climbed(known, 40, told("x", "head", 6))] == ["head"]


def test_weeks_begin_on_monday_in_utc() -> None:
    assert week_of(datetime(2026, 11, 8, 23, 59, tzinfo=UTC)) == datetime(2026, 11, 2, tzinfo=UTC)
    assert week_of(datetime(2026, 11, 9, tzinfo=UTC)) == datetime(2026, 11, 9, tzinfo=UTC)

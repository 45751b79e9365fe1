"""One plan over all incidents: digests, what is taken back, and that it is the same whoever asks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dbt_onus.core.incidents.muting import Mutes, Muting
from dbt_onus.core.incidents.timeline import What
from dbt_onus.core.notifications import Delivered, Told
from dbt_onus.core.routing.planning import Plan, plan
from dbt_onus.core.waivers import Silence
from tests import builders as b
from tests.stories import World, incident
from tests.unit.test_incidents_timelines import CONFIG, WEEKLY

ADDRESSES = World(CONFIG).addresses
SOME = [incident(f"{number:08x}", "a") for number in range(6)]


def lengths(found: Plan) -> dict[str, list[int]]:
    """How many notifications each letter of a receiver holds."""
    letters: dict[str, list[int]] = {}
    for letter in found.letters:
        letters.setdefault(letter.receiver, []).append(len(letter.parts))
    return letters


@pytest.mark.parametrize(
    ("incidents", "letters"),
    [
        (SOME[:5], {"pay-slack": [1] * 5, "pay-pager": [1] * 5}),
        (SOME, {"pay-slack": [6], "pay-pager": [1] * 6}),
    ],
)
def test_more_than_five_are_a_digest_where_the_channel_has_no_thread_for_each(incidents, letters) -> None:
    assert lengths(plan(incidents, {}, ADDRESSES, b.NOON)) == letters


def test_a_weekly_digest_is_one_even_of_a_single_incident() -> None:
    world = World(WEEKLY)
    late = SOME[0].acknowledge()
    found = plan([late], {}, world.addresses, b.NOON + timedelta(days=8))
    (letter,) = [one for one in found.letters if one.receiver == "head-mail"]
    assert letter.is_digest
    assert letter.covers == ()


def test_a_digest_goes_by_its_first_notification_and_what_closes_stands_first() -> None:
    told = {
        SOME[5].id: [
            Told(notification=one, at=b.NOON, state=Delivered.DELIVERED, tried=True)
            for one in plan([SOME[5]], {}, ADDRESSES, b.NOON).notifications
        ]
    }
    found = plan([*SOME[:5], SOME[5].resolve("ana resolved it")], told, ADDRESSES, b.NOON)
    (digest,) = [one for one in found.letters if one.receiver == "pay-slack"]
    assert digest.notification.incident_id == SOME[5].id
    assert digest.notification.reason.closes
    assert [one.incident_id for one in digest.covers] == [one.id for one in SOME[:5]]


def test_whoever_plans_gives_the_same_keys() -> None:
    one, other = (plan(order, {}, ADDRESSES, b.NOON) for order in (SOME, SOME[::-1]))
    assert [each.key for each in one.notifications] == [each.key for each in other.notifications]


def test_every_message_says_why() -> None:
    found = plan([incident("x", "a", inform=("finance",))], {}, ADDRESSES, b.NOON)
    assert {part.notification.receiver: part.why for letter in found.letters for part in letter.parts} == {
        "pay-slack": "Payments has to act",
        "pay-pager": "Payments has to act",
        "fin-slack": "Finance is hit",
    }


def test_one_line_of_the_timeline_for_all_rungs_of_a_moment() -> None:
    told = {
        SOME[0].id: [
            Told(notification=one, at=b.NOON, state=Delivered.DELIVERED, tried=True)
            for one in plan([SOME[0]], {}, ADDRESSES, b.NOON).notifications
        ]
    }
    found = plan([SOME[0]], told, ADDRESSES, b.NOON + timedelta(days=3))
    (event,) = found.events
    assert (event.what, event.names, event.by) == (What.ESCALATED, "leads", "onus")
    assert event.because == "not repaired by Payments within 2 days, overdue by 24 hours"


def test_what_is_left_alone_is_named_with_how() -> None:
    silence = Silence(select="…", reason="moving", by="ana", until=date(2026, 11, 2))
    mutes = Mutes(silences=((silence, frozenset({SOME[0].origin.unique_id or ""})),))
    found = plan(SOME[:2], {}, ADDRESSES, b.NOON, mutes=mutes)
    assert {id_: one.how for id_, one in found.muted.items()} == {SOME[0].id: Muting.SILENCED}
    assert {one.incident_id for one in found.notifications} == {SOME[1].id}
    assert plan(SOME[:2], {}, ADDRESSES, b.NOON + timedelta(days=1), mutes=mutes).says == mutes.ended(
        b.NOON + timedelta(days=1)
    )

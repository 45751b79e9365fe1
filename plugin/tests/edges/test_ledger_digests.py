"""Digests in the outbox, on every ledger: one row is sent, and every notification that it covers is told."""

from __future__ import annotations

from dataclasses import replace

from msgspec import structs

from dbt_onus.core.deliveries import Attempt, Planned, Verdict
from dbt_onus.core.notifications import Delivered, Reason, Told
from dbt_onus.core.ports import Ledger
from tests.edges.test_ledger_outbox import DELIVERED, REFUSED
from tests.ledgers import LEASE, SLACK, at, incident, message, planned, remember, standing

A, B, C = "aaaaaaaa", "bbbbbbbb", "cccccccc"


def digest(*parts: Planned) -> Planned:
    """One message for all of these."""
    first, *others = parts
    said = message(first.notification, parts=tuple(part.message for part in parts))
    return replace(first, message=said, covers=tuple(other.notification for other in others))


def told(ledger: Ledger, id_: str) -> Told:
    (one,) = standing(ledger, A, B, C).told[id_]
    return one


def planned_digest(ledger: Ledger) -> Planned:
    one = digest(planned(A), planned(B), planned(C))
    remember(ledger, incident(A), incident(B), incident(C), planned=[one])
    return one


def test_a_digest_is_sent_once_and_all_of_it_is_told(ledger: Ledger) -> None:
    one = planned_digest(ledger)
    delivery = ledger.claim(at(0), LEASE)
    assert delivery is not None
    assert delivery.planned == one
    assert ledger.claim(at(0), LEASE) is None
    assert [told(ledger, id_).tried for id_ in (A, B, C)] == [True] * 3
    ledger.settle(delivery, DELIVERED, at(0))
    assert {told(ledger, id_).state for id_ in (A, B, C)} == {Delivered.DELIVERED}
    assert {told(ledger, id_).digest for id_ in (A, B, C)} == {one.notification.key}
    assert ledger.outbox() == ()


def test_a_digest_that_is_refused_is_dead_as_a_whole(ledger: Ledger) -> None:
    planned_digest(ledger)
    delivery = ledger.claim(at(0), LEASE)
    assert delivery is not None
    ledger.settle(delivery, REFUSED, at(0))
    assert {told(ledger, id_).state for id_ in (A, B, C)} == {Delivered.DEAD}
    assert len(ledger.outbox()) == 1


def test_what_closes_a_part_waits_for_the_digest_that_opens_it(ledger: Ledger) -> None:
    planned_digest(ledger)
    remember(ledger, planned=[planned(B, 2, Reason.RESOLVED)])
    opening = ledger.claim(at(0), LEASE)
    assert opening is not None
    assert ledger.claim(at(0), LEASE) is None
    ledger.settle(opening, DELIVERED, at(0))
    closing = ledger.claim(at(0), LEASE)
    assert closing is not None
    assert closing.planned.notification.incident_id == B


def test_a_digest_waits_for_what_was_planned_before_any_part_of_it(ledger: Ledger) -> None:
    remember(ledger, incident(A), incident(B), planned=[planned(B)])
    remember(ledger, planned=[digest(planned(A), planned(B, 2, Reason.REMINDER))])
    first = ledger.claim(at(0), LEASE)
    assert first is not None
    assert first.planned.covers == ()
    assert ledger.claim(at(0), LEASE) is None


def test_a_digest_is_dropped_when_all_of_it_is_not_needed_any_more(ledger: Ledger) -> None:
    one = planned_digest(ledger)
    keys = [each.key for each in (one.notification, *one.covers)]
    remember(ledger, dropped=keys[:2])
    assert told(ledger, A).state is Delivered.PENDING
    remember(ledger, dropped=keys)
    assert {told(ledger, id_).state for id_ in (A, B, C)} == {Delivered.DROPPED}
    assert ledger.claim(at(0), LEASE) is None


def test_what_was_planned_already_is_not_planned_again_by_a_digest(ledger: Ledger) -> None:
    remember(ledger, incident(A), incident(B), planned=[planned(A)])
    remember(ledger, planned=[digest(planned(A), planned(B))])
    assert told(ledger, A).digest is None
    sent = [ledger.claim(at(0), LEASE), ledger.claim(at(0), LEASE)]
    assert [one.planned.notification.incident_id for one in sent if one] == [A, B]


def test_a_receiver_that_does_not_answer_can_be_left_alone(ledger: Ledger) -> None:
    other = structs.replace(SLACK, name="growth-slack")
    remember(ledger, incident(A), incident(B), planned=[planned(A), planned(B, receiver=other)])
    delivery = ledger.claim(at(0), LEASE, without=[SLACK.name])
    assert delivery is not None
    assert delivery.planned.receiver.name == "growth-slack"
    assert ledger.claim(at(0), LEASE, without=[SLACK.name]) is None


def test_a_digest_that_may_have_arrived_is_told_as_such(ledger: Ledger) -> None:
    planned_digest(ledger)
    delivery = ledger.claim(at(0), LEASE)
    assert delivery is not None
    ledger.settle(delivery, Attempt(verdict=Verdict.AMBIGUOUS), at(0))
    assert all(told(ledger, id_).may_have_arrived for id_ in (A, B, C))

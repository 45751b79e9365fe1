"""The outbox, on every ledger: what was planned is sent in its order, by one process at a time, and never lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from dbt_onus.core.deliveries import MOST_ATTEMPTS, Attempt, Delivery, Next, Verdict
from dbt_onus.core.incidents.incident import State
from dbt_onus.core.incidents.timeline import What
from dbt_onus.core.notifications import Delivered, Reason, Told
from dbt_onus.core.ports import Ledger
from dbt_onus.core.receivers import Receiver, SecretRef
from tests.ledgers import HOUR, ID, LEASE, SLACK, at, event, incident, message, planned, remember, standing

DELIVERED = Attempt(verdict=Verdict.DELIVERED)
RETRY = Attempt(verdict=Verdict.RETRY, says="503")
REFUSED = Attempt(verdict=Verdict.PERMANENT, says="404 no such hook")
AMBIGUOUS = Attempt(verdict=Verdict.AMBIGUOUS, says="no answer within 5 seconds")

OTHER = Receiver(name="growth-mail", channel="email", settings={"to": ("growth@shop.example",)})


def claimed(ledger: Ledger, hour: float = 0) -> Delivery:
    """The next delivery, which has to be there."""
    delivery = ledger.claim(at(hour), LEASE)
    assert delivery is not None
    return delivery


def told(ledger: Ledger, id_: str = ID) -> tuple[Told, ...]:
    return standing(ledger, id_).told.get(id_, ())


def test_nothing_is_due_where_nothing_was_planned(ledger: Ledger) -> None:
    assert ledger.claim(at(0), LEASE) is None
    assert ledger.outbox() == ()
    remember(ledger, incident())
    assert ledger.claim(at(0), LEASE) is None


def test_what_was_planned_comes_back_as_it_was_with_its_secrets_by_reference(ledger: Ledger) -> None:
    settings = {"url": SecretRef("ONUS_URL"), "to": ("a", "b"), "allow_private": True, "port": 25, "name": "x"}
    one = planned(receiver=Receiver(name="hook", channel="webhook", settings=settings))
    one = replace(one, message=message(one.notification, parts=(message(one.notification),)))
    remember(ledger, incident(), planned=[one])
    delivery = claimed(ledger)
    assert delivery.planned == one
    assert delivery.planned.receiver.settings["allow_private"] is True
    assert (delivery.attempts, delivery.maybe_sent, delivery.reference) == (0, False, None)


def test_the_same_notification_is_planned_once(ledger: Ledger) -> None:
    remember(ledger, incident(), planned=[planned(), planned()])
    remember(ledger, planned=[planned(hour=1), planned(sequence=2, reason=Reason.REMINDER, hour=1)])
    assert [(one.notification.sequence, one.at) for one in told(ledger)] == [(1, at(0)), (2, at(1))]


def test_what_was_delivered_is_told_and_done(ledger: Ledger) -> None:
    remember(ledger, incident(), planned=[planned()])
    delivery = claimed(ledger)
    notified = event(what=What.NOTIFIED)
    assert ledger.settle(delivery, DELIVERED, at(0), [notified]) == Next(state=Delivered.DELIVERED)
    expected = Told(
        notification=planned().notification, at=at(0), state=Delivered.DELIVERED, tried=True, receiver=SLACK
    )
    assert told(ledger) == (expected,)
    assert ledger.timeline(ID) == (notified,)
    assert ledger.outbox() == ()
    assert ledger.claim(at(9), LEASE) is None


def test_within_a_thread_nothing_overtakes_what_was_planned_before_it(ledger: Ledger) -> None:
    closing = planned(sequence=2, reason=Reason.RESOLVED, hour=1)
    remember(ledger, incident(), planned=[planned(), closing, planned(receiver=OTHER, hour=2)])
    first = claimed(ledger, 3)
    assert first.planned == planned()
    assert claimed(ledger, 3).planned.receiver == OTHER
    assert ledger.claim(at(3), LEASE) is None
    ledger.settle(first, RETRY, at(3))
    assert ledger.claim(at(3), LEASE) is None
    ledger.settle(claimed(ledger, 4), DELIVERED, at(4))
    assert claimed(ledger, 4).planned == closing


def test_a_dead_or_dropped_one_holds_nothing_up(ledger: Ledger) -> None:
    reminder, closing = planned(sequence=2, reason=Reason.REMINDER), planned(sequence=3, reason=Reason.RESOLVED)
    remember(ledger, incident(), planned=[planned(), reminder, closing])
    assert ledger.settle(claimed(ledger), REFUSED, at(0)).state is Delivered.DEAD
    remember(ledger, dropped=[reminder.notification.key])
    assert claimed(ledger).planned == closing
    assert [one.state for one in told(ledger)] == [Delivered.DEAD, Delivered.DROPPED, Delivered.PENDING]


def test_only_what_nobody_has_tried_is_dropped(ledger: Ledger) -> None:
    remember(ledger, incident(), planned=[planned(), planned(receiver=OTHER)])
    first, second = claimed(ledger), claimed(ledger)
    keys = [one.planned.notification.key for one in (first, second)]
    remember(ledger, dropped=keys)
    ledger.settle(first, RETRY, at(0))
    remember(ledger, dropped=keys)
    assert [one.state for one in told(ledger)] == [Delivered.PENDING] * 2


def test_it_is_tried_again_when_it_is_time_and_given_up_after_many(ledger: Ledger) -> None:
    remember(ledger, incident(), planned=[planned()])
    hour = 0.0
    for attempt in range(MOST_ATTEMPTS - 1):
        delivery = claimed(ledger, hour)
        assert delivery.attempts == attempt
        then = ledger.settle(delivery, RETRY, at(hour))
        assert then.not_before is not None
        assert ledger.claim(then.not_before - timedelta(seconds=1), LEASE) is None
        hour = (then.not_before - at(0)) / HOUR
    assert ledger.settle(claimed(ledger, hour), RETRY, at(hour)).state is Delivered.DEAD
    (dead,) = ledger.outbox()
    assert (dead.state, dead.attempts, dead.says, dead.not_before) == (
        Delivered.DEAD,
        MOST_ATTEMPTS,
        "503",
        None,
    )
    assert dead.headline == planned().message.headline


def test_the_pause_that_was_asked_for_is_kept(ledger: Ledger) -> None:
    remember(ledger, incident(), planned=[planned()])
    patient = Attempt(verdict=Verdict.RETRY, says="429", after=HOUR)
    ledger.settle(claimed(ledger), patient, at(0))
    (waiting,) = ledger.outbox()
    assert (waiting.not_before, waiting.attempts, waiting.says) == (at(1), 1, "429")
    assert ledger.claim(at(0.9), LEASE) is None
    assert claimed(ledger, 1).attempts == 1


def test_what_may_have_arrived_says_so_ever_after(ledger: Ledger) -> None:
    remember(ledger, incident(), planned=[planned()])
    ledger.settle(claimed(ledger), AMBIGUOUS, at(0))
    again = claimed(ledger, 1)
    assert (again.maybe_sent, again.attempts) == (True, 1)
    ledger.settle(again, RETRY, at(1))
    assert claimed(ledger, 3).maybe_sent


def test_a_process_that_died_while_sending_leaves_it_to_the_next_and_it_may_have_arrived(ledger: Ledger) -> None:
    remember(ledger, incident(), planned=[planned()])
    lost = claimed(ledger)
    assert told(ledger)[0].tried
    assert ledger.claim(at(0) + LEASE / 2, LEASE) is None
    again = claimed(ledger, 1)
    assert (again.number, again.maybe_sent) == (lost.number, True)
    assert again.lease != lost.lease


def test_what_kills_every_process_that_sends_it_holds_up_no_other(ledger: Ledger) -> None:
    remember(ledger, incident(), planned=[planned(), planned(receiver=OTHER, hour=0.5)])
    assert claimed(ledger).planned == planned()
    assert claimed(ledger, 1).planned == planned()
    assert claimed(ledger, 1).planned.receiver == OTHER


def test_who_lost_the_lease_can_only_say_that_it_was_delivered(ledger: Ledger) -> None:
    remember(ledger, incident(), planned=[planned()])
    late = claimed(ledger)
    holder = claimed(ledger, 1)
    notified = event(what=What.NOTIFIED)
    assert ledger.settle(late, REFUSED, at(1), [notified]).state is Delivered.PENDING
    assert (told(ledger)[0].state, ledger.timeline(ID)) == (Delivered.PENDING, ())
    assert ledger.settle(late, DELIVERED, at(1), [notified]).state is Delivered.DELIVERED
    assert ledger.settle(holder, RETRY, at(1)).state is Delivered.DELIVERED
    assert told(ledger)[0].state is Delivered.DELIVERED
    assert ledger.timeline(ID) == (notified,)


def test_a_lease_that_ran_out_but_that_nobody_took_is_settled_as_if_it_had_not(ledger: Ledger) -> None:
    remember(ledger, incident(), planned=[planned()])
    assert ledger.settle(claimed(ledger), REFUSED, at(5)).state is Delivered.DEAD


def test_the_name_that_the_channel_gave_a_thread_is_known_to_all_that_follows_in_it(ledger: Ledger) -> None:
    remember(ledger, incident(), planned=[planned(), planned(receiver=OTHER)])
    issue = Attempt(verdict=Verdict.DELIVERED, reference="issue 7")
    ledger.settle(claimed(ledger), issue, at(0))
    ledger.settle(claimed(ledger), DELIVERED, at(0))
    more = [planned(sequence=2, reason=Reason.REMINDER), planned(sequence=2, receiver=OTHER)]
    remember(ledger, planned=[*more, planned(episode=2)])
    known = {
        (one.planned.receiver.name, one.planned.notification.episode): one.reference
        for one in (claimed(ledger, 1), claimed(ledger, 1), claimed(ledger, 1))
    }
    assert known == {(SLACK.name, 1): "issue 7", (OTHER.name, 1): None, (SLACK.name, 2): None}


def test_what_was_opened_and_not_closed_is_known_to_every_decision(ledger: Ledger) -> None:
    over = replace(incident(), state=State.RESOLVED)
    remember(ledger, over, planned=[planned()])
    assert standing(ledger).incidents == {ID: over}, "it waits: planning has to see it, to take it back"
    opening = claimed(ledger)
    assert standing(ledger).incidents == {ID: over}
    ledger.settle(opening, DELIVERED, at(0))
    remember(ledger, planned=[planned(sequence=2, reason=Reason.RESOLVED)])
    closing = claimed(ledger)
    ledger.settle(closing, RETRY, at(0))
    assert [one.state for one in standing(ledger).told[ID]] == [Delivered.DELIVERED, Delivered.PENDING]
    ledger.settle(claimed(ledger, 1), DELIVERED, at(1))
    assert standing(ledger).incidents == {}
    assert standing(ledger).told == {}
    assert len(standing(ledger, ID).told[ID]) == 2


def test_what_was_refused_when_it_was_opened_needs_no_closing(ledger: Ledger) -> None:
    remember(ledger, replace(incident(), state=State.RESOLVED), planned=[planned(), planned(receiver=OTHER)])
    ledger.settle(claimed(ledger), REFUSED, at(0))
    unclear = claimed(ledger)
    assert set(standing(ledger).incidents) == {ID}
    ledger.settle(unclear, AMBIGUOUS, at(0))
    for hour in range(1, MOST_ATTEMPTS):
        ledger.settle(claimed(ledger, 9 * hour), REFUSED, at(9 * hour))
    assert [one.state for one in told(ledger)] == [Delivered.DEAD, Delivered.DEAD]
    assert set(standing(ledger).incidents) == {ID}, (
        "it may have arrived before it was refused: it has to be closed"
    )


def test_given_back_to_a_receiver_it_is_open_there_again(ledger: Ledger) -> None:
    reasons = (Reason.FIRST, Reason.TAKEN, Reason.GIVEN)
    remember(
        ledger,
        replace(incident(), state=State.RESOLVED),
        planned=[planned(sequence=number, reason=reason) for number, reason in enumerate(reasons, start=1)],
    )
    for _ in reasons:
        ledger.settle(claimed(ledger), DELIVERED, at(0))
    assert set(standing(ledger).incidents) == {ID}


def test_what_is_told_under_a_name_of_its_own_is_found_by_it(ledger: Ledger) -> None:
    remember(ledger, planned=[planned("digest-2026-11-02")])
    ledger.settle(claimed(ledger), DELIVERED, at(0))
    remember(ledger, planned=[planned("digest-2026-11-02", 2, Reason.RESOLVED)])
    ledger.settle(claimed(ledger), DELIVERED, at(0))
    assert standing(ledger).told == {}
    assert len(standing(ledger, "digest-2026-11-02").told["digest-2026-11-02"]) == 2


def test_what_is_over_and_closed_is_forgotten_after_a_long_time(ledger: Ledger) -> None:
    closed, unclosed, still_open = (incident(id_) for id_ in (ID, "0b000000", "0c000000"))
    over = [replace(one, state=State.RESOLVED) for one in (closed, unclosed)]
    closing = planned(sequence=2, reason=Reason.RESOLVED)
    remember(ledger, *over, still_open, planned=[planned(), closing, planned("0b000000"), planned("0c000000")])
    while (delivery := ledger.claim(at(0), LEASE)) is not None:
        ledger.settle(delivery, DELIVERED, at(0))
    assert ledger.claim(at(89 * 24), LEASE) is None
    assert len(told(ledger)) == 2
    assert ledger.claim(at(91 * 24), LEASE) is None
    assert (told(ledger), len(told(ledger, "0b000000")), len(told(ledger, "0c000000"))) == ((), 1, 1)


def test_a_clock_that_went_back_by_minutes_changes_nothing(ledger: Ledger) -> None:
    remember(ledger, incident(), planned=[planned(hour=1)])
    assert ledger.claim(at(0.5), LEASE) is None
    claimed(ledger, 1)
    assert ledger.claim(at(0.5), LEASE) is None


def test_a_clock_that_was_far_ahead_keeps_nothing_from_being_sent(ledger: Ledger) -> None:
    remember(ledger, incident(), planned=[planned(hour=5000)])
    ledger.settle(claimed(ledger, 5000), RETRY, at(5000))
    assert claimed(ledger, 1).attempts == 1

"""Many processes at one ledger, of either kind: no change is lost, and nothing is sent by two."""

from __future__ import annotations

from datetime import timedelta

from dbt_onus.app.incidents import change_in
from dbt_onus.core.deliveries import Attempt, Verdict
from dbt_onus.core.incidents import acts
from dbt_onus.core.incidents.standing import Decision, Standing
from dbt_onus.core.results import Status
from dbt_onus.errors import OnusError
from tests.ledgers import (
    ID,
    WORKERS,
    Store,
    ana,
    at,
    event,
    incident,
    planned,
    record,
    remember,
    standing,
    together,
)


def _acknowledge(store: Store, hour: int) -> bool:
    try:
        change_in(store.open(), ID, lambda one: acts.acknowledge(one, ana(hour)))
    except OnusError:
        return False
    return True


def test_of_many_who_acknowledge_at_once_one_is_first(store: Store) -> None:
    remember(store.open(), incident())
    assert together(_acknowledge, [store] * 8, range(8)).count(True) == 1
    assert len(store.open().timeline(ID)) == 1


def _count(store: Store, worker: int) -> None:
    ledger = store.open()
    for number in range(15):
        minute = worker * 100 + number

        def decide(standing: Standing, minute: int = minute) -> Decision:
            before = standing.incidents[ID]
            return Decision(incidents=(incident(runs=before.runs + 1),), events=(event(hour=minute / 60),))

        ledger.change(decide, records=[record(minute, {f"test.shop.{worker}": Status.PASS})])


def test_who_changes_the_same_incident_at_once_undoes_nobody(store: Store) -> None:
    remember(store.open(), incident())
    together(_count, [store] * WORKERS, range(WORKERS))
    ledger = store.open()
    assert ledger.open_incidents()[0].runs == 1 + WORKERS * 15
    assert len(ledger.timeline(ID)) == WORKERS * 15
    assert len(ledger.history("shop", [f"test.shop.{number}" for number in range(WORKERS)], {}).last_pass) == 4


def _send(store: Store, worker: int) -> list[tuple[int, int]]:
    ledger = store.open()
    sent = []
    while (delivery := ledger.claim(at(1), timedelta(minutes=10))) is not None:
        sent.append((delivery.planned.notification.sequence, delivery.number))
        ledger.settle(delivery, Attempt(verdict=Verdict.DELIVERED), at(1))
    return sent


def test_what_is_due_is_claimed_by_one(store: Store) -> None:
    ids = [f"{number:08x}" for number in range(15)]
    messages = [planned(id_, sequence) for sequence in (1, 2) for id_ in ids]
    remember(store.open(), *(incident(id_) for id_ in ids), planned=messages)
    sent = [one for work in together(_send, [store] * WORKERS, range(WORKERS)) for one in work]
    # who finds the first of a thread leased looks for another one, and may be done before it is settled
    sent += _send(store, 0)
    assert len({number for _, number in sent}) == len(sent) == len(messages)
    assert store.open().outbox() == ()


def _plan(store: Store, hour: int) -> None:
    remember(store.open(), planned=[planned(hour=hour), planned(sequence=2, hour=hour)])


def test_who_plans_the_same_at_once_plans_it_once(store: Store) -> None:
    remember(store.open(), incident())
    together(_plan, [store] * 8, range(8))
    assert len(standing(store.open()).told[ID]) == 2


def _open(store: Store, number: int) -> None:
    remember(store.open(), incident(f"{number:08x}"))


def test_who_comes_first_makes_it_and_the_others_wait(store: Store) -> None:
    together(_open, [store] * 8, range(8))
    assert len(store.open().open_incidents()) == 8

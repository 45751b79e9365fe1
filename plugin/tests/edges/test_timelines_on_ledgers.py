"""Every timeline, and the machine of random steps, once more on the ledger in SQLite: it must end the same."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from dbt_onus.core.deliveries import Attempt, Delivery, Next
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.incidents.standing import Decide, Decision, Standing
from dbt_onus.core.incidents.timeline import Event
from dbt_onus.core.notifications import Delivered, Notification, Told
from dbt_onus.ledger import open_ledger
from tests import stories
from tests.unit.test_incidents_laws import Life
from tests.unit.test_incidents_timelines import *  # noqa: F403 - all of them, again


class Row:
    """What was decided to be said in one message."""

    def __init__(self, told: list[Told]) -> None:
        self.planned = self
        self.notifications: tuple[Notification, ...] = tuple(one.notification for one in told)
        self.notification = self.notifications[0]
        self.state: Delivered = told[0].state


class Kept:
    """The ledger of `dbt_onus.ledger`, as stories look at theirs."""

    def __init__(self, folder: Path) -> None:
        self._ledger = open_ledger("sqlite:ledger.db", folder)

    @property
    def incidents(self) -> dict[str, Incident]:
        return {one.id: one for one in self._ledger.incidents()}

    @property
    def events(self) -> list[Event]:
        return [event for id_ in self.incidents for event in self._ledger.timeline(id_)]

    @property
    def rows(self) -> list[Row]:
        messages: dict[str, list[Told]] = {}
        for told in self.told().values():
            for one in told:
                messages.setdefault(one.digest or one.notification.key, []).append(one)
        return [Row(told) for told in messages.values()]

    def told(self) -> dict[str, tuple[Told, ...]]:
        seen: list[Standing] = []

        def look(standing: Standing) -> Decision:
            seen.append(standing)
            return Decision()

        self._ledger.change(look, ids=list(self.incidents))
        return dict(seen[0].told)

    def change(self, decide: Decide, *, now: datetime, ids: Collection[str] = ()) -> Decision:
        return self._ledger.change(decide, ids=ids)

    def claim(self, now: datetime) -> Delivery | None:
        return self._ledger.claim(now, timedelta(minutes=1))

    def settle(self, delivery: Delivery, attempt: Attempt, now: datetime) -> Next:
        return self._ledger.settle(delivery, attempt, now)


@pytest.fixture(autouse=True)
def _kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = iter(range(10_000))
    monkeypatch.setattr(stories, "memory", lambda: Kept(tmp_path / str(next(numbers))))


def test_what_always_holds_holds_on_this_ledger() -> None:
    few = settings(max_examples=8, stateful_step_count=25, deadline=None, database=None)
    run_state_machine_as_test(Life, settings=few)

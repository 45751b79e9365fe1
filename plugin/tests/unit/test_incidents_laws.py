"""What always holds, whatever happens: runs, people, silences, receivers that fail, a configuration that changes.

A machine of random steps over the real core; the ledger and the receivers are fakes that may lose nothing either.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from dbt_onus.core.incidents.incident import State
from dbt_onus.core.notifications import Delivered, Reason, Role, Transition
from dbt_onus.core.results import Status
from dbt_onus.core.routing.routes import routes_of
from tests.fakes import Mood, Row
from tests.stories import World, incident

CONFIG = """\
version: 1
fallback_team: platform
routing: {digest_above: 1}
teams:
  payments:
    receivers: [pay-slack, {receiver: pay-pager, roles: [notify]}]
    escalate_to: leads
    clock: {acknowledge_within: 4h, repair_within: 2d}
  leads: {receivers: [shared-slack], escalate_to: head, clock: {acknowledge_within: 2h, repair_within: 1d}}
  head: {receivers: [head-mail]}
  growth: {receivers: [shared-slack], escalate_to: {to: head, digest: weekly}, clock: {repair_within: 1d}}
  silent: {}
  platform: {receivers: [ops-slack, ops-pager]}
receivers:
  pay-slack: {channel: slack, url: "env:A"}
  pay-pager: {channel: pagerduty, routing_key: "env:B"}
  shared-slack: {channel: slack, url: "env:C"}
  head-mail: {channel: slack, url: "env:D"}
  ops-slack: {channel: slack, url: "env:E"}
  ops-pager: {channel: pagerduty, routing_key: "env:F"}
"""
TEAMS = ("payments", "growth", "silent", "platform")
RECEIVERS = ("pay-slack", "pay-pager", "shared-slack", "head-mail", "ops-slack", "ops-pager")
NAMES = ("charges", "refunds")
CHECKS = ("a", "b", "c")


class Life(RuleBasedStateMachine):
    """Two incidents, six receivers, and everything that can happen to them."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World(CONFIG)
        self.owners = dict.fromkeys(NAMES, "payments")
        self.episodes: Counter[str] = Counter()

    @rule(
        name=st.sampled_from(NAMES),
        failing=st.sets(st.sampled_from(CHECKS), min_size=1),
        exposures=st.sets(st.sampled_from(("weekly", "daily"))),
        inform=st.sets(st.sampled_from(TEAMS)),
        quietly=st.booleans(),
    )
    def run_fails(
        self, name: str, failing: set[str], exposures: set[str], inform: set[str], quietly: bool
    ) -> None:
        team = self.owners[name]
        found = incident(
            name,
            *sorted(failing),
            at=self.world.now,
            team=team,
            exposures=sorted(exposures),
            inform=sorted(inform - {team}),
        )
        statuses = {f"{name}.{check}": Status.FAIL if check in failing else Status.PASS for check in CHECKS}
        self.world.run([found], statuses, quietly=quietly)

    @rule(
        name=st.sampled_from(NAMES),
        status=st.sampled_from((Status.PASS, Status.SKIPPED)),
        checks=st.sets(st.sampled_from(CHECKS), min_size=1),
        quietly=st.booleans(),
    )
    def run_ends_well_or_looks_away(self, name: str, status: Status, checks: set[str], quietly: bool) -> None:
        before = self.world.ledger.incidents.get(name)
        self.world.run([], {f"{name}.{check}": status for check in checks}, quietly=quietly)
        after = self.world.ledger.incidents.get(name)
        if before is not None and before.is_open and status is Status.SKIPPED:
            assert after.is_open, "a skip resolved it"

    @rule(name=st.sampled_from(NAMES), act=st.sampled_from(("acknowledge", "resolve", "silence", "reassign")))
    def person_acts(self, name: str, act: str) -> None:
        known = self.world.ledger.incidents.get(name)
        if known is None or not known.is_open or (act == "acknowledge" and known.state is State.ACKNOWLEDGED):
            return
        to = "growth" if known.team == "payments" else "payments"
        self.world.act(name, act, to=to, until=timedelta(hours=5))

    @rule(name=st.sampled_from(NAMES), team=st.sampled_from(TEAMS))
    def ownership_changes(self, name: str, team: str) -> None:
        self.owners[name] = team

    @rule(receiver=st.sampled_from(RECEIVERS))
    def onus_yml_loses_or_gets_back(self, receiver: str) -> None:
        self.world.lost ^= {receiver}

    @rule(receiver=st.sampled_from(RECEIVERS), mood=st.sampled_from(Mood))
    def receiver_changes(self, receiver: str, mood: Mood) -> None:
        self.world.receivers.moods[receiver] = mood

    @rule(minutes=st.integers(1, 60 * 30))
    def time_passes(self, minutes: int) -> None:
        self.world.now += timedelta(minutes=minutes)

    @rule(minutes=st.integers(1, 60 * 6))
    def clock_goes_backwards(self, minutes: int) -> None:
        self.world.now -= timedelta(minutes=minutes)

    @rule()
    def plan(self) -> None:
        self.world.plan()

    @rule()
    def send(self) -> None:
        self.world.send()

    @rule()
    def tick(self) -> None:
        self.world.tick()

    @rule()
    def planning_again_changes_nothing(self) -> None:
        for _ in range(4):
            # a team first and then its rungs, one after the other: each of them once
            self.world.plan()
        rows = [(row.notifications, row.state) for row in self.world.ledger.rows]
        self.world.plan()
        assert rows == [(row.notifications, row.state) for row in self.world.ledger.rows]

    @precondition(lambda self: self.world.ledger.incidents)
    @rule()
    def nobody_who_is_reachable_is_left_untold(self) -> None:
        """Everything up and drained: whoever has to act knows of it."""
        self._drain()
        for one in self.world.ledger.incidents.values():
            muted = one.silenced is not None and self.world.now < one.silenced.until
            if not one.is_open or muted:
                continue
            for route in routes_of(one, self.world.addresses).routes:
                traits = self.world.addresses.traits_of(route.receiver)
                thread = f"{one.id}-{one.episode}-{route.receiver}"
                told = [row for row in self.world.ledger.rows if _is_of(row, thread)]
                dead = [row.state for row in told if row.state is not Delivered.DROPPED][-1:] == [Delivered.DEAD]
                spared = traits.acknowledges and one.state is State.ACKNOWLEDGED
                if route.role is Role.NOTIFY and not dead and not spared:
                    shown = self.world.receivers.shown().get(thread)
                    assert shown not in (None, Transition.CLOSE), (thread, shown)

    @precondition(lambda self: self.world.ledger.incidents)
    @rule()
    def all_ends_well_and_everything_is_closed(self) -> None:
        """What was opened anywhere is closed there, once all is over and the outbox is drained."""
        checks = {f"{name}.{check}": Status.PASS for name in NAMES for check in CHECKS}
        self.world.run([], checks)
        self._drain()
        for thread, shown in self.world.receivers.shown().items():
            assert shown is Transition.CLOSE, thread

    def _drain(self) -> None:
        self.world.receivers.moods.clear()
        for _ in range(6):
            # later than any pause between attempts, and in another week: the weekly digest goes out
            self.world.now += timedelta(days=7)
            self.world.tick()
        assert all(row.state is not Delivered.PENDING for row in self.world.ledger.rows)

    @invariant()
    def messages_arrive_in_order_and_nothing_is_closed_before_it_is_opened(self) -> None:
        for thread, notes in self.world.receivers.threads().items():
            numbers = [one.sequence for one in notes]
            assert numbers == sorted(numbers), thread
            assert not notes[0].reason.closes, thread

    @invariant()
    def one_thing_at_most_waits_for_each_receiver(self) -> None:
        waiting = Counter(
            one.notification.thread for told in self.world.ledger.told().values() for one in told if one.is_waiting
        )
        assert not waiting or max(waiting.values()) == 1, waiting

    @invariant()
    def no_key_is_used_twice(self) -> None:
        keys = Counter(one.key for row in self.world.ledger.rows for one in row.notifications)
        assert not keys or max(keys.values()) == 1

    @invariant()
    def episodes_only_go_up(self) -> None:
        for one in self.world.ledger.incidents.values():
            assert one.episode >= self.episodes[one.id]
            self.episodes[one.id] = one.episode

    @invariant()
    def nobody_is_reminded_of_what_somebody_is_at(self) -> None:
        last = self.world.last
        for note in last.notifications if last else ():
            state = self.world.states[note.incident_id]
            if note.reason in (Reason.REMINDER, Reason.ESCALATED):
                assert state is State.OPEN, note

    @invariant()
    def silence_hides_what_is_open_and_never_what_is_over(self) -> None:
        last = self.world.last
        for note in last.notifications if last else ():
            if note.incident_id in last.muted:
                assert note.reason.transition in (Transition.CLOSE, Transition.ACKNOWLEDGE), note


def _is_of(row: Row, thread: str) -> bool:
    return any(one.thread == thread for one in row.notifications)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)

"""Tell people: what is due is planned, written in one transaction with what caused it, and sent."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from dbt_onus.app.addresses import addresses_of, names_of
from dbt_onus.app.clock import utc_now
from dbt_onus.app.delivering import NOTHING_SENT, Budget, Sender, Sent, deliver
from dbt_onus.app.doing import doing
from dbt_onus.app.watch import Watch
from dbt_onus.channels import EnvironmentSecrets, channel_named
from dbt_onus.core.deliveries import Planned, Waiting
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.incidents.standing import Decision, Standing
from dbt_onus.core.notifications import Delivered, Reason, Told
from dbt_onus.core.phrases import Names
from dbt_onus.core.ports import Ledger
from dbt_onus.core.receivers import Receiver
from dbt_onus.core.reports import Routing
from dbt_onus.core.routing.composing import compose, compose_digest
from dbt_onus.core.routing.planning import Letter, Plan, plan
from dbt_onus.errors import OnusError


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """What was planned and what became of it.

    `waiting` is what the outbox still holds, `says` what could not be looked at.
    """

    plans: tuple[Plan, ...] = ()
    sent: Sent = NOTHING_SENT
    waiting: tuple[Waiting, ...] = ()
    says: tuple[str, ...] = ()

    @property
    def outcome(self) -> Routing:
        """What became of the messages, for the report."""
        notes = (note for one in self.sent.delivered for note in (one.planned.notification, *one.planned.covers))
        return Routing(
            sent=tuple(notes),
            waiting=sum(1 for one in self.waiting if one.state is Delivered.PENDING),
            # nobody stands in for a team that is only informed of a change
            dead=sum(
                1
                for one in self.waiting
                if one.state is Delivered.DEAD and one.notification.reason is not Reason.ANNOUNCED
            ),
        )

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should know, a line each."""
        planned = (line for one in self.plans for line in one.says)
        return tuple(dict.fromkeys((*self.says, *planned, *self.sent.problems)))


class Planner:
    """Adds to a decision what is to be said because of it (a `core.standing.Plan`), and keeps what it planned."""

    def __init__(self, watch: Watch, now: datetime) -> None:
        self.plans: list[Plan] = []
        self.watch, self._now = watch, now
        self._addresses = addresses_of(watch)

    def __call__(self, standing: Standing, decision: Decision) -> Decision:
        """The decision with its deliveries."""
        incidents = {**standing.incidents, **{one.id: one for one in decision.incidents}}
        made = plan(
            incidents.values(),
            standing.told,
            self._addresses,
            self._now,
            mutes=self.watch.mutes_over(incidents.values()),
        )
        self.plans.append(made)
        names = names_of(self.watch, (incidents[part.incident_id] for part in made.notifications))
        planned = (self._planned(letter, incidents, names, standing) for letter in made.letters)
        return replace(
            decision,
            events=(*decision.events, *made.events),
            planned=tuple(one for one in planned if one is not None),
            dropped=made.dropped,
        )

    def _planned(
        self, letter: Letter, incidents: dict[str, Incident], names: Names, standing: Standing
    ) -> Planned | None:
        receiver = self._addresses.receivers.get(letter.receiver) or _remembered(letter, standing)
        if receiver is None:
            return None
        messages = [
            compose(
                part.notification,
                incidents[part.notification.incident_id],
                names,
                self._now,
                why=part.why,
                late=part.climb.says if part.climb is not None else None,
            )
            for part in letter.parts
        ]
        return Planned(
            notification=letter.notification,
            message=compose_digest(messages) if letter.is_digest else messages[0],
            receiver=receiver,
            covers=letter.covers,
        )


def route(watch: Watch, *, now: datetime, budget: Budget) -> Routed:
    """Plan what is due and send what can be sent.

    OnusError where no onus.yml names anybody to tell, LedgerError where the ledger cannot be used.
    """
    _require_addresses(watch)
    planner = Planner(watch, now)
    for ledger in ledgers_of(watch):
        ledger.change(lambda standing: planner(standing, Decision()))
    return send(planner, budget)


@doing("telling the teams")
def send(planner: Planner, budget: Budget) -> Routed:
    """Send what was planned, and what waited before it. LedgerError where the ledger cannot be used."""
    ledgers = ledgers_of(planner.watch)
    sender = present_sender()
    end = time.monotonic() + budget.seconds
    sent = deliver(ledgers, sender, budget)
    if sent.dead:
        # what was refused for good is the fallback team's now: plan again, and send that
        for ledger in ledgers:
            ledger.change(lambda standing: planner(standing, Decision()))
        left = replace(budget, seconds=max(0.0, end - time.monotonic()))
        sent = sent.joined(deliver(ledgers, sender, left))
    waiting = tuple(one for ledger in ledgers for one in ledger.outbox())
    return Routed(plans=tuple(planner.plans), sent=sent, waiting=waiting, says=planner.watch.says)


def present_sender() -> Sender:
    """Every channel, the environment's secrets, and the time it is."""
    return Sender(channel_named=channel_named, secrets=EnvironmentSecrets(), now=utc_now, elapsed=time.monotonic)


def preview(watch: Watch, *, now: datetime) -> tuple[Plan, ...]:
    """What is due now; nothing is written and nothing sent. OnusError as of `route`."""
    _require_addresses(watch)
    planner = Planner(watch, now)

    def look(standing: Standing) -> Decision:
        planner(standing, Decision())
        return Decision()

    for ledger in ledgers_of(watch):
        ledger.change(look)
    return tuple(planner.plans)


def _require_addresses(watch: Watch) -> None:
    """A scheduler in the wrong folder would find nothing due for ever."""
    if watch.config.path is None:
        raise OnusError("no onus.yml here: nobody is named who could be told; name the project with --project-dir")


def ledgers_of(watch: Watch) -> tuple[Ledger, ...]:
    """Each ledger once: several projects may share one."""
    return tuple({id(member.ledger): member.ledger for member in watch.members}.values())


def _remembered(letter: Letter, standing: Standing) -> Receiver | None:
    """The address that the thread was opened at, where onus.yml does not name it any more."""
    told: Iterable[Told] = standing.told.get(letter.notification.incident_id, ())
    return next((one.receiver for one in told if one.notification.thread == letter.notification.thread), None)

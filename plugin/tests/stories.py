"""A language for timelines: what happens when, and what is said because of it.

    at 0:    charges fails a b
             expect payments-slack "first notification"
    at 4h:   tick; expect leads-slack "not acknowledged in time"

Every step drives the real core; ledger and receivers are the fakes of `tests.fakes`. Times count from `b.NOON`.

    INCIDENT fails CHECK… [hitting EXPOSURE…] [of TEAM] [informing TEAM…]  a run, reported and routed
    INCIDENT passes CHECK…  |  INCIDENT skips CHECK…                      the same
    quietly …                                                             the run is reported, nothing is planned
    tick                                                                  plan and send what is due
    plan                                                                  plan it and send nothing
    acknowledge INCIDENT | resolve INCIDENT | reassign INCIDENT TEAM | silence INCIDENT DURATION
    RECEIVER is up | down | refusing | mute                               how it takes messages from now on
    onus.yml loses RECEIVER | onus.yml gets RECEIVER                      no team has it any more, or has it again
    expect RECEIVER… "reason", …  |  expect nothing                       all that arrived since the last expect
    expect escalated NAME                                                 in the timeline
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import structs

from dbt_onus.config.documents import parse_document
from dbt_onus.config.reading import Config, config_of
from dbt_onus.core.deliveries import Planned
from dbt_onus.core.evidence import Cause, Confidence, Place
from dbt_onus.core.incidents import acts
from dbt_onus.core.incidents.acts import Actor
from dbt_onus.core.incidents.incident import Affected, Incident, State, reconcile
from dbt_onus.core.incidents.muting import Mutes
from dbt_onus.core.incidents.standing import Decision, Standing
from dbt_onus.core.incidents.timeline import Change, What, events_of_run
from dbt_onus.core.messages import Message, Severity
from dbt_onus.core.receivers import Receiver, Traits
from dbt_onus.core.results import Status
from dbt_onus.core.routing.planning import Letter, Plan, plan
from dbt_onus.core.routing.routes import Addresses
from tests import builders as b
from tests.fakes import FakeLedger, FakeReceivers, Mood

#: As channels are; the names stand for kinds of them.
TRAITS = {
    "slack": Traits(),
    "pagerduty": Traits(informs=False, digests=False, acknowledges=True),
    "webhook": Traits(digests=False),
}
#: What worlds remember by: another ledger may take its place, and every story must end the same.
memory: Callable[[], FakeLedger] = FakeLedger
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


class World:
    """A project over time: its configuration, what is remembered, and whom it talks to."""

    def __init__(self, config: str, mutes: Mutes = Mutes()) -> None:  # noqa: B008 - frozen
        self.config = read(config)
        self.mutes = mutes
        self.ledger = memory()
        self.receivers = FakeReceivers()
        self.now = b.NOON
        self.lost: set[str] = set()
        self.last: Plan | None = None
        self.states: dict[str, State] = {}

    @property
    def addresses(self) -> Addresses:
        """What routing goes by."""
        teams = {
            key: structs.replace(
                team, receivers=tuple(one for one in team.receivers if one.receiver not in self.lost)
            )
            for key, team in self.config.teams.items()
        }
        receivers = {name: one for name, one in self.config.receivers.items() if name not in self.lost}
        return Addresses(fallback_team=self.config.fallback_team, teams=teams, receivers=receivers, traits=TRAITS)

    def run(self, found: Iterable[Incident], statuses: Mapping[str, Status], *, quietly: bool = False) -> None:
        """A run and its report; unless `quietly`, what is due is sent."""
        found = tuple(found)

        def decide(standing: Standing) -> Decision:
            incidents = reconcile(standing.incidents.values(), found, statuses)
            events = events_of_run(standing.incidents, incidents, self.now)
            decision = Decision(incidents=incidents, events=events)
            return decision if quietly else self._planned(standing, decision)

        self.ledger.change(decide, now=self.now, ids=[one.id for one in found])
        if not quietly:
            self.send()

    def tick(self) -> Plan:
        """Plan and send what is due."""
        self.plan()
        self.send()
        assert self.last is not None
        return self.last

    def plan(self) -> None:
        """Plan what is due and send nothing."""
        self.ledger.change(lambda standing: self._planned(standing, Decision()), now=self.now)

    def act(self, incident: str, act: str, *, to: str = "", until: timedelta | None = None) -> None:
        """What a person does, without anything being sent at once."""
        actor = Actor(by="ana", at=self.now, because="…")

        def change(one: Incident) -> Change:
            if act == "reassign":
                return acts.reassign(one, actor, to)
            if act == "silence":
                return acts.silence(one, actor, self.now + (until or timedelta(hours=1)))
            return {"acknowledge": acts.acknowledge, "resolve": acts.resolve}[act](one, actor)

        def decide(standing: Standing) -> Decision:
            changed = change(standing.incidents[incident])
            return Decision(incidents=(changed.incident,), events=(changed.event,))

        self.ledger.change(decide, now=self.now, ids=[incident])

    def send(self) -> None:
        """Send whatever may be sent now."""
        while (delivery := self.ledger.claim(self.now)) is not None:
            self.ledger.settle(delivery, self.receivers.deliver(delivery), self.now)

    def _planned(self, standing: Standing, decision: Decision) -> Decision:
        incidents = {**standing.incidents, **{one.id: one for one in decision.incidents}}
        self.states = {one.id: one.state for one in incidents.values()}
        self.last = plan(incidents.values(), standing.told, self.addresses, self.now, mutes=self.mutes)
        return replace(
            decision,
            events=(*decision.events, *self.last.events),
            planned=tuple(self._row(letter, incidents) for letter in self.last.letters),
            dropped=self.last.dropped,
        )

    def _row(self, letter: Letter, incidents: Mapping[str, Incident]) -> Planned:
        note, incident = letter.notification, incidents[letter.notification.incident_id]
        known = self.config.receivers.get(note.receiver)
        message = Message(
            incident_id=note.incident_id, dedup_key=note.thread, project="shop", reason=note.reason,
            role=note.role, team=note.team, severity=Severity.ERROR, confidence=incident.confidence,
            headline=incident.title, lead="…", at=self.now,
        )  # fmt: skip
        return Planned(
            notification=note,
            message=message,
            receiver=known or Receiver(name=note.receiver, channel="slack"),
            covers=letter.covers,
        )


def incident(
    id_: str,
    *checks: str,
    at: datetime = b.NOON,
    team: str = "payments",
    exposures: Iterable[str] = (),
    inform: Iterable[str] = (),
    confidence: Confidence = Confidence.PROVEN,
) -> Incident:
    """An incident as a run finds it: `id_` is its source, too."""
    return Incident(
        id=id_,
        project="shop",
        opened_at=at,
        team=team,
        why_team="…",
        origin=Place(unique_id=f"source.shop.stripe.{id_}"),
        cause=Cause.NULLS,
        confidence=confidence,
        title=f"{id_} has nulls",
        notify=(team,),
        inform=tuple(inform),
        evidence=(),
        checks=tuple(f"{id_}.{check}" for check in checks),
        failures=tuple(f"{id_}.{check}" for check in checks),
        affected=Affected(exposures=tuple(exposures), teams=tuple(inform)),
        about={f"{id_}.{check}": f"source.shop.stripe.{id_}" for check in checks},
    )


def read(text: str) -> Config:
    """An onus.yml."""
    return config_of(parse_document(text, "onus.yml"), Path("onus.yml"))


def duration(text: str) -> timedelta:
    """`0`, `4h`, `1d2h30m`."""
    parts = re.findall(r"(\d+)([mhdw])", text)
    return sum((timedelta(**{_UNITS[unit]: int(number)}) for number, unit in parts), timedelta())


class Story:
    """A timeline that is played; the first expectation that is not met ends it."""

    def __init__(self, config: str, mutes: Mutes = Mutes()) -> None:  # noqa: B008 - frozen
        self.world = World(config, mutes)
        self._seen = 0

    def play(self, text: str) -> World:
        """Play it."""
        for line in text.strip().splitlines():
            at, rest = re.fullmatch(r"\s*(?:at (-?\w+):)?\s*(.*)", line.split("#")[0]).groups()
            if at is not None:
                self.world.now = b.NOON + (-duration(at) if at.startswith("-") else duration(at))
            for step in filter(None, (one.strip() for one in rest.split(";"))):
                self._step(step)
        return self.world

    def _step(self, step: str) -> None:
        words = step.split()
        if words[0] == "expect":
            self._expect(step.removeprefix("expect").strip())
        elif words == ["tick"]:
            self.world.tick()
        elif words == ["plan"]:
            self.world.plan()
        elif words[0] in ("acknowledge", "resolve", "reassign", "silence"):
            until = duration(words[2]) if words[0] == "silence" else None
            self.world.act(words[1], words[0], to=words[2] if words[0] == "reassign" else "", until=until)
        elif words[1] == "is":
            self.world.receivers.moods[words[0]] = Mood(words[2])
        elif words[:2] == ["onus.yml", "loses"]:
            self.world.lost.add(words[2])
        elif words[:2] == ["onus.yml", "gets"]:
            self.world.lost.remove(words[2])
        else:
            self._run(words)

    def _run(self, words: list[str]) -> None:
        quietly = words[0] == "quietly"
        name, verb, *rest = words[1:] if quietly else words
        said: dict[str, list[str]] = {"": []}
        key = ""
        for word in rest:
            if word in ("hitting", "of", "informing", "surely"):
                key = word
                said[key] = []
            else:
                said[key].append(word)
        checks = said.pop("")
        status = {"fails": Status.FAIL, "passes": Status.PASS, "skips": Status.SKIPPED}[verb]
        found = incident(
            name,
            *checks,
            at=self.world.now,
            team=(said.get("of") or ["payments"])[0],
            exposures=said.get("hitting", ()),
            inform=said.get("informing", ()),
            confidence=Confidence((said.get("surely") or ["proven"])[0]),
        )
        statuses = {f"{name}.{check}": status for check in checks}
        self.world.run([found] if status is Status.FAIL else [], statuses, quietly=quietly)

    def _expect(self, text: str) -> None:
        if text.startswith("escalated "):
            names = [one.names for one in self.world.ledger.events if one.what is What.ESCALATED]
            assert text.removeprefix("escalated ") in names, names
            return
        arrived = [f'{receiver} "{one.reason}"' for receiver, one in self.world.receivers.taken[self._seen :]]
        self._seen = len(self.world.receivers.taken)
        groups = re.findall(r'([^",]+?) ("[^"]+")', text)
        wanted = [f"{receiver} {reason}" for names, reason in groups for receiver in names.split()]
        assert wanted or text == "nothing", text
        assert sorted(arrived) == sorted(wanted), f"at {self.world.now}: {arrived}"


def play(config: str, text: str, mutes: Mutes = Mutes()) -> World:  # noqa: B008 - frozen
    """Play a timeline under a configuration."""
    return Story(config, mutes).play(text)

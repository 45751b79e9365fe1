"""An incident: one origin and cause, from the first failure until its checks pass again."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from dbt_onus.core.evidence import Cause, Confidence, Evidence, Place
from dbt_onus.core.results import Status
from dbt_onus.errors import OnusError


class State(StrEnum):
    """Where an incident is in its life."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """The blast radius: everything below the origin, whose it is, and what is built on it."""

    nodes: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    exposures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspect:
    """A place that may have been the origin, and whose it is."""

    place: Place
    team: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sla:
    """How soon the producer of the origin promised to tell of a fault, and to repair it; `None`: not promised."""

    notify_within: timedelta | None = None
    repair_within: timedelta | None = None


NO_SLA = Sla()


@dataclass(frozen=True, slots=True, kw_only=True)
class Silenced:
    """A person wants no messages about an incident until then (UTC). It hides no resolve, and stops no clock."""

    by: str
    because: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """What people hear of.

    `checks` are the keys of the broken checks: only a pass of each of them resolves the incident. `failures` and
    `skipped` are what dbt reported, by `unique_id`. `opened_at` is UTC; `runs` counts the runs that saw it.
    `seen` says whether the present run looked at it at all; `superseded`, that it was closed because another
    incident explains its failures now, not because they are gone. `episode` counts how often the same fault was
    born; `reassigned_to` is the team that a person gave this episode to; `resolution` says what ended it.
    `given_at` is since when its team has it (UTC), where that is not from the start of the episode. `about` says
    which node a check is of; `sla` is what was promised of the origin.
    """

    id: str
    project: str
    state: State = State.OPEN
    opened_at: datetime
    runs: int = 1
    team: str
    why_team: str
    origin: Place
    cause: Cause
    confidence: Confidence
    title: str
    notify: tuple[str, ...]
    inform: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    suspects: tuple[Suspect, ...] = ()
    checks: tuple[str, ...]
    failures: tuple[str, ...]
    skipped: tuple[str, ...] = ()
    affected: Affected = Affected()
    remedy: str | None = None
    untested: tuple[Place, ...] = ()
    seen: bool = True
    superseded: bool = False
    episode: int = 1
    reassigned_to: str | None = None
    resolution: str | None = None
    given_at: datetime | None = None
    silenced: Silenced | None = None
    about: Mapping[str, str] = field(default_factory=dict)
    sla: Sla = NO_SLA

    @property
    def had_since(self) -> datetime:
        """Since when its team has it: from then on the team's clocks run."""
        return self.given_at or self.opened_at

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.state is not State.RESOLVED

    def acknowledge(self) -> Incident:
        """Somebody is at it. OnusError where that was said before, or nothing is left to do."""
        if self.state is State.ACKNOWLEDGED:
            raise OnusError(f"incident {self.id} is acknowledged already")
        self._require_open("acknowledged")
        return replace(self, state=State.ACKNOWLEDGED)

    def resolve(self, resolution: str) -> Incident:
        """A person says that it is over. If its checks fail in a later run, it comes back as a new episode."""
        self._require_open("resolved")
        return replace(self, state=State.RESOLVED, superseded=False, resolution=resolution)

    def silence(self, silenced: Silenced, now: datetime) -> Incident:
        """No messages about this episode until then. OnusError where it is resolved, or the end has passed."""
        self._require_open("silenced")
        if silenced.until <= now:
            raise OnusError(f"a silence that ended at {silenced.until:%Y-%m-%d %H:%M} UTC silences nothing")
        return replace(self, silenced=silenced)

    def reassign(self, team: str, why: str, at: datetime) -> Incident:
        """Another team answers for it from then on until its end, whatever ownership says.

        It is open again: nobody of that team has acknowledged it. OnusError where that team has it already.
        """
        self._require_open("given to another team")
        if team == self.team:
            raise OnusError(f"incident {self.id} is {team}'s already")
        return replace(self._given_to(team, why), state=State.OPEN, given_at=at)

    def _given_to(self, team: str, why: str) -> Incident:
        # the team that it is taken from still hears of it where it is hit
        told = {*self.inform, *({self.team} & set(self.affected.teams))} - {team}
        return replace(
            self, team=team, why_team=why, notify=(team,), inform=tuple(sorted(told)), reassigned_to=team
        )

    def _require_open(self, what: str) -> None:
        if not self.is_open:
            raise OnusError(f"incident {self.id} is resolved: it cannot be {what} any more")


def incident_id(project: str, origin: Place, cause: Cause) -> str:
    """The same eight hex digits for the same fault in every run: project, origin node and cause.

    The column is left out: a load that loses five columns is one fault, not five.
    """
    key = "\0".join((project, origin.unique_id or "warehouse", cause.value))
    return hashlib.blake2b(key.encode(), digest_size=4).hexdigest()


def reconcile(
    remembered: Iterable[Incident],
    found: Iterable[Incident],
    statuses: Mapping[str, Status],
    explained: Collection[str] = (),
) -> tuple[Incident, ...]:
    """Join what was open with what this run found.

    A found incident that was open goes on: its age, its state and its count of runs are kept. One that was not
    found is resolved only if every check of it passed in this run, or is explained by another incident now;
    a check that was skipped or not selected says nothing, so its incident stays open, unseen. A resolved one
    among `remembered` matters only if it is found again: then its next episode begins. `explained` are checks that
    something else accounts for now: what waits for them alone is superseded.
    """
    before = {incident.id: incident for incident in remembered}
    now = tuple(_continued(before.pop(incident.id, None), incident, statuses) for incident in found)
    claimed = {check for incident in now for check in incident.checks} | set(explained)
    rest = (_left_over(incident, statuses, claimed) for incident in before.values() if incident.is_open)
    return (*now, *sorted(rest, key=lambda incident: (incident.opened_at, incident.id)))


def _continued(before: Incident | None, incident: Incident, statuses: Mapping[str, Status]) -> Incident:
    if before is None:
        return incident
    if not before.is_open:
        return replace(incident, episode=before.episode + 1)
    # a check of the same fault that did not run this time is still unproven: it is kept
    checks = tuple(dict.fromkeys((*incident.checks, *_unproven(before, statuses))))
    same = incident if before.reassigned_to is None else incident._given_to(before.reassigned_to, before.why_team)
    # ownership may have changed in between: nobody of the new team has acknowledged it
    kept = same.team == before.team
    return replace(
        same,
        state=before.state if kept else State.OPEN,
        opened_at=before.opened_at,
        runs=before.runs + 1,
        episode=before.episode,
        checks=checks,
        given_at=before.given_at if kept else incident.opened_at,
        silenced=before.silenced,
        about={check: node for check, node in {**before.about, **same.about}.items() if check in checks},
    )


def _left_over(incident: Incident, statuses: Mapping[str, Status], claimed: set[str]) -> Incident:
    unproven = _unproven(incident, statuses)
    waiting = tuple(check for check in unproven if check not in claimed)
    if not waiting:
        how = "another incident explains its failures now" if unproven else "every check of it passed again"
        return replace(incident, state=State.RESOLVED, seen=True, superseded=bool(unproven), resolution=how)
    return replace(incident, checks=waiting, seen=False)


def _unproven(incident: Incident, statuses: Mapping[str, Status]) -> tuple[str, ...]:
    """Its checks that have not passed in this run. A warning passes: the project says it can live with it."""
    good = (Status.PASS, Status.SUCCESS, Status.WARN)
    return tuple(check for check in incident.checks if statuses.get(check) not in good)

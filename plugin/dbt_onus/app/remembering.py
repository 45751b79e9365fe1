"""Join what was found with what was open, and write down how things stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from dbt_onus.app.project import Project
from dbt_onus.app.seeing import Seen
from dbt_onus.core.history import RunRecord
from dbt_onus.core.incidents.incident import Incident, reconcile
from dbt_onus.core.incidents.standing import Decision, Plan, Standing
from dbt_onus.core.incidents.timeline import ONUS, Event, What, events_of_run
from dbt_onus.core.leaps import Leap
from dbt_onus.core.observations import Observation
from dbt_onus.core.ports import Ledger
from dbt_onus.core.results import Status
from dbt_onus.errors import LedgerError

#: What begins and ends an episode.
_TURNS = (What.OPENED, What.REOPENED, What.RESOLVED, What.SUPERSEDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """The incidents as they stand after a run; `warnings` say what the ledger could not do."""

    incidents: tuple[Incident, ...]
    warnings: tuple[str, ...] = ()


def remembered(
    project: Project,
    seen: Seen,
    found: tuple[Incident, ...],
    plan: Plan | None = None,
    *,
    leaps: Mapping[Observation, Leap] = MappingProxyType({}),
) -> Remembered:
    """The incidents after this run, written down where they belong, once per invocation.

    What was open is read, joined with what was found and written while nobody else can touch it, so that nothing
    that a person says meanwhile is lost. `plan` adds to what is decided of each ledger, in the same transaction.
    A ledger that cannot be used costs history and a warning, never the report.
    """
    since = {one.key: leap.since for one, leap in leaps.items()}
    meeting = _Meeting(project, seen, _not_accepted(project, found, since), since, plan)
    meeting.decide(_shares(project, seen.records), {})
    return Remembered(incidents=meeting.incidents, warnings=tuple(meeting.warnings))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Share:
    """What one ledger keeps of these runs: several projects may have the same."""

    ledger: Ledger
    projects: tuple[str, ...]
    records: tuple[RunRecord, ...]


def _shares(project: Project, records: Sequence[RunRecord]) -> list[_Share]:
    """Each ledger once, in an order that does not depend on who reports: two reports never wait for each other."""
    ledgers = {id(member.ledger): member.ledger for member in project.members}
    shares = []
    for ledger in ledgers.values():
        names = tuple(sorted(member.name for member in project.members if member.ledger is ledger))
        mine = tuple(record for record in records if project.ledger_of(record.project) is ledger)
        shares.append(_Share(ledger=ledger, projects=names, records=mine))
    return sorted(shares, key=lambda share: share.projects)


class _Meeting:
    """One decision on all ledgers at once: each of them is held until it is taken."""

    def __init__(
        self,
        project: Project,
        seen: Seen,
        found: tuple[Incident, ...],
        leapt: Collection[str],
        plan: Plan | None,
    ) -> None:
        self._project, self._seen, self._found, self._leapt, self._plan = project, seen, found, leapt, plan
        self.incidents = found
        self.warnings: list[str] = []

    def decide(
        self, waiting: Sequence[_Share], standings: Mapping[tuple[str, ...], Standing]
    ) -> dict[tuple[str, ...], Decision]:
        """Ask the next ledger how things stand and hold it; when all have said so, decide and let go."""
        if not waiting:
            return self._decisions(standings)
        share, *others = waiting
        decided: dict[tuple[str, ...], Decision] = {}

        def decide(standing: Standing) -> Decision:
            decided.update(self.decide(others, {**standings, share.projects: standing}))
            return decided[share.projects]

        try:
            share.ledger.change(decide, records=share.records, ids=[one.id for one in self._found])
        except LedgerError as error:
            self.warnings.append(f"{error}; this run was not recorded")
            # the others decide without it, unless they have
            return decided or self.decide(others, standings)
        return decided

    def _decisions(self, standings: Mapping[tuple[str, ...], Standing]) -> dict[tuple[str, ...], Decision]:
        if not standings:
            return {}
        before = {id_: one for standing in standings.values() for id_, one in standing.incidents.items()}
        self.incidents = self._reconciled(before, tuple(standings.values()))
        events = events_of_run(before, self.incidents, self._seen.happened)
        return {names: self._decision(names, standing, events) for names, standing in standings.items()}

    def _reconciled(self, before: Mapping[str, Incident], standings: Sequence[Standing]) -> tuple[Incident, ...]:
        later = frozenset(key for standing in standings for key in standing.later)
        found = tuple(one for incident in self._found if (one := _without(incident, later)) is not None)
        statuses = dict(self._seen.own_checks.statuses)
        for key in later:
            statuses.pop(key, None)
        statuses |= _observed(self._seen, self._leapt)
        mine = [one for one in before.values() if self._project.concerns(one)]
        incidents = reconcile(mine, found, statuses, explained=self._leapt)
        if all(standing.again for standing in standings):
            incidents = tuple(_counted_before(one, before.get(one.id)) for one in incidents)
        return incidents

    def _decision(self, names: tuple[str, ...], standing: Standing, events: Sequence[Event]) -> Decision:
        """What belongs into the ledger of these projects."""
        mine = {one.id: one for one in self.incidents if self._project.home_of(one) in names}
        decision = Decision(
            incidents=tuple(mine.values()),
            events=tuple(event for event in events if event.incident_id in mine),
        )
        return self._plan(standing, decision) if self._plan else decision


def _observed(seen: Seen, leapt: Collection[str]) -> dict[str, Status]:
    """How each number that was measured stands: one that is back in its past, or never left it, passes."""
    return {
        one.key: Status.FAIL if one.key in leapt else Status.PASS
        for record in seen.records
        for one in record.observations
    }


def _not_accepted(
    project: Project, found: tuple[Incident, ...], since: Mapping[str, datetime]
) -> tuple[Incident, ...]:
    """What was found, but for leaps of which a person has said since they began that they are all right."""
    return tuple(one for one in found if not (_is_leap(one, since) and _is_accepted(project, one, since)))


def _is_leap(incident: Incident, since: Collection[str]) -> bool:
    return bool(incident.checks) and all(key in since for key in incident.checks)


def _is_accepted(project: Project, incident: Incident, since: Mapping[str, datetime]) -> bool:
    """Whether the last that became of it is that a person resolved it, after it began."""
    began = min(since[key] for key in incident.checks)
    try:
        events = project.ledger_of(project.home_of(incident)).timeline(incident.id)
    except LedgerError:
        return False
    last = [event for event in events if event.what in _TURNS][-1:]
    return any(event.what is What.RESOLVED and event.by != ONUS and event.at >= began for event in last)


def _without(incident: Incident, later: frozenset[str]) -> Incident | None:
    """The incident as far as no later run has looked at its checks; `None` where one has looked at them all.

    Jobs on one project may end in another order than they are reported in.
    """
    if later.isdisjoint(incident.checks):
        return incident
    left = tuple(check for check in incident.checks if check not in later)
    return replace(incident, checks=left) if left else None


def _counted_before(incident: Incident, before: Incident | None) -> Incident:
    """A run that was reported on already is not counted twice, nor does it undo what a person resolved since."""
    if before is None:
        return incident
    return replace(incident, runs=before.runs) if before.is_open else before

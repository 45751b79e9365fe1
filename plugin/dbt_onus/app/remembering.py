"""Join what was found with what was open, and write down how things stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dbt_onus.app.attributing import Seen
from dbt_onus.app.project import Project
from dbt_onus.core.history import RunRecord
from dbt_onus.core.incidents import Incident, reconcile
from dbt_onus.core.leaps import Leap
from dbt_onus.core.observations import Observation
from dbt_onus.core.results import Status
from dbt_onus.core.timeline import ONUS, Event, What, events_of_run
from dbt_onus.errors import LedgerError


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """The incidents as they stand after a run; `warnings` say what the ledger could not do."""

    incidents: tuple[Incident, ...]
    warnings: tuple[str, ...] = ()


def remembered(
    project: Project, seen: Seen, found: tuple[Incident, ...], leaps: Mapping[Observation, Leap]
) -> Remembered:
    """The incidents after this run, written down where they belong, once per invocation.

    A ledger that cannot be used costs history and a warning, never the report.
    """
    records = seen.records
    try:
        before = _before(project, found)
        again = all(project.ledger_of(record.project).is_recorded(record) for record in records)
        later = frozenset(
            key for record in records for key in project.ledger_of(record.project).looked_at_since(record)
        )
    except LedgerError as error:
        return Remembered(incidents=found, warnings=(f"{error}; this run was not recorded",))
    found = tuple(one for incident in found if (one := _without(incident, later)) is not None)
    since = {one.key: leap.since for one, leap in leaps.items()}
    found = tuple(one for one in found if not _is_accepted(project, one, before.get(one.id), since))
    statuses = {check.key: check.status for check in seen.checks if check.key not in later}
    statuses |= _observed(seen, since)
    incidents = reconcile(before.values(), found, statuses, explained=since)
    if again:
        incidents = tuple(_counted_before(one, before.get(one.id)) for one in incidents)
    at = max(record.invocation.generated_at for record in records)
    try:
        _write(project, incidents, records, events_of_run(before, incidents, at))
    except LedgerError as error:
        return Remembered(incidents=incidents, warnings=(f"{error}; this run was not recorded",))
    return Remembered(incidents=incidents)


def _observed(seen: Seen, leapt: Collection[str]) -> dict[str, Status]:
    """How each number that was measured stands: one that is back in its past, or never left it, passes."""
    return {
        one.key: Status.FAIL if one.key in leapt else Status.PASS
        for record in seen.records
        for one in record.observations
    }


def _is_accepted(
    project: Project, incident: Incident, before: Incident | None, since: Mapping[str, datetime]
) -> bool:
    """Whether a person has said of these very leaps that they are all right: they resolved the incident since."""
    if before is None or before.is_open or not all(key in since for key in incident.checks):
        return False
    last = project.ledger_of(project.home_of(incident)).timeline(incident.id)[-1:]
    began = min(since[key] for key in incident.checks)
    return any(event.what is What.RESOLVED and event.by != ONUS and event.at >= began for event in last)


def _without(incident: Incident, later: frozenset[str]) -> Incident | None:
    """The incident as far as no later run has looked at its checks; `None` where one has looked at them all.

    Jobs on one project may end in another order than they are reported in.
    """
    if later.isdisjoint(incident.checks):
        return incident
    left = tuple(check for check in incident.checks if check not in later)
    return replace(incident, checks=left) if left else None


def _before(project: Project, found: Iterable[Incident]) -> dict[str, Incident]:
    """What is open, and the earlier episodes of what was found."""
    before = {one.id: one for member in project.members for one in member.ledger.open_incidents()}
    for incident in found:
        if incident.id not in before:
            ledger = project.ledger_of(project.home_of(incident))
            before.update((one.id, one) for one in ledger.incidents(incident.id))
    return before


def _counted_before(incident: Incident, before: Incident | None) -> Incident:
    """A run that was reported on already is not counted twice, nor does it undo what a person resolved since."""
    if before is None:
        return incident
    return replace(incident, runs=before.runs) if before.is_open else before


def _write(
    project: Project, incidents: Iterable[Incident], records: Iterable[RunRecord], events: Sequence[Event]
) -> None:
    incidents = tuple(incidents)
    for record in records:
        mine = {one.id: one for one in incidents if project.home_of(one) == record.project}
        happened = [event for event in events if event.incident_id in mine]
        project.ledger_of(record.project).record(record, mine.values(), happened)

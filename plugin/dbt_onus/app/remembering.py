"""Join what was found with what was open, and write down how things stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dbt_onus.app.attributing import Seen
from dbt_onus.app.project import Project
from dbt_onus.core.history import RunRecord
from dbt_onus.core.incidents import Incident, reconcile
from dbt_onus.core.timeline import Event, events_of_run
from dbt_onus.errors import LedgerError


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """The incidents as they stand after a run; `warnings` say what the ledger could not do."""

    incidents: tuple[Incident, ...]
    warnings: tuple[str, ...] = ()


def remembered(project: Project, seen: Seen, found: tuple[Incident, ...]) -> Remembered:
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
    statuses = {check.key: check.status for check in seen.checks if check.key not in later}
    incidents = reconcile(before.values(), found, statuses)
    if again:
        incidents = tuple(_counted_before(one, before.get(one.id)) for one in incidents)
    at = max(record.invocation.generated_at for record in records)
    try:
        _write(project, incidents, records, events_of_run(before, incidents, at))
    except LedgerError as error:
        return Remembered(incidents=incidents, warnings=(f"{error}; this run was not recorded",))
    return Remembered(incidents=incidents)


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

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
        outdated = any(project.ledger_of(record.project).is_outdated(record) for record in records)
    except LedgerError as error:
        return Remembered(incidents=found, warnings=(f"{error}; this run was not recorded",))
    if outdated:
        # an older run decides nothing any more: it is shown as it was found, and nothing is written
        return Remembered(incidents=found)
    incidents = reconcile(before.values(), found, {check.key: check.status for check in seen.checks})
    if again:
        incidents = tuple(_counted_before(one, before.get(one.id)) for one in incidents)
    at = max(record.invocation.generated_at for record in records)
    try:
        _write(project, incidents, records, events_of_run(before, incidents, at))
    except LedgerError as error:
        return Remembered(incidents=incidents, warnings=(f"{error}; this run was not recorded",))
    return Remembered(incidents=incidents)


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

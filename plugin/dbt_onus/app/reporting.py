"""The post-run report: read, attribute, reconcile with what was open, remember, and show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from dbt_onus.app.project import Member, Project
from dbt_onus.core.attribution import Case, ColumnPaths, attribute
from dbt_onus.core.checks import Check, checks_of
from dbt_onus.core.code import fingerprints
from dbt_onus.core.history import NO_HISTORY, History, RunRecord
from dbt_onus.core.incidents import Incident, State, reconcile
from dbt_onus.core.records import records_of
from dbt_onus.core.reports import Label, ProjectRun, Report, Summary
from dbt_onus.core.results import BROKEN, Run, Status
from dbt_onus.core.timeline import Event, events_of_run
from dbt_onus.core.verdicts import Answering, compose_incidents
from dbt_onus.errors import LedgerError


def make_report(project: Project, *, now: datetime, remember: bool = True) -> Report:
    """What broke in the latest run of each project, whose it is, and what is still open from before.

    With `remember` the run is recorded, once per invocation. A ledger that cannot be used costs history and
    a warning, never the report. ArtifactError where a project has no run to report on.
    """
    runs = [(member, member.target.required_run()) for member in project.members]
    warnings = list(project.warnings)
    checks = tuple(check for member, run in runs for check in _checks(project, member, run))
    records = [
        record
        for member, run in runs
        for record in records_of(member.manifest, run, _checks(project, member, run))
    ]
    history = _history(project, checks, warnings)
    observations = tuple(one for record in records for one in record.observations)
    found: tuple[Incident, ...] = ()
    if any(check.broken for check in checks):
        case = Case(
            {**project.nodes, **project.macros}, project.lineage, checks, history, _paths(project), observations
        )
        answering = Answering(owner_of=project.owner_of, fallback_team=project.fallback_team)
        happened = max(run.invocation.generated_at for _, run in runs)
        found = compose_incidents(attribute(case), case, answering, project.name, happened)
    incidents = _reconciled(project, found, checks, records, warnings, remember=remember)
    return _report(project, runs, incidents, tuple(warnings), now)


def _paths(project: Project) -> ColumnPaths:
    """Column lineage of the project, read from its SQL as far as a failure asks for it."""
    # sqlglot takes longer to import than a green report takes as a whole
    from dbt_onus.core.attribution.column_paths import SqlPaths
    from dbt_onus.core.columns import ColumnLineage

    known = {uid: columns for member in project.members for uid, columns in (member.target.catalog or {}).items()}
    adapter = project.members[0].manifest.adapter_type
    columns = ColumnLineage(project.nodes, project.lineage.parents, adapter=adapter, known=known)
    return SqlPaths(columns, project.lineage)


def _checks(project: Project, member: Member, run: Run) -> tuple[Check, ...]:
    return checks_of(run, project.nodes, member.target.manifest.adapter_type)


def _history(project: Project, checks: Iterable[Check], warnings: list[str]) -> History:
    """What the ledgers remember; nothing is asked of them while all is well."""
    keys = {check.key for check in checks if check.status in BROKEN or check.status is Status.WARN}
    if not any(check.broken for check in checks):
        return NO_HISTORY
    history = NO_HISTORY
    for member in project.members:
        prints = fingerprints(member.target.manifest)
        try:
            known = member.ledger.history(member.target.manifest.project_name, keys, prints)
        except LedgerError as error:
            _warn(warnings, f"{error}; earlier runs are not known to this report")
            known = History(code=prints)
        history = history.joined(known)
    return history


def _reconciled(
    project: Project,
    found: tuple[Incident, ...],
    checks: Iterable[Check],
    records: Sequence[RunRecord],
    warnings: list[str],
    *,
    remember: bool,
) -> tuple[Incident, ...]:
    """The incidents as they stand after this run, written down where they belong."""
    statuses = {check.key: check.status for check in checks}
    try:
        before = _remembered(project, found)
        again = all(project.ledger_of(record.project).is_recorded(record) for record in records)
        outdated = any(project.ledger_of(record.project).is_outdated(record) for record in records)
    except LedgerError as error:
        _warn(warnings, f"{error}; what was open before is not known to this report")
        before, again, outdated = {}, False, False
    if outdated:
        # an older run decides nothing any more: it is shown as it was found, and nothing is written
        return found
    incidents = reconcile(before.values(), found, statuses)
    if again:
        incidents = tuple(_counted_before(one, before.get(one.id)) for one in incidents)
    if remember:
        at = max(record.invocation.generated_at for record in records)
        _remember(project, incidents, records, events_of_run(before, incidents, at), warnings)
    return incidents


def _remembered(project: Project, found: Iterable[Incident]) -> dict[str, Incident]:
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


def _remember(
    project: Project,
    incidents: Iterable[Incident],
    records: Iterable[RunRecord],
    events: Sequence[Event],
    warnings: list[str],
) -> None:
    try:
        for record in records:
            mine = {one.id: one for one in incidents if project.home_of(one) == record.project}
            happened = [event for event in events if event.incident_id in mine]
            project.ledger_of(record.project).record(record, mine.values(), happened)
    except LedgerError as error:
        _warn(warnings, f"{error}; this run was not recorded")


def _warn(warnings: list[str], line: str) -> None:
    """One line about the ledger is enough."""
    if not any("the ledger cannot be used" in known for known in warnings):
        warnings.append(line)


def _report(
    project: Project,
    runs: Iterable[tuple[Member, Run]],
    incidents: tuple[Incident, ...],
    warnings: tuple[str, ...],
    now: datetime,
) -> Report:
    open_ = tuple(incident for incident in incidents if incident.is_open)
    results = [result for _, run in runs for result in run.results.values()]
    results_status = [result.status for result in results]
    stale = sum(1 for _, run in runs for fresh in run.freshness.values() if fresh.status in BROKEN)
    named = {uid for incident in open_ for uid in _named(incident)}
    return Report(
        runs=tuple(
            ProjectRun(project=member.target.manifest.project_name, invocation=run.invocation)
            for member, run in runs
        ),
        summary=Summary(
            results=len(results) + sum(len(run.freshness) for _, run in runs),
            failures=sum(1 for status in results_status if status in BROKEN) + stale,
            skipped=sum(1 for status in results_status if status is Status.SKIPPED),
            incidents=len(open_),
        ),
        incidents=open_,
        resolved=tuple(one for one in incidents if one.state is State.RESOLVED and not one.superseded),
        labels={uid: _label(project, uid) for uid in named if uid in project.nodes or uid in project.macros},
        teams=project.team_names,
        warnings=warnings,
        generated_at=now,
    )


def _named(incident: Incident) -> Iterator[str]:
    if incident.origin.unique_id:
        yield incident.origin.unique_id
    yield from (suspect.place.unique_id for suspect in incident.suspects if suspect.place.unique_id)
    yield from incident.failures
    yield from incident.affected.exposures


def _label(project: Project, unique_id: str) -> Label:
    node = project.nodes.get(unique_id) or project.macros[unique_id]
    name = node.label or node.label_name if node.resource_type == "exposure" else node.label_name
    return Label(name=name, resource_type=node.resource_type, team=project.owner_of(unique_id).team)

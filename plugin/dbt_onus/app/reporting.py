"""The post-run report: read, attribute, reconcile with what was open, remember, and show."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from dbt_onus.app.attributing import Seen, asked, attributed, past_of, questions, seen_by
from dbt_onus.app.project import Project
from dbt_onus.app.remembering import remembered
from dbt_onus.core.incidents import Incident, State
from dbt_onus.core.reports import Label, ProjectRun, Report, Summary
from dbt_onus.core.results import BROKEN, Status
from dbt_onus.core.verdicts import Answering, compose_incidents


def make_report(project: Project, *, now: datetime, probe: bool = False) -> Report:
    """What broke in the latest run of each project, whose it is, and what is still open from before.

    With `probe`, or where onus.yml says so, the warehouse is asked what the artifacts leave open. The run is
    recorded, once per invocation. ArtifactError where a project has no run to report on.
    """
    seen = seen_by(project)
    warnings = list(project.warnings)
    found: tuple[Incident, ...] = ()
    past = past_of(seen)
    if seen.is_broken or past.leaps:
        attribution = attributed(project, seen, past)
        bounds = project.members[0].config.probes
        if probe or bounds.when == "undecided":
            attribution = asked(project, attribution, bounds, now=now)
        warnings.extend(attribution.warnings)
        answering = Answering(owner_of=project.owner_of, fallback_team=project.fallback_team)
        happened = max(run.invocation.generated_at for _, run in seen.runs)
        found = compose_incidents(attribution.findings, attribution.case, answering, project.name, happened)
    else:
        warnings.extend(past.warnings)
    kept = remembered(project, seen, found, past.leaps)
    # a ledger that cannot be used is said once
    warnings.extend(
        line for line in kept.warnings if not any("the ledger cannot be used" in one for one in warnings)
    )
    return _report(project, seen, kept.incidents, tuple(warnings), now)


def probes_of(project: Project) -> str:
    """The questions that `probe` would ask, as SQL; empty where there is none."""
    seen = seen_by(project)
    if not seen.is_broken:
        return ""
    return questions(project, attributed(project, seen, past_of(seen)), project.members[0].config.probes)


def _report(
    project: Project,
    seen: Seen,
    incidents: tuple[Incident, ...],
    warnings: tuple[str, ...],
    now: datetime,
) -> Report:
    open_ = tuple(incident for incident in incidents if incident.is_open)
    results = [result for _, run in seen.runs for result in run.results.values()]
    results_status = [result.status for result in results]
    stale = sum(1 for _, run in seen.runs for fresh in run.freshness.values() if fresh.status in BROKEN)
    named = {uid for incident in open_ for uid in _named(incident)}
    return Report(
        runs=tuple(
            ProjectRun(project=member.target.manifest.project_name, invocation=run.invocation)
            for member, run in seen.runs
        ),
        summary=Summary(
            results=len(results) + sum(len(run.freshness) for _, run in seen.runs),
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

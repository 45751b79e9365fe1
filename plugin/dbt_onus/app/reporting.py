"""The post-run report: read, attribute, reconcile with what was open, remember, and show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from dbt_onus.app.attributing import asked, attributed, past_of, questions
from dbt_onus.app.doing import doing
from dbt_onus.app.permission import NOBODY_IS_TOLD, Permission
from dbt_onus.app.project import Project
from dbt_onus.app.remembering import remembered
from dbt_onus.app.seeing import Seen, seen_by
from dbt_onus.app.watch import Watch, mutes_of
from dbt_onus.core.attribution import Finding
from dbt_onus.core.incidents.incident import Incident, State
from dbt_onus.core.incidents.muting import Muted
from dbt_onus.core.reports import Label, ProjectRun, Report, Summary
from dbt_onus.core.results import BROKEN, Status
from dbt_onus.core.verdicts import Answering, compose_incidents
from dbt_onus.errors import LedgerError, OnusError

if TYPE_CHECKING:
    from dbt_onus.app.routing import Planner


def make_report(
    project: Project, *, now: datetime, probe: bool = False, telling: Permission = NOBODY_IS_TOLD
) -> Report:
    """What broke in the latest run of each project, whose it is, and what is still open from before.

    With `probe`, or where onus.yml says so, the warehouse is asked what the artifacts leave open. The run is
    recorded, once per invocation; where people may be told, what is due is written with it, and sent.
    ArtifactError where a project has no run to report on.
    """
    with doing("looking at the results"):
        seen = seen_by(project)
        past = past_of(seen)
    warnings = [*project.warnings, *telling.says]
    found: tuple[Incident, ...] = ()
    if seen.is_broken or past.leaps:
        with doing("finding where each failure was born"):
            attribution = attributed(project, seen, past)
        bounds = project.members[0].config.probes
        if probe or bounds.when == "undecided":
            with doing("asking the warehouse"):
                attribution = asked(project, attribution, bounds, now=now)
        warnings.extend(attribution.warnings)
        answering = Answering(owner_of=project.owner_of, fallback_team=project.fallback_team)
        found = compose_incidents(attribution.findings, attribution.case, answering, project.name, seen.happened)
    else:
        warnings.extend(past.warnings)
    planner = _planner(project, now) if telling.granted else None
    with doing("writing it into the ledger"):
        kept = remembered(project, seen, found, planner, leaps=past.leaps)
    # a ledger that cannot be used is said once: what it cost comes after the last semicolon
    said = {line.rpartition("; ")[0] for line in warnings}
    warnings.extend(line for line in kept.warnings if line.rpartition("; ")[0] not in said)
    if planner is not None and kept.warnings:
        warnings.append("nobody was told: what cannot be remembered would be told again and again")
        planner = None
    mutes = mutes_of(project)
    muted = mutes.now(kept.incidents, now)
    report = _report(project, seen, kept.incidents, (*warnings, *mutes.idle(), *mutes.ended(now)), muted, now)
    return _with_routing(report, planner) if planner is not None else report


def _planner(project: Project, now: datetime) -> Planner:
    # whoever sends nothing need not know how
    from dbt_onus.app.routing import Planner

    return Planner(Watch(project.members, project), now)


def _with_routing(report: Report, planner: Planner) -> Report:
    """Send within the time that a run may take; what cannot be sent now waits in the outbox."""
    from dbt_onus.app.delivering import IN_A_RUN
    from dbt_onus.app.routing import send

    try:
        routed = send(planner, IN_A_RUN)
    except LedgerError as error:
        return replace(report, warnings=(*report.warnings, f"{error}; nobody was told"))
    warnings = dict.fromkeys((*report.warnings, *routed.warnings))
    return replace(report, routing=routed.outcome, warnings=tuple(warnings))


def probes_of(project: Project) -> str:
    """The questions that `probe` would ask, as SQL; empty where there is none."""
    seen = seen_by(project)
    if not seen.is_broken:
        return ""
    return questions(project, attributed(project, seen, past_of(seen)), project.members[0].config.probes)


def probed_incident(project: Project, incident: Incident, *, now: datetime) -> tuple[Incident, tuple[str, ...]]:
    """The incident as it stands once the warehouse was asked about it, and what went wrong in asking.

    Nothing is recorded. OnusError where the latest run has none of its failures.
    """
    seen = seen_by(project)
    keys = set(incident.checks)
    past = past_of(seen)
    found = attributed(project, seen, past) if seen.is_broken or past.leaps else None
    mine = tuple(one for one in found.findings if keys & _keys(one)) if found is not None else ()
    if found is None or not mine:
        raise OnusError(f"the latest run has none of the failures of {incident.id}: there is nothing to ask about")
    found = asked(project, replace(found, findings=mine), project.members[0].config.probes, now=now)
    answering = Answering(owner_of=project.owner_of, fallback_team=project.fallback_team)
    again = [one for one in found.findings if keys & _keys(one)]
    first = compose_incidents(again, found.case, answering, project.name, incident.opened_at)[0]
    return replace(first, id=incident.id, state=incident.state, runs=incident.runs), found.warnings


def _keys(finding: Finding) -> set[str]:
    return {check.key for check in finding.symptoms}


def _report(
    project: Project,
    seen: Seen,
    incidents: tuple[Incident, ...],
    warnings: tuple[str, ...],
    muted: Mapping[str, Muted],
    now: datetime,
) -> Report:
    open_ = tuple(incident for incident in incidents if incident.is_open)
    # hooks run beside the nodes: nobody counts them among what was built and tested
    results = [
        result for _, run in seen.runs for uid, result in run.results.items() if not uid.startswith("operation.")
    ]
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
        muted=muted,
        not_seen=(*project.not_seen, *seen.unseen),
        neighbours=tuple(
            ProjectRun(project=one.member.name, invocation=one.run.invocation)
            for one in seen.sights
            if one.member.is_neighbour and one.run is not None
        ),
        checks=seen.own_checks,
        seconds={result.unique_id: result.execution_time or 0.0 for result in results},
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

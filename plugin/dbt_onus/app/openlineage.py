"""The latest run of each project as OpenLineage's job runs."""

from __future__ import annotations

import os
import uuid
from collections.abc import Mapping

from dbt_onus.app.members import Member
from dbt_onus.app.project import Project
from dbt_onus.core.openlineage import JobRun, Naming, Parent, job_runs_of
from dbt_onus.core.reports import Report

#: OpenLineage's own variables: the namespace of jobs, and the run that started this one (`namespace/name/run id`).
JOBS = "OPENLINEAGE_NAMESPACE"
PARENT = "OPENLINEAGE_PARENT_ID"
#: The namespace of tables: where the warehouse is, which dbt's artifacts do not say.
TABLES = "ONUS_OPENLINEAGE_TABLES"


def told_to_openlineage(
    project: Project, report: Report, environment: Mapping[str, str] = os.environ
) -> tuple[tuple[JobRun, Naming], ...]:
    """Every job run, with the namespaces that its names are of."""
    told: list[tuple[JobRun, Naming]] = []
    for member in project.reporting:
        naming = _naming(member, environment)
        if member.target.run is None or member.is_neighbour:
            continue
        run = member.target.run
        ran = run.results.keys() | run.freshness.keys()
        jobs = job_runs_of(
            run,
            member.name,
            project.nodes,
            [check for check in report.checks if check.unique_id in ran],
            report.incidents,
            lambda uid: project.owner_of(uid).team,
            naming,
            parent_of(environment),
        )
        told += [(job, naming) for job in jobs]
    return tuple(told)


def _naming(member: Member, environment: Mapping[str, str]) -> Naming:
    # of BigQuery the scheme is the whole namespace; of others, where it is has to be said
    return Naming(
        jobs=environment.get(JOBS) or "dbt", tables=environment.get(TABLES) or member.manifest.adapter_type
    )


def parent_of(environment: Mapping[str, str]) -> Parent | None:
    """The run that started this one, where the orchestrator said so; what is no such thing is not there."""
    parts = environment.get(PARENT, "").split("/")
    try:
        namespace, name, run_id = "/".join(parts[:-2]), parts[-2], str(uuid.UUID(parts[-1]))
    except (ValueError, IndexError):
        return None
    return Parent(namespace=namespace, name=name, run_id=run_id) if namespace and name else None

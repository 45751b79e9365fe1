"""Where things stand in the files of the repository, as CI systems want to be told: from this folder on."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from dbt_onus.app.project import Project
from dbt_onus.core.annotations import Annotation, Spot
from dbt_onus.core.declared import Declared, node_declared, promise_declared
from dbt_onus.core.incident_annotations import broken_checks, incident_annotations
from dbt_onus.core.reports import Report
from dbt_onus.declarations import Places

#: Where CI systems say they put the repository: GitHub, GitLab, Azure DevOps.
_CHECKED_OUT = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "BUILD_SOURCESDIRECTORY")


def annotations_of(project: Project, report: Report) -> tuple[Annotation, ...]:
    """Every open incident as a remark beside the promise that was broken."""
    return incident_annotations(report, spots_of(project, report))


def spots_of(project: Project, report: Report) -> Mapping[str, Spot]:
    """Where the promises stand that were broken, by the check's key and by the incident's id.

    An incident stands where the nearest of its broken promises does; where this run did not look, at its origin.
    """
    homes = {member.name: member.directory for member in project.members}
    places = Places()
    found: dict[str, Spot] = {}
    for incident in report.incidents:
        checks = broken_checks(report, incident)
        spots = [(check.key, _spot(promise_declared(check, project.nodes), homes, places)) for check in checks]
        found |= {key: spot for key, spot in spots if spot is not None}
        origin = project.nodes.get(incident.origin.unique_id or "")
        at_origin = _spot(node_declared(origin), homes, places) if origin is not None and not spots else None
        spot = next((found[key] for key, _ in spots if key in found), at_origin)
        if spot is not None:
            found[incident.id] = spot
    return found


def _spot(declared: Declared | None, homes: Mapping[str, Path], places: Places) -> Spot | None:
    """`None` for what no file of these projects says: an installed package is not in the repository."""
    if declared is None or not declared.file or declared.project not in homes:
        return None
    file = homes[declared.project] / declared.file
    return Spot(file=from_here(file), line=places.line(file, *declared.ways) if declared.ways else None)


def from_here(file: Path) -> str:
    """The file relative to what CI checked out, or to this folder; as it is where it lies elsewhere."""
    here = Path.cwd()
    roots = [Path(os.environ[name]) for name in _CHECKED_OUT if os.environ.get(name)]
    root = next((root for root in roots if here.is_relative_to(root)), here)
    try:
        relative = os.path.relpath(file, root)
    except ValueError:
        return file.as_posix()
    return file.as_posix() if relative.startswith("..") else Path(relative).as_posix()

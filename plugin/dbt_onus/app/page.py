"""The page of a report: what a person wants to see of it, gathered from the artifacts and the ledger."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from dbt_onus.app.columns import columns_of, read_all
from dbt_onus.app.incidents import explain_incident
from dbt_onus.app.lookup import known_of
from dbt_onus.app.project import Project
from dbt_onus.app.seeing import seen_by
from dbt_onus.app.watch import Watch
from dbt_onus.core.checks import Check
from dbt_onus.core.contracts import VERDICT
from dbt_onus.core.evidence import Place
from dbt_onus.core.explanation import Explanation
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.incidents.timeline import Event
from dbt_onus.core.lookups import Known
from dbt_onus.core.observations import Series
from dbt_onus.core.page import Page, Picture, Query, Sheet, atlas_of, picture_of, plot_of, queries_of
from dbt_onus.core.page.carried import carried_by
from dbt_onus.core.page.picture import nodes_in_picture
from dbt_onus.core.page.roles import failed_nodes
from dbt_onus.core.remedies import catching_tests
from dbt_onus.core.reports import Report
from dbt_onus.core.routing.gate import Late, late_of
from dbt_onus.errors import LedgerError

#: Up to so many nodes all SQL is read, so that every column can be followed; beyond, only around incidents.
READ_ALL = 1_500
#: Longer SQL than this is not put on a page; its file is named.
_LONGEST_SQL = 20_000

Checks = Mapping[str, Sequence[Check]]
Observed = Mapping[Series, Sequence[tuple[datetime, float]]]


def make_page(project: Project, report: Report) -> Page:
    """Lay out a report that was made of this project. Nothing is attributed anew, and nothing is recorded.

    What the ledger cannot tell (timelines, what was measured before) is left out.
    """
    known = known_of(project)
    checks = _checks(project, report)
    drawn = {one.id: nodes_in_picture(one, known)[0] for one in report.incidents}
    observed = _observed(project) if report.incidents else {}
    late = {one.incident.id: one for one in _late(project, report)}
    sheets = []
    with columns_of(project) as columns:
        read = _to_read(known, drawn.values())
        read_all(columns, read)
        for one in report.incidents:
            broken = _broken(one, checks, project)
            picture = picture_of(one, known, checks, carried_by(one, broken, drawn[one.id], columns))
            sheet = _sheet(project, one, broken, picture, checks, observed)
            sheets.append(replace(sheet, late=late.get(one.id)))
        return Page(report=report, sheets=tuple(sheets), atlas=atlas_of(known, checks, columns, read))


def _sheet(
    project: Project,
    incident: Incident,
    broken: Sequence[Check],
    picture: Picture,
    checks: Checks,
    observed: Observed,
) -> Sheet:
    explanation = explain_incident(project, incident)
    manifest = project.members[0].manifest
    failed = [Place(unique_id=check.node, column=check.column) for check in broken]
    return Sheet(
        explanation=explanation,
        picture=picture if picture.spots else None,
        timeline=_timeline(project, incident),
        plot=plot_of(incident, failed, observed, checks),
        queries=(*queries_of(incident, broken, project.nodes, manifest.adapter_type), *_compiled(explanation)),
        catching=catching_tests(incident, project.lineage, manifest.dbt_version),
    )


def _broken(incident: Incident, checks: Checks, project: Project) -> tuple[Check, ...]:
    """The incident's checks as this run saw them."""
    keys = set(incident.checks)
    nodes = failed_nodes(incident, project.nodes)
    return tuple(one for node in nodes for one in checks.get(node, ()) if one.key in keys and one.broken)


def _checks(project: Project, report: Report) -> Checks:
    """What was verified, by the node that it speaks of: by these runs, and by those of neighbours."""
    found: dict[str, list[Check]] = defaultdict(list)
    for check in seen_by(project).checks if report.neighbours else report.checks:
        if check.node is not None:
            found[check.node].append(check)
    return found


def _to_read(known: Known, drawn: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """The nodes whose SQL is read: all of them, or those in a picture."""
    everything = [uid for uid in known.lineage.nodes if uid in known.lineage]
    return (
        tuple(everything) if len(everything) <= READ_ALL else tuple({uid: None for uids in drawn for uid in uids})
    )


def _late(project: Project, report: Report) -> Sequence[Late]:
    watch = Watch(project.members, project)
    return late_of(report.incidents, watch.teams, report.generated_at, watch.mutes)


def _observed(project: Project) -> Observed:
    """What was ever measured; nothing where a ledger cannot be used: the report has said so."""
    found: dict[Series, Sequence[tuple[datetime, float]]] = {}
    for member in project.members:
        with contextlib.suppress(LedgerError):
            found |= member.ledger.history(member.name, (), {}).observed
    return found


def _timeline(project: Project, incident: Incident) -> tuple[Event, ...]:
    with contextlib.suppress(LedgerError):
        return project.ledger_of(project.home_of(incident)).timeline(incident.id)
    return ()


def _compiled(explanation: Explanation) -> Iterable[Query]:
    """The SQL of the failing checks, as dbt left it. What a contract left is its verdict, and no query."""
    for check in explanation.rechecks:
        if check.compiled is None or check.quotes:
            continue
        with contextlib.suppress(OSError):
            sql = Path(check.compiled).read_text(encoding="utf-8", errors="replace").strip()
            if 0 < len(sql) <= _LONGEST_SQL and not sql.startswith(VERDICT):
                yield Query(heading=f"as dbt ran it: {check.what}", sql=sql)

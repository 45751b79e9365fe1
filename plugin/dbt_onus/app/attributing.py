"""From what dbt did to where each failure was born."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from dbt_onus.app.project import Project
from dbt_onus.app.seeing import Seen
from dbt_onus.app.unseen import written_at
from dbt_onus.artifacts import with_compiled_sql
from dbt_onus.config import Probes
from dbt_onus.core.attribution import Case, Finding, attribute
from dbt_onus.core.checks import Verified
from dbt_onus.core.code import asks_for_columns, macros_used
from dbt_onus.core.history import NO_HISTORY, History
from dbt_onus.core.leaps import Leap, leap
from dbt_onus.core.nodes import Node
from dbt_onus.core.observations import Observation
from dbt_onus.core.results import BROKEN, Status
from dbt_onus.errors import LedgerError

if TYPE_CHECKING:
    from dbt_onus.core.columns import ColumnLineage


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What earlier runs knew, and which numbers of this one are far from theirs; `warnings`: what is not known."""

    history: History
    leaps: Mapping[Observation, Leap]
    warnings: tuple[str, ...] = ()


def past_of(seen: Seen) -> Past:
    """What the ledgers remember. They are not opened where nothing failed and nothing was measured."""
    if not seen.is_broken and not any(record.observations for record in seen.records):
        return Past(history=NO_HISTORY, leaps={})
    history, warnings = _history(seen)
    leaps: dict[Observation, Leap] = {}
    for record in seen.records:
        for one in record.observations:
            before = history.observed.get(one.series, ())
            found = leap(one.measure, before, record.invocation.generated_at, one.value)
            if found is not None:
                leaps[one] = found
    return Past(history=history, leaps=leaps, warnings=warnings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attributed:
    """The findings, and the case they were decided on; `warnings` say what could not be looked at."""

    case: Case
    findings: tuple[Finding, ...]
    columns: ColumnLineage
    warnings: tuple[str, ...] = ()


def attributed(project: Project, seen: Seen, past: Past) -> Attributed:
    """Explain every failure, and every leap, from the artifacts and the ledger alone."""
    # sqlglot takes longer to import than a green report takes as a whole
    from dbt_onus.app.columns import columns_of
    from dbt_onus.core.attribution.own_sql import with_own_sql
    from dbt_onus.core.attribution.paths.by_sql import SqlPaths

    nodes = _with_sql(project, seen.checks)
    with columns_of(project, nodes) as columns:
        case = Case(
            nodes={**nodes, **project.macros},
            lineage=project.lineage,
            checks=with_own_sql(seen.checks, columns),
            history=_with_texts(project, seen.checks, past.history),
            paths=SqlPaths(columns, project.lineage),
            observations=tuple(one for record in seen.records for one in record.observations),
            leaps=past.leaps,
            witnesses=seen.witnesses,
            code_at=_code_at(seen),
        )
        return Attributed(case=case, findings=attribute(case), columns=columns, warnings=past.warnings)


def _code_at(seen: Seen) -> dict[str, datetime]:
    """When the code of each project was last seen; nothing where there is only one."""
    if len(seen.sights) < 2:
        return {}
    return {one.member.name: max(one.at, written_at(one.member.manifest)) for one in seen.sights}


def _with_sql(project: Project, checks: Verified) -> dict[str, Node]:
    """The nodes, those above a failure with the SQL of an earlier command where this one compiled none of it."""
    nodes = dict(project.nodes)
    for uid in _around(project, checks) & nodes.keys():
        member = next((one for one in project.members if uid in one.manifest.nodes), project.members[0])
        nodes[uid] = with_compiled_sql(nodes[uid], member.target.directory)
    return nodes


def _around(project: Project, checks: Verified) -> set[str]:
    """What failed, and all that lies above it."""
    broken = checks.with_status(BROKEN)
    looked_at = {
        uid
        for check in broken
        for uid in (check.node, *project.nodes[check.unique_id].parents)
        if uid is not None and uid in project.lineage
    }
    return {check.unique_id for check in broken} | looked_at | project.lineage.above(looked_at)


def asked(project: Project, found: Attributed, bounds: Probes, *, now: datetime) -> Attributed:
    """Ask the warehouse about what is open, and decide again with its answers."""
    from dbt_onus.app.probing import probed

    answer = probed(project, found.case, found.findings, found.columns, bounds, now=now)
    warnings = (*found.warnings, *answer.warnings)
    return replace(found, case=answer.case, findings=attribute(answer.case), warnings=warnings)


def questions(project: Project, found: Attributed, bounds: Probes) -> str:
    """What the warehouse would be asked, as SQL."""
    from dbt_onus.app.probing import planned, render_probes

    return render_probes(project, planned(project, found.case, found.findings, found.columns, bounds))


def _history(seen: Seen) -> tuple[History, tuple[str, ...]]:
    """What the ledgers remember of what is broken or suspicious now, and of what was measured before this run."""
    keys = {check.key for check in seen.checks.with_status(BROKEN | {Status.WARN})}
    history, warnings = NO_HISTORY, []
    for sight in seen.sights:
        member = sight.member
        try:
            known = member.ledger.history(member.name, keys, sight.prints).before(sight.at)
        except LedgerError as error:
            warnings.append(f"{error}; earlier runs are not known to this report")
            known = History(code=sight.prints)
        history = history.joined(known)
    return history, tuple(warnings)


def _with_texts(project: Project, checks: Verified, history: History) -> History:
    """The history with the code that the nodes above a failure were built by, where it can be other than it was.

    What cannot be read is not known, and the ledger has said so already.
    """
    broken = checks.with_status(BROKEN)
    passed = [history.last_pass[check.key] for check in broken if check.key in history.last_pass]
    if not passed:
        return history
    around = _around(project, checks)
    nodes = {**project.nodes, **project.macros}
    changed = history.changed(around | macros_used(around, nodes), min(passed))
    wanted = {
        uid
        for uid in around
        if uid in changed or changed & macros_used([uid], nodes) or asks_for_columns(uid, nodes)
    }
    for member in project.members if wanted else ():
        with contextlib.suppress(LedgerError):
            history = history.joined(History(texts=member.ledger.texts(member.name, wanted)))
    return history

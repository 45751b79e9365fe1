"""From findings to incidents: who answers, who is told, and who is hit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dbt_onus.core.attribution import Case, Finding
from dbt_onus.core.code import macros_used
from dbt_onus.core.evidence import Confidence, Evidence, EvidenceKind, Place
from dbt_onus.core.incidents.incident import Affected, Incident, Suspect, incident_id
from dbt_onus.core.incidents.sla import sla_of
from dbt_onus.core.ownership import Owner
from dbt_onus.core.results import Status
from dbt_onus.core.titles import title_of

#: More suspects than these are not named in one sentence.
_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """Who answers for what: the owner of each node, and of what is nobody's (the warehouse itself)."""

    owner_of: Callable[[str], Owner]
    fallback_team: str


def compose_incidents(
    findings: Iterable[Finding], case: Case, answering: Answering, project: str, at: datetime
) -> tuple[Incident, ...]:
    """One incident per finding, the surest first; `at` is when dbt found the failures."""
    skipped = _skipped(case)
    settled = (_of_one_team(finding, case, answering) for finding in findings)
    return tuple(_compose(finding, case, answering, project, at, skipped) for finding in settled)


def _compose(
    finding: Finding,
    case: Case,
    answering: Answering,
    project: str,
    at: datetime,
    skipped: Mapping[str, Sequence[str]],
) -> Incident:
    failing = _failing_nodes(finding, case)
    held_up = _held_up(failing, skipped, case)
    affected = _affected(finding, failing, case, answering)
    team, why = _answers(finding, failing, answering)
    suspects = tuple(Suspect(place=place, team=_team(place, answering)) for place in finding.suspects)
    hit = [*failing, *(uid for uid in held_up if not case.nodes[uid].is_test), *affected.exposures]
    inform = {answering.owner_of(uid).team for uid in hit} | {suspect.team for suspect in suspects}
    return Incident(
        id=incident_id(_project_of(finding, case, project), finding.origin, finding.cause),
        project=_project_of(finding, case, project),
        opened_at=at,
        team=team,
        why_team=why,
        origin=finding.origin,
        cause=finding.cause,
        confidence=finding.confidence,
        title=title_of(finding, case),
        notify=(team,),
        inform=tuple(sorted(inform - {team})),
        evidence=finding.evidence,
        suspects=suspects,
        checks=tuple(sorted({check.key for check in finding.symptoms})),
        failures=tuple(sorted({check.unique_id for check in finding.symptoms if not check.observed})),
        skipped=held_up,
        affected=affected,
        remedy=finding.remedy,
        untested=finding.untested,
        about={check.key: check.node for check in finding.symptoms if check.node},
        sla=sla_of(case.nodes.get(finding.origin.unique_id or "") if finding.confidence.pages else None),
    )


def _of_one_team(finding: Finding, case: Case, answering: Answering) -> Finding:
    """Several suspects that are all one team's: which of its tables it was is for the team to say.

    Not where the trail merely ends at one of them: what lies above it may be another team's.
    """
    if finding.confidence is not Confidence.POSSIBLE or not finding.is_compared or not finding.suspects:
        return finding
    teams = {_team(place, answering) for place in finding.suspects}
    if len(teams) != 1 or not all(_may_begin_at(place, finding, case) for place in finding.suspects):
        return finding
    names = [case.name(place) for place in finding.suspects]
    of_them = f" ({', '.join(names[:-1])} and {names[-1]})" if 1 < len(names) <= _NAMED else ""
    says = f"every suspect that is left{of_them} is the same team's"
    return replace(
        finding,
        origin=finding.suspects[0],
        confidence=Confidence.LIKELY,
        evidence=(*finding.evidence, Evidence(kind=EvidenceKind.PATH, says=says)),
        suspects=finding.suspects[1:],
    )


def _may_begin_at(place: Place, finding: Finding, case: Case) -> bool:
    """Whether a fault can have been born there: data comes in, or the code is another than before."""
    unique_id = place.unique_id
    if unique_id is None or unique_id not in case.lineage or case.is_entry(unique_id):
        return True
    return any(case.changed(check, [unique_id]) for check in finding.symptoms)


def _answers(finding: Finding, failing: tuple[str, ...], answering: Answering) -> tuple[str, str]:
    """The origin's team where the verdict is sure enough; else the team of the first node that failed."""
    if finding.origin.unique_id is None:
        return answering.fallback_team, "the platform itself failed: the fallback team answers for it"
    if finding.confidence.pages:
        owner = answering.owner_of(finding.origin.unique_id)
        return owner.team, owner.why
    owner = answering.owner_of(failing[0])
    return owner.team, f"{owner.why}; the origin is not known well enough to page anyone else"


def _team(place: Place, answering: Answering) -> str:
    return answering.owner_of(place.unique_id).team if place.unique_id else answering.fallback_team


def _failing_nodes(finding: Finding, case: Case) -> tuple[str, ...]:
    """The nodes on which something failed, upstream first; a test that is of no node stands for itself."""
    nodes = {check.node or check.unique_id for check in finding.symptoms}
    return case.lineage.order(nodes)


def _skipped(case: Case) -> dict[str, list[str]]:
    """What dbt skipped, by each node that it is, tests or reads; a test of several nodes stands for itself."""
    found: dict[str, list[str]] = defaultdict(list)
    for check in case.verified.with_status({Status.SKIPPED}):
        for uid in {check.node or check.unique_id, *_reads(check.unique_id, case)}:
            found[uid].append(check.unique_id)
    return found


def _held_up(failing: Iterable[str], skipped: Mapping[str, Sequence[str]], case: Case) -> tuple[str, ...]:
    """The skipped results that these failures explain; fail-fast skips elsewhere are nobody's."""
    if not skipped:
        return ()
    failing = set(failing)
    below = failing | case.lineage.below(failing)
    return tuple(sorted({uid for node in below for uid in skipped.get(node, ())}))


def _reads(unique_id: str, case: Case) -> Iterable[str]:
    node = case.nodes.get(unique_id)
    return node.parents if node is not None and node.is_test else ()


def _affected(finding: Finding, failing: tuple[str, ...], case: Case, answering: Answering) -> Affected:
    """Everything below the origin; where it is not known, everything below what failed."""
    sure = finding.confidence.pages and finding.origin.unique_id is not None
    roots = _roots(finding.origin.unique_id or "", case) if sure else failing
    below: set[str] = set().union(*(case.lineage.descendants(uid) for uid in roots))
    below.update(uid for uid in failing if uid not in roots and uid in case.lineage)
    nodes = case.lineage.order(uid for uid in below if case.nodes[uid].resource_type != "exposure")
    exposures = tuple(sorted(uid for uid in below if case.nodes[uid].resource_type == "exposure"))
    teams = tuple(sorted({answering.owner_of(uid).team for uid in (*nodes, *exposures)}))
    return Affected(nodes=nodes, teams=teams, exposures=exposures)


def _roots(origin: str, case: Case) -> tuple[str, ...]:
    """Where the blast begins: at the origin, or with every node that a macro writes."""
    if origin in case.lineage:
        return (origin,)
    drawn = (uid for uid, node in case.nodes.items() if node.macros and uid in case.lineage)
    return tuple(uid for uid in drawn if origin in macros_used([uid], case.nodes))


def _project_of(finding: Finding, case: Case, project: str) -> str:
    """The project in which the fault was born; the reporting project for what has no node."""
    node = case.nodes.get(finding.origin.unique_id or "")
    return node.package_name if node is not None else project

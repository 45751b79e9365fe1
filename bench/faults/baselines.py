"""Four ways to answer "whose is it" that need no evidence: what Onus has to beat, on the same artifacts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dbt_onus.app.project import Project
from dbt_onus.core.attachment import attached_to
from dbt_onus.core.results import BROKEN

Answer = Callable[[str, frozenset[str], Project], str]


def _itself(failing: str, others: frozenset[str], project: Project) -> str:  # noqa: ARG001 - answers as the others do
    return failing


def _nearest(failing: str, others: frozenset[str], project: Project) -> str:
    above = _failing_above(failing, others, project)
    return min(above, key=lambda uid: (above[uid], uid)) if above else failing


def _furthest(failing: str, others: frozenset[str], project: Project) -> str:
    above = _failing_above(failing, others, project)
    return max(above, key=lambda uid: (above[uid], uid)) if above else failing


def _root(failing: str, others: frozenset[str], project: Project) -> str:
    """The nearest failing node above that has no failing node above itself; most of all, itself."""
    above = _failing_above(failing, others, project)
    roots = {uid: hops for uid, hops in above.items() if not _failing_above(uid, others, project)}
    return min(roots, key=lambda uid: (roots[uid], uid)) if roots else failing


def _failing_above(failing: str, others: frozenset[str], project: Project) -> dict[str, int]:
    distances = project.lineage.distances_above(failing)
    return {uid: hops for uid, hops in distances.items() if uid in others}


#: By the name they have in the tables.
BASELINES: Mapping[str, Answer] = {
    "owner of the failing node": _itself,
    "nearest failing ancestor": _nearest,
    "furthest failing ancestor": _furthest,
    "failing node with no failing ancestor": _root,
}


def answers(project: Project) -> dict[str, dict[str, str]]:
    """For each baseline: the node it names for each symptom (a broken result, by `unique_id`)."""
    symptoms = _symptoms(project)
    failing = frozenset(symptoms.values())
    return {
        name: {symptom: answer(node, failing, project) for symptom, node in symptoms.items()}
        for name, answer in BASELINES.items()
    }


def _symptoms(project: Project) -> dict[str, str]:
    """Every broken result with the node it speaks of."""
    found: dict[str, str] = {}
    for member in project.reporting:
        run = member.target.required_run()
        statuses = {uid: result.status for uid, result in run.results.items()}
        statuses |= {uid: fresh.status for uid, fresh in run.freshness.items()}
        for uid, status in statuses.items():
            node = project.nodes.get(uid)
            if node is None or status not in BROKEN:
                continue
            found[uid] = (attached_to(node, project.nodes) or uid) if node.is_test else uid
    return found

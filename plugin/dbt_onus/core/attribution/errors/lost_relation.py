"""A table that the SQL names and the warehouse does not have."""

from __future__ import annotations

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.errors.sentences import error_of
from dbt_onus.core.attribution.finding import Finding
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Cause, Confidence, Evidence, EvidenceKind, Place
from dbt_onus.core.nodes import Node
from dbt_onus.core.properties import Property
from dbt_onus.core.signatures import Kind


def lost_relation(case: Case, symptom: Check) -> Finding | None:
    """A table that is not there."""
    reading = symptom.reading
    if reading is None or reading.kind is not Kind.MISSING_RELATION or symptom.node is None:
        return None
    missing = named_relation(case, symptom, reading.relation)
    if missing is None:
        return _undeclared_relation(case, symptom)
    if _failed_to_build(case, missing):
        # it is missing because this run could not build it: that failure says why
        return None
    missing, builder = _elsewhere(case, missing)
    source = missing.resource_type == "source" and builder is None
    says = f"{missing.label_name} does not exist in the warehouse"
    if source:
        says += "; it is a source, so nothing in this project could have built it"
    elif builder is not None:
        says += f"; {builder.package_name} builds it, as {builder.label_name}"
    return Finding(
        origin=Place(unique_id=(builder or missing).unique_id),
        about=Property.RELATION,
        cause=Cause.MISSING_RELATION,
        confidence=Confidence.PROVEN if source else Confidence.LIKELY,
        evidence=(
            error_of(symptom),
            Evidence(kind=EvidenceKind.ERROR_MESSAGE, says=says, unique_id=missing.unique_id),
        ),
        symptoms=(symptom,),
    )


def _elsewhere(case: Case, node: Node) -> tuple[Node, Node | None]:
    """The source that speaks for the table in all projects, and the node of another project that builds it."""
    if node.is_external:
        return node, node
    parents = case.lineage.parents(node.unique_id) if node.resource_type == "source" else ()
    if len(parents) != 1:
        return node, None
    above = case.nodes[parents[0]]
    return (above, None) if above.resource_type == "source" else (node, above)


def _failed_to_build(case: Case, node: Node) -> bool:
    """Whether the node, or the model that it is in another project of the mesh, broke in this very run."""
    builders = {node.unique_id}
    if node.resource_type == "source":
        builders.update(case.lineage.parents(node.unique_id))
    return any(check.is_build and check.broken for uid in builders for check in case.by_node.get(uid, ()))


def named_relation(case: Case, symptom: Check, relation: str | None) -> Node | None:
    """The node whose table the message names: among what was read directly first, then among what that is made of.

    Never another one: a table of that name that nothing here reads is not the one that is missed.
    """
    wanted = [part.strip('"`[] ').lower() for part in (relation or "").split(".") if part.strip('"`[] ')]
    if not wanted:
        return None
    read = [symptom.node or "", *case.nodes[symptom.unique_id].parents]
    near = {*read, *(parent for uid in read for parent in case.lineage.parents(uid))}
    far = {above for uid in read for above in case.lineage.ancestors(uid)}
    for unique_ids in (near, far):
        known = (case.nodes[uid] for uid in sorted(unique_ids) if uid in case.nodes)
        fits = [node for node in known if _is_called(node, wanted)]
        # a source that another project builds is one table with what builds it
        built = {
            uid for node in fits if node.resource_type == "source" for uid in case.lineage.parents(node.unique_id)
        }
        fits = [node for node in fits if node.unique_id not in built]
        if len(fits) == 1:
            return fits[0]
    return None


def _is_called(node: Node, wanted: list[str]) -> bool:
    if node.relation_name is None and node.resource_type != "source":
        return False
    names = [(node.database or "").lower(), (node.schema or "").lower(), node.table.lower()]
    return names[-len(wanted) :] == wanted


def _undeclared_relation(case: Case, symptom: Check) -> Finding:
    """The SQL names a table that the project does not declare: nobody but the node itself knows of it."""
    node = case.nodes[symptom.node or ""]
    changed = case.changed(symptom, [node.unique_id])
    says = f"{node.label_name} reads a table that the project does not declare, so no owner of it is known"
    return Finding(
        origin=Place(unique_id=node.unique_id),
        about=Property.RELATION,
        cause=Cause.CODE_CHANGE if changed else Cause.MISSING_RELATION,
        confidence=Confidence.LIKELY if changed else Confidence.UNKNOWN,
        evidence=(error_of(symptom), Evidence(kind=EvidenceKind.GAP, says=says, unique_id=node.unique_id)),
        symptoms=(symptom,),
        remedy="declare the table as a source with its owner",
    )

"""Rows that are there twice in a table that only grows: once from an earlier run, and once from this one.

What is unique in today's load may have been loaded before, because the source sent it again or because the
same load ran twice. Neither a pass above nor unchanged code tells which.
"""

from __future__ import annotations

from dataclasses import replace

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.finding import Finding
from dbt_onus.core.attribution.settling.unknown import open_question
from dbt_onus.core.attribution.ways.frontier import Frontier, entries_above
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Evidence, EvidenceKind
from dbt_onus.core.nodes import Node
from dbt_onus.core.properties import Property


def twice_in_all(case: Case, symptom: Check, frontier: Frontier, node: Node) -> Finding | None:
    """An open question where the failing key is one of a table that only adds rows, by the code it always had."""
    if frontier.about is not Property.UNIQUENESS or not node.has_added:
        return None
    if case.changed_towards(symptom, {node.unique_id, symptom.unique_id}):
        return None
    entries = entries_above(case, frontier, case.lineage.ancestors(node.unique_id) | {node.unique_id})
    says = (
        f"{node.label_name} keeps what earlier runs loaded and has no unique_key: "
        "the same rows may have been sent again, or loaded twice"
    )
    seen = Evidence(kind=EvidenceKind.GAP, says=says, unique_id=node.unique_id)
    finding = open_question(case, symptom, frontier, entries, seen)
    remedy = f"a unique_key in {node.label_name} would let a row that comes again take the place of the first"
    return replace(finding, remedy=remedy, untested=())

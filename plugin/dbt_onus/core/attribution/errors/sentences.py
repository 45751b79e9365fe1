"""The two sentences that every error is explained with."""

from __future__ import annotations

from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Evidence, EvidenceKind
from dbt_onus.core.nodes import Node


def error_of(symptom: Check) -> Evidence:
    """What the engine said."""
    return Evidence(
        kind=EvidenceKind.ERROR_MESSAGE, says=symptom.says, unique_id=symptom.unique_id, column=symptom.column
    )


def own_code(node: Node, *, changed: bool) -> Evidence:
    """Whether the code of a node is what it was when it last worked."""
    verb = "changed" if changed else "has not changed"
    return Evidence(
        kind=EvidenceKind.CODE_CHANGED if changed else EvidenceKind.CODE_UNCHANGED,
        says=f"the code of {node.label_name} {verb} since it last worked",
        unique_id=node.unique_id,
    )

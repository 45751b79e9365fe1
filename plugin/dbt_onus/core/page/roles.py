"""What each node of a picture is to the incident, told from its checks and from nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum

from dbt_onus.core.attachment import attached_to
from dbt_onus.core.checks import Check
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.nodes import Node
from dbt_onus.core.properties import OF_TABLES, Property
from dbt_onus.core.results import GOOD, Status

#: The columns that carry the fault, lower case, by node; a node that is not in it is not known by column.
Carried = Mapping[str, Collection[str]]


class Role(StrEnum):
    """What a node is to an incident."""

    ORIGIN = "origin"
    SUSPECT = "suspect"
    FAILED = "failed"
    SKIPPED = "skipped"
    PASSED = "passed"
    UNTESTED = "untested"
    HIT = "hit"


MEANINGS: dict[Role, str] = {
    Role.ORIGIN: "the fault was born here",
    Role.SUSPECT: "the fault may have been born here",
    Role.FAILED: "a check failed here: a symptom",
    Role.SKIPPED: "dbt did not build it: what it reads is broken",
    Role.PASSED: "checked for this very fault in this run, and good: innocent",
    Role.UNTESTED: "nobody checked it for this fault in this run",
    Role.HIT: "below the fault: built on it",
}


def failed_nodes(incident: Incident, nodes: Mapping[str, Node]) -> tuple[str, ...]:
    """The nodes on which a check of the incident broke; a test that is of no node is left out."""
    found = dict.fromkeys(incident.about.values())
    for uid in incident.failures:
        node = nodes.get(uid)
        if node is not None:
            found[(attached_to(node, nodes) or "") if node.is_test else uid] = None
    return tuple(uid for uid in found if uid in nodes)


def abouts(incident: Incident, checks: Iterable[Check]) -> frozenset[Property]:
    """Which properties the broken checks of the incident are about; empty where this run did not look."""
    keys = set(incident.checks)
    return frozenset(check.about for check in checks if check.key in keys) - {Property.UNKNOWN}


def cleared_by(node: str, checks: Iterable[Check], about: Collection[Property], carried: Carried) -> Check | None:
    """The check that shows the node to be free of this fault, on all its rows; `None` where none does.

    A pass speaks for its own property and its own column: `not_null` on another column clears nothing.
    """
    return next((check for check in checks if _clears(node, check, about, carried)), None)


def _clears(node: str, check: Check, about: Collection[Property], carried: Carried) -> bool:
    if check.status not in GOOD or check.about not in about or check.filtered or check.observed:
        return False
    if check.about in OF_TABLES:
        return True
    columns = {column.lower() for column in check.columns}
    return bool(columns) and columns <= set(carried.get(node, ()))


def was_skipped(checks: Iterable[Check], node: str) -> bool:
    """Whether dbt passed the node itself over."""
    return any(check.unique_id == node and check.status is Status.SKIPPED for check in checks)

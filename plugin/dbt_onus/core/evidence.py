"""What was seen, and the words for what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dbt_onus.core.levels import Confidence as Confidence


class Cause(StrEnum):
    """What kind of fault was born at the origin."""

    SCHEMA_CHANGE = "schema_change"
    TYPE_CHANGE = "type_change"
    MISSING_RELATION = "missing_relation"
    FRESHNESS = "freshness"
    VOLUME = "volume"
    NULLS = "nulls"
    DUPLICATES = "duplicates"
    ACCEPTED_VALUES = "accepted_values"
    RANGE = "range"
    REFERENTIAL = "referential"
    DISTRIBUTION = "distribution"
    CODE_CHANGE = "code_change"
    RUN_ERROR = "run_error"
    INFRASTRUCTURE = "infrastructure"
    UNKNOWN = "unknown"


#: Strongest first.
CONFIDENCES = tuple(Confidence)


def weaker(one: Confidence, other: Confidence) -> Confidence:
    """The less sure of two words."""
    return max(one, other, key=CONFIDENCES.index)


class EvidenceKind(StrEnum):
    """Where a piece of evidence comes from, strongest family first."""

    INFRASTRUCTURE = "infrastructure"
    ERROR_MESSAGE = "error_message"
    SAME_RUN_FAILURE = "same_run_failure"
    SAME_RUN_WARNING = "same_run_warning"
    BRACKET = "bracket"
    TRANSPARENT_PATH = "transparent_path"
    CODE_UNCHANGED = "code_unchanged"
    CODE_CHANGED = "code_changed"
    OPEN_INCIDENT = "open_incident"
    OBSERVATION = "observation"
    PROBE = "probe"
    PATH = "path"
    GAP = "gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One thing that was seen, in a sentence a person can check; with the question, if the warehouse was asked."""

    kind: EvidenceKind
    says: str
    unique_id: str | None = None
    column: str | None = None
    sql: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """Where something is or was born: a node, and the column where it is known. No node: the warehouse itself."""

    unique_id: str | None
    column: str | None = None

"""The words of a verdict, and of its evidence, in plain ones."""

from __future__ import annotations

from dbt_onus.core.evidence import Confidence, Evidence, EvidenceKind

MEANS: dict[Confidence, str] = {
    Confidence.PROVEN: "the fault is bracketed or explains itself in that very run, and the path to the failure "
    "is certain",
    Confidence.LIKELY: "there is evidence of the same run without a bracket, or the code is unchanged and leaves "
    "one place where data comes in",
    Confidence.POSSIBLE: "several candidates are left, or only one and nothing that speaks for it: nobody "
    "upstream is notified on this word",
    Confidence.UNKNOWN: "nothing upstream was checked for this fault: nobody upstream is notified on this word",
}

WORDS: dict[EvidenceKind, str] = {
    EvidenceKind.INFRASTRUCTURE: "the platform failed",
    EvidenceKind.ERROR_MESSAGE: "what the warehouse said",
    EvidenceKind.SAME_RUN_FAILURE: "a check that failed in the same run",
    EvidenceKind.SAME_RUN_WARNING: "a check that warned in the same run",
    EvidenceKind.BRACKET: "where the good ends",
    EvidenceKind.TRANSPARENT_PATH: "a column that is only passed on",
    EvidenceKind.CODE_UNCHANGED: "code that did not change",
    EvidenceKind.CODE_CHANGED: "code that changed",
    EvidenceKind.OPEN_INCIDENT: "an open incident upstream",
    EvidenceKind.OBSERVATION: "what was measured",
    EvidenceKind.PROBE: "what the warehouse answers",
    EvidenceKind.PATH: "the way it took",
    EvidenceKind.GAP: "what nobody checked",
}


def words_of(piece: Evidence) -> str:
    """The kind of a piece of evidence in plain words."""
    return WORDS.get(piece.kind, piece.kind.value.replace("_", " "))

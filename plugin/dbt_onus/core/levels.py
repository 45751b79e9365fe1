"""The words by which a team says what it wants to hear of: how sure, how bad, and as whom."""

from __future__ import annotations

from enum import StrEnum


class Confidence(StrEnum):
    """How sure a verdict is; docs/attribution.md says when each word is used."""

    PROVEN = "proven"
    LIKELY = "likely"
    POSSIBLE = "possible"
    UNKNOWN = "unknown"

    @property
    def pages(self) -> bool:
        """Whether a team may be notified on this word; below it, only the failing node's owner is."""
        return self in (Confidence.PROVEN, Confidence.LIKELY)


class Severity(StrEnum):
    """How bad it is: `critical` where something that people look at is hit, `error` for everything else."""

    CRITICAL = "critical"
    ERROR = "error"


class Role(StrEnum):
    """How somebody hears of an incident: as the one who acts, or as one who is hit."""

    NOTIFY = "notify"
    INFORM = "inform"

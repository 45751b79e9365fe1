"""What people say of a verdict afterwards: it was right, or the fault was born elsewhere.

Kept with what the verdict went by, so that each word of confidence and each kind of evidence can be held against
how often people agreed with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dbt_onus.core.evidence import Cause, Confidence, EvidenceKind, Place
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.errors import OnusError


class Opinion(StrEnum):
    """Whether a person agrees."""

    CONFIRMED = "confirmed"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A person's opinion of one verdict, and the verdict as it was then.

    `was_node` and `was_team` are where the fault was really born, as far as the person said. The last judgement
    of an episode counts.
    """

    incident_id: str
    episode: int
    at: datetime
    by: str
    opinion: Opinion
    because: str | None = None
    was_node: str | None = None
    was_team: str | None = None
    confidence: Confidence
    cause: Cause
    origin: Place
    team: str
    suspects: tuple[Place, ...] = ()
    kinds: tuple[EvidenceKind, ...] = ()


def judged(
    incident: Incident,
    opinion: Opinion,
    by: str,
    at: datetime,
    *,
    because: str | None = None,
    was_node: str | None = None,
    was_team: str | None = None,
) -> Judgement:
    """The opinion with the incident's verdict. OnusError where it names nothing that one could confirm."""
    if opinion is Opinion.CONFIRMED and not incident.confidence.pages and not incident.suspects:
        raise OnusError(
            f"incident {incident.id} names no origin that could be confirmed; if you know it, "
            "say it with `onus incidents dispute … --was NODE`"
        )
    return Judgement(
        incident_id=incident.id,
        episode=incident.episode,
        at=at,
        by=by,
        opinion=opinion,
        because=because,
        was_node=was_node,
        was_team=was_team,
        confidence=incident.confidence,
        cause=incident.cause,
        origin=incident.origin,
        team=incident.team,
        suspects=tuple(suspect.place for suspect in incident.suspects),
        kinds=tuple(dict.fromkeys(piece.kind for piece in incident.evidence)),
    )

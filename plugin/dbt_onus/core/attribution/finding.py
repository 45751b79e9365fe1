"""What attribution concludes about one symptom."""

from __future__ import annotations

from dataclasses import dataclass

from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Cause, Confidence, Evidence, EvidenceKind, Place
from dbt_onus.core.properties import Property


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Where the fault behind some symptoms was born, how sure that is, and why.

    At `proven` and `likely` the origin's team answers. Below, `origin` is where the trail ends: the failing node
    itself, with `suspects` above it where any are left. `remedy` says what would decide it; `untested` are the
    places where a test like the failing one would; `narrowed`, that the warehouse told who may have done it.
    """

    origin: Place
    about: Property
    cause: Cause
    confidence: Confidence
    evidence: tuple[Evidence, ...]
    symptoms: tuple[Check, ...]
    suspects: tuple[Place, ...] = ()
    remedy: str | None = None
    untested: tuple[Place, ...] = ()
    narrowed: bool = False

    @property
    def is_compared(self) -> bool:
        """Whether an earlier run, in which the check passed, or the warehouse told who may have done it."""
        told = (EvidenceKind.CODE_UNCHANGED, EvidenceKind.CODE_CHANGED)
        return self.narrowed or any(piece.kind in told for piece in self.evidence)

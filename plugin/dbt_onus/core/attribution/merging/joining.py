"""Two findings as one: the surer of them, with what the other saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dbt_onus.core.attribution.finding import Finding
from dbt_onus.core.attribution.settling.unknown import NOBODY_TESTED
from dbt_onus.core.evidence import Evidence, EvidenceKind


def joined(first: Finding, second: Finding) -> Finding:
    """The surer finding, carrying what the other saw and explains."""
    evidence = list(first.evidence)
    evidence.extend(piece for piece in second.evidence if piece not in evidence and _adds(piece, evidence))
    symptoms = list(first.symptoms)
    symptoms.extend(check for check in second.symptoms if check not in symptoms)
    suspects = list(first.suspects)
    known = {place.unique_id for place in suspects}
    suspects.extend(
        place for place in second.suspects if place.unique_id not in known and not first.confidence.pages
    )
    return replace(
        first,
        origin=first.origin if first.origin.column else replace(second.origin, unique_id=first.origin.unique_id),
        evidence=tuple(evidence),
        symptoms=tuple(symptoms),
        suspects=tuple(suspects),
    )


def _adds(piece: Evidence, known: Sequence[Evidence]) -> bool:
    """Whether it says more than is known: an answer, and that nobody tested what lies above, are said once."""
    if piece.kind is EvidenceKind.PROBE and any(one.says == piece.says for one in known):
        return False
    return not piece.says.endswith(NOBODY_TESTED) or not any(one.says.endswith(NOBODY_TESTED) for one in known)

"""What the numbers in keys tell of orphans: keys in gaps of a numbering had rows, keys far beyond it never did.

Keys that go on, one after the other, right where the parent's end are rows that it lacks: they are gone, or late.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.probe import Answer
from dbt_onus.core.probes.questions.keys import far_keys, holes, inside_keys, near_keys
from dbt_onus.core.probes.references.chains import Reference
from dbt_onus.core.probes.walking.walk import Walk
from dbt_onus.core.properties import Property

#: A numbering with more gaps than this share is none: any number may be missing there.
_MOST_GAPS = 0.4
#: As many keys beyond the end of a numbering, and as many of all numbers there, are its continuation.
_FEWEST_NEAR, _LEAST_DENSE = 3, 0.6
#: Of fewer numbers than these nothing is concluded; of an outlier, which any small table may have, even less.
_SHORTEST, _SHORTEST_FOR_FAR = 5, 20


class Numbers(Enum):
    """Where the keys that have no row stand in the parent's numbering."""

    IN_GAPS = "in gaps"
    CONTINUED = "continued"
    FAR_OFF = "far off"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class Numbering:
    """The answers: orphans far beyond the parent's keys, between them and next to them; gaps in the numbering."""

    far: Answer | None
    inside: Answer | None
    gaps: Answer | None
    near: Answer | None = None

    @property
    def tells(self) -> Numbers:
        """What follows."""
        if self.far is None or self.inside is None or self.gaps is None:
            return Numbers.UNTOLD
        if self.gaps.seen < _SHORTEST or self.gaps.broken > _MOST_GAPS * self.gaps.seen:
            return Numbers.UNTOLD
        if self.far.broken and self.far.broken == self.far.seen and self.gaps.seen >= _SHORTEST_FOR_FAR:
            return Numbers.FAR_OFF
        if self.inside.broken and self.inside.broken == self.inside.seen <= self.gaps.broken:
            return Numbers.IN_GAPS
        return Numbers.CONTINUED if self._goes_on(self.inside, self.gaps) else Numbers.UNTOLD

    def _goes_on(self, inside: Answer, gaps: Answer) -> bool:
        """Whether the orphans stand close together right where the numbering ends; some may stand in its gaps."""
        near = self.near
        if near is None or near.broken < _FEWEST_NEAR or near.broken < _LEAST_DENSE * near.seen:
            return False
        return inside.broken <= gaps.broken and inside.broken + near.broken == inside.seen


def ask_numbering(walk: Walk, reference: Reference) -> Numbering:
    """Ask where the orphans stand; nothing is asked where the warehouse's numbers cannot be spelled."""
    child, parent = walk.key_of(reference.child), walk.key_of(reference.parent)
    below, above = reference.child[0].place, reference.parent[0].place
    node = walk.case.nodes.get(above.unique_id or "")
    if child is None or parent is None or node is None:
        return Numbering(None, None, None)
    number_in = walk.spelling(node.package_name).number_in
    return Numbering(
        far=_ask(walk, below, far_keys(child, parent, number_in), reference.hops),
        inside=_ask(walk, below, inside_keys(child, parent, number_in), reference.hops),
        gaps=_ask(walk, above, holes(parent, number_in), reference.hops),
        near=_ask(walk, below, near_keys(child, parent, number_in), reference.hops),
    )


def _ask(walk: Walk, place: Place, sql: str | None, hops: int) -> Answer | None:
    asked = walk.ask((place,), Property.DISTRIBUTION, sql, hops)
    return asked[1] if asked is not None else None

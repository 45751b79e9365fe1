"""When keys first came: a code that nobody had before the newest loads, where no other code has come for long.

Of customers new ones come with every load, and the table that lists them may be late. Of currencies none does: one
that came today, in the table that refers alone, was brought by that table. Keys that were there before had their
row when the check passed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dbt_onus.core.probes.probe import Answer
from dbt_onus.core.probes.questions.keys import late_orphans, late_others
from dbt_onus.core.probes.references.chains import Reference, chain
from dbt_onus.core.probes.walking.walk import Walk
from dbt_onus.core.properties import Property

#: From fewer keys that are found nothing is concluded of those that are not.
_FEWEST_FOUND = 2
_COLUMN = re.compile(r'"([^"]+)"|`([^`]+)`|(\w+)')


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The answers: orphans that came first with the newest loads; other keys that came first late."""

    orphans: Answer | None
    others: Answer | None

    @property
    def why(self) -> str | None:
        """Why the referring table brought them itself; `None` where some are not new, or other keys are."""
        if self.orphans is None or self.others is None:
            return None
        new = 0 < self.orphans.broken == self.orphans.seen
        if not new or self.others.broken or self.others.seen < _FEWEST_FOUND:
            return None
        return "and came with the newest loads, where no other key has been new for long"


def ask_arrivals(walk: Walk, reference: Reference) -> Arrivals:
    """Ask where the referring keys come in, if it is declared there when rows were loaded (`loaded_at_field`)."""
    child = list(chain(walk, reference.child[0]))[-1]
    above, parent = walk.key_of((child,)), walk.key_of(reference.parent)
    node = walk.case.nodes.get(child.place.unique_id or "")
    named = _COLUMN.fullmatch((node.loaded_at_field or "").strip()) if node is not None else None
    column = (
        walk.spelling(node.package_name).name("".join(filter(None, named.groups()))) if node and named else None
    )
    if above is None or parent is None or column is None or not walk.held_before:
        return Arrivals(None, None)
    asked = [
        walk.ask(
            (child.place,), Property.DISTRIBUTION, question(above, parent, f"onus_rows.{column}"), reference.hops
        )
        for question in (late_orphans, late_others)
    ]
    orphans, others = (one[1] if one is not None else None for one in asked)
    return Arrivals(orphans, others)

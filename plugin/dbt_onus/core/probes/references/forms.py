"""What the form of keys tells of orphans: `dv0042` among keys like `DV-0042` was never one of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.probe import Answer
from dbt_onus.core.probes.questions.keys import forms, strange_keys
from dbt_onus.core.probes.references.chains import Reference
from dbt_onus.core.probes.walking.walk import Walk
from dbt_onus.core.properties import Property

#: Keys that have a form each have none in common.
_KEYS_PER_FORM = 5


class Forms(Enum):
    """Whose keys look like none of the other side's."""

    CHILD = "child"
    PARENT = "parent"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class Looks:
    """The answers: orphans of a form that the parent has not, the other way round, and how many forms it has.

    `exactly`: with the number of digits, which tells where all keys of the parent have the same.
    """

    child: Answer | None
    child_exactly: Answer | None
    parent: Answer | None
    forms: Answer | None
    forms_exactly: Answer | None

    @property
    def tells(self) -> Forms:
        """What follows."""
        if self.child is None or self.forms is None or self.forms.broken * _KEYS_PER_FORM > self.forms.seen:
            return Forms.UNTOLD
        if self._all_strange(self.child) or (self._is_uniform and self._all_strange(self.child_exactly)):
            return Forms.CHILD
        lost = self.child.seen
        if not self.child.broken and self.parent is not None and self.parent.broken >= lost:
            return Forms.PARENT
        return Forms.UNTOLD

    @property
    def _is_uniform(self) -> bool:
        return self.forms_exactly is not None and self.forms_exactly.broken == 1

    @staticmethod
    def _all_strange(answer: Answer | None) -> bool:
        return answer is not None and 0 < answer.broken == answer.seen


def ask_forms(walk: Walk, reference: Reference) -> Looks:
    """Ask what the orphans look like; nothing is asked where the warehouse's texts cannot be spelled."""
    child, parent = walk.key_of(reference.child), walk.key_of(reference.parent)
    below, above = reference.child[0].place, reference.parent[0].place
    node = walk.case.nodes.get(above.unique_id or "")
    if child is None or parent is None or node is None:
        return Looks(None, None, None, None, None)
    spelling = walk.spelling(node.package_name)
    loose, exact = spelling.form_of, spelling.exact_form_of

    def ask(place: Place, sql: str | None) -> Answer | None:
        asked = walk.ask((place,), Property.DISTRIBUTION, sql, reference.hops)
        return asked[1] if asked is not None else None

    return Looks(
        child=ask(below, strange_keys(child, parent, loose)),
        child_exactly=ask(below, strange_keys(child, parent, exact)),
        parent=ask(above, strange_keys(parent, child, loose)),
        forms=ask(above, forms(parent, loose)),
        forms_exactly=ask(above, forms(parent, exact)),
    )

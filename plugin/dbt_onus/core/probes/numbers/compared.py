"""Two columns that a condition compares, in the table where its rows are still rows.

A test of a mart may compare what a model two steps up makes: `outcome = 'matched'` is a condition on two amounts
there. The furthest table up to which the condition can be carried tells most: below it, rows may be sums.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from dbt_onus.core.attribution.feeds import same_column
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.values.conditions import condition_of, conditions_above
from dbt_onus.core.probes.walking.walk import Walk

_MAX_HOPS = 50
#: A column of the table, however it is quoted.
NAME = r'onus_rows\.(?:"([^"]+)"|`([^`]+)`|(\w+))'
#: One column less another, or one that should be the other.
_COMPARED = re.compile(rf"{NAME}\s*(?:-|=|<>|!=)\s*{NAME}")

#: Neither a tolerance nor anything else besides.
_EXACT = re.compile(rf"(?i)\s*(?:not\s*\(?\s*{NAME}\s*=\s*{NAME}\s*\)?|{NAME}\s*(?:<>|!=)\s*{NAME})\s*")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two columns of a table, and what is true of a row in which they are too far apart, as SQL.

    `made`: columns of the table that are made of the two.
    """

    one: Place
    other: Place
    condition: str
    made: tuple[str, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether a row fails however little they are apart."""
        return _EXACT.fullmatch(self.condition) is not None

    @property
    def sides(self) -> tuple[Place, Place]:
        """Both columns."""
        return self.one, self.other


def comparison_of(walk: Walk) -> Comparison | None:
    """What the failing test compares, as far up as its condition can be carried."""
    found_at = list(levels(walk))
    found = [one for uid, condition in found_at if (one := _read(walk, uid, condition)) is not None]
    found = found or [one for uid, condition in found_at if (one := _restated(walk, uid, condition)) is not None]
    return found[-1] if found else None


def _restated(walk: Walk, uid: str, condition: str) -> Comparison | None:
    """A condition on a difference of two columns that stand beside it."""
    written = walk.columns.restated(uid, condition)
    found = _read(walk, uid, written) if written is not None else None
    made = tuple("".join(filter(None, name)) for name in re.findall(NAME, condition))
    return replace(found, made=made) if found is not None else None


def levels(walk: Walk) -> Iterator[tuple[str, str]]:
    """The condition at the tested table, and at each one above that the rows come from one by one."""
    node, condition = walk.symptom.node, condition_of(walk)
    columns = walk.symptom.columns
    seen: set[str] = set()
    while node is not None and condition is not None and node not in seen and len(seen) < _MAX_HOPS:
        seen.add(node)
        yield node, condition
        above = conditions_above(walk, node, condition, columns)
        if len(above) != 1 or above[0].only:
            return
        node, condition, columns = above[0].parent, above[0].sql, above[0].columns


def _read(walk: Walk, uid: str, condition: str) -> Comparison | None:
    pairs = set()
    for match in _COMPARED.finditer(condition):
        first, second = ("".join(filter(None, part)) for part in (match.groups()[:3], match.groups()[3:]))
        if not same_column(first, second):
            pairs.add(tuple(sorted((first, second))))
    if len(pairs) != 1 or walk.node(Place(unique_id=uid)) is None:
        return None
    ((one, other),) = pairs
    return Comparison(Place(unique_id=uid, column=one), Place(unique_id=uid, column=other), condition)

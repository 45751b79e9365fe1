"""Rows that fail and are made without what others of them look up: it is not what is looked up.

Amounts in euros need no rate. Where they are off in one branch as often as those that have one, it is the branch.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from dbt_onus.core.columns import FOUND
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.numbers.lookups import above_without, is_joined_once
from dbt_onus.core.probes.probe import Answer, Probe
from dbt_onus.core.probes.questions.units import fail_alike
from dbt_onus.core.probes.walking.walk import Walk
from dbt_onus.core.properties import Property


@dataclass(frozen=True, slots=True)
class Branch:
    """The rows of one branch of a union in a table where a condition fails."""

    place: Place
    literal: str
    condition: str

    @property
    def node(self) -> str:
        """The table."""
        return self.place.unique_id or ""


def needless(walk: Walk, branch: Branch, beside: Collection[str]) -> frozenset[str]:
    """Those of the entries that feed the table only by what rows fail without, as often as those that have it."""
    found: set[str] = set()
    for table, (_, answer) in _asked(walk, branch, beside):
        if answer is not None and answer.broken:
            found |= _only_by(walk, branch.node, table, beside)
    return frozenset(found)


def _asked(
    walk: Walk, branch: Branch, beside: Collection[str]
) -> Iterator[tuple[str, tuple[Probe, Answer | None]]]:
    key = walk.key((branch.place,))
    for one in walk.columns.looked_up(branch.node) if key is not None and beside else ():
        if not is_joined_once(walk, branch.node, branch.node, one.table):
            continue
        if key is None or not _only_by(walk, branch.node, one.table, beside):
            continue
        mine = f"{key.columns[0]} = {branch.literal}"
        sql = fail_alike(one.rows, branch.condition, mine, f"onus_rows.{FOUND}")
        asked = walk.ask((branch.place,), Property.DISTRIBUTION, sql, 1)
        if asked is not None:
            yield one.table, asked


def _only_by(walk: Walk, node: str, table: str, beside: Collection[str]) -> set[str]:
    """Those of the entries from which nothing comes into the node but by that table."""
    return set(beside) & (walk.case.lineage.ancestors(node) - above_without(walk, node, table))

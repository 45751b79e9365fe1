"""Rows that fail and are made without what others of them look up: it is not what is looked up.

Amounts in euros need no rate. Where they are off as often as those that have one, it is not the rates.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from dbt_onus.core.attribution import Narrowed
from dbt_onus.core.columns import FOUND
from dbt_onus.core.evidence import Place
from dbt_onus.core.probes.numbers.compared import levels
from dbt_onus.core.probes.numbers.lookups import above_without, is_joined_once
from dbt_onus.core.probes.probe import Answer, Probe
from dbt_onus.core.probes.questions.units import fail_alike
from dbt_onus.core.probes.walking.walk import Walk
from dbt_onus.core.properties import Property

#: A table that is looked up, and in how many of the rows that fail nothing is found in it.
_Asked: TypeAlias = tuple[str, tuple[Probe, Answer | None]]


@dataclass(frozen=True, slots=True)
class Branch:
    """The rows of a table where a condition fails; with a literal, those of the branch that a column names so."""

    place: Place
    condition: str
    literal: str | None = None

    @property
    def node(self) -> str:
        """The table."""
        return self.place.unique_id or ""


def walk_without(walk: Walk, suspects: Iterable[Place]) -> None:
    """Leave the suspects out that feed the failing rows by a table alone which as many of them do without."""
    known = tuple(suspects)
    if not walk.held_before or len(known) < 2:
        return
    beside = {place.unique_id or "" for place in known}
    for uid, condition in levels(walk):
        for table, (probe, answer) in _asked(walk, Branch(Place(unique_id=uid), condition), beside):
            if answer is not None and answer.broken and not walk.planning:
                _narrow(walk, known, _only_by(walk, uid, table, beside), table, (probe, answer))


def _narrow(
    walk: Walk, known: tuple[Place, ...], out: Collection[str], table: str, asked: tuple[Probe, Answer]
) -> None:
    before, (probe, answer) = walk.notes.narrowed.get(walk.symptom.key), asked
    left = tuple(place for place in (before.places if before else known) if place.unique_id not in out)
    rows = f"{answer.broken:,} of {answer.seen:,} rows that fail"
    says = f"{rows} find nothing in {walk.name(table)}, and fail as often as the others"
    if left and (before is None or len(left) < len(before.places)):
        about = before.about if before else None
        says = f"{before.says}; {says}" if before else says
        walk.notes.narrowed[walk.symptom.key] = Narrowed(places=left, says=says, sql=probe.sql, about=about)


def needless(walk: Walk, branch: Branch, beside: Collection[str]) -> frozenset[str]:
    """Those of the entries that feed the table only by what rows fail without, as often as those that have it."""
    found: set[str] = set()
    for table, (_, answer) in _asked(walk, branch, beside):
        if answer is not None and answer.broken:
            found |= _only_by(walk, branch.node, table, beside)
    return frozenset(found)


def _asked(walk: Walk, branch: Branch, beside: Collection[str]) -> Iterator[_Asked]:
    key = walk.key((branch.place,)) if branch.literal is not None else None
    if (branch.literal is not None and key is None) or walk.symptom.filtered or not beside:
        # of a test that lets some rows fail, some always did
        return
    mine = f"{key.columns[0]} = {branch.literal}" if key is not None else "1 = 1"
    for one in walk.columns.looked_up(branch.node):
        once = is_joined_once(walk, branch.node, branch.node, one.table)
        if not once or not _only_by(walk, branch.node, one.table, beside):
            continue
        sql = fail_alike(one.rows, branch.condition, mine, f"onus_rows.{FOUND}")
        asked = walk.ask((branch.place,), Property.DISTRIBUTION, sql, 1)
        if asked is not None:
            yield one.table, asked


def _only_by(walk: Walk, node: str, table: str, beside: Collection[str]) -> set[str]:
    """Those of the entries from which nothing comes into the node but by that table."""
    return set(beside) & (walk.case.lineage.ancestors(node) - above_without(walk, node, table))

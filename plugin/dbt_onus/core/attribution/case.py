"""Everything attribution may look at, and the questions it asks of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from dbt_onus.core.attribution.above import feeds_above
from dbt_onus.core.attribution.edits import changed_since, edit_of, touching
from dbt_onus.core.attribution.feeds import ColumnPaths, Copy, Feed, same_column
from dbt_onus.core.checks import Check, Verified
from dbt_onus.core.columns.edits import Edit
from dbt_onus.core.evidence import Place
from dbt_onus.core.history import History
from dbt_onus.core.leaps import Leap
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import ENTRIES, Node
from dbt_onus.core.observations import Observation
from dbt_onus.core.properties import OF_TABLES, Property
from dbt_onus.core.results import BROKEN, Status
from dbt_onus.core.says import place_name

if TYPE_CHECKING:
    from dbt_onus.core.attribution.ways.way import Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What the warehouse said of a failure without deciding it: one of these places it is, and why no other.

    `about`: what is wrong there, where that is another thing than what failed.
    """

    places: tuple[Place, ...]
    says: str
    sql: str | None = None
    about: Property | None = None


@dataclass(frozen=True)
class Case:
    """One run with what is known around it. `nodes` holds the macros too: they can be what changed.

    Runs of other projects come along: `witnesses` are keys of checks that are evidence, and nothing to be
    explained here; `code_at` is by project when its code was last seen (UTC).
    """

    nodes: Mapping[str, Node]
    lineage: Lineage
    checks: Sequence[Check]
    history: History
    paths: ColumnPaths
    observations: tuple[Observation, ...] = ()
    narrowed: Mapping[str, Narrowed] = field(default_factory=dict)
    leaps: Mapping[Observation, Leap] = field(default_factory=dict)
    witnesses: frozenset[str] = frozenset()
    code_at: Mapping[str, datetime] = field(default_factory=dict)

    @cached_property
    def verified(self) -> Verified:
        """The checks, to be asked for by node and by status."""
        return Verified.of(self.checks)

    @property
    def by_node(self) -> Mapping[str, tuple[Check, ...]]:
        """The checks that speak of each node."""
        return self.verified.by_node

    @cached_property
    def symptoms(self) -> tuple[Check, ...]:
        """What has to be explained, upstream first."""
        broken = [check for check in self.verified.with_status(BROKEN) if check.key not in self.witnesses]
        order = self.lineage.order({check.node for check in broken if check.node is not None})
        rank = {uid: place for place, uid in enumerate(order)}
        return tuple(sorted(broken, key=lambda check: (rank.get(check.node or "", len(rank)), check.key)))

    @cached_property
    def tainted(self) -> frozenset[str]:
        """Nodes below one that could not be built: dbt may report them as good, on old data (`on_error`)."""
        broken = self.verified.with_status(BROKEN)
        failed = [check.node for check in broken if check.is_build and check.node]
        return frozenset(below for node in failed for below in self.lineage.descendants(node))

    @cached_property
    def held_up(self) -> Mapping[str, Check]:
        """The nodes that this run skipped, each with the failure above it that made dbt do so, the nearest one."""
        failed: dict[str, list[Check]] = {}
        for symptom in self.symptoms:
            if symptom.node is not None:
                failed.setdefault(symptom.node, []).append(symptom)
        found: dict[str, Check] = {}
        for check in self.verified.with_status({Status.SKIPPED}):
            if check.is_build and check.node is not None:
                above = {check.node: 0, **self.lineage.distances_above(check.node)}
                near = [(above[uid], one.key, one) for uid in above if uid in failed for one in failed[uid]]
                if near:
                    found[check.node] = min(near, key=lambda one: one[:2])[2]
        return found

    @cached_property
    def observed_of(self) -> Mapping[str, Sequence[Observation]]:
        """What was measured of each node."""
        found: dict[str, list[Observation]] = {}
        for one in self.observations:
            found.setdefault(one.unique_id, []).append(one)
        return found

    @cached_property
    def references(self) -> tuple[Check, ...]:
        """The relationships that hold."""
        passed = self.verified.with_status({Status.PASS})
        return tuple(check for check in passed if self.clears(check, Property.REFERENCE))

    @cached_property
    def missed_in(self) -> tuple[Place, ...]:
        """The keys that relationships look for and do not all find."""
        found = (one.reference for one in self.verified.with_status(BROKEN | {Status.WARN}))
        return tuple(dict.fromkeys(place for place in found if place is not None))

    @cached_property
    def ways(self) -> dict[tuple[Place, Property, bool, bool], tuple[Way, ...]]:
        """What `ways_to` has found out so far."""
        return {}

    @cached_property
    def heard(self) -> dict[tuple[Place, Property], tuple[tuple[Check, Copy], ...]]:
        """What `heard_of` has found out so far."""
        return {}

    def feeds(self, place: Place, about: Property) -> tuple[Feed, ...]:
        """The places directly above, for whatever kind of node."""
        return feeds_above(self, place, about)

    def is_entry(self, unique_id: str) -> bool:
        """Whether data comes in here: a seed, or what no project at hand builds."""
        node = self.nodes.get(unique_id)
        if node is not None and node.is_external:
            return True
        return node is not None and node.resource_type in ENTRIES and not self.lineage.parents(unique_id)

    def suspicious(self, nodes: Iterable[str]) -> tuple[Check, ...]:
        """Failing and warning checks on any of the nodes."""
        return tuple(
            check
            for node in nodes
            for check in self.by_node.get(node, ())
            if check.broken or check.status is Status.WARN
        )

    def pass_at(self, place: Place, about: Property) -> Check | None:
        """A check that clears the place of a fault of this kind: it passed, on every row, on this very column."""
        if place.unique_id is None:
            return None
        for check in self.by_node.get(place.unique_id, ()):
            if self.clears(check, about) and (about in OF_TABLES or same_column(check.column, place.column)):
                return check
        return None

    def clears(self, check: Check, about: Property) -> bool:
        """Whether a check is a pass that counts: of this property, on every row, of a table really built."""
        passed = check.status is Status.PASS and not check.filtered
        return passed and check.about is about and check.node not in self.tainted

    def changed(self, check: Check, nodes: Iterable[str]) -> frozenset[str] | None:
        """Which of the nodes, and of the macros that write them, say other things than when the check last passed.

        An edit of comments or layout is none. `None`: the check never passed.
        """
        passed = self.history.last_pass.get(check.key)
        return None if passed is None else changed_since(self, frozenset(nodes), passed)

    def changed_towards(self, check: Check, nodes: Iterable[str]) -> frozenset[str] | None:
        """Of what `changed`, all whose edit can have touched what the check looked at."""
        changed = self.changed(check, nodes)
        passed = self.history.last_pass.get(check.key)
        if not changed or passed is None:
            return changed
        return touching(self, check, changed, frozenset(nodes), passed)

    def kept(self, check: Check, unique_id: str, column: str) -> bool:
        """Whether the code of a node says the same of a column as when the check last passed."""
        changed, passed = self.changed(check, [unique_id]), self.history.last_pass.get(check.key)
        if not changed or passed is None:
            return changed is not None
        return changed == {unique_id} and not self.edit(unique_id, passed).touches(column)

    def asked_before(self, check: Check, unique_id: str, column: str | None, parents: Collection[str]) -> bool:
        """Whether the node's SQL read a column of that name of one of the parents when the check last passed."""
        passed = self.history.last_pass.get(check.key)
        old = self.history.text(unique_id, passed) if passed is not None else None
        if old is None or not old.sql:
            return False
        return any(
            same_column(place.column, column) and place.unique_id in parents
            for place in self.paths.inputs(unique_id, old.sql)
        )

    def edit(self, unique_id: str, passed: datetime) -> Edit:
        """What the edits of a node come to since then."""
        known = self._edits.get((unique_id, passed))
        if known is None:
            known = self._edits[unique_id, passed] = edit_of(self, unique_id, passed)
        return known

    @cached_property
    def _edits(self) -> dict[tuple[str, datetime], Edit]:
        return {}

    def reaches(self, unique_id: str | None, check: Check) -> bool:
        """Whether a node feeds what the check looked at; what has no place in the graph (a macro) may feed all."""
        if unique_id is None or unique_id not in self.lineage:
            return True
        looked_at = {check.node, *self.nodes[check.unique_id].parents} if not check.is_build else {check.node}
        return any(uid == unique_id or unique_id in self.lineage.ancestors(uid) for uid in looked_at if uid)

    def name(self, place: Place) -> str:
        """What people call a place."""
        return place_name(self.nodes.get(place.unique_id or ""), place.column)

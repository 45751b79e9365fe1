"""One walk serves twice: while planning it writes down what it would ask next, at last it reads what was answered.

So the plan never asks what no reading uses, and no reading waits for what was never asked. Questions are asked in
rounds, a few steps up at a time: what a round has cleared is not gone above in the next.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias

from dbt_onus.core.attribution import Case
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Place
from dbt_onus.core.nodes import Node
from dbt_onus.core.probes.probe import PREFIX, Answer, Probe
from dbt_onus.core.probes.questions.values import Key
from dbt_onus.core.probes.walking.columns import Columns
from dbt_onus.core.probes.walking.inlined import inlined
from dbt_onus.core.probes.walking.notes import Notes
from dbt_onus.core.properties import Property, weighs
from dbt_onus.core.results import Status
from dbt_onus.core.says import found, place_name
from dbt_onus.core.spelling import Spelling

#: How every sentence begins that the warehouse has said.
SAID = "asked of the warehouse: "
#: A horizon beyond every hop: everything that may be asked is written down, whatever the answers would be.
FORESEEN = 1_000_000


@dataclass(frozen=True, slots=True)
class Keyed:
    """Keys of one table: how they are made of its columns, as SQL over `onus_rows`, and of which rows.

    The place has the column, where it is made of one.
    """

    place: Place
    made: str
    only: tuple[str, ...] = ()


class Seen(Enum):
    """What is known of one place. WAITING: it will be asked; OPEN: it cannot be asked, or gave no answer."""

    GOOD = "good"
    BAD = "bad"
    WAITING = "waiting"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Walk:
    """The walk above one symptom.

    `answers` holds what was asked so far, `None` for what got no answer. `horizon`: while planning, how many hops
    above the symptom questions are written down; `None`: nothing more is asked, the answers are read.
    """

    case: Case
    columns: Columns
    spelling: Callable[[str], Spelling]
    symptom: Check
    answers: Mapping[str, Answer | None]
    notes: Notes
    horizon: int | None = None

    @property
    def planning(self) -> bool:
        """Whether more may be asked."""
        return self.horizon is not None

    @property
    def foresees(self) -> bool:
        """Whether what depends on answers is written down as well."""
        return self.horizon is not None and self.horizon >= FORESEEN

    @property
    def held_before(self) -> bool:
        """Whether an earlier run is known in which the check passed."""
        return self.case.history.last_pass.get(self.symptom.key) is not None

    @property
    def is_of_a_share(self) -> bool:
        """Whether the test weighs bad rows against all: it fails for a lack of good ones as well."""
        test = self.case.nodes.get(self.symptom.unique_id)
        if test is None or self.symptom.term is not None:
            return False
        read = self.columns.looked_for(test.unique_id) is not None
        return weighs(test) or (not read and bool(self.columns.minded(test.unique_id)))

    def node(self, place: Place) -> Node | None:
        """The node of a place, if the warehouse may be asked about its table.

        What lies below a node that could not be built holds the rows of an earlier run.
        """
        node = self.case.nodes.get(place.unique_id or "")
        if node is None or node.is_test or node.unique_id in self.case.tainted:
            return None
        return node

    def key(self, places: tuple[Place, ...]) -> Key | None:
        """Columns of one table as the warehouse writes them."""
        node = self.node(places[0]) if places else None
        if node is None or any(place.unique_id != node.unique_id for place in places):
            return None
        spelling = self.spelling(node.package_name)
        relation = spelling.relation(node.relation_name)
        columns = [spelling.name(place.column) if place.column else None for place in places]
        if relation is None or any(column is None for column in columns):
            return None
        return Key(relation, tuple(f"onus_rows.{column}" for column in columns if column is not None))

    def key_of(self, keys: Sequence[Keyed]) -> Key | None:
        """Keys as they are made, in words of the warehouse."""
        node = self.node(keys[0].place) if keys else None
        if node is None or any(one.place.unique_id != node.unique_id for one in keys):
            return None
        relation = self.spelling(node.package_name).relation(node.relation_name)
        only = tuple(dict.fromkeys(part for one in keys for part in one.only))
        return Key(relation, tuple(one.made for one in keys), only) if relation is not None else None

    def keyed(self, place: Place) -> Keyed | None:
        """A column as a key."""
        key = self.key((place,))
        return Keyed(place, key.columns[0]) if key is not None else None

    def ask(
        self, places: tuple[Place, ...], about: Property, sql: str | None, hops: int
    ) -> tuple[Probe, Answer | None] | None:
        """The answer to a question about the columns of one node, and `None` for it while it is not known."""
        node = self.case.nodes.get(places[0].unique_id or "")
        if sql is None or node is None:
            return None
        columns = tuple(place.column for place in places if place.column is not None)
        probe = Probe(place=places[0], columns=columns, about=about, sql=sql, hops=hops, project=node.package_name)
        known = self.notes.asked.get(probe.key)
        if self.waits(probe) and hops <= (self.horizon or 0) and (known is None or known.hops > hops):
            self.notes.asked[probe.key] = probe
        if probe.key in self.answers:
            self.notes.known.add(probe.key)
        return probe, self.answers.get(probe.key)

    def waits(self, probe: Probe) -> bool:
        """Whether the question is still to be asked."""
        return self.planning and probe.key not in self.answers

    def is_silent(self, unique_id: str) -> bool:
        """Whether a question about the table got no answer."""
        about = f"{PREFIX}{unique_id}:"
        return any(answer is None and key.startswith(about) for key, answer in self.answers.items())

    def unknown(self, probe: Probe) -> Seen:
        """What to say of a place whose question has no answer."""
        return Seen.WAITING if self.waits(probe) else Seen.OPEN

    def clears(self, probe: Probe, *, at: Place | None = None, says: str | None = None) -> None:
        """The place is good: nothing above it matters. `at`: another place of which the answer is as true."""
        if at is not None and at != probe.place:
            probe = replace(probe, place=at, columns=(at.column,) if at.column else ())
        self._add(probe, Status.PASS, says or f"{self.where(probe)} has {found(probe.about, 0)}", 0)

    def convicts(
        self,
        probe: Probe,
        answer: Answer,
        below: frozenset[str],
        *,
        says: str | None = None,
        inferred: bool = False,
    ) -> bool:
        """The place is bad, unless code below it changed since the symptom passed: then that may be the fault.

        `inferred`: it follows from a comparison of tables rather than from the count itself. So it does where the
        test lets some bad rows through: those that are counted may be the ones that it always let through.
        """
        if self.changed_below(probe.place, below):
            return False
        counted = f"{found(probe.about, answer.broken)} of {answer.seen:,}"
        self._add(
            probe,
            Status.WARN,
            says or f"{self.where(probe)} has {counted}",
            answer.broken,
            inferred=inferred or self.symptom.filtered,
        )
        return True

    def changed_below(self, place: Place, below: frozenset[str]) -> bool:
        """Whether code between the place and the symptom changed since that passed: it may be the fault."""
        between = below - {place.unique_id or ""}
        return bool(self.case.changed_towards(self.symptom, between | inlined(self.case, place, between)))

    def where(self, probe: Probe) -> str:
        """The probed columns, as people say them."""
        return self.name(probe.place.unique_id, *probe.columns)

    def name(self, unique_id: str | None, *columns: str) -> str:
        """A table or columns of it, as people say them."""
        return place_name(self.case.nodes.get(unique_id or ""), "+".join(columns) or None)

    def _add(self, probe: Probe, status: Status, says: str, failures: int, *, inferred: bool = False) -> None:
        """What a probe found is evidence, like a test that passed or warned; never a failure to be explained.

        It stands in the name of the test whose predicate was asked: a probe has no result of its own in dbt.
        """
        self.notes.of.setdefault(probe.key, self.symptom.key)
        self.notes.checks[probe.key] = Check(
            key=probe.key,
            unique_id=self.symptom.unique_id,
            node=probe.place.unique_id,
            columns=probe.columns,
            about=probe.about,
            status=status,
            says=f"{SAID}{says}",
            failures=failures,
            inferred=inferred,
            sql=probe.sql,
        )


#: The walk above a place that is found to be bad.
Onward: TypeAlias = Callable[[Walk, Place, Property, int, frozenset[str]], None]

"""What to ask about which findings, and the case again with what was answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from dbt_onus.core.attribution import Case, Certainty, ColumnPaths, Copy, Feed, Finding, null_meant
from dbt_onus.core.checks import Check
from dbt_onus.core.columns import Edit, Predicate
from dbt_onus.core.evidence import Confidence, Place
from dbt_onus.core.history import History
from dbt_onus.core.probes.catalogs import asks_the_catalog, walk_catalog
from dbt_onus.core.probes.chains import Reference
from dbt_onus.core.probes.columns import Columns
from dbt_onus.core.probes.conditions import walk_condition
from dbt_onus.core.probes.lookups import walk_lookups
from dbt_onus.core.probes.notes import Notes
from dbt_onus.core.probes.operands import walk_operands
from dbt_onus.core.probes.probe import Answer, Probe
from dbt_onus.core.probes.references import walk_reference
from dbt_onus.core.probes.refused import asks_for_texts, walk_texts
from dbt_onus.core.probes.rows import walk_rows
from dbt_onus.core.probes.shares import walk_shares
from dbt_onus.core.probes.slices import walk_slices
from dbt_onus.core.probes.thirds import walk_thirds
from dbt_onus.core.probes.together import walk_together
from dbt_onus.core.probes.units import walk_units
from dbt_onus.core.probes.values import walk_values
from dbt_onus.core.probes.walk import FORESEEN, SAID, Walk
from dbt_onus.core.properties import Property
from dbt_onus.core.spelling import Spelling

_OF_VALUES = frozenset({Property.NULLNESS, Property.MEMBERSHIP, Property.RANGE, Property.UNIQUENESS})
#: Of a finding with more failures than these, the rest waits.
_MOST_COMPARED = 20
_ASKED_FIRST = (Confidence.UNKNOWN, Confidence.POSSIBLE, Confidence.LIKELY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What probes need besides the case: column lineage, and the adapter of each dbt project by its name.

    A node of a package that is no project of its own is reached through `project`.
    """

    columns: Columns
    adapters: Mapping[str, str]
    project: str

    def spelling(self, package: str) -> Spelling:
        """How the warehouse of a package's nodes writes names."""
        return Spelling(self.adapters.get(package) or self.adapters.get(self.project, ""))

    def project_of(self, probe: Probe) -> str:
        """Whose connection reaches the place."""
        return probe.project if probe.project in self.adapters else self.project


def plan(
    case: Case,
    findings: Iterable[Finding],
    asking: Asking,
    limit: int,
    answers: Mapping[str, Answer | None],
    horizon: int,
) -> tuple[Probe, ...]:
    """The next questions that can decide what is open, or prove what is likely: the nearest places first.

    No more than `limit`, where one and the same question about two places counts once. `answers` are those of
    earlier rounds (`None`: none came), `horizon` is how many hops above a failure is asked. Nearest first because
    an answer further up convicts only through all the answers below it.
    """
    asked: dict[str, Probe] = {}
    for confidence in _ASKED_FIRST:
        fresh: dict[str, Probe] = {}
        for finding in findings:
            if finding.confidence is confidence and not _is_answered(finding):
                fresh.update(_first_open(case, finding, asking, answers, horizon))
        asked.update({one.key: one for one in sorted(fresh.values(), key=_nearest) if one.key not in asked})
    wanted = list(dict.fromkeys(probe.sql for probe in asked.values()))[:limit]
    return tuple(probe for probe in asked.values() if probe.sql in wanted)


def _first_open(
    case: Case, finding: Finding, asking: Asking, answers: Mapping[str, Answer | None], horizon: int
) -> Mapping[str, Probe]:
    """What is to be asked about one failure of a finding; the next has its turn where that tells nothing."""
    if horizon >= FORESEEN:
        return _walked(case, [finding], asking, answers, horizon).asked
    open_: list[tuple[int, Mapping[str, Probe]]] = []
    for symptom in islice(_symptoms([finding]), _MOST_COMPARED):
        notes = Notes()
        _walk(Walk(case, asking.columns, asking.spelling, symptom, answers, notes, horizon), finding)
        if notes.asked:
            open_.append((len(notes.known), notes.asked))
    # where answers are in hand already, the next one tells soonest
    return max(open_, key=lambda one: one[0], default=(0, {}))[1]


def _is_answered(finding: Finding) -> bool:
    """Whether the warehouse has told already whose it is."""
    return finding.confidence.pages and any(piece.says.startswith(SAID) for piece in finding.evidence)


def _nearest(probe: Probe) -> tuple[int, str]:
    return probe.hops, probe.key


def answered(
    case: Case, findings: Iterable[Finding], asking: Asking, answers: Mapping[str, Answer | None]
) -> Case:
    """The case with what the answers prove, for `attribute` to be run again. `answers` are by the probe's key.

    A probe without an answer proves nothing and costs nothing else.
    """
    notes = _walked(case, findings, asking, answers, None)
    if not notes.checks and not notes.cleared and not notes.narrowed:
        return case
    checks = tuple(notes.checks.values())
    paths = ProbedPaths(case.paths, {key: frozenset(places) for key, places in notes.cleared.items()})
    # what changed since the symptom passed is what matters to the places above it too
    passed = {key: case.history.last_pass[of] for key, of in notes.of.items() if of in case.history.last_pass}
    history = case.history.joined(History(last_pass=passed))
    narrowed = dict(notes.narrowed)
    narrowed.update({key: notes.narrowed[of] for key, of in notes.of.items() if of in notes.narrowed})
    return replace(case, checks=(*case.checks, *checks), history=history, paths=paths, narrowed=narrowed)


@dataclass(frozen=True, slots=True)
class ProbedPaths:
    """Column paths without the places that the warehouse has shown to bring nothing down."""

    paths: ColumnPaths
    cleared: Mapping[tuple[Place, Property], frozenset[Place]]

    def feeds(self, place: Place, about: Property) -> tuple[Feed, ...]:
        """The places directly above that can have brought a fault of this kind."""
        cleared = self.cleared.get((place, about), frozenset())
        return tuple(feed for feed in self.paths.feeds(place, about) if feed.place not in cleared)

    def certainty(self, upstream: Place, downstream: Place) -> Certainty | None:
        """As the SQL says."""
        return self.paths.certainty(upstream, downstream)

    def copies(self, place: Place) -> tuple[Copy, ...]:
        """As the SQL says."""
        return self.paths.copies(place)

    def beside(self, place: Place) -> tuple[Place, ...]:
        """As the SQL says."""
        return self.paths.beside(place)

    def reads(self, test: str) -> tuple[Place, ...]:
        """As the SQL says."""
        return self.paths.reads(test)

    def undeclared(self, place: Place, about: Property) -> tuple[str, ...]:
        """As the SQL says."""
        return self.paths.undeclared(place, about)

    def key_above(self, unique_id: str, columns: frozenset[str]) -> tuple[str, frozenset[str]] | None:
        """As the SQL says."""
        return self.paths.key_above(unique_id, columns)

    def repeated_in(self, test: str) -> tuple[str, ...]:
        """As the SQL says."""
        return self.paths.repeated_in(test)

    def replaced(self, test: str, place: Place) -> Place | None:
        """As the SQL says."""
        return self.paths.replaced(test, place)

    def edited(self, unique_id: str, old: str, new: str) -> Edit:
        """As the SQL says."""
        return self.paths.edited(unique_id, old, new)

    def inputs(self, unique_id: str, sql: str, into: str | None = None) -> tuple[Place, ...]:
        """As the SQL says."""
        return self.paths.inputs(unique_id, sql, into)

    def refused(self, unique_id: str, kind: str) -> Place | None:
        """As the SQL says."""
        return self.paths.refused(unique_id, kind)

    def gives(self, unique_id: str, column: str) -> bool | None:
        """As the SQL says."""
        return self.paths.gives(unique_id, column)

    def passed_from(self, unique_id: str, column: str) -> str | None:
        """As the SQL says."""
        return self.paths.passed_from(unique_id, column)

    def asked_of(self, unique_id: str, column: str, kept: Callable[[str], bool]) -> tuple[tuple[str, ...], ...]:
        """As the SQL says."""
        return self.paths.asked_of(unique_id, column, kept)


def _walked(
    case: Case,
    findings: Iterable[Finding],
    asking: Asking,
    answers: Mapping[str, Answer | None],
    horizon: int | None,
) -> Notes:
    notes = Notes()
    for finding in findings:
        for symptom in _symptoms([finding]):
            _walk(Walk(case, asking.columns, asking.spelling, symptom, answers, notes, horizon), finding)
    return notes


def _walk(walk: Walk, finding: Finding) -> None:
    symptom = walk.symptom
    if asks_for_texts(symptom) and walk_texts(walk):
        return
    if asks_the_catalog(symptom):
        walk_catalog(walk, finding)
    elif not asks_for_texts(symptom):
        if not walk_condition(walk) or walk.foresees:
            _walk_up(walk, symptom)
        walk_slices(walk)
        walk_shares(walk)
        walk_thirds(walk)
        walk_units(walk)
        walk_lookups(walk, finding.suspects)


def _walk_up(walk: Walk, symptom: Check) -> None:
    place = Place(unique_id=symptom.node, column=symptom.column)
    if (member := null_meant(walk.case, symptom)) is not None:
        between = walk.case.lineage.between(member.unique_id or "", symptom.node or "")
        walk_operands(walk, member, 1, between | {member.unique_id or ""}, walk_values)
    elif symptom.about is Property.VOLUME:
        walk_rows(walk, Place(unique_id=symptom.node), 0, frozenset())
    elif symptom.reference is not None and symptom.reference.column is not None and place.column is not None:
        child, parent = walk.keyed(place), walk.keyed(symptom.reference)
        if child is not None and parent is not None:
            walk_reference(walk, Reference((child,), (parent,), 1, frozenset()), walk_values)
    elif place.column is not None and (symptom.about in _OF_VALUES or _columns_looked_for(walk, symptom)):
        walk_values(walk, place, symptom.about, 1, frozenset())
    elif len(columns := _columns_of(walk, symptom)) > 1:
        places = tuple(Place(unique_id=symptom.node, column=column) for column in columns)
        walk_together(walk, places, symptom.about, 1, frozenset())


def _columns_of(walk: Walk, symptom: Check) -> tuple[str, ...]:
    """The columns of a check of several; of a singular test those that its condition compares."""
    return symptom.columns if symptom.about is Property.UNIQUENESS else _columns_looked_for(walk, symptom)


def _columns_looked_for(walk: Walk, symptom: Check) -> tuple[str, ...]:
    found = walk.columns.looked_for(symptom.unique_id)
    return found.columns if isinstance(found, Predicate) else ()


def _symptoms(findings: Iterable[Finding]) -> Iterator[Check]:
    """The failures of tests that looked at data, and of builds that stopped at a column; other errors say all."""
    for finding in findings:
        if finding.confidence not in _ASKED_FIRST or finding.origin.unique_id is None:
            continue
        for symptom in finding.symptoms:
            of_data = symptom.reading is None and not symptom.is_build
            if symptom.node is not None and (of_data or asks_the_catalog(symptom) or asks_for_texts(symptom)):
                yield symptom

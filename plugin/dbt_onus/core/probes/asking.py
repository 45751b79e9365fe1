"""What to ask about which findings, and the case again with what was answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from dbt_onus.core.attribution import Case, Finding
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Confidence
from dbt_onus.core.history import History
from dbt_onus.core.probes.paths import ProbedPaths
from dbt_onus.core.probes.probe import Answer, Probe
from dbt_onus.core.probes.values.catalogs import asks_the_catalog
from dbt_onus.core.probes.values.refused import asks_for_texts
from dbt_onus.core.probes.walking.columns import Columns
from dbt_onus.core.probes.walking.notes import Notes
from dbt_onus.core.probes.walking.walk import FORESEEN, SAID, Walk
from dbt_onus.core.probes.walks import walk_above
from dbt_onus.core.spelling import Spelling

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
        walk_above(Walk(case, asking.columns, asking.spelling, symptom, answers, notes, horizon), finding)
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
            walk_above(Walk(case, asking.columns, asking.spelling, symptom, answers, notes, horizon), finding)
    return notes


def _symptoms(findings: Iterable[Finding]) -> Iterator[Check]:
    """The failures of tests that looked at data, and of builds that stopped at a column; other errors say all."""
    for finding in findings:
        if finding.confidence not in _ASKED_FIRST or finding.origin.unique_id is None:
            continue
        for symptom in finding.symptoms:
            of_data = symptom.reading is None and not symptom.is_build
            if symptom.node is not None and (of_data or asks_the_catalog(symptom) or asks_for_texts(symptom)):
                yield symptom

"""What is known of the other projects, as of when: each has run at another time, and some were not seen since.

A check of another run speaks of a fault only if it looked after the last moment at which all was well below: what
it saw before that was so while the failing check passed. And where a project was not seen since then, nobody can
say that its code is as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from msgspec.structs import replace as changed_check

from dbt_onus.core.attribution.case import Case
from dbt_onus.core.attribution.finding import Finding
from dbt_onus.core.checks import Check
from dbt_onus.core.evidence import Confidence, Evidence, EvidenceKind, Place, weaker
from dbt_onus.core.history import History
from dbt_onus.core.nodes import BUILT
from dbt_onus.core.results import GOOD, Status

#: Runs of one project that are merged are taken for one, unless they lie further apart than this.
_APART = timedelta(hours=1)
#: What a check found, rather than what follows.
_FOUND = frozenset({EvidenceKind.SAME_RUN_FAILURE, EvidenceKind.SAME_RUN_WARNING})


@dataclass(frozen=True, slots=True)
class _View:
    """Which checks count depends on these alone."""

    project: str
    at: datetime | None
    passed: datetime | None


class Sightings:
    """A case of several runs, seen from each failing check in turn."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._views: dict[_View, Case] = {}
        dated = case.checks if case.verified.is_dated else ()
        self._times = {check.unique_id: check.at for check in dated if check.at is not None}
        self._built = _built(dated)

    def seen_from(self, symptom: Check) -> Case:
        """The case with those checks alone that can have something to do with this failure."""
        if not self._times:
            return self._case
        passed = self._case.history.last_pass.get(symptom.key)
        view = _View(self._project(symptom.unique_id), symptom.at, passed)
        if view not in self._views:
            kept = tuple(check for check in self._case.checks if self._counts(check, view))
            self._views[view] = replace(self._case, checks=kept, history=self._history(view))
        return self._views[view]

    def _history(self, view: _View) -> History:
        """With the same moment for checks of which no earlier run is known: all was well below them, too."""
        known = self._case.history
        if view.passed is None or not self._case.witnesses:
            return known
        passed = dict.fromkeys(self._case.witnesses, view.passed)
        return replace(known, last_pass={**passed, **known.last_pass})

    def _counts(self, check: Check, view: _View) -> bool:
        if check.at is None or check.at == view.at:
            return True
        if view.passed is not None and check.at <= view.passed:
            return False
        if check.status is not Status.PASS:
            return True
        rebuilt = self._built.get(check.node or "")
        if rebuilt is not None and rebuilt > check.at:
            return False
        late = view.at is not None and check.at > view.at
        return not (late and self._project(check.unique_id) != view.project)

    def told(self, finding: Finding, symptom: Check) -> Finding:
        """The finding, no surer than what other runs saw, and what was not seen, allow."""
        if not self._times and not self._case.code_at:
            return finding
        born, here = self._project(finding.origin.unique_id or ""), self._project(symptom.unique_id)
        # another project's tables were made by another run: this one alone proves nothing of them
        crossed = born != here and born in self._case.code_at
        if crossed or any(self._is_elsewhere(piece, symptom) for piece in finding.evidence):
            finding = replace(finding, confidence=weaker(finding.confidence, Confidence.LIKELY))
        return self._with_the_unseen(finding, symptom)

    def dated(self, finding: Finding) -> Finding:
        """The finding with the age of what other runs saw than the one of its failures."""
        if not self._times or not finding.symptoms:
            return finding
        failed = {check.unique_id for check in finding.symptoms}
        first = finding.symptoms[0]
        evidence = (one if one.unique_id in failed else self._dated(one, first) for one in finding.evidence)
        return replace(finding, evidence=tuple(evidence))

    def _dated(self, piece: Evidence, symptom: Check) -> Evidence:
        at = self._seen_at(piece)
        if at is None or symptom.at is None or at == symptom.at:
            return piece
        elsewhere = self._is_elsewhere(piece, symptom)
        if not elsewhere and abs(at - symptom.at) < _APART:
            return piece
        project = self._project(piece.unique_id or "")
        apart = f"{_length(abs(at - symptom.at))} {'before' if at < symptom.at else 'after'} this one"
        return replace(piece, says=f"{piece.says} (run of {project}, {at:%Y-%m-%d %H:%M} UTC, {apart})")

    def _seen_at(self, piece: Evidence) -> datetime | None:
        """When a check found it; `None` for what follows from the graph or from code, and names only its node."""
        node = self._case.nodes.get(piece.unique_id or "")
        # a scan has no test: what it saw stands at its column
        shown = piece.column is not None or (node is not None and node.is_test)
        found = piece.kind in _FOUND or (piece.kind is EvidenceKind.BRACKET and shown)
        return self._times.get(piece.unique_id or "") if found else None

    def _is_elsewhere(self, piece: Evidence, symptom: Check) -> bool:
        at = self._seen_at(piece)
        return at not in (None, symptom.at) and self._project(piece.unique_id or "") != self._project(
            symptom.unique_id
        )

    def _with_the_unseen(self, finding: Finding, symptom: Check) -> Finding:
        """A way through code of which nobody knows whether it changed leaves a suspicion, no verdict."""
        passed, origin = self._case.history.last_pass.get(symptom.key), finding.origin.unique_id
        if not finding.confidence.pages or passed is None or origin is None or symptom.node is None:
            return finding
        crossed = self._unseen_on(origin, symptom, passed)
        if not crossed:
            return finding
        projects = sorted({self._project(uid) for uid in crossed})
        gaps = tuple(self._gap(project) for project in projects)
        border = tuple(Place(unique_id=uid) for uid in crossed[-1:] if uid != origin)
        return replace(
            finding,
            origin=Place(unique_id=symptom.node, column=symptom.column),
            confidence=Confidence.POSSIBLE,
            evidence=(*finding.evidence, *gaps),
            suspects=(finding.origin, *border),
            remedy=f"a run of {' and '.join(projects)} since then would decide it",
        )

    def _unseen_on(self, origin: str, symptom: Check, passed: datetime) -> list[str]:
        """What other projects build on the way down, where they were not seen since the check passed; in order."""
        lineage, mine = self._case.lineage, self._project(symptom.unique_id)
        way = lineage.between(origin, symptom.node or "")
        return [
            uid
            for uid in lineage.order(way)
            if self._case.nodes[uid].resource_type in BUILT
            and self._project(uid) != mine
            and (at := self._case.code_at.get(self._project(uid))) is not None
            and at <= passed
        ]

    def _gap(self, project: str) -> Evidence:
        at = self._case.code_at[project]
        says = f"what {project} did after {at:%Y-%m-%d %H:%M} UTC was not seen, and the check passed after that"
        return Evidence(kind=EvidenceKind.GAP, says=says)

    def _project(self, unique_id: str) -> str:
        node = self._case.nodes.get(unique_id)
        return node.package_name if node is not None else ""


def agreed(checks: Iterable[Check]) -> tuple[Check, ...]:
    """Each check once: what one project found broken is broken, what one does not know is not known to be good.

    Two projects that install one package have the same ids for what may be two tables.
    """
    known: dict[str, Check] = {}
    for check in checks:
        before = known.get(check.key)
        known[check.key] = check if before is None else _worse(before, check)
    return tuple(known.values())


def _worse(one: Check, other: Check) -> Check:
    return max(
        one, other, key=lambda check: (check.broken, check.status not in GOOD, check.at is not None, check.at)
    )


def _built(checks: Iterable[Check]) -> Mapping[str, datetime]:
    """When each table was last made, of the runs at hand."""
    built: dict[str, datetime] = {}
    for check in checks:
        if check.is_build and check.at is not None and check.node is not None and check.status in GOOD:
            built[check.node] = max(check.at, built.get(check.node, check.at))
    return built


def taken_at(check: Check, moment: datetime) -> Check:
    """The check as one of a run of its own."""
    return changed_check(check, at=moment)


def _length(time: timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    for size, word in ((24 * 60, "day"), (60, "hour"), (1, "minute")):
        if minutes >= 2 * size or (minutes >= size and word != "day"):
            count = minutes // size
            return f"{count} {word}{'' if count == 1 else 's'}"
    return "less than a minute"

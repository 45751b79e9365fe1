"""Replays the kept steps of a scenario through `onus report` and compares the last report with the truth."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dbt_onus.app.project import Project, read_project
from dbt_onus.app.reporting import make_report
from dbt_onus.core.reports import Report
from dbt_onus.errors import ArtifactError
from dbt_onus.report.json import render_json
from faults.baselines import BASELINES, answers
from faults.company import Company
from faults.scenario import DecidedBy, Kind, Scenario, Truth
from faults.stage import ARTIFACTS

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How one planted fault was explained; shares are 0 or 1 for onus and means over its symptoms for baselines.

    `told`: a team that owns the fault heard of it, paged or informed as the owner of a suspect.
    `cause` and `column` are `None` where nothing was asked; `confidence` is the incident's word, or `missed`.
    """

    team: float
    told: float
    node: float
    node3: float
    column: float | None
    cause: float | None
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Everything the tables are made of, for one scenario."""

    scenario: str
    company: str
    kind: Kind
    decided_by: DecidedBy
    scores: tuple[Score, ...]
    incidents: int
    pages: int
    wrong_pages: int
    right_end: bool
    baselines: Mapping[str, tuple[float, float, int, int]]
    report: Json

    @property
    def is_right(self) -> bool:
        """Every fault at its team, nobody else paged, the end as it should be."""
        return self.right_end and not self.wrong_pages and all(score.team == 1 for score in self.scores)


def replay(
    company: Company, steps: Path, work: Path, *, probe: bool = False, seen_from: str | None = None
) -> tuple[Project, Report] | None:
    """Report on every kept step in turn, in one folder, so that the ledger grows as it did; the last report.

    A step that `onus report` refuses (a `dbt compile` replaced the results) leaves what was said before. With
    `probe` the warehouse is asked at the last step, so `work` has to be the world as it was then.
    """
    last = None
    numbered = sorted(steps.iterdir()) if steps.is_dir() else []
    for step in numbered:
        for name in company.projects:
            for artifact in ARTIFACTS:
                (work / name / "target" / artifact).unlink(missing_ok=True)
            shutil.rmtree(work / name / "target" / "compiled", ignore_errors=True)
            shutil.copytree(step / name, work / name, dirs_exist_ok=True)
        try:
            reporting = company.projects if seen_from is None else (seen_from,)
            project = read_project([work / name for name in reporting])
            ask = probe and step == numbered[-1]
            last = project, make_report(project, now=datetime.now(UTC), probe=ask)
        except ArtifactError:
            continue
    return last


def judge(
    scenario: Scenario, company: Company, green_ledgers: Path, steps: Path, world: Path | None = None
) -> Outcome:
    """Judge the kept steps of a scenario. `green_ledgers` is a replayed green past, to begin with.

    With a `world`, its warehouse is asked what the artifacts leave open.
    """
    with tempfile.TemporaryDirectory(prefix="onus-bench-") as folder:
        work = world or Path(folder)
        for name in company.projects:
            shutil.rmtree(work / name / ".onus", ignore_errors=True)
        if scenario.history:
            shutil.copytree(green_ledgers, work, dirs_exist_ok=True)
        replayed = replay(company, steps, work, probe=world is not None, seen_from=scenario.seen_from)
        if replayed is None:
            raise FileNotFoundError(f"{steps}: no step was kept; run the scenario again")
        project, report = replayed
        return compare(scenario, project, json.loads(render_json(report)))


def compare(scenario: Scenario, project: Project, report: Json) -> Outcome:
    """Score a report."""
    incidents = [one for one in report["incidents"] if one["state"] != "resolved"]
    assigned = assign(scenario.faults, incidents, project)
    asked = scenario.decided_by is not DecidedBy.NOTHING
    pages = [(team, one) for one in incidents for team in one["notify"]]
    teams = {truth.team for fault in scenario.faults for truth in fault.accepted}
    wrong = [team for team, one in pages if team not in teams and (asked or one["confidence"] in SURE)]
    found = answers(project)
    return Outcome(
        scenario=scenario.name,
        company=scenario.company,
        kind=scenario.kind,
        decided_by=scenario.decided_by,
        scores=tuple(score(fault, mine) for fault, mine in zip(scenario.faults, assigned, strict=True)),
        incidents=len(incidents),
        pages=len(pages),
        wrong_pages=len(wrong),
        right_end=_right_end(scenario, incidents, report),
        baselines={name: _baseline(scenario.faults, teams, found[name], project) for name in BASELINES},
        report=report,
    )


def crashed(scenario: Scenario) -> Outcome:
    """What is counted where no report came at all."""
    return Outcome(
        scenario=scenario.name,
        company=scenario.company,
        kind=scenario.kind,
        decided_by=scenario.decided_by,
        scores=tuple(score(fault, []) for fault in scenario.faults),
        incidents=0,
        pages=0,
        wrong_pages=0,
        right_end=False,
        baselines=dict.fromkeys(BASELINES, (0.0, 0.0, 0, 0)),
        report={"incidents": [], "resolved": []},
    )


#: Words on which somebody upstream is paged.
SURE = ("proven", "likely")


def _right_end(scenario: Scenario, incidents: list[Json], report: Json) -> bool:
    if not scenario.faults:
        return not incidents and len(report["resolved"]) >= scenario.resolves
    return len(report["resolved"]) >= scenario.resolves


def assign(faults: tuple[Truth, ...], incidents: list[Json], project: Project) -> list[list[Json]]:
    """Which incidents speak of which fault, in the report's order.

    An incident belongs to the fault whose origin it names; else to one below which its failures lie, rather to
    one that has none yet.
    """
    assigned: list[list[Json]] = [[] for _ in faults]
    rest = []
    for incident in incidents:
        named = [i for i, fault in enumerate(faults) if _origin_of(incident, fault)]
        if named:
            assigned[named[0]].append(incident)
        else:
            rest.append(incident)
    for incident in rest:
        related = [i for i, fault in enumerate(faults) if _touches(incident, fault, project)]
        if related:
            assigned[min(related, key=lambda i: len(assigned[i]))].append(incident)
    order = {id(incident): place for place, incident in enumerate(incidents)}
    return [sorted(mine, key=lambda one: order[id(one)]) for mine in assigned]


def _origin_of(incident: Json, fault: Truth) -> bool:
    return any(incident["origin"]["unique_id"] == truth.origin for truth in fault.accepted)


def _touches(incident: Json, fault: Truth, project: Project) -> bool:
    if fault.origin is None or fault.origin not in project.lineage:
        return True
    below = project.lineage.descendants(fault.origin) | {fault.origin}
    return any(below & _places(uid, project) for uid in incident["failures"])


def _places(unique_id: str, project: Project) -> set[str]:
    node = project.nodes.get(unique_id)
    return {unique_id, *(node.parents if node is not None and node.is_test else ())}


def score(fault: Truth, incidents: list[Json]) -> Score:
    """The first incident about the fault against what is true."""
    if not incidents:
        column = None if fault.column is None else 0.0
        return Score(team=0, told=0, node=0, node3=0, column=column, cause=0, confidence="missed")
    first = incidents[0]
    places = [first["origin"], *first["suspects"]][:3]
    right = [truth for truth in fault.accepted if truth.origin == first["origin"]["unique_id"]]
    told = {team for one in incidents for team in (*one["notify"], *one["inform"])}
    causes = {fault.cause, *fault.causes, *(truth.cause for truth in right)}
    return Score(
        team=float(any(first["team"] == truth.team for truth in fault.accepted)),
        told=float(any(truth.team in told for truth in fault.accepted)),
        node=float(bool(right)),
        node3=float(any(place["unique_id"] == truth.origin for place in places for truth in fault.accepted)),
        column=_column(fault, first["origin"]["column"], right),
        cause=float(first["cause"] in causes),
        confidence=first["confidence"],
    )


def _column(fault: Truth, named: str | None, right: list[Truth]) -> float | None:
    if fault.column is None:
        return None
    return float(any((truth.column or "").lower() == (named or "").lower() for truth in right))


def _baseline(
    faults: tuple[Truth, ...], teams: set[str], found: Mapping[str, str], project: Project
) -> tuple[float, float, int, int]:
    """Team and node AC@1 of a baseline (summed over the faults), its pages and the wrong ones among them.

    A baseline answers each symptom by itself: its share for a fault is the mean over the symptoms of the fault.
    """
    team = node = 0.0
    for fault in faults:
        mine = [answer for symptom, answer in found.items() if _below(symptom, fault, project)]
        team += _mean([float(any(_team(a, project) == t.team for t in fault.accepted)) for a in mine])
        node += _mean([float(any(a == t.origin for t in fault.accepted)) for a in mine])
    paged = {answer: _team(answer, project) for answer in found.values()}
    wrong = sum(1 for one in paged.values() if one not in teams)
    return team, node, len(paged), wrong


def _below(symptom: str, fault: Truth, project: Project) -> bool:
    if fault.origin is None or fault.origin not in project.lineage:
        return True
    return bool(_places(symptom, project) & (project.lineage.descendants(fault.origin) | {fault.origin}))


def _team(unique_id: str, project: Project) -> str:
    return project.owner_of(unique_id).team


def _mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0

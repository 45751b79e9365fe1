"""What a project's declarations leave open: metadata alone, no warehouse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from dbt_onus.app.doing import doing
from dbt_onus.app.lookup import known_of
from dbt_onus.app.members import Member
from dbt_onus.app.placing import from_here
from dbt_onus.app.project import Project
from dbt_onus.artifacts import read_disabled
from dbt_onus.baseline import read_baseline
from dbt_onus.config import CONFIG_FILE
from dbt_onus.core.attachment import attached_to
from dbt_onus.core.gaps import (
    CheckReport,
    Configuration,
    Gap,
    Kind,
    Survey,
    compared,
    configuration_gaps,
    contract_gaps,
    coverage_of,
    ordered,
    owner_gaps,
)
from dbt_onus.core.history import Evaluations
from dbt_onus.core.nodes import Node
from dbt_onus.core.ownership import Roster
from dbt_onus.core.promises import contract_tests
from dbt_onus.core.selectors import matched
from dbt_onus.declarations import Places
from dbt_onus.errors import ConfigError, LedgerError, SelectorError

#: How many runs without an evaluation make a contract inert.
RUNS = 10


def check_project(
    project: Project,
    *,
    now: datetime,
    runs: int = RUNS,
    selector: str | None = None,
    ignored: Iterable[Kind] = (),
    baseline: Path | None = None,
) -> CheckReport:
    """Everything that is left open, compared with a baseline where one is given.

    `selector` narrows it to nodes, and leaves onus.yml itself out. SelectorError, OnusError: it or the baseline
    cannot be read.
    """
    accepted = read_baseline(baseline) if baseline is not None else None
    notes: list[str] = [line for one in project.reporting for line in (*one.config.warnings, *one.target.warnings)]
    only = known_of(project).selected(selector) if selector else None
    survey = survey_of(project, notes, only=only, runs=runs)
    with doing("looking at the declarations"):
        found = list(_gaps(project, survey, runs))
    if only is None:
        for member in project.reporting:
            if (said := _configuration(project, member)) is not None:
                found.extend(configuration_gaps(said, now.date()))
    left_out = frozenset(ignored)
    gaps = ordered(_placed(project, (gap for gap in found if gap.kind not in left_out)))
    known, closed = compared(gaps, accepted)
    return CheckReport(
        projects=tuple(member.name for member in project.reporting),
        gaps=gaps,
        coverage=coverage_of(survey),
        known=known,
        # a look at some nodes says nothing of the rest of the baseline
        closed=closed if only is None and not left_out else (),
        notes=tuple(dict.fromkeys(notes)),
    )


def _gaps(project: Project, survey: Survey, runs: int) -> Iterator[Gap]:
    defined = any(member.config.teams for member in project.members)
    yield from owner_gaps(survey, _roster(project) if defined else None)
    yield from contract_gaps(survey, runs)
    # reading SQL takes longer than all the rest: only where a promised table is read across a border
    if any(survey.is_promised(node) and survey.consumers_of(node) for node in survey.tables):
        from dbt_onus.app.columns import columns_of
        from dbt_onus.core.gaps.consumers import column_gaps

        with columns_of(project) as columns:
            yield from column_gaps(survey, columns)


def survey_of(
    project: Project, notes: list[str], *, only: frozenset[str] | None = None, runs: int = RUNS
) -> Survey:
    """The project as it is asked for gaps; what cannot be told is added to `notes`."""
    return Survey(
        lineage=project.lineage,
        projects=frozenset(member.name for member in project.reporting),
        owner_of=project.owner_of,
        disabled=dict(_disabled(project)),
        evaluations=dict(_evaluations(project, runs, notes)),
        asked=_asked(project),
        only=only,
    )


def _disabled(project: Project) -> Iterator[tuple[str, Node]]:
    """Contract tests that are switched off, by the node they would hold to its promise."""
    for member in project.reporting:
        for test in contract_tests(read_disabled(member.target.directory)):
            attached = attached_to(test, project.nodes)
            if attached is not None:
                yield attached, test


def _evaluations(project: Project, runs: int, notes: list[str]) -> Iterator[tuple[str, Evaluations]]:
    for member in project.reporting:
        try:
            yield member.name, member.ledger.evaluations(member.name, runs)
        except LedgerError as error:
            notes.append(f"{error}; which contracts are inert is not known")


def _asked(project: Project) -> frozenset[str] | None:
    """The sources whose age is known; `None` where nothing ran here at all."""
    ran = [member.target.run for member in project.members if member.target.run is not None]
    return frozenset(uid for run in ran for uid in run.freshness) if ran else None


def _roster(project: Project) -> Roster:
    """The teams of every project, by all their names, with dbt's groups."""
    roster = Roster(team for member in project.members for team in member.config.teams.values())
    for key, name in project.team_names.items():
        roster.add(key, names=(name,))
    for group in project.groups.values():
        email = group.owner.email if group.owner else None
        people = [email] if isinstance(email, str) else email or []
        roster.add(
            group.name, names=[group.owner.name] if group.owner and group.owner.name else [], members=people
        )
    for member in project.members:
        roster.add(member.config.fallback_team)
    return roster


def _configuration(project: Project, member: Member) -> Configuration | None:
    config = member.config
    if config.path is None:
        return None

    def selected(select: str) -> frozenset[str]:
        try:
            return matched(
                select,
                project.lineage,
                groups=member.manifest.groups,
                team_of=lambda uid: project.owner_of(uid).team,
                projects=[member.name],
            )
        except SelectorError as error:
            raise ConfigError(f"{config.path}: {error}") from error

    nodes = [node for node in project.nodes.values() if not node.is_test]
    return Configuration(
        project=member.name,
        file=CONFIG_FILE,
        fallback_team=config.fallback_team,
        teams=config.teams,
        defaults=config.defaults,
        receivers=config.receivers,
        rules=[(rule, selected(rule.select)) for rule in config.rules],
        silences=[(silence, selected(silence.select)) for silence in config.silences],
        waivers=[(waiver, selected(waiver.select)) for waiver in config.waivers],
        groups=[group.name for group in member.manifest.groups.values()],
        owning={project.owner_of(node.unique_id).team for node in nodes},
    )


def _placed(project: Project, gaps: Iterable[Gap]) -> Iterator[Gap]:
    """The gaps with their files as CI systems want them, and with lines."""
    homes = {member.name: member for member in project.members}
    places = Places()
    for gap in gaps:
        member = homes.get(gap.project)
        file = _file(member, gap) if member is not None and gap.file else None
        if file is None:
            yield gap
        else:
            yield replace(gap, file=from_here(file), line=places.line(file, gap.keys))


def _file(member: Member, gap: Gap) -> Path:
    if gap.unique_id is None and member.config.path is not None:
        return member.config.path
    return member.directory / gap.file

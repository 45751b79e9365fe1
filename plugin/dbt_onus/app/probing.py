"""Ask the warehouse what the artifacts leave open, and let attribution look again."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dbt_onus.app.members import Member
from dbt_onus.app.project import Project
from dbt_onus.config.sections import Probes
from dbt_onus.core.attribution import Case, Finding
from dbt_onus.core.columns import ColumnLineage
from dbt_onus.core.probes import Answer, Asking, Probe, ask_in_rounds, foreseen
from dbt_onus.core.says import place_name
from dbt_onus.warehouse import Warehouse, ask, dbt_command, read_connection

#: By then other loads have run, and the warehouse may no longer hold what the run saw.
_STALE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """The case with what the warehouse said, and what went wrong in asking, a line each."""

    case: Case
    warnings: tuple[str, ...] = ()


def planned(
    project: Project, case: Case, findings: Sequence[Finding], columns: ColumnLineage, bounds: Probes
) -> tuple[Probe, ...]:
    """Everything that may be asked, as far as the answers do not make it needless; nothing is."""
    return foreseen(case, findings, _asking(project, columns), bounds.limit)


def probed(
    project: Project,
    case: Case,
    findings: Sequence[Finding],
    columns: ColumnLineage,
    bounds: Probes,
    *,
    now: datetime,
) -> Probed:
    """Ask the warehouse about what the findings leave open, within the bounds; attribute the case it gives again.

    Nothing that goes wrong is an error: an answer that is missing costs confidence, and a line among the warnings.
    """
    asking = _asking(project, columns)
    problems: dict[str, None] = {}
    ends = time.monotonic() + bounds.seconds

    def ask_now(probes: Sequence[Probe]) -> Mapping[str, Answer] | None:
        seconds = ends - time.monotonic()
        if seconds <= 0:
            problems.setdefault(f"probes: the time of {bounds.seconds} seconds was over before all was asked")
            return None
        found, warnings = _answers(project, asking, probes, seconds)
        problems.update(dict.fromkeys(warnings))
        problems.update(dict.fromkeys(_staleness(project, now) if found else ()))
        return found

    known = ask_in_rounds(case, findings, asking, bounds.limit, ask_now)
    return Probed(case=known, warnings=tuple(problems))


def render_probes(project: Project, probes: Iterable[Probe]) -> str:
    """The SQL of each probe, headed by a comment that says what it is asked about."""
    return "\n\n".join(f"-- {probe.about} of {_name(project, probe)}\n{probe.sql};" for probe in probes)


def _name(project: Project, probe: Probe) -> str:
    name = place_name(project.nodes.get(probe.place.unique_id or ""), "+".join(probe.columns) or None)
    # a comment ends with its line, and names are data
    return " ".join(name.split())


def _asking(project: Project, columns: ColumnLineage) -> Asking:
    adapters = {member.name: member.manifest.adapter_type for member in project.members}
    return Asking(columns=columns, adapters=adapters, project=project.name)


def _answers(
    project: Project, asking: Asking, probes: Iterable[Probe], seconds: float
) -> tuple[dict[str, Answer], list[str]]:
    """The answers, each project's probes through its own connection, and the time shared between them."""
    dbt = dbt_command()
    if dbt is None:
        return {}, ["probes: no dbt was found to ask the warehouse with; name one in ONUS_DBT"]
    # two places may be asked about by one and the same question
    by_project: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for probe in probes:
        by_project[asking.project_of(probe)][probe.sql].append(probe.key)
    members: Mapping[str, Member] = {member.name: _asked_through(member, project) for member in project.members}
    answers: dict[str, Answer] = {}
    warnings = []
    for name, keys in by_project.items():
        questions = {same[0]: sql for sql, same in keys.items()}
        asked = ask(questions, _warehouse(members[name], dbt), seconds=seconds / len(by_project))
        for same in keys.values():
            answers.update({key: asked.answers[same[0]] for key in same if same[0] in asked.answers})
        if asked.problem is not None:
            missing = len(questions) - len(asked.answers)
            warnings.append(f"probes: {missing} of {len(questions)} in {name} got no answer: {asked.problem}")
    return answers, warnings


def _asked_through(member: Member, project: Project) -> Member:
    """The project itself; where only a neighbour's artifacts are here, whoever reports on the same warehouse."""
    reporting = project.members[0]
    alone = member.is_neighbour and not (member.directory / "dbt_project.yml").exists()
    return reporting if alone and member.manifest.adapter_type == reporting.manifest.adapter_type else member


def _warehouse(member: Member, dbt: tuple[str, ...]) -> Warehouse:
    target = member.target.directory
    return Warehouse(project_dir=member.directory, dbt=dbt, options=read_connection(target), target_path=target)


def _staleness(project: Project, now: datetime) -> Iterable[str]:
    runs = [member.target.run for member in project.members if member.target.run is not None]
    age = now - min(run.invocation.generated_at for run in runs) if runs else timedelta(0)
    if age > _STALE:
        hours = age.total_seconds() / 3600
        yield f"probes: the warehouse was asked {hours:.0f} hours after the run; it may hold other data by now"

"""The jobs of one dbt command: the command itself, one for each node that was built, one for each tested table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from dbt_onus.core.checks import Check
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.nodes import Node
from dbt_onus.core.openlineage.tables import BUILT, TeamOf, assertion_of, is_standing, table_of, tables_read
from dbt_onus.core.openlineage.values import JobRun, Kind, Naming, Parent, run_id_of
from dbt_onus.core.plain import plain
from dbt_onus.core.results import BROKEN, Invocation, Result, Run, Status

_DONE = BROKEN | {Status.SUCCESS, Status.PASS, Status.WARN, Status.REUSED}


def job_runs_of(
    run: Run,
    project: str,
    nodes: Mapping[str, Node],
    checks: Iterable[Check],
    incidents: Iterable[Incident],
    team_of: TeamOf,
    naming: Naming,
    parent: Parent | None = None,
) -> tuple[JobRun, ...]:
    """What ran, the command first. `checks` are those of this run, `incidents` the open ones that explain them.

    `parent` is the orchestrator's run, where it said so.
    """
    command = _command(run, project, parent)
    above = Parent(namespace=naming.jobs, name=command.name, run_id=command.run_id)
    said = {key: incident for incident in incidents for key in incident.checks}
    told = _Told(run, project, nodes, said, team_of, above)
    return (command, *told.builds(), *told.tests(checks))


def _command(run: Run, project: str, parent: Parent | None) -> JobRun:
    invocation = run.invocation
    times = [time for result in run.results.values() for time in _times(result)]
    broken = sum(result.status in BROKEN for result in run.results.values())
    return JobRun(
        run_id=run_id_of(invocation.invocation_id),
        name=f"{plain(project)}.dbt-{plain(invocation.which)}",
        kind=Kind.COMMAND,
        team=None,
        started=min([*times, invocation.generated_at]),
        ended=invocation.generated_at,
        parent=parent,
        error=f"{broken:,} of {len(run.results):,} results failed" if broken else None,
        engine_version=invocation.dbt_version,
    )


class _Told:
    """What the jobs below one command have in common."""

    def __init__(
        self,
        run: Run,
        project: str,
        nodes: Mapping[str, Node],
        incidents: Mapping[str, Incident],
        team_of: TeamOf,
        parent: Parent,
    ) -> None:
        self._run, self._project, self._nodes = run, project, nodes
        self._incidents, self._team_of, self._parent = incidents, team_of, parent

    def builds(self) -> Iterator[JobRun]:
        """A job for each table that was built, or not built for an error."""
        for uid, result in sorted(self._run.results.items()):
            node = self._nodes.get(uid)
            if node is None or node.resource_type not in BUILT or result.status not in _DONE:
                continue
            if is_standing(node):
                yield self._build(node, result)

    def _build(self, node: Node, result: Result) -> JobRun:
        started, ended = _span([result], self._run.invocation)
        error = None
        if result.status in BROKEN:
            error = self._error(node.unique_id, plain(result.message or "it failed"))
        return JobRun(
            run_id=run_id_of(self._run.invocation.invocation_id, node.unique_id),
            name=self._name(node),
            kind=Kind(node.resource_type.upper()),
            team=self._team_of(node.unique_id),
            started=started,
            ended=ended,
            parent=self._parent,
            inputs=tuple(table_of(read, self._team_of) for read in tables_read(node, self._nodes)),
            outputs=(table_of(node, self._team_of),),
            error=error,
            engine_version=self._run.invocation.dbt_version,
        )

    def tests(self, checks: Iterable[Check]) -> Iterator[JobRun]:
        """A job for each table that was tested, which reads it and says what came of it."""
        by_node: dict[str, list[Check]] = {}
        for check in checks:
            if check.node is not None and not check.is_build and check.status is not Status.SKIPPED:
                by_node.setdefault(check.node, []).append(check)
        for uid, mine in sorted(by_node.items()):
            node = self._nodes.get(uid)
            if node is not None and is_standing(node):
                yield self._test(node, mine)

    def _test(self, node: Node, checks: list[Check]) -> JobRun:
        found = [one for check in checks if (one := assertion_of(check, self._nodes)) is not None]
        tests = dict.fromkeys(check.unique_id for check in checks)
        started, ended = _span(
            [self._run.results[uid] for uid in tests if uid in self._run.results], self._run.invocation
        )
        errors = dict.fromkeys(self._error(check.key, plain(check.says)) for check in checks if check.broken)
        return JobRun(
            run_id=run_id_of(self._run.invocation.invocation_id, f"{node.unique_id}.test"),
            name=f"{self._name(node)}.test",
            kind=Kind.TEST,
            team=self._team_of(node.unique_id),
            started=started,
            ended=ended,
            parent=self._parent,
            inputs=(table_of(node, self._team_of, tuple(found)),),
            error="; ".join(errors) or None,
            engine_version=self._run.invocation.dbt_version,
        )

    def _name(self, node: Node) -> str:
        return plain(f"{self._project}.{node.label_name}")

    def _error(self, key: str, says: str) -> str:
        incident = self._incidents.get(key)
        if incident is None:
            return says
        team = f"{incident.team} answers ({incident.confidence.value})"
        where = incident.origin.unique_id or "the platform"
        return plain(f"{says}. {team}; born in {where}; incident {incident.id}")


def _span(results: Iterable[Result], invocation: Invocation) -> tuple[datetime, datetime]:
    times = [time for result in results for time in _times(result)]
    return (min(times), max(times)) if times else (invocation.generated_at, invocation.generated_at)


def _times(result: Result) -> Iterator[datetime]:
    """When dbt was at it; nothing where it does not say, or says it oddly."""
    for phase in result.timing or ():
        for text in (phase.started_at, phase.completed_at):
            try:
                moment = datetime.fromisoformat(text or "")
            except ValueError:
                continue
            yield moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)

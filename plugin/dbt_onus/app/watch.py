"""Incidents and what onus.yml says of them, without artifacts where there are none: a cron job needs no run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dbt_onus.app.members import Member, ledger_of_config
from dbt_onus.app.project import Project, read_project
from dbt_onus.artifacts import target_of
from dbt_onus.config import CONFIG_FILE, Config, read_config
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.incidents.muting import Mutes
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.ownership import Team
from dbt_onus.core.ports import Ledger
from dbt_onus.core.selectors import matched
from dbt_onus.core.sketches import sketched_nodes, untold
from dbt_onus.errors import ConfigError, SelectorError


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """A project of which only onus.yml and the ledger are there."""

    directory: Path
    config: Config
    ledger: Ledger


class Watch:
    """What is remembered of one project or of several; `project` is `None` where a manifest is missing."""

    def __init__(self, members: Sequence[Member | Keeper], project: Project | None) -> None:
        self.members = tuple(members)
        self.project = project
        self._untold: list[str] = []

    @property
    def config(self) -> Config:
        """What the reporting project says."""
        return self.members[0].config

    @property
    def fallback_team(self) -> str:
        """Who answers for what is nobody's."""
        return self.config.fallback_team

    @cached_property
    def teams(self) -> Mapping[str, Team]:
        """The teams of every onus.yml, by key."""
        return {key: team for member in reversed(self.members) for key, team in member.config.teams.items()}

    @property
    def team_names(self) -> Mapping[str, str]:
        """What people call each team."""
        if self.project is not None:
            return self.project.team_names
        return {key: team.name for key, team in self.teams.items()}

    @cached_property
    def open_incidents(self) -> tuple[Incident, ...]:
        """What nobody has resolved, once each: projects may share a ledger."""
        found = {one.id: one for member in self.members for one in member.ledger.open_incidents()}
        return tuple(sorted(found.values(), key=lambda one: (one.opened_at, one.id)))

    def concerns(self, incident: Incident) -> bool:
        """Whether an incident is of the projects that report; all of them where no manifest tells."""
        return self.project is None or self.project.concerns(incident)

    @cached_property
    def mutes(self) -> Mutes:
        """The silences and waivers of every onus.yml. Reads the ledger where there is no manifest."""
        return mutes_of(self.project) if self.project is not None else self.mutes_over(self.open_incidents)

    def mutes_over(self, incidents: Iterable[Incident]) -> Mutes:
        """The same for these incidents: asked of the manifest, or else of the ids they name. Reads nothing."""
        if self.project is not None:
            return self.mutes
        known = tuple(incidents)
        lineage = Lineage.of(sketched_nodes(known))
        projects = {one.project for one in known}

        def selected(expression: str) -> frozenset[str]:
            missing = untold(expression)
            if missing and known:
                names = ", ".join(f'"{one}"' for one in missing)
                self._untold.append(
                    f'"{expression}" mutes nothing here: {names} takes a manifest; run `dbt parse`'
                )
            return frozenset() if missing else matched(expression, lineage, projects=projects)

        return _mutes([(member.config, selected) for member in self.members])

    @property
    def says(self) -> tuple[str, ...]:
        """What could not be told without a manifest, of whatever was asked so far."""
        return tuple(dict.fromkeys(self._untold))


def read_watch(
    project_dirs: Sequence[Path], *, target_path: Path | None = None, config_path: Path | None = None
) -> Watch:
    """The projects as far as they are there: with their manifests if each has one, else onus.yml and ledger alone.

    ArtifactError, ConfigError, LedgerError: see the readers.
    """
    if all((target_of(one, target_path) / "manifest.json").exists() for one in project_dirs):
        project = read_project(project_dirs, target_path=target_path, config_path=config_path)
        return Watch(project.members, project)
    return Watch([_keeper(directory, config_path) for directory in project_dirs], None)


def mutes_of(project: Project) -> Mutes:
    """The silences and waivers of every onus.yml, with the nodes that each selects."""

    def selecting(member: Member) -> Callable[[str], frozenset[str]]:
        return lambda expression: matched(
            expression,
            project.lineage,
            groups=project.groups,
            team_of=lambda uid: project.owner_of(uid).team,
            projects=[member.name],
        )

    spoken_for = {id(member): member.config is project.members[0].config for member in project.members[1:]}
    return _mutes(
        [(member.config, selecting(member)) for member in project.members if not spoken_for.get(id(member))]
    )


def _mutes(configs: Sequence[tuple[Config, Callable[[str], frozenset[str]]]]) -> Mutes:
    return Mutes(
        silences=tuple(
            (one, _selected(one.select, config, "silences", selected))
            for config, selected in configs
            for one in config.silences
        ),
        waivers=tuple(
            (one, _selected(one.select, config, "waivers", selected))
            for config, selected in configs
            for one in config.waivers
        ),
    )


def _selected(
    expression: str, config: Config, section: str, selected: Callable[[str], frozenset[str]]
) -> frozenset[str]:
    try:
        return selected(expression)
    except SelectorError as error:
        raise ConfigError(f"{config.path}: {section}: {error}") from error


def _keeper(directory: Path, config_path: Path | None) -> Keeper:
    file = config_path or directory / CONFIG_FILE
    config = read_config(file if config_path or file.exists() else None, None)
    return Keeper(directory=directory, config=config, ledger=ledger_of_config(config, directory))

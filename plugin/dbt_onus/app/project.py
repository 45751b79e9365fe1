"""What is known of one project, or of several stitched into one graph."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from dbt_onus.app.doing import doing
from dbt_onus.artifacts import Target, target_of
from dbt_onus.config import CONFIG_FILE, Config, read_codeowners, read_config
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Group, Manifest, Node
from dbt_onus.core.ownership import Owner, Ownership, Rule
from dbt_onus.core.receivers import SecretRef
from dbt_onus.core.selectors import matched
from dbt_onus.errors import ConfigError, LedgerError, SelectorError

if TYPE_CHECKING:
    from dbt_onus.core.incidents import Incident
    from dbt_onus.core.ports import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One dbt project of those that are read together, with the configuration and memory of its own."""

    directory: Path
    target: Target
    config: Config
    ledger: Ledger

    @property
    def name(self) -> str:
        """The project's name in dbt."""
        return self.target.manifest.project_name

    @property
    def manifest(self) -> Manifest:
        """What dbt parsed."""
        return self.target.manifest


class Project:
    """The projects as one: one graph, one question of who answers. The first one is the reporting one."""

    def __init__(
        self,
        members: Sequence[Member],
        nodes: Mapping[str, Node],
        lineage: Lineage,
        selected: Mapping[tuple[str, str], Collection[str]] | None = None,
    ) -> None:
        """`selected`: what a project's rules select, by project and selector, where that is known already."""
        self.members = tuple(members)
        self.nodes = nodes
        self.lineage = lineage
        self._known_rules: dict[tuple[str, str], Collection[str]] = dict(selected or {})
        self._dead_rules: list[str] = []
        self._reassigned = _reassigned(members)
        self._ownerships = {member.name: self._ownership(member) for member in reversed(self.members)}

    @property
    def name(self) -> str:
        """The reporting project."""
        return self.members[0].name

    @property
    def manifests(self) -> tuple[Manifest, ...]:
        """Every project's manifest."""
        return tuple(member.manifest for member in self.members)

    @cached_property
    def groups(self) -> Mapping[str, Group]:
        """dbt's groups of every project, by `unique_id`."""
        return {uid: group for manifest in reversed(self.manifests) for uid, group in manifest.groups.items()}

    @cached_property
    def macros(self) -> Mapping[str, Node]:
        """The macros of the projects and their packages: not in the graph, but things that can change."""
        from dbt_onus.core.code import macro_nodes

        return {uid: node for manifest in reversed(self.manifests) for uid, node in macro_nodes(manifest).items()}

    @property
    def fallback_team(self) -> str:
        """Who answers for what is nobody's."""
        return self.members[0].config.fallback_team

    @cached_property
    def team_names(self) -> Mapping[str, str]:
        """What people call each team."""
        return {key: team.name for one in self._ownerships.values() for key, team in one.teams.items()}

    @property
    def invocations(self) -> frozenset[str]:
        """The dbt commands whose results are at hand."""
        runs = [member.target.run for member in self.members if member.target.run is not None]
        fresh = [run.freshness_invocation for run in runs if run.freshness_invocation is not None]
        return frozenset(one.invocation_id for one in (*(run.invocation for run in runs), *fresh))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What was odd in what was read, a line each."""
        read = (line for member in self.members for line in (*member.config.warnings, *member.target.warnings))
        return tuple(dict.fromkeys((*read, *self._dead_rules)))

    def owner_of(self, unique_id: str) -> Owner:
        """Who answers for a node: as its own project says, or the reporting one for packages of nobody here."""
        node = self.nodes.get(unique_id) or self.macros[unique_id]
        ownership = self._ownerships.get(node.package_name) or self._ownerships[self.name]
        return ownership.owner_of(node)

    def ledger_of(self, project: str) -> Ledger:
        """The memory of a project; the reporting project's for what belongs to none of them."""
        return next((one.ledger for one in self.members if one.name == project), self.members[0].ledger)

    def home_of(self, incident: Incident) -> str:
        """The project whose ledger keeps the incident: where it was born, if that is one of these."""
        names = {member.name for member in self.members}
        return incident.project if incident.project in names else self.name

    def _ownership(self, member: Member) -> Ownership:
        codeowners = read_codeowners(member.directory, member.config)
        return Ownership(
            fallback_team=member.config.fallback_team,
            nodes=self.nodes,
            teams=member.config.teams,
            groups=member.manifest.groups,
            selected=[(rule, self.selected(member, rule)) for rule in member.config.rules],
            reassigned=self._reassigned,
            codeowners={member.name: codeowners} if codeowners else {},
            defaults=member.config.defaults,
        )

    def selected(self, member: Member, rule: Rule) -> Collection[str]:
        """What a rule of onus.yml selects; a rule that selects nothing is dead, and said to be."""
        found = self._known_rules.get((member.name, rule.select))
        if found is None:
            groups = member.manifest.groups
            try:
                found = matched(rule.select, self.lineage, groups=groups, projects=[member.name])
            except SelectorError as error:
                raise ConfigError(f"{member.config.path}: rules: {error}") from error
            self._known_rules[member.name, rule.select] = found
        if not found:
            self._dead_rules.append(f'{member.config.path}: rule "{rule.select}" for {rule.team} selects nothing')
        return found


def read_project(
    project_dirs: Sequence[Path],
    *,
    target_path: Path | None = None,
    config_path: Path | None = None,
    with_runs: bool = True,
) -> Project:
    """Read every project's artifacts and configuration and stitch them into one graph.

    A `target_path` or `config_path` given is used for each of them. Without `with_runs`, nobody looks at what dbt
    did. ArtifactError, ConfigError: see the readers.
    """
    from dbt_onus.artifacts import read_target
    from dbt_onus.core.stitching import inferred_links, joined_nodes

    ledgers: dict[str, Ledger] = {}
    with doing("reading dbt's artifacts"):
        targets = [
            read_target(target_of(directory, target_path), with_run=with_runs) for directory in project_dirs
        ]
        members = [
            member_of(directory, target, config_path, ledgers)
            for directory, target in zip(project_dirs, targets, strict=True)
        ]
        manifests = [member.manifest for member in members]
        nodes = joined_nodes(manifests)
        links = inferred_links(manifests) if len(manifests) > 1 else ()
        return Project(members, nodes, Lineage.of(nodes, links))


def _reassigned(members: Iterable[Member]) -> dict[str, str]:
    """The origins of open incidents that a person gave to another team."""
    given: dict[str, str] = {}
    for member in members:
        try:
            open_ = member.ledger.open_incidents()
        except LedgerError:
            # whoever needs the ledger says so itself; who owns a node is known without it
            continue
        for one in open_:
            if one.reassigned_to and one.origin.unique_id and one.confidence.pages:
                given[one.origin.unique_id] = one.reassigned_to
    return given


def member_of(
    directory: Path, target: Target, config_path: Path | None, ledgers: dict[str, Ledger] | None = None
) -> Member:
    """A project by its artifacts, with its configuration and its ledger: one of `ledgers`, where it is there."""
    config_file = config_path or directory / CONFIG_FILE
    groups = [group.name for group in target.manifest.groups.values()]
    config = read_config(config_file if config_path or config_file.exists() else None, groups)
    # members that name the same place share one ledger, and its transactions
    from dbt_onus.ledger import full_address

    place = full_address(address_of(config), directory)
    ledger = (ledgers if ledgers is not None else {}).setdefault(place, ledger_of_config(config, directory))
    return Member(directory=directory, target=target, config=config, ledger=ledger)


def ledger_of_config(config: Config, directory: Path) -> Ledger:
    """The ledger that onus.yml names. LedgerError where it is named by a variable that is not set."""
    # only what is asked of the ledger needs what is written in it
    from dbt_onus.ledger import open_ledger

    return open_ledger(address_of(config), directory)


def address_of(config: Config) -> str:
    """Where onus.yml says the ledger is. LedgerError where it is named by a variable that is not set."""
    if not isinstance(config.ledger, SecretRef):
        return config.ledger
    value = os.environ.get(config.ledger.name, "").strip()
    if not value:
        raise LedgerError(f"{config.path}: ledger: the environment has no {config.ledger.name}")
    return value

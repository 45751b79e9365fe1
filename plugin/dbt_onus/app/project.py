"""What is known of one project, or of several stitched into one graph."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from dbt_onus.app.doing import doing
from dbt_onus.app.members import Member, members_of
from dbt_onus.app.places import Places, places_of
from dbt_onus.config import read_codeowners
from dbt_onus.core.lineage import Lineage
from dbt_onus.core.nodes import Group, Manifest, Node
from dbt_onus.core.ownership import Owner, Ownership, Rule
from dbt_onus.core.selectors import matched
from dbt_onus.errors import ConfigError, LedgerError, SelectorError

if TYPE_CHECKING:
    from dbt_onus.app.runs import Runs
    from dbt_onus.core.incidents.incident import Incident
    from dbt_onus.core.ports import Ledger


class Project:
    """The projects as one: one graph, one question of who answers. The first one is the reporting one."""

    def __init__(
        self,
        members: Sequence[Member],
        nodes: Mapping[str, Node],
        lineage: Lineage,
        selected: Mapping[tuple[str, str], Collection[str]] | None = None,
        *,
        notes: Sequence[str] = (),
        not_seen: Sequence[str] = (),
    ) -> None:
        """`selected`: what a project's rules select, by project and selector, where that is known already.

        `notes` say what could not be stitched, `not_seen` which projects are not there.
        """
        self.members = tuple(members)
        self.nodes = nodes
        self.lineage = lineage
        self._known_rules: dict[tuple[str, str], Collection[str]] = dict(selected or {})
        self._dead_rules: list[str] = []
        self._notes = tuple(notes)
        self.not_seen = tuple(not_seen)
        self._owners: dict[str, Owner] = {}

    @cached_property
    def _ownerships(self) -> Mapping[str, Ownership]:
        """Worked out when first asked for: whoever only follows the graph need not match every rule."""
        reassigned = _reassigned(self.members)
        return {member.name: self._ownership(member, reassigned) for member in reversed(self.members)}

    @property
    def name(self) -> str:
        """The reporting project."""
        return self.members[0].name

    @property
    def reporting(self) -> tuple[Member, ...]:
        """The projects whose failures are told: all but the neighbours."""
        return tuple(member for member in self.members if not member.is_neighbour)

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
        _ = self._ownerships  # a rule that selects nothing is a warning too
        read = (line for member in self.reporting for line in (*member.config.warnings, *member.target.warnings))
        nearby = (
            f"{one.name}: {line}" for one in self.members if one.is_neighbour for line in one.target.warnings
        )
        return tuple(dict.fromkeys((*read, *nearby, *self._dead_rules, *self._notes)))

    def concerns(self, incident: Incident) -> bool:
        """Whether an incident is of the projects that report: born there, or failing there.

        A neighbour's other incidents are in its ledger, and its own to tell.
        """
        if all(incident.project != member.name for member in self.members if member.is_neighbour):
            return True
        own = (member.manifest.nodes for member in self.reporting)
        ids = {check.partition("#")[0] for check in incident.checks}
        return any(not ids.isdisjoint(nodes) for nodes in own)

    def owner_of(self, unique_id: str) -> Owner:
        """Who answers for a node: as its own project says, or the reporting one for packages of nobody here.

        What the onus.yml of another project says of it is a conflict, and loses.
        """
        owner = self._owners.get(unique_id)
        if owner is None:
            node = self.nodes.get(unique_id) or self.macros[unique_id]
            home = node.package_name if node.package_name in self._ownerships else self.name
            owner = self._ownerships[home].owner_of(node)
            conflicts = tuple(self._claims_elsewhere(unique_id, owner.team, home))
            if conflicts:
                owner = replace(owner, conflicts=(*owner.conflicts, *conflicts))
            self._owners[unique_id] = owner
        return owner

    def _claims_elsewhere(self, unique_id: str, team: str, home: str) -> Iterator[str]:
        """Rules in the onus.yml of other projects that give the node to another team than its own does."""
        spoken = next(member.config for member in self.members if member.name == home)
        for member in self.members:
            if member.config is spoken:
                continue
            for number, rule in enumerate(member.config.rules, start=1):
                if rule.team != team and unique_id in self.selected(member, rule):
                    yield (
                        f"rule {number} in the onus.yml of {member.name} ({rule.select}) says {rule.team}, "
                        f"but a node answers as its own project ({home}) says"
                    )

    def ledger_of(self, project: str) -> Ledger:
        """The memory of a project; the reporting project's for what belongs to none of them."""
        return next((one.ledger for one in self.members if one.name == project), self.members[0].ledger)

    def home_of(self, incident: Incident) -> str:
        """The project whose ledger keeps the incident: where it was born, if that is one of these."""
        names = {member.name for member in self.members}
        return incident.project if incident.project in names else self.name

    def _ownership(self, member: Member, reassigned: Mapping[str, str]) -> Ownership:
        codeowners = read_codeowners(member.directory, member.config)
        return Ownership(
            fallback_team=member.config.fallback_team,
            nodes=self.nodes,
            teams=member.config.teams,
            groups=member.manifest.groups,
            selected=[(rule, self.selected(member, rule)) for rule in member.config.rules],
            reassigned=reassigned,
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
        if not found and not member.is_neighbour:
            self._dead_rules.append(f'{member.config.path}: rule "{rule.select}" for {rule.team} selects nothing')
        return found


def read_project(
    project_dirs: Sequence[Path],
    *,
    target_path: Path | None = None,
    config_path: Path | None = None,
    with_runs: bool = True,
    runs: Runs | None = None,
) -> Project:
    """Read every project's artifacts and configuration and stitch them into one graph.

    The projects named, and the neighbours that the first one's onus.yml lists. A `target_path` or `config_path`
    given is used for each of those named. Without `with_runs`, nobody looks at what dbt did; `runs` are commands
    on the first one that are to be taken as one. ArtifactError, ConfigError: see the readers.
    """
    places = places_of(project_dirs, target_path=target_path, config_path=config_path)
    return project_at(places, with_runs=with_runs, runs=runs)


def project_at(places: Places, *, with_runs: bool = True, runs: Runs | None = None) -> Project:
    """The projects that lie there, as one."""
    from dbt_onus.app.gathering import gathered

    not_seen = list(places.missing)
    with doing("reading dbt's artifacts"):
        members = members_of(gathered(places.found, not_seen, with_runs=with_runs, runs=runs), not_seen)
        return whole_of(members, not_seen)


def whole_of(members: Sequence[Member], not_seen: Sequence[str] = ()) -> Project:
    """The projects as one, the reporting one first; its links count."""
    from dbt_onus.core.stitching import Part, stitched

    parts = [Part(manifest=member.manifest, renamings=member.renamings) for member in members]
    whole = stitched(parts, members[0].config.links)
    lineage = Lineage.of(whole.nodes, whole.links, whole.cut)
    return Project(members, whole.nodes, lineage, notes=whole.notes, not_seen=not_seen)


def _reassigned(members: Iterable[Member]) -> dict[str, str]:
    """The origins of open incidents that a person gave to another team."""
    given: dict[str, str] = {}
    for member in members:
        try:
            found = member.ledger.reassigned_incidents()
        except LedgerError:
            # whoever needs the ledger says so itself; who owns a node is known without it
            continue
        for one in found:
            if one.reassigned_to and one.origin.unique_id and one.confidence.pages:
                given[one.origin.unique_id] = one.reassigned_to
    return given

"""Which team answers for a node: all sources of ownership, asked in one order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from dbt_onus.core.attachment import attached_to
from dbt_onus.core.nodes import Group, Node
from dbt_onus.core.ownership.claims import Reading
from dbt_onus.core.ownership.codeowners import Codeowners
from dbt_onus.core.ownership.declared import Claim, Named, owner_claims, team_claims
from dbt_onus.core.ownership.groups import Groups
from dbt_onus.core.ownership.steps import Found, Owner, Step, settled
from dbt_onus.core.ownership.teams import Roster, Rule, Team


class Defaults(Struct, frozen=True, kw_only=True):
    """Who owns what nobody else does, before the fallback: per dbt package, then for the whole project."""

    project: str | None = None
    packages: Mapping[str, str] = field(default_factory=dict)


NO_DEFAULTS = Defaults()


class Ownership:
    """Who answers for what, in one project or several stitched together.

    `selected` are the rules of onus.yml in their order, each with the ids it selects; `reassigned` maps an id to
    the team that a person gave it to; `codeowners` are by dbt package: a file of one repository says nothing
    about the files of another.
    """

    def __init__(
        self,
        *,
        fallback_team: str,
        nodes: Mapping[str, Node] | None = None,
        teams: Mapping[str, Team] | None = None,
        groups: Mapping[str, Group] | None = None,
        selected: Sequence[tuple[Rule, Collection[str]]] = (),
        reassigned: Mapping[str, str] | None = None,
        codeowners: Mapping[str, Codeowners] | None = None,
        defaults: Defaults = NO_DEFAULTS,
    ) -> None:
        self._fallback_team = fallback_team
        self._nodes = nodes or {}
        self._selected = selected
        self._reassigned = reassigned or {}
        self._codeowners = codeowners or {}
        self._defaults = defaults
        declared = teams or {}
        roster = Roster(declared.values())
        self._groups = Groups(groups or {}, declared, roster)
        self._at_its_word = not declared
        self._stated = Reading(roster=roster, at_its_word=True, defined_only=bool(declared))
        self._named = Reading(roster=roster, at_its_word=not declared)
        self._owners: dict[str, Owner] = {}

    @property
    def teams(self) -> Mapping[str, Team]:
        """Every known team by its key: those of onus.yml, and the dbt groups that it does not define."""
        return self._groups.teams

    def owner_of(self, node: Node) -> Owner:
        """The team that answers for `node`, with reason, trace and everything that contradicts it.

        A test answers to the node it is attached to; a singular test that says nothing itself, to the team that
        all the nodes it reads have in common.
        """
        owner = self._owners.get(node.unique_id)
        if owner is None:
            owner = self._owners[node.unique_id] = self._resolved(node)
        return owner

    def _resolved(self, node: Node) -> Owner:
        if node.is_test and node.unique_id not in self._reassigned:
            singular = node.resource_type == "test" and not (node.attached_node or node.test_metadata)
            tested = self._nodes.get(attached_to(node, self._nodes) or "")
            if singular:
                return settled(self._founds(node, self._parents(node)), self._fallback_team)
            if tested is not None and not tested.is_test:
                return self._through(node, tested)
        return settled(self._founds(node), self._fallback_team)

    def _through(self, test: Node, tested: Node) -> Owner:
        owner = self.owner_of(tested)
        # a generic test inherits the group of its node, so only what is written on the test itself can differ
        own = (self._stated.found(Step.TEAM, team_claims(test)), self._owner(test))
        differing = tuple(
            f"{found.why} says {found.team}, but a test answers to what it tests, and that is {owner.team}'s"
            for found in own
            if found.team not in (None, owner.team)
        )
        return replace(
            owner,
            why=f"{owner.why}, through {tested.label_name} that it tests",
            conflicts=owner.conflicts + differing,
            via=tested.unique_id,
        )

    def _founds(self, node: Node, *between: Found) -> tuple[Found, ...]:
        return (
            self._reassignment(node),
            self._rule(node),
            self._stated.found(Step.TEAM, team_claims(node)),
            self._groups.found(node),
            self._owner(node),
            *between,
            self._codeowner(node),
            self._default(node),
        )

    def _reassignment(self, node: Node) -> Found:
        team = self._reassigned.get(node.unique_id)
        says = f"given to {team}" if team else "not reassigned"
        return Found(step=Step.REASSIGNMENT, says=says, team=team, why="reassigned by a person" if team else "")

    def _rule(self, node: Node) -> Found:
        matching = [
            (f"rule {number} in onus.yml ({rule.select})", rule.team)
            for number, (rule, unique_ids) in enumerate(self._selected, start=1)
            if node.unique_id in unique_ids
        ]
        if not matching:
            return Found(step=Step.RULE, says="no rule matches")
        why, team = matching[-1]
        before = ", ".join(f"{rule} says {other}" for rule, other in matching[:-1])
        says = f"{why} says {team}" + (f"; the last rule wins over {before}" if before else "")
        return Found(step=Step.RULE, says=says, team=team, why=why)

    def _owner(self, node: Node) -> Found:
        return self._named.found(Step.OWNER, owner_claims(node))

    def _parents(self, test: Node) -> Found:
        parents = [self._nodes[uid] for uid in dict.fromkeys(test.parents) if uid in self._nodes]
        owners = [self.owner_of(parent) for parent in parents if not parent.is_test]
        if not owners:
            return Found(step=Step.PARENTS, says="it reads no node")
        teams = sorted({owner.team for owner in owners})
        if any(owner.step is Step.FALLBACK for owner in owners):
            return Found(step=Step.PARENTS, says="it reads nodes that nobody owns")
        if len(teams) > 1:
            says = f"it reads nodes of {' and '.join(teams)}"
            return Found(step=Step.PARENTS, says=says, why=says)
        why = f"{owners[0].why}, through {parents[0].label_name} that it reads"
        if len(owners) > 1:
            why = "the owner of every node it reads"
        return Found(step=Step.PARENTS, says=f"it reads nodes of {teams[0]} alone", team=teams[0], why=why)

    def _codeowner(self, node: Node) -> Found:
        file = self._codeowners.get(node.package_name)
        if file is None:
            return Found(step=Step.CODEOWNERS, says="no file")
        entries = file.entries_for(node.original_file_path) if node.original_file_path else ()
        if not entries:
            return Found(step=Step.CODEOWNERS, says=f"no line matches {node.original_file_path or 'it'}")
        if not any(entry.owners for entry in entries):
            says = f"{entries[-1]} says that nobody owns it"
            return Found(step=Step.CODEOWNERS, says=says, why=says, unowned=True)
        claims = [Claim(str(entry), tuple(Named((owner,), owner) for owner in entry.owners)) for entry in entries]
        found = self._named.found(Step.CODEOWNERS, claims)
        # who wrote down that a source exists is often not who fills it: no contradiction to its owner
        return replace(found, binding=node.resource_type != "source")

    def _default(self, node: Node) -> Found:
        team = self._defaults.packages.get(node.package_name)
        if team is not None:
            why = f"default of package {node.package_name} in onus.yml"
        else:
            team, why = self._defaults.project, "default of the project in onus.yml"
        return Found(
            step=Step.DEFAULT, says=f"{why} says {team}" if team else "none", team=team, why=why if team else ""
        )

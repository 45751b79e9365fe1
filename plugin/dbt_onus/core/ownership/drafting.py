"""A first onus.yml from what dbt's manifest shows already: who is named as an owner, and what nobody owns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from dbt_onus.core.nodes import Manifest, Node
from dbt_onus.core.ownership import Codeowners, Ownership, Roster, Step, Team
from dbt_onus.core.ownership.declared import Claim, Named, owner_claims, team_claims

#: Who answers for what is nobody's, where the project names no team at all.
PLATFORM = "data-platform"
#: A project with more owners than this has people in `meta.owner`, and a file of them would help nobody.
MOST_TEAMS = 200

_PERSON = re.compile(r"[a-z]+[._][a-z]+@", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftTeam:
    """A team that the project names; `found` says where, `person` that it looks like one."""

    key: str
    name: str
    members: tuple[str, ...] = ()
    found: str
    person: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What an onus.yml could say. `owns` counts the nodes of each team; `unowned` are selectors.

    Of `sources` tables no test reads the `untested`.
    """

    project: str
    teams: tuple[DraftTeam, ...]
    fallback_team: str
    owns: Mapping[str, int]
    unowned: tuple[str, ...]
    sources: int
    untested: int


@dataclass(slots=True)
class _Gathering:
    """Teams as they are met: whoever is met again under another name is not a second one."""

    teams: dict[str, DraftTeam] = field(default_factory=dict)
    roster: Roster = field(default_factory=lambda: Roster(()))

    def add(self, team: DraftTeam) -> None:
        self.teams[team.key] = team
        self.roster.add(team.key, names=(team.name,), members=team.members)

    def meet(self, claim: Claim, named: Named) -> None:
        emails = tuple(word for word in named.words if "@" in word.strip("@"))
        words = [word for word in named.words if word not in emails]
        shown = _bare(words[0] if words else emails[0].partition("@")[0])
        key = re.sub(r"[^\w.]+", "-", shown.casefold()).strip("-")
        known = any(self.roster.teams_meant(word) for word in named.words)
        if known or not key or key in self.teams or len(self.teams) >= MOST_TEAMS:
            return
        person = any(_PERSON.match(email) for email in emails)
        self.add(DraftTeam(key=key, name=shown, members=emails, found=claim.place, person=person))


def draft_of(manifest: Manifest, codeowners: Codeowners | None = None) -> Draft:
    """What onus.yml could say, from groups, `meta.onus.team`, `meta.owner` and the owners of exposures."""
    own = [node for node in manifest.nodes.values() if not node.is_test]
    mine = [node for node in own if node.package_name == manifest.project_name]
    gathering = _Gathering()
    for key, team in sorted(Ownership(fallback_team="", groups=manifest.groups).teams.items()):
        gathering.add(DraftTeam(key=key, name=team.name, members=team.members, found=_groups(manifest, key)))
    for claims in (team_claims, owner_claims):
        for node in mine:
            for claim in claims(node):
                for named in claim.named:
                    gathering.meet(claim, named)
    teams = tuple(sorted(gathering.teams.values(), key=lambda team: (team.person, team.key)))
    ownership = Ownership(
        fallback_team="",
        nodes=manifest.nodes,
        teams={one.key: Team(key=one.key, name=one.name, members=one.members) for one in teams},
        groups=manifest.groups,
        codeowners={manifest.project_name: codeowners} if codeowners else {},
    )
    owns = Counter(owner.team for node in mine if (owner := ownership.owner_of(node)).step is not Step.FALLBACK)
    sources = [node for node in own if node.resource_type == "source" and node.package_name != "onus"]
    read = {parent for node in manifest.nodes.values() if node.is_test for parent in node.parents}
    return Draft(
        project=manifest.project_name,
        teams=teams,
        fallback_team=_fallback(teams, owns),
        owns=owns,
        unowned=tuple(_unowned(sources, ownership)),
        sources=len(sources),
        untested=sum(1 for node in sources if node.unique_id not in read),
    )


def _fallback(teams: Iterable[DraftTeam], owns: Mapping[str, int]) -> str:
    """The team that owns most: a guess, for the file must name one. Nobody becomes it as a person."""
    owning = [team.key for team in teams if owns.get(team.key) and not team.person]
    return min(owning, key=lambda key: (-owns[key], key), default=PLATFORM)


def _unowned(sources: Iterable[Node], ownership: Ownership) -> Iterator[str]:
    """Selectors of what nobody owns: the whole source, or its tables where some of them have an owner."""
    tables: dict[str, dict[str, bool]] = {}
    for node in sources:
        owned = ownership.owner_of(node).step is not Step.FALLBACK
        tables.setdefault(node.source_name or "", {})[node.label_name] = owned
    for source, of_source in sorted(tables.items()):
        if not any(of_source.values()):
            yield f"source:{source}"
        else:
            yield from (f"source:{label}" for label in sorted(of_source) if not of_source[label])


def _groups(manifest: Manifest, team: str) -> str:
    names = sorted({group.name for group in manifest.groups.values()})
    return f"dbt group {team}" if team in names else "a dbt group that says meta.onus.team"


def _bare(word: str) -> str:
    """`data-platform` of `@shop/data-platform`; any other name as it is."""
    return (word.rpartition("/")[2] if word.startswith("@") else word).strip("@# ")

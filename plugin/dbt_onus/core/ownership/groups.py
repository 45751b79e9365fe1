"""dbt groups as teams."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from dbt_onus.core.nodes import Group, Node
from dbt_onus.core.ownership.declared import Named, person_named
from dbt_onus.core.ownership.steps import Found, Step
from dbt_onus.core.ownership.teams import Roster, Team


class _Grouped(Struct, frozen=True):
    group: Group
    team: str
    owner: Named | None


class Groups:
    """The groups of a project, each with the team it is; they join the roster under their names and owners."""

    def __init__(self, groups: Mapping[str, Group], declared: Mapping[str, Team], roster: Roster) -> None:
        self.teams: dict[str, Team] = dict(declared)
        self._grouped: dict[tuple[str, str], _Grouped] = {}
        # all are read before any joins the roster: one group's owner must not decide what another's name means
        found = [_grouped(group, roster) for group in groups.values()]
        for grouped in found:
            self._grouped[grouped.group.package_name, grouped.group.name] = grouped
            self._grouped.setdefault(("", grouped.group.name), grouped)
            self.teams.setdefault(grouped.team, _team(grouped))
            owner = grouped.group.owner
            emails = owner.email if owner else None
            roster.add(
                grouped.team,
                names=filter(None, (grouped.group.name, owner.name if owner else None)),
                members=[emails] if isinstance(emails, str) else emails or (),
            )

    def found(self, node: Node) -> Found:
        """What the group of a node says."""
        name = node.group
        if not name:
            return Found(step=Step.GROUP, says="in no group")
        grouped = self._grouped.get((node.package_name, name)) or self._grouped.get(("", name))
        if grouped is None:
            says = f"group {name}, which the manifest does not describe"
            return Found(step=Step.GROUP, says=says, team=name, why=f"group {name}")
        owner = grouped.owner.shown if grouped.owner else None
        says = f"group {name}" + (f" (owner {owner})" if owner else "")
        if grouped.team != name:
            says += f", team {grouped.team}"
        return Found(step=Step.GROUP, says=says, team=grouped.team, why=f"group {name}", contact=owner)


def _grouped(group: Group, roster: Roster) -> _Grouped:
    # Only `meta.onus` is trusted: dbt 1.11 lets the project's model configuration leak into groups.
    onus = group.meta.get("onus")
    stated = onus.get("team") if isinstance(onus, Mapping) else None
    name = stated.strip() if isinstance(stated, str) and stated.strip() else group.name
    known = roster.teams_named(name)
    owner = person_named(group.owner) if group.owner else None
    return _Grouped(group, known[0] if len(known) == 1 else name, owner)


def _team(grouped: _Grouped) -> Team:
    owner = grouped.group.owner
    emails = owner.email if owner else None
    return Team(
        key=grouped.team,
        name=(owner.name if owner else None) or grouped.group.name,
        members=(emails,) if isinstance(emails, str) else tuple(emails or ()),
    )

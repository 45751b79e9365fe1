"""Whom messages can go to and what nobody wants to hear of: onus.yml of every project, as the core takes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from dbt_onus.app.project import Member, Project
from dbt_onus.channels import CHANNELS, channel_named
from dbt_onus.core.incidents import Incident
from dbt_onus.core.muting import Mutes
from dbt_onus.core.ownership import Rung, Team
from dbt_onus.core.phrases import Names
from dbt_onus.core.receivers import Receiver, Traits
from dbt_onus.core.routing import Addresses
from dbt_onus.core.selectors import matched
from dbt_onus.errors import ConfigError, SelectorError


def addresses_of(project: Project) -> Addresses:
    """The teams and receivers of all projects; where two name the same, the reporting project's counts.

    A receiver whose name stands for another address in another project is called `project/name` here: two teams
    that both call theirs `slack` must not read each other's messages.
    """
    receivers: dict[str, Receiver] = {}
    teams: dict[str, Team] = {}
    for member in project.members:
        names = _names_among(member, receivers)
        receivers.update(
            (names[name], replace(receiver, name=names[name]))
            for name, receiver in member.config.receivers.items()
        )
        for key, team in member.config.teams.items():
            known = teams.get(key)
            if known is None or (not known.receivers and team.receivers):
                teams[key] = _renamed(team, names)
    return Addresses(
        fallback_team=project.fallback_team,
        teams=teams,
        receivers=receivers,
        traits=_traits(receivers.values()),
    )


def mutes_of(project: Project) -> Mutes:
    """The silences and waivers of every project, with what they select there. ConfigError for a bad selector."""
    return Mutes(
        silences=tuple(
            (silence, _selected(project, member, silence.select, "silences"))
            for member in project.members
            for silence in member.config.silences
        ),
        waivers=tuple(
            (waiver, _selected(project, member, waiver.select, "waivers"))
            for member in project.members
            for waiver in member.config.waivers
        ),
    )


def names_of(project: Project, incidents: Iterable[Incident]) -> Names:
    """What people call the nodes and teams that these incidents name."""
    labels: dict[str, str] = {}
    owners: dict[str, str] = {}
    for unique_id in {uid for incident in incidents for uid in _named(incident)}:
        node = project.nodes.get(unique_id) or project.macros.get(unique_id)
        if node is not None:
            labels[unique_id] = (
                node.label or node.label_name if node.resource_type == "exposure" else node.label_name
            )
            owners[unique_id] = project.owner_of(unique_id).team
    return Names(labels=labels, owners=owners, teams=project.team_names)


def _named(incident: Incident) -> Iterable[str]:
    if incident.origin.unique_id:
        yield incident.origin.unique_id
    yield from (suspect.place.unique_id for suspect in incident.suspects if suspect.place.unique_id)
    yield from incident.failures
    yield from incident.affected.nodes
    yield from incident.affected.exposures


def _names_among(member: Member, known: Mapping[str, Receiver]) -> dict[str, str]:
    """What each receiver of a project is called among those of the projects before it."""
    return {
        name: name if name not in known or known[name] == receiver else f"{member.name}/{name}"
        for name, receiver in member.config.receivers.items()
    }


def _renamed(team: Team, names: Mapping[str, str]) -> Team:
    rung = team.escalate_to
    return replace(
        team,
        receivers=tuple(replace(one, receiver=names.get(one.receiver, one.receiver)) for one in team.receivers),
        escalate_to=Rung(to=names.get(rung.to, rung.to), weekly=rung.weekly) if rung is not None else None,
    )


def _traits(receivers: Iterable[Receiver]) -> dict[str, Traits]:
    used = {receiver.channel for receiver in receivers}
    return {channel: channel_named(channel).traits for channel in used if channel in CHANNELS}


def _selected(project: Project, member: Member, select: str, section: str) -> frozenset[str]:
    try:
        return matched(select, project.lineage, groups=member.manifest.groups, projects=[member.name])
    except SelectorError as error:
        raise ConfigError(f"{member.config.path}: {section}: {error}") from error

"""Whom messages can go to and what things are called there: onus.yml of every project, as the core takes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from dbt_onus.app.members import Member
from dbt_onus.app.watch import Keeper, Watch
from dbt_onus.channels import CHANNELS, channel_named
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.ownership import Rung, Team
from dbt_onus.core.phrases import Names
from dbt_onus.core.receivers import Receiver, Traits
from dbt_onus.core.routing.routes import Addresses


def addresses_of(watch: Watch) -> Addresses:
    """The teams and receivers of all projects; where two name the same, the reporting project's counts.

    A receiver whose name stands for another address in another project is called `folder/name` here: two teams
    that both call theirs `slack` must not read each other's messages.
    """
    receivers: dict[str, Receiver] = {}
    teams: dict[str, Team] = {}
    for member in watch.members:
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
        fallback_team=watch.fallback_team,
        teams=teams,
        receivers=receivers,
        traits=_traits(receivers.values()),
        digest_above=watch.config.digest_above,
    )


def names_of(watch: Watch, incidents: Iterable[Incident]) -> Names:
    """What people call the nodes and teams that these incidents name, as far as a manifest tells."""
    project = watch.project
    if project is None:
        return Names(teams=watch.team_names)
    labels: dict[str, str] = {}
    owners: dict[str, str] = {}
    for unique_id in {uid for incident in incidents for uid in _named(incident)}:
        node = project.nodes.get(unique_id) or project.macros.get(unique_id)
        if node is not None:
            labels[unique_id] = (
                node.label or node.label_name if node.resource_type == "exposure" else node.label_name
            )
            owners[unique_id] = project.owner_of(unique_id).team
    return Names(labels=labels, owners=owners, teams=watch.team_names)


def _named(incident: Incident) -> Iterable[str]:
    if incident.origin.unique_id:
        yield incident.origin.unique_id
    yield from (suspect.place.unique_id for suspect in incident.suspects if suspect.place.unique_id)
    yield from incident.failures
    yield from incident.affected.nodes
    yield from incident.affected.exposures


def _names_among(member: Member | Keeper, known: Mapping[str, Receiver]) -> dict[str, str]:
    """What each receiver of a project is called among those of the projects before it."""
    return {
        name: name if name not in known or known[name] == receiver else f"{member.directory.resolve().name}/{name}"
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

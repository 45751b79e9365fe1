"""Which receivers hear of an incident, as what, and why these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from dbt_onus.core.evidence import Confidence
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.messages import Severity
from dbt_onus.core.notifications import Role
from dbt_onus.core.ownership import Subscription, Team
from dbt_onus.core.receivers import DIGEST_ABOVE, Receiver, Traits

_ANY = Traits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A receiver that hears of an incident: as what, for which team (its key), and why."""

    receiver: str
    role: Role
    team: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """The receivers of one incident, each once; `says` is what could not be done as onus.yml wants it."""

    routes: tuple[Route, ...] = ()
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """What routing goes by: the teams and receivers of onus.yml by name, and what each channel can do.

    `fallback_team` hears where a team that must act cannot be reached. `digest_above`: more messages than this to
    one receiver at once are one digest.
    """

    fallback_team: str
    teams: Mapping[str, Team] = field(default_factory=dict)
    receivers: Mapping[str, Receiver] = field(default_factory=dict)
    traits: Mapping[str, Traits] = field(default_factory=dict)
    digest_above: int = DIGEST_ABOVE

    def traits_of(self, receiver: str) -> Traits:
        """What the receiver's channel can do; one that onus.yml no longer names is taken to do anything."""
        known = self.receivers.get(receiver)
        return self.traits.get(known.channel, _ANY) if known is not None else _ANY

    def name_of(self, team: str) -> str:
        """What people call the team."""
        known = self.teams.get(team)
        return known.name if known is not None else team


def severity_of(incident: Incident) -> Severity:
    """Critical where something that people look at is hit."""
    return Severity.CRITICAL if incident.affected.exposures else Severity.ERROR


def routes_of(incident: Incident, addresses: Addresses) -> Routes:
    """Who hears of it: the team that has to act, and those who are hit. Acting wins over being hit.

    A team that has to act and cannot be reached is stood in for by the fallback team. Who is only hit and cannot
    be reached is not: the fallback team is not there to hear of everything.
    """
    says: list[str] = []
    found: dict[str, Route] = {}
    for team in incident.notify:
        for route in routes_to(team, incident, addresses, says):
            found.setdefault(route.receiver, route)
    for team in incident.inform:
        for route in _informed(team, incident, addresses, says):
            found.setdefault(route.receiver, route)
    return Routes(routes=tuple(found.values()), says=tuple(dict.fromkeys(says)))


def routes_to(team: str, incident: Incident, addresses: Addresses, says: list[str]) -> Iterator[Route]:
    """The receivers by which a team is told to act, or those of the fallback team; `says` is added to."""
    name = addresses.name_of(team)
    own = _paging(_matching(team, Role.NOTIFY, incident, addresses), name, addresses, says)
    if own:
        for receiver in own:
            yield Route(receiver=receiver, role=Role.NOTIFY, team=team, why=f"{name} has to act")
        return
    reason = _unreached(team, name, addresses)
    for receiver in _last_resort(incident, addresses, says):
        yield Route(
            receiver=receiver,
            role=Role.NOTIFY,
            team=team,
            why=f"{reason}, so {addresses.name_of(addresses.fallback_team)} hears of it",
        )


def fallback_routes(incident: Incident, addresses: Addresses) -> tuple[Route, ...]:
    """The receivers of the fallback team, for what could not be delivered where it belongs."""
    name, team = addresses.name_of(addresses.fallback_team), addresses.fallback_team
    return tuple(
        Route(receiver=receiver, role=Role.NOTIFY, team=team, why=f"{name} is the fallback team")
        for receiver in _last_resort(incident, addresses, [])
    )


def _informed(team: str, incident: Incident, addresses: Addresses, says: list[str]) -> Iterator[Route]:
    name = addresses.name_of(team)
    suspected = team not in incident.affected.teams and any(one.team == team for one in incident.suspects)
    why = f"{name} may be where it was born" if suspected else f"{name} is hit"
    for receiver in informed_through(team, incident.confidence, severity_of(incident), why, addresses, says):
        yield Route(receiver=receiver, role=Role.INFORM, team=team, why=why)


def informed_through(
    team: str, confidence: Confidence, severity: Severity, why: str, addresses: Addresses, says: list[str]
) -> tuple[str, ...]:
    """The receivers that tell a team without paging it; where there is none, `says` is added to."""
    subscriptions = _subscriptions(team, addresses)
    matching = [one.receiver for one in subscriptions if one.hears(Role.INFORM, confidence, severity)]
    able = tuple(one for one in matching if addresses.traits_of(one).informs)
    if matching and not able:
        says.append(f"{why} and is not told: {', '.join(matching)} can only page")
    elif not matching:
        says.append(f"{why} and is not told: {_unreached(team, addresses.name_of(team), addresses)}")
    return able


def _matching(team: str, role: Role, incident: Incident, addresses: Addresses) -> list[str]:
    severity = severity_of(incident)
    subscriptions = _subscriptions(team, addresses)
    return [one.receiver for one in subscriptions if one.hears(role, incident.confidence, severity)]


def _subscriptions(team: str, addresses: Addresses) -> Iterable[Subscription]:
    known = addresses.teams.get(team)
    return known.receivers if known is not None else ()


def _paging(receivers: list[str], name: str, addresses: Addresses, says: list[str]) -> list[str]:
    """Those that somebody can be woken by; the others only where there is nothing else."""
    able = [one for one in receivers if addresses.traits_of(one).for_paging]
    if receivers and not able:
        says.append(f"{name} is paged by {', '.join(receivers)} alone, whose deliveries cannot be followed")
    return able or receivers


def _last_resort(incident: Incident, addresses: Addresses, says: list[str]) -> list[str]:
    """How the fallback team is reached: by what is meant for it, or by anything that it has."""
    team, name = addresses.fallback_team, addresses.name_of(addresses.fallback_team)
    meant = _matching(team, Role.NOTIFY, incident, addresses)
    every = [one.receiver for one in _subscriptions(team, addresses)]
    if not every:
        says.append(f"{name}, the fallback team, has no receiver: nobody is told; give it one in onus.yml")
    return _paging(meant or every, name, addresses, says)


def _unreached(team: str, name: str, addresses: Addresses) -> str:
    if not tuple(_subscriptions(team, addresses)):
        return f"{name} has no receiver"
    return f"no receiver of {name} is for this role, confidence and severity"


def rung_routes(
    rung: str, incident: Incident, addresses: Addresses, why: str, says: list[str]
) -> tuple[Route, ...]:
    """The receivers of a rung: of a team, or the receiver itself."""
    if rung in addresses.teams or rung not in addresses.receivers:
        found = routes_to(rung, incident, addresses, says)
        return tuple(replace(route, why=f"{why}; {route.why}") for route in found)
    return (Route(receiver=rung, role=Role.NOTIFY, team=incident.team, why=why),)

"""Who is to hear of an open incident at the moment: by their teams, by the ladder, or in somebody's stead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dbt_onus.core.incidents.incident import Incident, State
from dbt_onus.core.notifications import Role, Told
from dbt_onus.core.ownership import Rung
from dbt_onus.core.routing.clocks import Limit, Overdue, clock_of, ladder, overdue, told_since
from dbt_onus.core.routing.routes import Addresses, Route, fallback_routes, routes_of, rung_routes
from dbt_onus.core.routing.threads import Thread
from dbt_onus.core.says import duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Climb:
    """A limit that was missed, said for people, and a receiver that hears of it.

    `rung` is `None` for the team's own receivers.
    """

    route: Route
    missed: Overdue
    says: str
    rung: Rung | None = None

    @property
    def is_weekly(self) -> bool:
        """Whether it is told once a week, with everything else that is late."""
        return self.rung is not None and self.rung.weekly


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Why a receiver is to hear of the incident. `climbs` in the order in which they are told, rungs first."""

    route: Route | None = None
    climbs: tuple[Climb, ...] = ()
    instead: Route | None = None

    @property
    def is_wanted(self) -> bool:
        """Whether there is any reason."""
        return self.route is not None or bool(self.climbs) or self.instead is not None

    @property
    def acts(self) -> bool:
        """Whether somebody has to act on what this receiver is told."""
        routes = (self.route, self.instead, *(climb.route for climb in self.climbs))
        return any(route is not None and route.role is Role.NOTIFY for route in routes)


NOT_WANTED = Wanted()


def wanted_of(
    incident: Incident,
    told: Sequence[Told],
    threads: Iterable[Thread],
    addresses: Addresses,
    now: datetime,
    says: list[str],
) -> Mapping[str, Wanted]:
    """By receiver. `told` and `threads` are of the present episode; `says` is added to."""
    if not incident.is_open:
        return {}
    routes = routes_of(incident, addresses)
    says += routes.says
    by_route = {route.receiver: route for route in routes.routes}
    climbs: dict[str, list[Climb]] = {}
    for climb in _climbs(incident, told, routes.routes, addresses, now, says):
        climbs.setdefault(climb.route.receiver, []).append(climb)
    # who is not to hear of it any more is not missed
    dead = [one for one in threads if one.is_dead and (one.receiver in by_route or one.receiver in climbs)]
    instead = {route.receiver: route for route in _stand_ins(incident, dead, addresses)} if dead else {}
    return {
        receiver: Wanted(
            route=by_route.get(receiver),
            climbs=tuple(climbs.get(receiver, ())),
            instead=instead.get(receiver),
        )
        for receiver in dict.fromkeys((*by_route, *climbs, *instead))
    }


def weekly_receivers(addresses: Addresses) -> frozenset[str]:
    """The receivers of every rung that gets one digest a week."""
    steps = (team.escalate_to for team in addresses.teams.values())
    rungs = {step.to for step in steps if step is not None and step.weekly}
    named = {rung for rung in rungs if rung in addresses.receivers and rung not in addresses.teams}
    teams = (addresses.teams[rung] for rung in rungs if rung in addresses.teams)
    return frozenset(named.union(one.receiver for team in teams for one in team.receivers))


def _climbs(
    incident: Incident,
    told: Sequence[Told],
    routes: Iterable[Route],
    addresses: Addresses,
    now: datetime,
    says: list[str],
) -> Iterator[Climb]:
    """The ladder, once the team itself was told: nobody hears of what its own team has not heard of."""
    own = [route for route in routes if route.role is Role.NOTIFY]
    since = told_since(incident, told)
    if own and since is None and incident.state is State.OPEN:
        return
    steps = ladder(incident, addresses.teams, told, now)
    # not repaired says more than not acknowledged
    for step in sorted(steps, key=lambda one: one.missed.limit is not Limit.REPAIR):
        why = why_late(step.missed, addresses)
        for route in rung_routes(step.rung.to, incident, addresses, why, says):
            yield Climb(route=route, missed=step.missed, says=why, rung=step.rung)
    for missed in overdue(incident, clock_of(incident.team, addresses.teams), now, since=since):
        if missed.limit is Limit.REPAIR:
            why = why_late(missed, addresses)
            yield from (Climb(route=replace(route, why=why), missed=missed, says=why) for route in own)


def why_late(missed: Overdue, addresses: Addresses) -> str:
    """`not acknowledged by Payments within 4 hours, overdue by 20 minutes`."""
    verb = "repaired" if missed.limit is Limit.REPAIR else "acknowledged"
    return (
        f"not {verb} by {addresses.name_of(missed.team)} within {duration(missed.within.total_seconds())}, "
        f"overdue by {duration(missed.by.total_seconds())}"
    )


def _stand_ins(incident: Incident, dead: Iterable[Thread], addresses: Addresses) -> Iterator[Route]:
    """The fallback team, where something could not be delivered to those whom it was for."""
    routes = fallback_routes(incident, addresses)
    its_own = {route.receiver for route in routes}
    dead = [one for one in dead if one.receiver not in its_own]
    if not dead:
        return
    acting = [one for one in dead if one.acts is not None]
    names = ", ".join(one.receiver for one in acting or dead)
    for route in routes:
        if acting or addresses.traits_of(route.receiver).informs:
            role = Role.NOTIFY if acting else Role.INFORM
            yield replace(route, role=role, why=f"{names} cannot be reached, and {route.why}")

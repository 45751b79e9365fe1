"""Whether a team's own pipeline may go on: not while it has left something undone that the policy counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.incidents.muting import Muted, Mutes, Muting
from dbt_onus.core.ownership import Team
from dbt_onus.core.policy import DEFAULT_POLICY, Policy
from dbt_onus.core.routing.clocks import Overdue, clock_of, overdue
from dbt_onus.core.routing.routes import severity_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """An incident that its team is late with, and all that it missed."""

    incident: Incident
    missed: tuple[Overdue, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What stands between a team and its next release.

    `late` is what the policy counts, the latest first; `spared`, what is late and not counted, for the policy does
    not; `waived`, what would be looked at if nobody had accepted it. `is_shut` only once the policy has begun.
    `has_limits` says whether the team's clock limits anything at all.
    """

    team: str
    late: tuple[Late, ...]
    spared: tuple[Late, ...]
    waived: tuple[tuple[Incident, Muted], ...]
    starts: date | None
    has_begun: bool
    has_limits: bool

    @property
    def is_shut(self) -> bool:
        """Whether the team's pipeline has to wait."""
        return self.has_begun and bool(self.late)


def gate_of(
    team: str,
    incidents: Iterable[Incident],
    teams: Mapping[str, Team],
    now: datetime,
    *,
    policy: Policy = DEFAULT_POLICY,
    mutes: Mutes = Mutes(),  # noqa: B008 - frozen
) -> Gate:
    """What the team is late with. A silence stops messages, not clocks; a waiver accepts the failure."""
    clock = clock_of(team, teams)
    late: list[Late] = []
    spared: list[Late] = []
    waived: list[tuple[Incident, Muted]] = []
    for one in incidents:
        if one.team != team or not one.is_open:
            continue
        muted = mutes.of(one, now)
        missed = overdue(one, clock, now)
        if muted is not None and muted.how is Muting.WAIVED:
            waived.append((one, muted))
        elif missed:
            counted = policy.counts(severity_of(one), one.confidence)
            (late if counted else spared).append(Late(incident=one, missed=missed))
    return Gate(
        team=team,
        late=tuple(sorted(late, key=_lateness, reverse=True)),
        spared=tuple(sorted(spared, key=_lateness, reverse=True)),
        waived=tuple(waived),
        starts=policy.starts,
        has_begun=policy.has_begun(now),
        has_limits=bool(late or spared) or (clock.acknowledge_within or clock.repair_within) is not None,
    )


def late_of(
    incidents: Iterable[Incident],
    teams: Mapping[str, Team],
    now: datetime,
    mutes: Mutes = Mutes(),  # noqa: B008
) -> tuple[Late, ...]:
    """Every incident that its team is late with, the latest first; what is waived is not late."""
    muted = mutes.now(known := tuple(incidents), now)
    waived = {id_ for id_, one in muted.items() if one.how is Muting.WAIVED}
    found = (
        Late(incident=one, missed=missed)
        for one in known
        if one.id not in waived and (missed := overdue(one, clock_of(one.team, teams), now))
    )
    return tuple(sorted(found, key=_lateness, reverse=True))


def _lateness(late: Late) -> tuple[float, str]:
    return max(one.by for one in late.missed).total_seconds(), late.incident.id

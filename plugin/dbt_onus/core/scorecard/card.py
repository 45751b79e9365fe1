"""The figures, as values; docs/scorecard.md says what each means and why it is fair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

HOUR = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """How long something took: the median in seconds, `None` where it never happened, and of how many."""

    seconds: float | None
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Upkeep:
    """What a team declares now: tables that can carry a contract, how many do, and promises that nobody checks.

    `relied_on` are tables that another team reads. `inert` contracts were not evaluated lately, or never are.
    `waivers` are those in force for nodes of the team.
    """

    nodes: int = 0
    tables: int = 0
    promised: int = 0
    relied_on: int = 0
    relied_on_promised: int = 0
    inert: int = 0
    waivers: int = 0


NOTHING_DECLARED = Upkeep()


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamCard:
    """The figures of one team. Breakage is in seconds: how long others had its faults, and it had theirs."""

    team: str
    caused: int
    suffered: int
    open_now: int
    acknowledge: Delay
    repair: Delay
    repeats: int
    disputed: int
    silenced_now: int = 0
    waived_now: int = 0
    breakage_caused: float = 0.0
    breakage_suffered: float = 0.0
    overdue_now: int = 0
    disputes_won: int = 0
    disputes_lost: int = 0
    upkeep: Upkeep = NOTHING_DECLARED


@dataclass(frozen=True, slots=True, kw_only=True)
class Deflection:
    """Of `incidents`, how many reached another team than the fallback without a person passing them on."""

    fallback_team: str
    incidents: int
    deflected: int

    @property
    def rate(self) -> float | None:
        """The share, from 0 to 1; `None` where there were no incidents."""
        return self.deflected / self.incidents if self.incidents else None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamStretch:
    """What began in a stretch of time: incidents caused and suffered, and their breakage in seconds."""

    caused: int = 0
    suffered: int = 0
    breakage_caused: float = 0.0
    breakage_suffered: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One week or month (from `start` until before `end`, UTC): what began in it, by team, and the deflection."""

    start: datetime
    end: datetime
    incidents: int
    teams: Mapping[str, TeamStretch]
    deflection: Deflection


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What an hour of breakage costs, as the one who asks says it."""

    amount: float
    currency: str = ""

    def cost(self, seconds: float) -> float:
        """The money that so much breakage cost."""
        return seconds / HOUR * self.amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorecard:
    """Every team of which something is recorded, by key. `since` is UTC, or `None` for all that was recorded.

    `known` counts all incidents in the ledger; `deflection.incidents` those of the period. `whole` is what the
    projects declare together, `owned` of its nodes answer to more than the fallback team. `trend` goes from the
    first incident of the period until now.
    """

    since: datetime | None
    known: int
    teams: tuple[TeamCard, ...]
    deflection: Deflection
    whole: Upkeep = NOTHING_DECLARED
    owned: int = 0
    trend: tuple[Stretch, ...] = ()
    rate: Rate | None = None

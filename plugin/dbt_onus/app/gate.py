"""Ask of a team whether it has left something undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dbt_onus.app.incidents import team_named
from dbt_onus.app.watch import Watch
from dbt_onus.core.routing.gate import Gate, Late, gate_of, late_of
from dbt_onus.errors import OnusError

_EMPTY = "the ledger knows of no incident at all: is it the one that runs are reported to?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The gate, and what a person should know besides: silences and waivers that ended, what could not be told."""

    gate: Gate
    says: tuple[str, ...] = ()


def team_gate(watch: Watch, team: str, now: datetime) -> Answer:
    """What the team is late with, by the reporting project's policy.

    OnusError where there is no onus.yml, or no such team in it: a gate that is always open is worse than none.
    """
    if watch.config.path is None:
        raise OnusError("no onus.yml here: nothing says how long a team may take; name it with --config")
    mutes = watch.mutes
    gate = gate_of(
        team_named(watch, team), watch.open_incidents, watch.teams, now, policy=watch.config.policy, mutes=mutes
    )
    empty = not watch.open_incidents and not any(member.ledger.incidents() for member in watch.members)
    return Answer(gate=gate, says=(*([_EMPTY] if empty else []), *watch.says, *mutes.ended(now)))


def late_now(watch: Watch, now: datetime) -> tuple[Late, ...]:
    """What any team is late with; what is waived is not counted."""
    return late_of(watch.open_incidents, watch.teams, now, watch.mutes)

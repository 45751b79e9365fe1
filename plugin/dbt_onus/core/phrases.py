"""What every face of an incident says in the same words: where it was born, since when, who is hit, what next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from dbt_onus.core.evidence import Place
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.says import duration

#: How many names of a list are read at a glance.
SHOWN = 6
_TESTS = ("test", "unit_test")


class Naming(Protocol):
    """How people call nodes and teams."""

    def label(self, unique_id: str) -> str:
        """A node's name."""

    def team(self, key: str) -> str:
        """A team's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names and owners of nodes by `unique_id`, and the names of teams by key, as far as they are known."""

    labels: Mapping[str, str] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    teams: Mapping[str, str] = field(default_factory=dict)

    def label(self, unique_id: str) -> str:
        """The node's name; without a manifest that knows it, what its `unique_id` ends with."""
        return self.labels.get(unique_id) or bare_name(unique_id)

    def team(self, key: str) -> str:
        """What people call the team."""
        return self.teams.get(key, key)


def bare_name(unique_id: str) -> str:
    """`stripe.charges` of `source.shop.stripe.charges`, `orders.v2` of `model.shop.orders.v2`."""
    return unique_id.split(".", 2)[-1]


def place(naming: Naming, where: Place) -> str:
    """`stripe.charges.amount`; the platform where it is no node."""
    name = naming.label(where.unique_id) if where.unique_id else "the platform"
    return f"{name}.{where.column}" if where.column else name


def born_in(naming: Naming, incident: Incident) -> str:
    """Where the fault was born, with the node's id to look it up; or how far the trail goes."""
    if incident.origin.unique_id is None:
        return "the platform, not in anyone's data"
    if not incident.confidence.pages:
        return f"not known; the trail ends at {place(naming, incident.origin)}"
    return f"{place(naming, incident.origin)} ({incident.origin.unique_id}); cause: {incident.cause.value}"


def suspects(naming: Naming, incident: Incident) -> str:
    """Where it may have been born, and whose those places are; empty where nobody is suspected."""
    return some(f"{place(naming, one.place)} ({naming.team(one.team)})" for one in incident.suspects)


def hit(naming: Naming, incident: Incident) -> str:
    """How many nodes, whose they are, and what people look at."""
    affected = incident.affected
    skipped = sum(1 for uid in incident.skipped if uid.split(".")[0] not in _TESTS)
    text = counted(len(affected.nodes), "node") + (f" ({skipped} skipped)" if skipped else "")
    seen = some(naming.label(uid) for uid in affected.exposures) if affected.exposures else ""
    whose = f" of {some(naming.team(team) for team in affected.teams)}" if affected.teams else ""
    if seen and not affected.nodes and not skipped:
        return f"{seen}{whose}"
    return f"{text}{whose}; {seen}" if seen else f"{text}{whose}"


def since(incident: Incident, now: datetime) -> str:
    """When it was opened, how long ago that is, and in how many runs it was seen."""
    text = f"{incident.opened_at:%Y-%m-%d %H:%M} UTC ({ago(now, incident.opened_at)})"
    if incident.runs > 1:
        text += f", seen in {incident.runs} runs"
    return text if incident.seen else f"{text}; this run did not look at it"


def ago(now: datetime, then: datetime) -> str:
    """`3.2 days ago`; a clock that went backwards reads as just now."""
    seconds = max(0.0, (now - then).total_seconds())
    return "just now" if seconds < 60 else f"{duration(seconds)} ago"


def next_step(naming: Naming, incident: Incident) -> str:
    """What the one who answers does."""
    if incident.origin.unique_id is None:
        return "repair the platform, then run the same dbt command again"
    if not incident.confidence.pages:
        decides = incident.remedy or f"look at {naming.label(incident.failures[0])}"
        ask = f"onus explain {incident.id} --probe asks the warehouse; " if may_ask(incident) else ""
        return f"{ask}{decides}"
    return f"repair it there, then: {rebuild(incident)}"


def may_ask(incident: Incident) -> bool:
    """Whether the warehouse may tell which of the suspects it was, and was not asked yet."""
    return bool(incident.suspects) and not any(piece.sql for piece in incident.evidence)


def rebuild(incident: Incident) -> str:
    """The dbt command that builds and tests the origin again, with everything below it."""
    kind, _, rest = (incident.origin.unique_id or "").partition(".")
    name = rest.partition(".")[2]
    return f"dbt build --select {f'source:{name}' if kind == 'source' else name.split('.')[0]}+"


def some(names: Iterable[str]) -> str:
    """The first names of a list, and how many more there are."""
    known = list(names)
    more = len(known) - SHOWN
    return ", ".join(known[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def counted(number: int, noun: str) -> str:
    """`1 node`, `1,200 nodes`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

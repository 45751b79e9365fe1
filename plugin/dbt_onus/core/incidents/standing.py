"""What the ledger knows at the moment of a decision, and what is decided on it: one transaction holds both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from dbt_onus.core.deliveries import Planned
from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.incidents.judgements import Judgement
from dbt_onus.core.incidents.timeline import Event
from dbt_onus.core.notifications import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How things stand before the decision; nobody else can change them until it is written.

    `incidents` by id: what is open, what was asked for by id, and what is resolved but was not closed at every
    receiver that it was opened at. `told` by incident id: everything decided to be said of these, oldest first.
    `later` are the checks of the given runs that a later run has looked at; `again` says that every one of the
    given runs was recorded before.
    """

    incidents: Mapping[str, Incident] = field(default_factory=dict)
    told: Mapping[str, tuple[Told, ...]] = field(default_factory=dict)
    later: frozenset[str] = frozenset()
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is written, together or not at all.

    `planned` goes into the outbox; a notification with a key that is there already is there once. `dropped` are
    keys of notifications that are not needed any more: those that nobody has tried to send.
    """

    incidents: tuple[Incident, ...] = ()
    events: tuple[Event, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    planned: tuple[Planned, ...] = ()
    dropped: tuple[str, ...] = ()


Decide: TypeAlias = Callable[[Standing], Decision]

#: Adds to a decision what is to be said because of it; what it gives back is what is written.
Plan: TypeAlias = Callable[[Standing, Decision], Decision]

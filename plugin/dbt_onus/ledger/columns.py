"""A notification as columns of the outbox, and back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec

from dbt_onus.core.notifications import Notification, Reason, Role, Scope
from dbt_onus.core.receivers import Receiver

#: The columns of a notification, in the order in which `notification_of` takes them.
NOTIFICATION = "incident_id, episode, receiver, sequence, role, team, reason, failures, exposures, teams"
FIELDS = 10

#: Somebody has tried to send it, or is at it.
TRIED = "(attempts > 0 or lease is not null)"
#: A row and, where it is a digest, the rows that it covers.
ROW = "number = ? or digest_of = ?"

#: What is said of a delivery that cannot be read.
UNREAD = "its entry in the ledger cannot be read"


def values_of(one: Notification) -> tuple[str | int, ...]:
    """What its columns hold."""
    return (
        one.incident_id,
        one.episode,
        one.receiver,
        one.sequence,
        one.role.value,
        one.team,
        one.reason.value,
        one.scope.failures,
        one.scope.exposures,
        one.scope.teams,
    )


def notification_of(row: Sequence[Any]) -> Notification:
    """The notification of a row that begins with its columns. ValueError where they make no sense."""
    incident_id, episode, receiver, sequence, role, team, reason, failures, exposures, teams = row[:FIELDS]
    return Notification(
        incident_id=str(incident_id),
        episode=int(episode),
        receiver=str(receiver),
        sequence=int(sequence),
        role=Role(role),
        team=str(team),
        reason=Reason(reason),
        scope=Scope(failures=int(failures), exposures=int(exposures), teams=int(teams)),
    )


@lru_cache(maxsize=1024)
def receiver_of(address: str) -> Receiver:
    """The receiver as it is kept with a delivery; tens of thousands of rows go to a few receivers."""
    return msgspec.json.decode(address, type=Receiver)

"""What is to be said and what was: planned, dropped, told of, waited for, forgotten."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from itertools import groupby

import msgspec

from dbt_onus.core.deliveries import Planned, Waiting
from dbt_onus.core.notifications import Delivered, Notification, Told
from dbt_onus.ledger.columns import (
    FIELDS,
    NOTIFICATION,
    ROW,
    TRIED,
    UNREAD,
    notification_of,
    receiver_of,
    values_of,
)
from dbt_onus.ledger.database import Connection, Row, in_parts
from dbt_onus.ledger.rows import moment, stamp

#: While it is pending, whether an attempt was begun; of what is dead, whether one of the attempts got no answer.
_TOLD_TRIED = f"({TRIED} and (state <> 'dead' or maybe_sent = 1))"
#: It may be at the receiver: all that was tried, but for what was refused for good at the first attempt.
_ARRIVED = f"({TRIED} and (state <> 'dead' or maybe_sent = 1 or attempts > 1))"

#: Threads with something open at their receiver: the last that may have arrived is later than the last close
#: that did.
_UNCLOSED = f"""
    select incident_id from deliveries group by incident_id, episode, receiver
    having max(case when closes = 0 and {_ARRIVED} then sequence else 0 end)
        > max(case when closes = 1 and state = 'delivered' then sequence else 0 end)
"""

#: What was said, with the first of the digest that said it.
_TOLD = f"""
    select {NOTIFICATION}, planned_at, state, {_TOLD_TRIED}, address,
        lead_incident, lead_episode, lead_receiver, lead_sequence
    from deliveries left join (
        select number as lead, incident_id as lead_incident, episode as lead_episode, receiver as lead_receiver,
            sequence as lead_sequence
        from deliveries where number in (select digest_of from deliveries where digest_of is not null)
    ) digest on lead = coalesce(digest_of, number)
    where incident_id in ({{incidents}}) order by number
"""

_INSERT = (
    f"insert into deliveries ({NOTIFICATION}, closes, digest_of, message, address, planned_at, due_at, "
    f"touched_at) values ({', '.join('?' * (FIELDS + 7))}) on conflict do nothing"
)


class _Headline(msgspec.Struct):
    """All that a list shows of a message."""

    headline: str


def unclosed_incidents(connection: Connection) -> list[str]:
    """Incidents that some receiver still shows as open, as far as the ledger knows, or is still to hear of."""
    pending = "select distinct incident_id from deliveries where state = 'pending'"
    return [row[0] for row in connection.execute(f"{_UNCLOSED} union {pending}").fetchall()]


def insert_planned(connection: Connection, planned: Iterable[Planned]) -> None:
    """Put them into the outbox; a notification that is there already is there once."""
    for is_digest, some in groupby(planned, key=lambda one: bool(one.covers)):
        if not is_digest:
            connection.executemany(_INSERT, [_row(one.notification, one, None) for one in some])
            continue
        for one in some:
            lead: int | None = None
            for notification in (one.notification, *one.covers):
                inserted = _insert(connection, notification, one, lead)
                # where the first is there already, the next one leads
                lead = lead if lead is not None else inserted


def _row(notification: Notification, one: Planned, lead: int | None) -> tuple[str | int | None, ...]:
    """What `_INSERT` takes. What a digest covers says nothing of its own."""
    return (
        *values_of(notification),
        int(not notification.reason.leaves_open),
        lead,
        msgspec.json.encode(one.message).decode() if lead is None else "",
        msgspec.json.encode(one.receiver, enc_hook=dict).decode(),
        *[stamp(one.message.at)] * 3,
    )


def _insert(connection: Connection, notification: Notification, one: Planned, lead: int | None) -> int | None:
    """Its row's number; `None` where it is there already."""
    inserted = connection.execute(_INSERT, _row(notification, one, lead))
    if inserted.rowcount != 1:
        return None
    row = connection.execute(
        "select number from deliveries where incident_id = ? and episode = ? and receiver = ? and sequence = ?",
        (notification.incident_id, notification.episode, notification.receiver, notification.sequence),
    ).fetchone()
    return int(row[0])


def drop(connection: Connection, keys: Collection[str]) -> None:
    """Drop the notifications of these keys that nobody has tried to send."""
    if not keys:
        return
    untried = connection.execute(
        f"select coalesce(digest_of, number), {NOTIFICATION} from deliveries "
        f"where state = 'pending' and not {TRIED}"
    )
    found: dict[int, bool] = {}
    for lead, *fields in untried.fetchall():
        # a digest goes as a whole, or not at all
        found[lead] = found.get(lead, True) and notification_of(fields).key in keys
    leads = [(lead, lead) for lead, is_asked in found.items() if is_asked]
    connection.executemany(f"update deliveries set state = 'dropped' where {ROW}", leads)


def told_of(connection: Connection, ids: Collection[str]) -> dict[str, tuple[Told, ...]]:
    """Everything that was decided to be said of what is open, and of these that are not; oldest first."""
    told: dict[str, list[Told]] = {}
    parts = [("select id from incidents where state <> 'resolved'", ()), *in_parts(ids)]
    for condition, values in parts:
        for row in connection.execute(_TOLD.format(incidents=condition), values).fetchall():
            told.setdefault(row[0], []).append(_told(row))
    return {incident_id: tuple(entries) for incident_id, entries in told.items()}


def waiting(connection: Connection) -> tuple[Waiting, ...]:
    """What is still to be sent, and what was refused for good, oldest first."""
    rows = connection.execute(
        f"select {NOTIFICATION}, message, state, planned_at, attempts, due_at, says "
        "from deliveries where state in ('pending', 'dead') and digest_of is null order by number"
    )
    return tuple(_waiting(row) for row in rows)


def prune(connection: Connection, before: datetime) -> None:
    """Forget what was said of incidents that are over, where nothing has moved since then and nothing is open."""
    connection.execute(
        f"""
        delete from deliveries where incident_id in (
            select incident_id from deliveries group by incident_id
            having max(touched_at) < ? and max(case when state = 'pending' then 1 else 0 end) = 0
        )
        and incident_id not in (select id from incidents where state <> 'resolved')
        and incident_id not in ({_UNCLOSED})
        """,
        (stamp(before),),
    )


def _told(row: Row) -> Told:
    planned_at, state, tried, address, *lead = row[FIELDS:]
    notification = notification_of(row)
    return Told(
        notification=notification,
        at=moment(planned_at),
        state=Delivered(state),
        tried=bool(tried),
        digest=_key_of(notification, *lead),
        receiver=receiver_of(address),
    )


def _key_of(one: Notification, incident_id: str | None, episode: int, receiver: str, sequence: int) -> str | None:
    """The key that its digest goes by; `None` where it was said alone."""
    if incident_id is None:
        return None
    return replace(one, incident_id=incident_id, episode=episode, receiver=receiver, sequence=sequence).key


def _waiting(row: Row) -> Waiting:
    message, state, planned_at, attempts, due_at, says = row[FIELDS:]
    pending = state == Delivered.PENDING
    return Waiting(
        notification=notification_of(row),
        headline=_headline(message),
        state=Delivered(state),
        planned_at=moment(planned_at),
        attempts=attempts,
        not_before=moment(due_at) if pending else None,
        says=says,
    )


def _headline(message: str) -> str:
    try:
        return msgspec.json.decode(message, type=_Headline).headline
    except msgspec.MsgspecError:
        return UNREAD

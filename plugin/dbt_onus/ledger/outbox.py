"""Notifications as rows of the outbox, and back: planned, told of, leased, settled."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import Any
from uuid import uuid4

import msgspec

from dbt_onus.core.deliveries import Attempt, Delivery, Next, Planned, Verdict, Waiting, after_attempt
from dbt_onus.core.messages import Message
from dbt_onus.core.notifications import Delivered, Notification, Reason, Role, Scope, Told
from dbt_onus.core.receivers import Receiver
from dbt_onus.ledger.database import Connection, Row, in_parts
from dbt_onus.ledger.rows import moment, stamp

#: Two hosts' clocks may differ by as much; where a row was written later than that from now, the clock went back.
_SKEW = timedelta(hours=1)

#: The columns of a notification, in the order in which `_notification` takes them.
_NOTIFICATION = "incident_id, episode, receiver, sequence, role, team, reason, failures, exposures, teams"
_FIELDS = 10

#: Somebody has tried to send it, or is at it.
_TRIED = "(attempts > 0 or lease is not null)"
#: While it is pending, whether an attempt was begun; of what is dead, whether one of the attempts got no answer.
_TOLD_TRIED = f"({_TRIED} and (state <> 'dead' or maybe_sent = 1))"
#: It may be at the receiver: all that was tried, but for what was refused for good at the first attempt.
_ARRIVED = f"({_TRIED} and (state <> 'dead' or maybe_sent = 1 or attempts > 1))"

#: Threads with something open at their receiver: the last that may have arrived is later than the last close
#: that did.
_UNCLOSED = f"""
    select incident_id from deliveries group by incident_id, episode, receiver
    having max(case when closes = 0 and {_ARRIVED} then sequence else 0 end)
        > max(case when closes = 1 and state = 'delivered' then sequence else 0 end)
"""

#: What may be sent now: nothing planned earlier in its thread, or in the thread of anything that it covers as a
#: digest, is still to be sent.
_NEXT = """
    select number from deliveries one
    where state = 'pending' and digest_of is null and {is_due} and receiver not in ({without}) and not exists (
        select 1 from deliveries part join deliveries earlier
            on earlier.incident_id = part.incident_id and earlier.episode = part.episode
            and earlier.receiver = part.receiver and earlier.sequence < part.sequence and earlier.state = 'pending'
        where part.number = one.number or part.digest_of = one.number
    )
    order by due_at, number limit 1
"""

#: What was said, with the first of the digest that said it.
_TOLD = f"""
    select {_NOTIFICATION}, planned_at, state, {_TOLD_TRIED}, address,
        lead_incident, lead_episode, lead_receiver, lead_sequence
    from deliveries left join (
        select number as lead, incident_id as lead_incident, episode as lead_episode, receiver as lead_receiver,
            sequence as lead_sequence
        from deliveries where number in (select digest_of from deliveries where digest_of is not null)
    ) digest on lead = coalesce(digest_of, number)
    where incident_id in ({{incidents}}) order by number
"""

#: A row and, where it is a digest, the rows that it covers.
_ROW = "number = ? or digest_of = ?"


_INSERT = (
    f"insert into deliveries ({_NOTIFICATION}, closes, digest_of, message, address, planned_at, due_at, "
    f"touched_at) values ({', '.join('?' * (_FIELDS + 7))}) on conflict do nothing"
)

_UNREAD = "its entry in the ledger cannot be read"


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
        *_values(notification),
        int(notification.reason.closes),
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
        f"select coalesce(digest_of, number), {_NOTIFICATION} from deliveries "
        f"where state = 'pending' and not {_TRIED}"
    )
    found: dict[int, bool] = {}
    for lead, *fields in untried.fetchall():
        # a digest goes as a whole, or not at all
        found[lead] = found.get(lead, True) and _notification(fields).key in keys
    leads = [(lead, lead) for lead, is_asked in found.items() if is_asked]
    connection.executemany(f"update deliveries set state = 'dropped' where {_ROW}", leads)


def told_of(connection: Connection, ids: Collection[str]) -> dict[str, tuple[Told, ...]]:
    """Everything that was decided to be said of what is open, and of these that are not; oldest first."""
    told: dict[str, list[Told]] = {}
    parts = [("select id from incidents where state <> 'resolved'", ()), *in_parts(ids)]
    for condition, values in parts:
        for row in connection.execute(_TOLD.format(incidents=condition), values).fetchall():
            told.setdefault(row[0], []).append(_told(row))
    return {incident_id: tuple(entries) for incident_id, entries in told.items()}


def lease_next(
    connection: Connection, now: datetime, lease: timedelta, without: Collection[str] = ()
) -> Delivery | None:
    """The next that may be sent, leased; `None` where none is due.

    What was leased by a process that never came back is due again when its lease is over, and may have been sent.
    An entry that cannot be read is given up: it holds up no other.
    """
    while (number := _next_due(connection, now, sorted(without))) is not None:
        token = uuid4().hex
        connection.execute(
            "update deliveries set maybe_sent = case when lease is null then maybe_sent else 1 end, "
            "attempts = case when lease is null then attempts else attempts + 1 end, "
            f"lease = ?, due_at = ?, touched_at = ? where {_ROW}",
            (token, stamp(now + lease), stamp(now), number, number),
        )
        try:
            return _delivery(connection, number)
        except (msgspec.MsgspecError, ValueError):
            connection.execute(
                f"update deliveries set state = 'dead', lease = null, says = ? where {_ROW}",
                (_UNREAD, number, number),
            )
    return None


def _delivery(connection: Connection, number: int) -> Delivery:
    row = connection.execute(
        f"select {_NOTIFICATION}, message, address, attempts, maybe_sent, lease from deliveries where number = ?",
        (number,),
    ).fetchone()
    message, address, attempts, maybe_sent, lease = row[_FIELDS:]
    notification = _notification(row)
    return Delivery(
        number=number,
        planned=Planned(
            notification=notification,
            message=msgspec.json.decode(message, type=Message),
            receiver=msgspec.json.decode(address, type=Receiver),
            covers=_covered(connection, number),
        ),
        attempts=attempts,
        maybe_sent=bool(maybe_sent),
        reference=_reference(connection, notification),
        lease=lease,
    )


def write_attempt(
    connection: Connection, delivery: Delivery, attempt: Attempt, now: datetime
) -> tuple[Next, bool]:
    """Write down what it came to and give back the lease; what becomes of it, and whether that was news.

    Who has lost the lease meanwhile can only say that it was delivered.
    """
    row = connection.execute(
        "select state, due_at, lease, attempts, maybe_sent from deliveries where number = ?", (delivery.number,)
    ).fetchone()
    if row is None:
        return after_attempt(delivery, attempt, now), False
    state, due_at, lease, attempts, maybe_sent = row
    is_delivered = attempt.verdict is Verdict.DELIVERED
    if lease != delivery.lease and (not is_delivered or state == Delivered.DELIVERED):
        pending = state == Delivered.PENDING
        return Next(state=Delivered(state), not_before=moment(due_at) if pending else None), False
    then = after_attempt(delivery, attempt, now)
    connection.execute(
        "update deliveries set state = ?, due_at = ?, touched_at = ?, lease = null, attempts = ?, maybe_sent = ?, "
        "says = ?, reference = case when digest_of is null then coalesce(?, reference) end "
        f"where {_ROW}",
        (
            then.state.value,
            stamp(then.not_before or now),
            stamp(now),
            attempts + 1,
            int(maybe_sent or attempt.verdict is Verdict.AMBIGUOUS),
            attempt.says,
            attempt.reference,
            delivery.number,
            delivery.number,
        ),
    )
    return then, True


def waiting(connection: Connection) -> tuple[Waiting, ...]:
    """What is still to be sent, and what was refused for good, oldest first."""
    rows = connection.execute(
        f"select {_NOTIFICATION}, message, state, planned_at, attempts, due_at, says "
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


def _next_due(connection: Connection, now: datetime, without: Sequence[str]) -> int | None:
    marks = ", ".join("?" * len(without)) or "''"
    query = _NEXT.format(is_due="due_at <= ?", without=marks)
    due = connection.execute(query, (stamp(now), *without)).fetchone()
    if due is None:
        # a clock that was far ahead, and was put right, would keep it for as long as it was wrong
        query = _NEXT.format(is_due="touched_at > ?", without=marks)
        due = connection.execute(query, (stamp(now + _SKEW), *without)).fetchone()
    return None if due is None else int(due[0])


def _covered(connection: Connection, number: int) -> tuple[Notification, ...]:
    query = f"select {_NOTIFICATION} from deliveries where digest_of = ? order by number"
    return tuple(_notification(row) for row in connection.execute(query, (number,)))


def _reference(connection: Connection, one: Notification) -> str | None:
    row = connection.execute(
        "select reference from deliveries where incident_id = ? and episode = ? and receiver = ? "
        "and reference is not null order by sequence desc limit 1",
        (one.incident_id, one.episode, one.receiver),
    ).fetchone()
    return None if row is None else str(row[0])


def _values(one: Notification) -> tuple[str | int, ...]:
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


def _notification(row: Sequence[Any]) -> Notification:
    incident_id, episode, receiver, sequence, role, team, reason, failures, exposures, teams = row[:_FIELDS]
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


def _told(row: Row) -> Told:
    planned_at, state, tried, address, *lead = row[_FIELDS:]
    notification = _notification(row)
    return Told(
        notification=notification,
        at=moment(planned_at),
        state=Delivered(state),
        tried=bool(tried),
        digest=_key_of(notification, *lead),
        receiver=_receiver(address),
    )


def _key_of(one: Notification, incident_id: str | None, episode: int, receiver: str, sequence: int) -> str | None:
    """The key that its digest goes by; `None` where it was said alone."""
    if incident_id is None:
        return None
    return replace(one, incident_id=incident_id, episode=episode, receiver=receiver, sequence=sequence).key


@lru_cache(maxsize=1024)
def _receiver(address: str) -> Receiver:
    """Tens of thousands of rows go to a few receivers."""
    return msgspec.json.decode(address, type=Receiver)


def _waiting(row: Row) -> Waiting:
    message, state, planned_at, attempts, due_at, says = row[_FIELDS:]
    pending = state == Delivered.PENDING
    return Waiting(
        notification=_notification(row),
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
        return _UNREAD

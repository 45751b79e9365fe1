"""Deliveries leased to whoever sends them, and what became of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

import msgspec

from dbt_onus.core.deliveries import Attempt, Delivery, Next, Planned, Verdict, after_attempt
from dbt_onus.core.messages import Message
from dbt_onus.core.notifications import Delivered, Notification
from dbt_onus.ledger.columns import FIELDS, NOTIFICATION, ROW, UNREAD, notification_of, receiver_of
from dbt_onus.ledger.database import Connection
from dbt_onus.ledger.rows import moment, stamp

#: Two hosts' clocks may differ by as much; where a row was written later than that from now, the clock went back.
_SKEW = timedelta(hours=1)

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
            f"lease = ?, due_at = ?, touched_at = ? where {ROW}",
            (token, stamp(now + lease), stamp(now), number, number),
        )
        try:
            return _delivery(connection, number)
        except (msgspec.MsgspecError, ValueError):
            connection.execute(
                f"update deliveries set state = 'dead', lease = null, says = ? where {ROW}",
                (UNREAD, number, number),
            )
    return None


def _delivery(connection: Connection, number: int) -> Delivery:
    row = connection.execute(
        f"select {NOTIFICATION}, message, address, attempts, maybe_sent, lease from deliveries where number = ?",
        (number,),
    ).fetchone()
    message, address, attempts, maybe_sent, lease = row[FIELDS:]
    notification = notification_of(row)
    return Delivery(
        number=number,
        planned=Planned(
            notification=notification,
            message=msgspec.json.decode(message, type=Message),
            receiver=receiver_of(address),
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
        f"where {ROW}",
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
    query = f"select {NOTIFICATION} from deliveries where digest_of = ? order by number"
    return tuple(notification_of(row) for row in connection.execute(query, (number,)))


def _reference(connection: Connection, one: Notification) -> str | None:
    row = connection.execute(
        "select reference from deliveries where incident_id = ? and episode = ? and receiver = ? "
        "and reference is not null order by sequence desc limit 1",
        (one.incident_id, one.episode, one.receiver),
    ).fetchone()
    return None if row is None else str(row[0])

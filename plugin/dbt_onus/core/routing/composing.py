"""From an incident and the reason to speak of it to what is said: once, for every channel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from dbt_onus.core.incidents.incident import Incident
from dbt_onus.core.messages import Fact, Message, Severity
from dbt_onus.core.notifications import Notification, Reason, Role
from dbt_onus.core.phrases import Names, born_in, counted, hit, next_step, place, since, some, suspects
from dbt_onus.core.routing.routes import severity_of
from dbt_onus.errors import OnusError

#: How much evidence a message carries; the rest is in `onus explain`.
_EVIDENCE = 2


def compose(
    notification: Notification,
    incident: Incident,
    names: Names,
    now: datetime,
    *,
    why: str,
    late: str | None = None,
) -> Message:
    """What the receiver of this notification reads.

    `why` says why this receiver, `late` which clock ran out and by how much.
    """
    return Message(
        incident_id=incident.id,
        dedup_key=f"onus-{incident.project[:200]}-{incident.id}-{notification.episode}",
        project=incident.project,
        reason=notification.reason,
        role=notification.role,
        team=names.team(notification.team),
        severity=severity_of(incident),
        confidence=incident.confidence,
        headline=incident.title,
        lead=_lead(notification, incident, names),
        facts=tuple(_facts(notification, incident, names, now, why, late)),
        evidence=tuple(piece.says for piece in incident.evidence[:_EVIDENCE]),
        commands=tuple(_commands(notification, incident)),
        at=now,
    )


def compose_digest(messages: Sequence[Message]) -> Message:
    """One message for many incidents of one receiver. OnusError where there is none to make it of."""
    if not messages:
        raise OnusError("a digest of nothing")
    first = messages[0]
    to_act = sum(1 for one in messages if one.role is Role.NOTIFY and not one.reason.closes)
    worst = next((one for one in messages if one.severity is Severity.CRITICAL), first)
    return Message(
        incident_id=first.incident_id,
        dedup_key=first.dedup_key,
        project=first.project,
        reason=first.reason,
        role=Role.NOTIFY if to_act else Role.INFORM,
        team=first.team,
        severity=worst.severity,
        confidence=first.confidence,
        headline=f"{counted(len(messages), 'incident')} for {first.team}",
        lead=f"{to_act or 'None'} of them to act on; the rest is for your information.",
        parts=tuple(messages),
        at=first.at,
    )


def _lead(notification: Notification, incident: Incident, names: Names) -> str:
    """Why the reader gets it."""
    if notification.reason is Reason.TAKEN:
        return f"{names.team(incident.team)} has it now: {incident.why_team}."
    if notification.reason.closes:
        return f"It is over: {incident.resolution or 'resolved'}."
    if notification.role is Role.INFORM:
        return _lead_of_informed(notification, incident, names)
    return _lead_of_notified(incident, names)


def _lead_of_notified(incident: Incident, names: Names) -> str:
    answers = names.team(incident.team)
    if incident.origin.unique_id is None:
        return f"The platform itself failed, and {answers} answers for it."
    if incident.confidence.pages:
        return f"{answers} answers for {names.label(incident.origin.unique_id)}: {incident.why_team}."
    failed = names.label(incident.failures[0])
    return f"{failed} failed and {answers} owns what failed; nobody upstream is paged, as the origin is not sure."


def _lead_of_informed(notification: Notification, incident: Incident, names: Names) -> str:
    places = [place(names, one.place) for one in incident.suspects if one.team == notification.team]
    if places:
        return (
            f"It may have been born in {some(places)}, for which {names.team(notification.team)} answers. "
            "Nobody is sure: a look would help, a test there would decide."
        )
    mine = [
        names.label(uid)
        for uid in (*incident.affected.exposures, *incident.affected.nodes)
        if names.owners.get(uid) == notification.team
    ]
    hurt = f"{some(mine)} {'is' if len(mine) == 1 else 'are'}" if mine else "Something of yours is"
    who = names.team(incident.team)
    told = f"{who} answers for it and was told" if incident.confidence.pages else f"{who} looks into it"
    return f"{hurt} hit. {told}; there is nothing you need to do."


def _facts(
    notification: Notification, incident: Incident, names: Names, now: datetime, why: str, late: str | None
) -> Iterator[Fact]:
    yield Fact(name="team", says=f"{names.team(incident.team)} ({incident.confidence.value})")
    if late and not notification.reason.closes:
        yield Fact(name="overdue", says=late)
    yield Fact(name="born in", says=born_in(names, incident))
    if incident.suspects:
        yield Fact(name="suspects", says=suspects(names, incident))
    yield Fact(name="since", says=since(incident, now))
    yield Fact(name="hit", says=hit(names, incident))
    if not notification.reason.closes and notification.role is Role.NOTIFY:
        yield Fact(name="next", says=next_step(names, incident))
        yield Fact(name="why you", says=why)


def _commands(notification: Notification, incident: Incident) -> Iterator[Fact]:
    if notification.reason.closes:
        yield Fact(name="what happened", says=f"onus incidents show {incident.id}")
        return
    if notification.role is Role.NOTIFY:
        yield Fact(name="acknowledge", says=f"onus incidents acknowledge {incident.id}")
    yield Fact(name="check it", says=f"onus explain {incident.id}")
    yield Fact(name="dispute", says=f'onus incidents dispute {incident.id} --because "…"')

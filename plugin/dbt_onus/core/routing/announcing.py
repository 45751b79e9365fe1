"""A change that is announced to the teams it hits: whom, through what, in which words, and once."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dbt_onus.core.changes.change import Change, Effect
from dbt_onus.core.changes.consent import Stand
from dbt_onus.core.changes.phrases import by_team, uses_of
from dbt_onus.core.changes.report import DiffReport
from dbt_onus.core.deliveries import Planned
from dbt_onus.core.evidence import Confidence
from dbt_onus.core.messages import Fact, Message, Severity
from dbt_onus.core.notifications import Delivered, Notification, Reason, Role, Told, change_subject
from dbt_onus.core.phrases import counted, some
from dbt_onus.core.policy import ChangePolicy
from dbt_onus.core.routing.composing import compose_digest
from dbt_onus.core.routing.routes import Addresses, informed_through

_ANSWERED = (Stand.ACKNOWLEDGED, Stand.OBJECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What is to be sent; `says` is who is hit and cannot be told."""

    planned: tuple[Planned, ...] = ()
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    notification: Notification
    message: Message


def announced_changes(report: DiffReport, least: Effect) -> tuple[Change, ...]:
    """The changes that do at least so much harm and hit a team that has to hear of it."""
    worst = list(Effect)[: list(Effect).index(least) + 1]
    return tuple(change for change in report.changes if change.effect in worst and _to_tell(report, change))


def announcement(
    report: DiffReport,
    changes: Iterable[Change],
    addresses: Addresses,
    told: Mapping[str, Sequence[Told]],
    policy: ChangePolicy,
    now: datetime,
) -> Announcement:
    """What the hit teams have not heard yet: one for each receiver, or each change where it has no digests.

    `told` is what was said before, by `change_subject`: what may have arrived or is on its way is not said again.
    """
    says: list[str] = []
    found: dict[str, list[_Part]] = {}
    for change in changes:
        for receiver, teams in _receivers(report, change, addresses, says).items():
            sequence = _sequence(told.get(change_subject(change.id), ()), receiver)
            if sequence is not None:
                note = _notification(change, receiver, teams[0], sequence)
                message = compose_change(report, change, teams, policy, now)
                found.setdefault(receiver, []).append(_Part(notification=note, message=message))
    planned = (one for receiver, parts in found.items() for one in _planned(receiver, parts, addresses))
    return Announcement(planned=tuple(planned), says=tuple(dict.fromkeys(says)))


def compose_change(
    report: DiffReport, change: Change, teams: Sequence[str], policy: ChangePolicy, now: datetime
) -> Message:
    """What these teams, who share a receiver, read of a change that hits them."""
    said, subject = change.difference, change_subject(change.id)
    return Message(
        incident_id=subject,
        dedup_key=f"onus-{said.project[:200]}-{subject}",
        project=said.project,
        reason=Reason.ANNOUNCED,
        role=Role.INFORM,
        team=some(report.name(team) for team in teams),
        severity=_severity(change, teams),
        confidence=_confidence(change),
        headline=f"{change.effect} change: {said.says}",
        lead=_lead(report, change, teams),
        facts=tuple(_facts(report, change, teams, policy)),
        commands=tuple(_commands(change, teams)),
        at=now,
    )


def _to_tell(report: DiffReport, change: Change) -> tuple[str, ...]:
    """Those who have to do something and have not answered; who makes the change knows of it."""
    consent = report.consents.get(change.id)
    stands = consent.stands if consent is not None else {}
    return tuple(team for team in change.asked if team != change.team and stands.get(team) not in _ANSWERED)


def _receivers(report: DiffReport, change: Change, addresses: Addresses, says: list[str]) -> dict[str, list[str]]:
    """The teams to tell by the receiver that tells them: two teams that share one read one message."""
    found: dict[str, list[str]] = {}
    for team in _to_tell(report, change):
        why = f"{addresses.name_of(team)} is hit by {change.id}"
        severity = _severity(change, [team])
        for receiver in informed_through(team, _confidence(change), severity, why, addresses, says):
            found.setdefault(receiver, []).append(team)
    return found


def _sequence(told: Sequence[Told], receiver: str) -> int | None:
    """The number of the message; `None` where the receiver has heard. What was refused for good is tried anew."""
    before = [one for one in told if one.notification.receiver == receiver]
    if any(one.may_have_arrived or one.state is Delivered.PENDING for one in before):
        return None
    return 1 + max((one.notification.sequence for one in before), default=0)


def _notification(change: Change, receiver: str, team: str, sequence: int) -> Notification:
    return Notification(
        incident_id=change_subject(change.id),
        episode=1,
        receiver=receiver,
        sequence=sequence,
        role=Role.INFORM,
        team=team,
        reason=Reason.ANNOUNCED,
    )


def _planned(name: str, parts: Sequence[_Part], addresses: Addresses) -> Iterator[Planned]:
    receiver = addresses.receivers.get(name)
    if receiver is None:
        return
    if len(parts) == 1 or not addresses.traits_of(name).digests:
        for part in parts:
            yield Planned(notification=part.notification, message=part.message, receiver=receiver)
        return
    first, *others = [part.notification for part in parts]
    message = _digest([part.message for part in parts])
    yield Planned(notification=first, message=message, receiver=receiver, covers=tuple(others))


def _digest(messages: Sequence[Message]) -> Message:
    heading = f"{counted(len(messages), 'change')} for {some(dict.fromkeys(one.team for one in messages))}"
    return replace(
        compose_digest(messages), headline=heading, lead="What you read is changing; each says what to do."
    )


def _severity(change: Change, teams: Sequence[str]) -> Severity:
    """Critical where something of theirs that people look at is hit."""
    shown = any(use.team in teams and use.resource_type == "exposure" for use in change.uses)
    return Severity.CRITICAL if shown else Severity.ERROR


def _confidence(change: Change) -> Confidence:
    """What receivers are chosen by: it will break, or it may."""
    return Confidence.PROVEN if change.effect is Effect.BREAKING else Confidence.POSSIBLE


def _lead(report: DiffReport, change: Change, teams: Sequence[str]) -> str:
    who, what = report.name(change.team), change.difference.subject
    theirs = some(report.name(team) for team in teams)
    to_do = "breaks something of" if change.effect is Effect.BREAKING else "may change something for"
    return f"{who} answers for {what}, and a change of it {to_do} {theirs}: {change.why}."


def _facts(report: DiffReport, change: Change, teams: Sequence[str], policy: ChangePolicy) -> Iterator[Fact]:
    said = change.difference
    yield Fact(name="from", says=f"{report.name(change.team)} ({said.project})")
    for team, uses in by_team(change.uses):
        if team in teams:
            yield Fact(name="hits", says=f"{report.name(team)}: {uses_of(uses)}")
    if change.effect is Effect.BREAKING:
        yield Fact(name="answer by", says=_until(report, change, policy))
    if said.file:
        yield Fact(name="look at", says=f"{said.file} in {said.project}")


def _until(report: DiffReport, change: Change, policy: ChangePolicy) -> str:
    consent = report.consents.get(change.id)
    if consent is None or not consent.asked:
        return "no day is set: the change was not put to you for an answer (onus diff --ask)"
    if consent.until is None:
        return "no day is set, and it waits until you answer"
    return f"{consent.until}; after that, silence {policy.silence}"


def _commands(change: Change, teams: Sequence[str]) -> Iterator[Fact]:
    yield Fact(name="see it", says="onus diff --base DIR")
    if change.effect is not Effect.BREAKING:
        return
    for team in teams:
        answer = f"{change.id} --team {shlex.quote(team)}"
        yield Fact(name="agree", says=f"onus diff --base DIR --acknowledge {answer}")
        yield Fact(name="object", says=f'onus diff --base DIR --object {answer} --reason "…"')

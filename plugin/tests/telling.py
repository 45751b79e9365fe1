"""Messages and deliveries in one short line each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dbt_onus.channels import EnvironmentSecrets
from dbt_onus.core.deliveries import Delivery, Planned
from dbt_onus.core.evidence import Confidence
from dbt_onus.core.messages import Fact, Message, Severity
from dbt_onus.core.notifications import Notification, Reason, Role
from dbt_onus.core.receivers import Receiver, Setting
from tests.builders import NOON

HOSTILE = (
    "<!channel> <@U123> <https://evil.example|click> [click](https://evil.example) ![x](http://evil.example/x) "
    "<b onclick=alert(1)>bold</b> <script>alert(1)</script> \x1b[31mred\x1b[0m \x1b]8;;http://evil.example\x07 "
    "\u202egnol\u202c \u2066x\u2069 @everyone #1 !2 ~label **bold** `code` ``` {noformat} {{x}} %s {0} h1. "
    "quote \" ' \\ \r\nBcc: victim@shop.example\r\n/close\x00\ud800"
)


def message(reason: Reason = Reason.FIRST, **changes: Any) -> Message:
    """What a producer gets when its column has nulls."""
    made = Message(
        incident_id="fff56bb6",
        dedup_key="onus-fff56bb6-1",
        project="commerce",
        reason=reason,
        role=Role.NOTIFY,
        team="Customer Relations",
        severity=Severity.CRITICAL,
        confidence=Confidence.LIKELY,
        headline="crm.customers.country_code has nulls",
        lead="You get this because Customer Relations answers for crm.customers.",
        facts=(
            Fact(name="team", says="Customer Relations (meta.owner on source crm)"),
            Fact(name="born in", says="crm.customers.country_code; cause: nulls"),
            Fact(name="since", says="2026-11-23 20:30 UTC (27 minutes ago)"),
            Fact(name="hit", says="5 nodes (5 skipped) of Customer Relations, Growth; Churn model"),
        ),
        evidence=(
            "not_null on dim_customers.country_code failed: 150 null",
            "dim_customers.country_code is made of crm.customers.country_code alone",
        ),
        commands=(
            Fact(name="acknowledge", says="onus incidents acknowledge fff56bb6"),
            Fact(name="dispute", says='onus incidents dispute fff56bb6 --because "…"'),
            Fact(name="check", says="dbt build --select source:crm.customers+"),
        ),
        at=NOON,
    )
    return replace(made, **changes)


def digest(parts: int = 3) -> Message:
    """Several incidents of one run in one message."""
    each = tuple(
        replace(message(), incident_id=f"{number:08x}", headline=f"crm.table_{number} has nulls")
        for number in range(1, parts + 1)
    )
    return replace(
        message(),
        incident_id="d16e57",
        headline=f"{parts} incidents are yours",
        facts=(),
        evidence=(),
        commands=(),
        parts=each,
    )


def hostile(text: str = HOSTILE) -> Message:
    """Every text of it is `text`."""
    return message(
        headline=text,
        lead=text,
        team=text,
        project=text,
        facts=(Fact(name=text, says=text), Fact(name="since", says=text)),
        evidence=(text, text),
        commands=(Fact(name="acknowledge", says=text),),
    )


def notification(sequence: int = 1, *, about: Message | None = None, receiver: str = "ours") -> Notification:
    """The `sequence`-th message to a receiver about an episode."""
    told = about or message()
    return Notification(
        incident_id=told.incident_id,
        episode=1,
        receiver=receiver,
        sequence=sequence,
        role=told.role,
        team="crm",
        reason=told.reason,
    )


def delivery(
    channel: str,
    settings: Mapping[str, Setting],
    about: Message | None = None,
    *,
    sequence: int = 1,
    receiver: str = "ours",
    **fields: Any,
) -> Delivery:
    """A row of the outbox."""
    told = about or message()
    planned = Planned(
        notification=notification(sequence, about=told, receiver=receiver),
        message=told,
        receiver=Receiver(name=receiver, channel=channel, settings=settings),
    )
    return Delivery(number=1, planned=planned, **fields)


def secrets(**values: str) -> EnvironmentSecrets:
    """An environment."""
    return EnvironmentSecrets(values)

"""`channel: webhook`: one JSON object per message, signed, with a key that makes a repeat harmless.

The body is described by `webhook.schema.json`, which comes with the package. Its signature covers the time and
the body, so that neither can be changed nor played again later.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from dbt_onus.channels.answers import attempt_of
from dbt_onus.channels.http import Request, ask
from dbt_onus.channels.sending import Repeats, Sending
from dbt_onus.core.deliveries import Attempt
from dbt_onus.core.messages import Fact, Message
from dbt_onus.core.notifications import Notification
from dbt_onus.core.plain import plain
from dbt_onus.core.receivers import Receiver, Traits

SCHEMA = "onus/notification/1"
_MOST_PARTS = 200


def render(message: Message, notification: Notification, *, maybe_sent: bool = False) -> dict[str, Any]:
    """The body. Every text is one plain line of at most 2,000 characters."""
    return {
        "schema": SCHEMA,
        "key": notification.key,
        "thread": notification.thread,
        "transition": message.transition.value,
        "maybe_sent_before": maybe_sent,
        **_said(message),
        "parts": [_said(part) for part in message.parts[:_MOST_PARTS]],
        "parts_left_out": max(len(message.parts) - _MOST_PARTS, 0),
    }


def read_schema() -> str:
    """The JSON Schema of the body, as shipped."""
    return files("dbt_onus.channels").joinpath("webhook.schema.json").read_text(encoding="utf-8")


def _said(message: Message) -> dict[str, Any]:
    return {
        "incident": plain(message.incident_id),
        "dedup_key": plain(message.dedup_key),
        "project": plain(message.project),
        "reason": message.reason.value,
        "role": message.role.value,
        "team": plain(message.team),
        "severity": message.severity.value,
        "confidence": message.confidence.value,
        "headline": plain(message.headline),
        "lead": plain(message.lead),
        "facts": [_fact(fact) for fact in message.facts],
        "evidence": [plain(line) for line in message.evidence],
        "commands": [_fact(command) for command in message.commands],
        "at": message.at.isoformat(),
    }


def _fact(fact: Fact) -> dict[str, str]:
    return {"name": plain(fact.name), "says": plain(fact.says)}


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """`v1=` and the HMAC-SHA256, in hex, over the timestamp, a dot and the body."""
    signed = f"{timestamp}.".encode() + body
    return "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


class Webhook:
    """Whatever listens."""

    name = "webhook"
    traits = Traits(digests=False, acknowledges=True)

    def repeats(self, _: Receiver) -> Repeats:
        """The key is in a header and in the body: the receiver can tell."""
        return Repeats.DEDUPED

    def send(self, sending: Sending) -> Attempt:
        """POST it."""
        settings, key = sending.settings, sending.notification.key
        content = render(sending.message, sending.notification, maybe_sent=sending.delivery.maybe_sent)
        body = json.dumps(content, separators=(",", ":")).encode()
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": quote(key, safe=" "),
        }
        if settings.has("secret"):
            # the moment of sending, not of composing: receivers refuse what is older than a few minutes
            timestamp = int(time.time())
            headers["Onus-Timestamp"] = str(timestamp)
            headers["Onus-Signature"] = signature(settings.secret("secret"), timestamp, body)
        request = Request(
            method="POST",
            url=settings.secret("url"),
            headers=headers,
            body=body,
            allow_private=settings.flag("allow_private"),
        )
        return attempt_of(ask(request, sending.deadline))


SENDER = Webhook()

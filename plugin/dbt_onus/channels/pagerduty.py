"""`channel: pagerduty`: an integration key of the Events API v2.

The key of an episode is PagerDuty's `dedup_key`: whatever is sent twice is shown once. After a resolve, the same
key would open a new alert; the next episode has a key of its own. Limits are those of PagerDuty's developer pages.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from dbt_onus.channels.answers import attempt_of
from dbt_onus.channels.fitting import fitting
from dbt_onus.channels.http import Request, ask
from dbt_onus.channels.sending import Repeats, Sending
from dbt_onus.channels.wording import Wording, worded
from dbt_onus.core.deliveries import Attempt
from dbt_onus.core.messages import Message, Severity
from dbt_onus.core.notifications import Role, Transition
from dbt_onus.core.plain import fitted, plain, unlinked
from dbt_onus.core.receivers import Receiver, Traits

DEDUP_KEY = 255
SUMMARY = 1_024
MOST_BYTES = 512_000
_API = "https://events.pagerduty.com"
_HOSTS = ("events.pagerduty.com", "events.eu.pagerduty.com")
_ACTIONS = {Transition.ACKNOWLEDGE: "acknowledge", Transition.CLOSE: "resolve"}
#: So many bytes are left for the routing key and the braces.
_MARGIN = 2_000


def render(message: Message) -> dict[str, Any]:
    """The event without its routing key, which is a secret."""
    action = _ACTIONS.get(message.transition, "trigger")
    event: dict[str, Any] = {"event_action": action, "dedup_key": _key(message.dedup_key)}
    if action != "trigger":
        return event
    return fitting(worded(message), lambda wording: event | _alert(message, wording), _size, MOST_BYTES - _MARGIN)


def _alert(message: Message, wording: Wording) -> dict[str, Any]:
    payload = {
        "summary": fitted(wording.title, SUMMARY, unlinked),
        "source": plain(message.project, 200) or "dbt",
        "severity": _severity(message),
        "timestamp": message.at.isoformat(),
        "component": plain(message.team, 200),
        "custom_details": _details(wording),
    }
    return {"payload": payload, "client": "Onus"}


def _details(wording: Wording) -> dict[str, str]:
    details = {"reason": wording.lead}
    details |= {fact.name: fact.says for fact in wording.facts}
    details |= {f"evidence {number}": line for number, line in enumerate(wording.evidence, start=1)}
    details |= {command.name: command.says for command in wording.commands}
    details |= {f"incident {number}": part.title for number, part in enumerate(wording.parts, start=1)}
    details["message"] = wording.foot
    return {name: unlinked(says) for name, says in details.items()}


def _severity(message: Message) -> str:
    if message.role is Role.INFORM:
        return "info"
    return "critical" if message.severity is Severity.CRITICAL else "error"


def _key(key: str) -> str:
    """As it is where PagerDuty takes it, else a digest of it."""
    return (
        key
        if len(key) <= DEDUP_KEY and key.isprintable()
        else hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
    )


def _size(event: dict[str, Any]) -> int:
    return len(_encoded(event))


def _encoded(event: dict[str, Any]) -> bytes:
    return json.dumps(event, ensure_ascii=False).encode()


class PagerDuty:
    """Wakes people, so nobody is merely informed through it."""

    name = "pagerduty"
    traits = Traits(informs=False, digests=False, acknowledges=True)

    def repeats(self, _: Receiver) -> Repeats:
        """By `dedup_key`."""
        return Repeats.DEDUPED

    def send(self, sending: Sending) -> Attempt:
        """POST the event; 202 says that PagerDuty has it."""
        settings = sending.settings
        base = settings.text("base_url", _API)
        event = {"routing_key": settings.secret("routing_key"), **render(sending.message)}
        request = Request(
            method="POST",
            url=f"{base}/v2/enqueue",
            headers={"Content-Type": "application/json"},
            body=_encoded(event),
            hosts=_HOSTS,
            allow_private=settings.flag("allow_private"),
        )
        return attempt_of(ask(request, sending.deadline))


SENDER = PagerDuty()

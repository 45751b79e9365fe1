"""`channel: opsgenie`: alerts of Jira Service Management, whose API for integrations is Opsgenie's.

`base_url` names the old one, `https://api.opsgenie.com` or `https://api.eu.opsgenie.com`, for as long as it lasts.
The key of an episode is the alert's alias. Limits are those of Atlassian's reference of the alert API.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import quote

from dbt_onus.channels.answers import attempt_of
from dbt_onus.channels.fitting import fitting
from dbt_onus.channels.http import Request, ask
from dbt_onus.channels.sending import Repeats, Sending
from dbt_onus.channels.wording import Wording, text_of, worded
from dbt_onus.core.deliveries import Attempt
from dbt_onus.core.messages import Message, Severity
from dbt_onus.core.notifications import Role, Transition
from dbt_onus.core.plain import cut, fitted, plain, unlinked
from dbt_onus.core.receivers import Receiver, Traits

ALIAS = 512
MESSAGE = 130
DESCRIPTION = 15_000
NOTE = 25_000
ENTITY = 512
_API = "https://api.atlassian.com/jsm/ops/integration"
_HOSTS = ("api.atlassian.com", "api.opsgenie.com", "api.eu.opsgenie.com")
_VERBS = {Transition.UPDATE: "notes", Transition.ACKNOWLEDGE: "acknowledge", Transition.CLOSE: "close"}


def render(message: Message, responders: tuple[str, ...] = (), *, repeat: bool = False) -> dict[str, Any]:
    """The body: a new alert, or a note for what happens to it. Only notes are not deduped by the alias."""
    wording = worded(message, repeat=repeat and message.transition is Transition.UPDATE)
    if message.transition in _VERBS:
        return {"source": "Onus", "note": fitting(wording, _text, len, NOTE)}
    return {
        "message": fitted(wording.title, MESSAGE, unlinked),
        "alias": alias(message),
        "description": fitting(wording, _text, len, DESCRIPTION),
        "responders": [{"type": "team", "name": name} for name in responders],
        "tags": ["onus", *([cut(tag, 50)] if (tag := plain(message.project)) else [])],
        "entity": fitted(_entity(wording), ENTITY, unlinked),
        "source": "Onus",
        "priority": _priority(message),
    }


def alias(message: Message) -> str:
    """What finds the alert again."""
    key = message.dedup_key
    return (
        key
        if len(key) <= ALIAS and key.isprintable()
        else hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
    )


def _text(wording: Wording) -> str:
    return unlinked(text_of(wording))


def _entity(wording: Wording) -> str:
    return next((fact.says for fact in wording.facts if fact.name == "born in"), wording.title)


def _priority(message: Message) -> str:
    if message.role is Role.INFORM:
        return "P5"
    return "P2" if message.severity is Severity.CRITICAL else "P3"


class Opsgenie:
    """Wakes people, so nobody is merely informed through it."""

    name = "opsgenie"
    traits = Traits(informs=False, digests=False, acknowledges=True)

    def repeats(self, _: Receiver) -> Repeats:
        """By alias."""
        return Repeats.DEDUPED

    def send(self, sending: Sending) -> Attempt:
        """POST it; 202 says that it is queued there."""
        settings, message = sending.settings, sending.message
        base = settings.text("base_url", _API)
        verb = _VERBS.get(message.transition)
        path = f"/{quote(alias(message), safe='')}/{verb}?identifierType=alias" if verb else ""
        body = render(message, settings.texts("responders"), repeat=sending.delivery.maybe_sent)
        request = Request(
            method="POST",
            url=f"{base}/v2/alerts{path}",
            headers={
                "Content-Type": "application/json",
                "Authorization": f"GenieKey {settings.secret('api_key')}",
            },
            body=json.dumps(body).encode(),
            hosts=_HOSTS,
            allow_private=settings.flag("allow_private"),
        )
        return attempt_of(ask(request, sending.deadline))


SENDER = Opsgenie()

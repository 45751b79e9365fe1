"""`channel: teams`: a Microsoft Teams workflow ("post to a channel when a webhook request is received").

It is sent an Adaptive Card of version 1.4. Everything stands in TextRuns, which Teams shows as they are: other
elements of a card read markdown. Workflows answer 202 before they post; whether it was shown, they do not say.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from dbt_onus.channels.answers import attempt_of
from dbt_onus.channels.fitting import fitting
from dbt_onus.channels.http import Request, ask
from dbt_onus.channels.sending import Repeats, Sending
from dbt_onus.channels.wording import Wording, worded
from dbt_onus.core.deliveries import Attempt
from dbt_onus.core.messages import Message
from dbt_onus.core.plain import unlinked
from dbt_onus.core.receivers import Receiver, Traits

#: Teams refuses cards over about 28 KB, with what it adds itself.
MOST_BYTES = 20_000
_HOSTS = ("*.logic.azure.com", "*.api.powerplatform.com", "*.logic.azure.us", "*.api.powerplatform.us")


def render(message: Message, *, repeat: bool = False) -> bytes:
    """The body, below 20 KB."""
    return fitting(worded(message, repeat=repeat), _body, len, MOST_BYTES)


def _body(wording: Wording) -> bytes:
    card = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.4",
        "msteams": {"width": "Full"},
        "body": list(_blocks(wording)),
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return json.dumps({"type": "message", "attachments": [attachment]}, ensure_ascii=False).encode()


def _blocks(wording: Wording) -> Iterator[dict[str, Any]]:
    yield _line(_run(wording.title, weight="Bolder", size="Medium"))
    if wording.lead:
        yield _line(_run(wording.lead))
    for fact in wording.facts:
        yield _line(_run(f"{fact.name}: ", weight="Bolder"), _run(fact.says))
    for number, evidence in enumerate(wording.evidence, start=1):
        yield _line(_run(f"evidence {number}: ", weight="Bolder"), _run(evidence))
    for command in wording.commands:
        yield _line(_run(f"{command.name}: ", weight="Bolder"), _run(command.says, fontType="Monospace"))
    for part in wording.parts:
        first, *others = _blocks(part)
        yield first | {"separator": True, "spacing": "Large"}
        yield from others
    if wording.more:
        yield _line(_run(wording.more))
    yield _line(_run(wording.foot, isSubtle=True, size="Small"))


def _line(*runs: dict[str, Any]) -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": list(runs), "spacing": "Small"}


def _run(text: str, **style: Any) -> dict[str, Any]:
    return {"type": "TextRun", "text": unlinked(text), **style}


class Teams:
    """A workflow that belongs to a person and ends with their account: name a second owner for it."""

    name = "teams"
    traits = Traits()

    def repeats(self, _: Receiver) -> Repeats:
        """Nothing comes back from a workflow."""
        return Repeats.BLIND

    def send(self, sending: Sending) -> Attempt:
        """POST the card."""
        request = Request(
            method="POST",
            url=sending.settings.secret("url"),
            headers={"Content-Type": "application/json"},
            body=render(sending.message, repeat=sending.repeat),
            hosts=_HOSTS,
            allow_private=sending.settings.flag("allow_private"),
        )
        return attempt_of(ask(request, sending.deadline))


SENDER = Teams()

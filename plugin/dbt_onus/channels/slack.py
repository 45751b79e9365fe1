"""`channel: slack`: an incoming webhook (`url`), or a bot (`token` and `channel_id`), which can do more.

A webhook can neither be asked what it has shown nor answer in a thread.
"""

from __future__ import annotations

import json

from dbt_onus.channels import slack_bot
from dbt_onus.channels.answers import attempt_of
from dbt_onus.channels.http import Request, ask
from dbt_onus.channels.sending import Repeats, Sending
from dbt_onus.channels.slack_blocks import render
from dbt_onus.core.deliveries import Attempt
from dbt_onus.core.receivers import Receiver, Traits

_WEBHOOKS = ("hooks.slack.com", "hooks.slack-gov.com")

__all__ = ["SENDER", "render"]


class Slack:
    """Slack, and what speaks like it (with `allow_private`)."""

    name = "slack"
    traits = Traits()

    def repeats(self, receiver: Receiver) -> Repeats:
        """Only the bot can look."""
        return Repeats.LOOKED_FOR if "token" in receiver.settings else Repeats.BLIND

    def send(self, sending: Sending) -> Attempt:
        """Post it."""
        settings = sending.settings
        if settings.has("token"):
            return slack_bot.send(sending)
        request = Request(
            method="POST",
            url=settings.secret("url"),
            headers={"Content-Type": "application/json"},
            body=json.dumps(render(sending.message, repeat=sending.repeat)).encode(),
            hosts=_WEBHOOKS,
            allow_private=settings.flag("allow_private"),
        )
        return attempt_of(ask(request, sending.deadline))


SENDER = Slack()

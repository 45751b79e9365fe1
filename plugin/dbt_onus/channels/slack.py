"""`channel: slack`: an incoming webhook (`url`), or a bot (`token` and `channel_id`), which can do more.

A webhook can neither be asked what it has shown nor answer in a thread. A bot keeps one thread per episode, looks
whether a message is there before it sends it again, and marks the first one when it is over.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from typing import Any

from dbt_onus.channels.answers import attempt_of, document, pause
from dbt_onus.channels.deadline import Deadline
from dbt_onus.channels.fitting import fitting
from dbt_onus.channels.http import Request, ask
from dbt_onus.channels.plain import plain
from dbt_onus.channels.sending import Repeats, Sending, Settings, UndeliveredError
from dbt_onus.channels.slack_blocks import TOGETHER, blocks, fallback
from dbt_onus.channels.wording import Wording, worded
from dbt_onus.core.deliveries import Attempt, Delivery, Verdict
from dbt_onus.core.messages import Message
from dbt_onus.core.notifications import Transition
from dbt_onus.core.receivers import Receiver, Traits

_WEBHOOKS = ("hooks.slack.com", "hooks.slack-gov.com")
_API = "https://slack.com/api"
_API_HOSTS = ("slack.com", "slack-gov.com")
_EVENT = "onus_notification"
#: Errors of the Web API after which it may have happened all the same, or will next time.
_LATER = frozenset({"ratelimited", "rate_limited", "service_unavailable", "team_added_to_org"})
_UNSURE = frozenset({"internal_error", "fatal_error", "request_timeout"})
#: How far back the bot looks for its own message: the longest pause between attempts, and some.
_LOOK_BACK = timedelta(days=3)


def render(message: Message, *, repeat: bool = False) -> dict[str, Any]:
    """The body for a webhook, and what the bot adds its channel and thread to."""
    return fitting(worded(message, repeat=repeat), _body, lambda body: len(json.dumps(body)), TOGETHER)


def _body(wording: Wording) -> dict[str, Any]:
    return {"text": fallback(wording), "blocks": blocks(wording), "unfurl_links": False, "unfurl_media": False}


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
            return _Bot(settings, sending.deadline).send(sending.delivery)
        request = Request(
            method="POST",
            url=settings.secret("url"),
            headers={"Content-Type": "application/json"},
            body=json.dumps(render(sending.message, repeat=sending.repeat)).encode(),
            hosts=_WEBHOOKS,
            allow_private=settings.flag("allow_private"),
        )
        return attempt_of(ask(request, sending.deadline))


class _Bot:
    """One conversation with Slack's Web API. Methods and errors as its reference pages have them."""

    def __init__(self, settings: Settings, deadline: Deadline) -> None:
        self._settings = settings
        self._deadline = deadline
        self._channel = settings.text("channel_id")

    def send(self, delivery: Delivery) -> Attempt:
        planned = delivery.planned
        key = planned.notification.key
        # a digest is about several incidents, and stands in the thread of none
        thread = None if planned.message.is_digest else delivery.reference
        if delivery.maybe_sent and (shown := self._shown(key, thread, planned.message)):
            return _shown_at(planned.message, thread or shown, "it was there already")
        body = render(planned.message)
        metadata = {"event_type": _EVENT, "event_payload": {"key": key}}
        posted = self._call("chat.postMessage", body | {"metadata": metadata} | _in_thread(thread))
        if thread and planned.message.transition is Transition.CLOSE:
            self._mark_closed(thread, planned.message)
        return _shown_at(planned.message, thread or str(posted.get("ts", "")), "slack took it")

    def _shown(self, key: str, thread: str | None, message: Message) -> str | None:
        """The timestamp of the message with this key, if the bot can find it (needs `channels:history`)."""
        oldest = str(int((message.at - _LOOK_BACK).timestamp()))
        query = {"include_all_metadata": True, "limit": 100, "oldest": oldest} | ({"ts": thread} if thread else {})
        found = self._call("conversations.replies" if thread else "conversations.history", query, most=1024 * 1024)
        messages = found.get("messages")
        for each in messages if isinstance(messages, list) else ():
            if _key_of(each) == key:
                return str(each.get("ts"))
        return None

    def _mark_closed(self, thread: str, message: Message) -> None:
        """The first message of the thread says that it is over. The reply said it already, so this may fail."""
        with suppress(UndeliveredError):
            self._call("chat.update", render(message) | {"ts": thread})

    def _call(self, method: str, arguments: dict[str, Any], most: int = 64 * 1024) -> dict[str, Any]:
        request = Request(
            method="POST",
            url=f"{self._settings.text('base_url', _API).rstrip('/')}/{method}",
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "Authorization": f"Bearer {self._settings.secret('token')}",
            },
            body=json.dumps({"channel": self._channel} | arguments).encode(),
            hosts=_API_HOSTS,
            allow_private=self._settings.flag("allow_private"),
            reads=True,
            most=most,
        )
        answer = ask(request, self._deadline)
        attempt = attempt_of(answer)
        if attempt.verdict is not Verdict.DELIVERED:
            raise UndeliveredError(attempt)
        said = document(answer)
        if not isinstance(said, dict):
            raise UndeliveredError(
                Attempt(verdict=Verdict.AMBIGUOUS, says=f"{answer.host} answered no JSON to {method}")
            )
        if said.get("ok") is not True:
            error = plain(str(said.get("error", "no reason")), 80)
            says = f"{answer.host} refused {method}: {error}"
            raise UndeliveredError(Attempt(verdict=_verdict(error), says=says, after=pause(answer)))
        return said


def _shown_at(message: Message, timestamp: str, says: str) -> Attempt:
    reference = None if message.is_digest else timestamp or None
    return Attempt(verdict=Verdict.DELIVERED, says=says, reference=reference)


def _in_thread(thread: str | None) -> dict[str, Any]:
    return {"thread_ts": thread} if thread else {}


def _key_of(message: Any) -> str | None:
    metadata = message.get("metadata") if isinstance(message, dict) else None
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    return str(payload.get("key")) if isinstance(payload, dict) else None


def _verdict(error: str) -> Verdict:
    if error in _LATER:
        return Verdict.RETRY
    return Verdict.AMBIGUOUS if error in _UNSURE else Verdict.PERMANENT


SENDER = Slack()

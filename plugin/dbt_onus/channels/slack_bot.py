"""A Slack bot: one thread per episode, looked for before anything is said again, marked when it is over.

Methods, scopes and errors as the reference pages of Slack's Web API have them.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from dbt_onus.channels.answers import attempt_of, document, pause
from dbt_onus.channels.http import Answer
from dbt_onus.channels.json_api import JsonApi, listed
from dbt_onus.channels.sending import Sending, UndeliveredError
from dbt_onus.channels.slack_blocks import render
from dbt_onus.core.deliveries import Attempt, Verdict
from dbt_onus.core.messages import Message
from dbt_onus.core.notifications import Transition
from dbt_onus.core.plain import plain

_API = "https://slack.com/api"
_HOSTS = ("slack.com", "slack-gov.com")
_EVENT = "onus_notification"
#: Errors after which it will happen another time, or may have happened all the same.
_LATER = frozenset({"ratelimited", "rate_limited", "service_unavailable", "team_added_to_org"})
_UNSURE = frozenset({"internal_error", "fatal_error", "request_timeout"})
#: Everything is given up after two days.
_LOOK_BACK = timedelta(days=3)


def send(sending: Sending) -> Attempt:
    """Post it, in the thread of its episode if there is one."""
    settings = sending.settings
    api = JsonApi(
        base=settings.text("base_url", _API),
        hosts=_HOSTS,
        deadline=sending.deadline,
        headers={
            "Authorization": f"Bearer {settings.secret('token')}",
            "Content-Type": "application/json; charset=utf-8",
        },
        allow_private=settings.flag("allow_private"),
        judged=judged,
    )
    # a digest is about several incidents, and stands in the thread of none
    thread = None if sending.message.is_digest else sending.delivery.reference
    return _Bot(api, settings.text("channel_id"), thread).say(sending)


def judged(answer: Answer) -> Attempt:
    """Slack says no with a 200, and why with a word."""
    attempt = attempt_of(answer)
    if attempt.verdict is not Verdict.DELIVERED:
        return attempt
    said = document(answer)
    if not isinstance(said, dict):
        return Attempt(verdict=Verdict.AMBIGUOUS, says=f"{answer.host} answered no JSON")
    if said.get("ok") is True:
        return attempt
    error = plain(str(said.get("error", "no reason")), 80)
    return Attempt(verdict=_verdict(error), says=f"{answer.host} refused it: {error}", after=pause(answer))


def _verdict(error: str) -> Verdict:
    if error in _LATER:
        return Verdict.RETRY
    return Verdict.AMBIGUOUS if error in _UNSURE else Verdict.PERMANENT


@dataclass(frozen=True, slots=True)
class _Bot:
    """In one channel, in the `thread` that a message's timestamp names, or in none."""

    api: JsonApi
    channel: str
    thread: str | None

    def say(self, sending: Sending) -> Attempt:
        message, key = sending.message, sending.notification.key
        repeat = False
        if sending.delivery.maybe_sent:
            try:
                shown = self._shown(key, message)
            except UndeliveredError as error:
                if error.attempt.verdict is not Verdict.PERMANENT:
                    raise
                shown, repeat = None, True  # a bot that may not look says what a webhook would
            if shown:
                return self._is_at(message, shown, "it was there already")
        posted = self._post(message, key, repeat=repeat)
        if self.thread and message.transition is Transition.CLOSE:
            self._mark_closed(message)
        return self._is_at(message, str(posted.get("ts", "")), "slack took it")

    def _post(self, message: Message, key: str, *, repeat: bool) -> dict[str, Any]:
        body = render(message, repeat=repeat) | {
            "channel": self.channel,
            "metadata": {"event_type": _EVENT, "event_payload": {"key": key}},
        }
        posted = self.api.write(
            "POST", "/chat.postMessage", body | ({"thread_ts": self.thread} if self.thread else {})
        )
        return posted if isinstance(posted, dict) else {}

    def _shown(self, key: str, message: Message) -> str | None:
        """The timestamp of the message with this key among the last 200 of the channel or the thread."""
        oldest = int((message.at - _LOOK_BACK).timestamp())
        query = {"channel": self.channel, "include_all_metadata": 1, "limit": 200, "oldest": oldest}
        if self.thread:
            found = self.api.read("/conversations.replies", query | {"ts": self.thread})
        else:
            found = self.api.read("/conversations.history", query)
        return next((str(each.get("ts")) for each in listed(found, "messages") if _key_of(each) == key), None)

    def _mark_closed(self, message: Message) -> None:
        """The first message of the thread says that it is over. The reply said it already, so this may fail."""
        with suppress(UndeliveredError):
            self.api.write("POST", "/chat.update", render(message) | {"channel": self.channel, "ts": self.thread})

    def _is_at(self, message: Message, timestamp: str, says: str) -> Attempt:
        reference = None if message.is_digest else self.thread or timestamp or None
        return Attempt(verdict=Verdict.DELIVERED, says=says, reference=reference)


def _key_of(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata")
    payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
    return str(payload.get("key")) if isinstance(payload, dict) else None

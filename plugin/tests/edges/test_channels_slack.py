"""What a Slack bot can do that a webhook cannot: one thread, looking first, marking the end."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from dbt_onus.channels import channel_named
from dbt_onus.core.deliveries import Attempt, Verdict
from dbt_onus.core.notifications import Reason
from tests.channel_cases import CASES, SECRETS, receiver_of
from tests.receivers import FakeReceiver, Reply, accept_then_cut
from tests.telling import delivery, digest, message, secrets

BOT = next(case for case in CASES if case.name == "slack-bot")


@pytest.fixture
def slack() -> Iterator[FakeReceiver]:
    with receiver_of(BOT) as listening:
        yield listening


def tell(slack: FakeReceiver, reason: Reason, sequence: int = 1, **fields: Any) -> Attempt:
    row = delivery("slack", BOT.settings(slack.url), message(reason), sequence=sequence, **fields)
    return channel_named("slack").deliver(row, secrets(**SECRETS), 2)


def test_an_episode_is_one_thread_whose_first_message_says_that_it_is_over(slack: FakeReceiver):
    opened = tell(slack, Reason.FIRST)
    tell(slack, Reason.REMINDER, 2, reference=opened.reference)
    closed = tell(slack, Reason.RESOLVED, 3, reference=opened.reference)
    first, reminder, end = slack.service.messages
    assert closed.reference == opened.reference == first["ts"]
    assert (reminder["thread_ts"], end["thread_ts"]) == (first["ts"], first["ts"])
    assert first["text"].startswith("Resolved: ")


def test_a_reply_whose_answer_was_lost_is_looked_for_in_its_thread(slack: FakeReceiver):
    opened = tell(slack, Reason.FIRST)
    slack.will(accept_then_cut)
    assert tell(slack, Reason.REMINDER, 2, reference=opened.reference).verdict is Verdict.AMBIGUOUS
    again = tell(slack, Reason.REMINDER, 2, reference=opened.reference, attempts=1, maybe_sent=True)
    assert (again.verdict, again.reference, len(slack.service.messages)) == (
        Verdict.DELIVERED,
        opened.reference,
        2,
    )


def test_an_end_that_cannot_be_marked_is_an_end(slack: FakeReceiver):
    opened = tell(slack, Reason.FIRST)
    service = slack.service
    slack.service = lambda received: (
        Reply(body={"ok": False, "error": "cant_update_message"})
        if received.path.endswith("chat.update")
        else service(received)
    )
    assert tell(slack, Reason.RESOLVED, 2, reference=opened.reference).verdict is Verdict.DELIVERED


def test_a_bot_that_may_not_look_says_what_a_webhook_would(slack: FakeReceiver):
    slack.will(accept_then_cut)
    tell(slack, Reason.FIRST)
    service = slack.service
    slack.service = lambda received: (
        Reply(body={"ok": False, "error": "missing_scope"})
        if "conversations" in received.path
        else service(received)
    )
    assert tell(slack, Reason.FIRST, attempts=1, maybe_sent=True).verdict is Verdict.DELIVERED
    assert "possible repeat" in service.messages[1]["text"]


def test_looking_that_fails_says_nothing_twice(slack: FakeReceiver):
    service = slack.service
    slack.service = lambda received: Reply(503) if "conversations" in received.path else service(received)
    assert tell(slack, Reason.FIRST, attempts=1, maybe_sent=True).verdict is Verdict.RETRY
    assert service.messages == []


def test_a_digest_begins_no_thread_and_is_in_none(slack: FakeReceiver):
    opened = tell(slack, Reason.FIRST)
    row = delivery("slack", BOT.settings(slack.url), digest(), sequence=2, reference=opened.reference)
    attempt = channel_named("slack").deliver(row, secrets(**SECRETS), 2)
    assert (attempt.verdict, attempt.reference) == (Verdict.DELIVERED, None)
    assert "thread_ts" not in slack.service.messages[1]
    lost = channel_named("slack").deliver(replace(row, attempts=1, maybe_sent=True), secrets(**SECRETS), 2)
    assert (lost.verdict, lost.reference, len(slack.service.messages)) == (Verdict.DELIVERED, None, 2)


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        ("channel_not_found", Verdict.PERMANENT),
        ("invalid_auth", Verdict.PERMANENT),
        ("ratelimited", Verdict.RETRY),
        ("service_unavailable", Verdict.RETRY),
        ("internal_error", Verdict.AMBIGUOUS),
        ("\u202e<!channel>\x1b[31m", Verdict.PERMANENT),
    ],
)
def test_slack_refuses_with_a_200(slack: FakeReceiver, error: str, verdict: Verdict):
    slack.service = lambda _: Reply(body={"ok": False, "error": error})
    attempt = tell(slack, Reason.FIRST)
    assert attempt.verdict is verdict
    assert attempt.says.isprintable()

"""Apprise in its own process: what it would do by itself, and is kept from."""

import json
import time
from collections.abc import Mapping

import pytest

from dbt_onus.channels import channel_named
from dbt_onus.core.deliveries import Attempt, Verdict
from dbt_onus.core.receivers import SecretRef, Setting
from tests.receivers import Behaviour, FakeReceiver, answer, drip, redirect, serve
from tests.telling import delivery, hostile, message, secrets

pytest.importorskip("apprise")
TOKEN = "Sup3rS3cretT0ken"


def send(url: str, *, seconds: float = 10, allow_private: bool = True, **fields: object) -> Attempt:
    settings: Mapping[str, Setting] = {"url": SecretRef("URL"), "allow_private": allow_private}
    began = time.monotonic()
    attempt = channel_named("apprise").deliver(delivery("apprise", settings, **fields), secrets(URL=url), seconds)
    assert time.monotonic() - began < seconds + 1
    assert TOKEN not in repr(attempt)
    return attempt


def address(receiver: FakeReceiver) -> str:
    return f"json://user:{TOKEN}@127.0.0.1:{receiver.port}/hook/{TOKEN}"


def test_it_is_never_woken_through():
    assert not channel_named("apprise").traits.for_paging


@pytest.mark.parametrize(
    ("behaviour", "verdict"),
    [
        (serve, Verdict.DELIVERED),
        (answer(503, retry_after="7"), Verdict.RETRY),
        (answer(404), Verdict.RETRY),
        (redirect("/elsewhere"), Verdict.RETRY),
    ],
)
def test_what_becomes_of_it(behaviour: Behaviour, verdict: Verdict):
    with FakeReceiver() as receiver:
        receiver.will(behaviour)
        assert send(address(receiver), about=hostile()).verdict is verdict
        assert "/elsewhere" not in [request.path for request in receiver.requests]


def test_a_server_that_answers_a_byte_at_a_time_ends_at_the_deadline():
    with FakeReceiver() as receiver:
        receiver.will(*[drip] * 10)
        assert send(address(receiver), seconds=4).verdict is Verdict.AMBIGUOUS
        assert receiver.requests


def test_a_private_address_is_refused_unless_it_is_allowed(monkeypatch: pytest.MonkeyPatch):
    with FakeReceiver() as receiver, FakeReceiver() as proxy:
        attempt = send(address(receiver), allow_private=False)
        assert (attempt.verdict, "allow_private: true" in attempt.says) == (Verdict.PERMANENT, True)
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        assert send(address(receiver)).verdict is Verdict.DELIVERED
        assert (len(receiver.requests), proxy.requests) == (1, [])


@pytest.mark.parametrize("url", ["nonsense", f"nosuch://{TOKEN}"])
def test_an_address_that_apprise_does_not_understand_is_permanent_or_fails(url: str):
    assert send(url).verdict in (Verdict.PERMANENT, Verdict.RETRY)


def test_a_repeat_says_so():
    with FakeReceiver() as receiver:
        send(address(receiver), about=message(), maybe_sent=True)
        assert "possible repeat" in json.dumps(receiver.requests[0].json)

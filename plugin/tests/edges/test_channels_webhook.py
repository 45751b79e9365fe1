"""What whoever listens to a webhook goes by; and the console, for looking at it all."""

import hashlib
import hmac
import time
from pathlib import Path
from typing import Any

import pytest

from dbt_onus.channels import channel_named
from dbt_onus.core.deliveries import Verdict
from dbt_onus.core.messages import Message
from dbt_onus.core.notifications import Reason
from dbt_onus.core.receivers import SecretRef
from tests.receivers import FakeReceiver
from tests.telling import delivery, digest, hostile, message, secrets

HOOK = {"url": SecretRef("URL"), "secret": SecretRef("SIGN"), "allow_private": True}
SIGN = "signing-secret"


def post(at: FakeReceiver, about: Message | None = None, **fields: Any) -> Verdict:
    row = delivery("webhook", HOOK, about, **fields)
    return channel_named("webhook").deliver(row, secrets(URL=at.url, SIGN=SIGN), 2).verdict


def test_the_signature_covers_the_time_and_the_body():
    with FakeReceiver() as receiver:
        post(receiver, hostile())
        request = receiver.requests[0]
        stamp = request.headers["Onus-Timestamp"]
        signed = hmac.new(SIGN.encode(), stamp.encode() + b"." + request.body, hashlib.sha256).hexdigest()
        assert request.headers["Onus-Signature"] == f"v1={signed}"
        assert abs(int(stamp) - time.time()) < 60


def test_without_a_secret_there_is_no_signature():
    with FakeReceiver() as receiver:
        row = delivery("webhook", {"url": SecretRef("URL"), "allow_private": True})
        channel_named("webhook").deliver(row, secrets(URL=receiver.url), 2)
        assert "Onus-Signature" not in receiver.requests[0].headers


def test_the_key_is_the_notifications_and_a_repeat_says_that_it_may_be_one():
    with FakeReceiver() as receiver:
        post(receiver, receiver="chefs\r\nX-Evil: 1 é")
        post(receiver, message(Reason.RESOLVED), sequence=2, maybe_sent=True)
        first, second = receiver.requests
        assert first.headers["Idempotency-Key"] == "fff56bb6-1-chefs%0D%0AX-Evil%3A 1 %C3%A9-1"
        assert "X-Evil" not in first.headers
        assert (second.json["transition"], second.json["maybe_sent_before"]) == ("close", True)
        assert (first.json["maybe_sent_before"], second.json["key"]) == (False, "fff56bb6-1-ours-2")


def test_the_console_prints_to_standard_error(capsys: pytest.CaptureFixture[str]):
    attempt = channel_named("console").deliver(delivery("console", {}, digest()), secrets(), 1)
    out, err = capsys.readouterr()
    assert (attempt.verdict, out, "3 incidents are yours" in err) == (Verdict.DELIVERED, "", True)


def test_the_console_adds_to_a_file(tmp_path: Path):
    path = tmp_path / "told.txt"
    for about in (message(), hostile()):
        row = delivery("console", {"path": str(path)}, about)
        assert channel_named("console").deliver(row, secrets(), 1).verdict is Verdict.DELIVERED
    assert path.read_text().count("onus → ours") == 2


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path):
    row = delivery("console", {"path": str(tmp_path / "nowhere" / "told.txt")})
    attempt = channel_named("console").deliver(row, secrets(), 1)
    assert (attempt.verdict, "cannot be written to" in attempt.says) == (Verdict.NOT_SENT, True)

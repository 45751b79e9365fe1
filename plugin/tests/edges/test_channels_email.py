"""Mail: a real server to talk to, and one that misbehaves."""

import time
from collections.abc import Callable, Iterator, Mapping
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from dbt_onus.channels import channel_named
from dbt_onus.core.deliveries import Attempt, Verdict
from dbt_onus.core.messages import Message
from dbt_onus.core.notifications import Reason
from dbt_onus.core.receivers import SecretRef, Setting
from tests.certificates import certificate
from tests.receivers import FakeMailServer, closed_port, hang_up, mumble
from tests.telling import delivery, digest, hostile, message, secrets

PASSWORD = "hunter2-and-more"


def send(port: int, about: Message | None = None, *, seconds: float = 2, **changes: Any) -> Attempt:
    """Through the server at that port of loopback; `changes` are settings."""
    fields = {key: changes.pop(key) for key in ("maybe_sent", "sequence") if key in changes}
    settings: Mapping[str, Setting] = {
        "to": ("crm@shop.example",),
        "from": "Onus <onus@shop.example>",
        "host": "127.0.0.1",
        "port": port,
        "tls": "none",
    } | changes
    row = delivery("email", settings, about, **fields)
    began = time.monotonic()
    attempt = channel_named("email").deliver(row, secrets(PASSWORD=PASSWORD), seconds)
    assert time.monotonic() - began < seconds + 0.5
    assert PASSWORD not in repr(attempt)
    return attempt


class _Kept:
    def __init__(self) -> None:
        self.envelopes: list[Any] = []
        self.logins: list[tuple[bytes, bytes]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.envelopes.append(envelope)
        return "250 kept"

    def login(self, *arguments: Any) -> AuthResult:
        given = arguments[-1]
        self.logins.append((given.login, given.password))
        return AuthResult(success=given.password == PASSWORD.encode(), handled=False)


Serve = Callable[..., tuple[_Kept, int]]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """A mail server that is one; arguments go to aiosmtpd."""
    running: list[Controller] = []

    def start(**arguments: Any) -> tuple[_Kept, int]:
        kept = _Kept()
        if "tls_context" in arguments:
            arguments |= {"authenticator": kept.login, "auth_required": True}
        controller = Controller(kept, hostname="127.0.0.1", port=closed_port(), **arguments)
        controller.start()
        running.append(controller)
        return kept, controller.server.sockets[0].getsockname()[1]

    yield start
    for controller in running:
        controller.stop()


def test_a_mail_arrives_as_text_and_html_in_one_thread(serve: Serve):
    kept, port = serve()
    assert send(port).verdict is Verdict.DELIVERED
    assert send(port, message(Reason.RESOLVED), sequence=2).verdict is Verdict.DELIVERED
    first, second = (message_from_bytes(each.content, policy=default) for each in kept.envelopes)
    assert first["Subject"] == "[onus] crm.customers.country_code has nulls"
    assert second["Subject"] == "[onus] Resolved: crm.customers.country_code has nulls"
    assert (second["In-Reply-To"], second["References"]) == (first["Message-ID"], first["Message-ID"])
    assert [part.get_content_type() for part in first.iter_parts()] == ["text/plain", "text/html"]
    assert kept.envelopes[0].mail_from == "onus@shop.example"


def test_hostile_text_adds_no_header_and_no_recipient(serve: Serve):
    kept, port = serve()
    assert send(port, hostile()).verdict is Verdict.DELIVERED
    mail = message_from_bytes(kept.envelopes[0].content, policy=default)
    assert (mail["Bcc"], mail["To"]) == (None, "crm@shop.example")
    assert kept.envelopes[0].rcpt_tos == ["crm@shop.example"]


@pytest.mark.parametrize("to", ["a@b.example\r\nRCPT TO:<evil@x.example>", "a b@c.example", "", "ü@x.example"])
def test_an_address_that_is_more_than_one_is_refused(serve: Serve, to: str):
    kept, port = serve()
    assert send(port, to=("crm@shop.example", to)).verdict is Verdict.PERMANENT
    assert kept.envelopes == []


def test_with_tls_the_password_goes_along(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file, context = certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    kept, port = serve(tls_context=context, require_starttls=True)
    login = {"host": "localhost", "user": "onus", "password": SecretRef("PASSWORD"), "tls": "starttls"}
    assert send(port, **login).verdict is Verdict.DELIVERED
    assert kept.logins == [(b"onus", PASSWORD.encode())]
    monkeypatch.setenv("SSL_CERT_FILE", "/dev/null")
    attempt = send(port, **login)
    assert (attempt.verdict, "its certificate is not trusted" in attempt.says) == (Verdict.NOT_SENT, True)
    assert len(kept.logins) == 1


def test_a_wrong_password_is_permanent(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    file, context = certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    _, port = serve(tls_context=context, require_starttls=True)
    settings = {"to": ("a@b.example",), "from": "c@d.example", "host": "localhost", "port": port, "user": "onus"}
    row = delivery("email", settings | {"password": SecretRef("WRONG")})
    attempt = channel_named("email").deliver(row, secrets(WRONG="wr0ng-passw0rd"), 5)
    assert (attempt.verdict, "535" in attempt.says) == (Verdict.PERMANENT, True), attempt.says


def test_a_password_never_goes_without_tls():
    with FakeMailServer() as server:
        login = {"user": "onus", "password": SecretRef("PASSWORD")}
        assert send(server.port, **login).verdict is Verdict.PERMANENT
        attempt = send(server.port, **login, tls="starttls")
        assert (attempt.verdict, "offers no STARTTLS" in attempt.says) == (Verdict.PERMANENT, True)
        assert not [command for command in server.commands if command.startswith("AUTH")]


def test_a_server_with_tls_from_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with FakeMailServer() as server:
        attempt = send(server.port, tls="ssl")
        assert (attempt.verdict, "no TLS connection" in attempt.says) == (Verdict.NOT_SENT, True)


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ({"": "421 busy"}, Verdict.RETRY),
        ({"": "554 go away"}, Verdict.PERMANENT),
        ({"MAIL": "550 not you"}, Verdict.PERMANENT),
        ({"MAIL": "451 later"}, Verdict.RETRY),
        ({"RCPT": "550 nobody"}, Verdict.PERMANENT),
        ({"RCPT": "450 greylisted"}, Verdict.RETRY),
        ({"DATA": "451 later"}, Verdict.RETRY),
        ({"DATA": "554 spam"}, Verdict.PERMANENT),
        ({".": "554 spam"}, Verdict.PERMANENT),
        ({".": "452 full"}, Verdict.RETRY),
        ({"": hang_up}, Verdict.NOT_SENT),
        ({"": mumble}, Verdict.NOT_SENT),
        ({"EHLO": mumble}, Verdict.NOT_SENT),
        ({"RCPT": hang_up}, Verdict.NOT_SENT),
        ({".": hang_up}, Verdict.AMBIGUOUS),
        ({".": mumble}, Verdict.AMBIGUOUS),
        ({}, Verdict.DELIVERED),
    ],
)
def test_what_a_server_says_and_what_it_comes_to(answers: Mapping[str, Any], verdict: Verdict):
    with FakeMailServer(answers) as server:
        attempt = send(server.port, seconds=0.5)
        assert attempt.verdict is verdict, attempt.says
        assert attempt.says


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_delivered(serve: Serve, reason: Reason):
    kept, port = serve()
    assert send(port, message(reason)).verdict is Verdict.DELIVERED
    assert reason.value in message_from_bytes(kept.envelopes[0].content, policy=default).as_string()


@pytest.mark.parametrize(
    "about", [digest(60), hostile("x" * 10_000), hostile(""), hostile("表" * 3_000)], ids=range(4)
)
def test_anything_that_can_be_said_is_delivered(serve: Serve, about: Message):
    kept, port = serve()
    assert send(port, about).verdict is Verdict.DELIVERED
    assert max(map(len, kept.envelopes[0].content.split(b"\r\n"))) <= 998


def test_where_nobody_listens_nothing_is_sent():
    attempt = send(closed_port())
    assert (attempt.verdict, "connection refused" in attempt.says) == (Verdict.NOT_SENT, True)


def test_a_repeat_says_so_and_what_is_held_does_not_go(serve: Serve):
    kept, port = serve()
    assert send(port, maybe_sent=True).verdict is Verdict.DELIVERED
    assert b"possible repeat" in kept.envelopes[0].content
    assert send(port, maybe_sent=True, on_ambiguous="hold").verdict is Verdict.PERMANENT
    assert len(kept.envelopes) == 1

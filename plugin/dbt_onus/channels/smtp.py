"""The conversation with a mail server. The only module that imports smtplib."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field

from dbt_onus.channels.deadline import Deadline
from dbt_onus.channels.sending import Settings, UndeliveredError, not_sent, refused
from dbt_onus.core.deliveries import Attempt, Verdict
from dbt_onus.core.plain import plain

_BROKEN = (OSError, smtplib.SMTPException, ValueError)
_PORTS = {"ssl": 465, "starttls": 587, "none": 25}


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where and how: `tls` is starttls, ssl or none."""

    host: str
    port: int
    tls: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """Who writes to whom, and the mail as it goes over the line."""

    sender: str
    to: tuple[str, ...]
    data: bytes = field(repr=False)


def server_of(settings: Settings) -> Server:
    """The server that onus.yml names. Without `tls`, port 465 means TLS from the start and any other STARTTLS."""
    tls = settings.text("tls", "ssl" if settings.number("port", 0) == _PORTS["ssl"] else "starttls")
    user = settings.text("user") if settings.has("user") else None
    if user is not None and tls == "none":
        raise refused("a password is not sent without TLS; say tls: starttls or tls: ssl")
    return Server(
        host=settings.text("host"),
        port=settings.number("port", _PORTS.get(tls, 25)),
        tls=tls,
        user=user,
        password=settings.secret("password") if user is not None else None,
    )


def hand_over(envelope: Envelope, server: Server, deadline: Deadline) -> Attempt:
    """Give the mail to the server. Raises `UndeliveredError`, ambiguous from its text on."""
    if not deadline.remaining:
        raise not_sent("no time was left to send it")
    with deadline.cutting() as watch:
        connection = _Connection(server, envelope.sender, watch, max(deadline.remaining, 0.001))
        try:
            left_out = _addressed(connection, envelope, server, deadline)
            _given(connection, envelope, server, deadline)
        finally:
            connection.close()
    unknown = f", but not for {', '.join(left_out)}" if left_out else ""
    return Attempt(verdict=Verdict.DELIVERED, says=f"{server.host} took it{unknown}")


class _Connection(smtplib.SMTP):
    """smtplib's, with its socket given to the deadline before a word is said, and TLS from the start if asked."""

    def __init__(
        self, server: Server, sender: str, watch: Callable[[socket.socket], None], timeout: float
    ) -> None:
        # smtplib would ask a name server for this machine's full name, for as long as that likes
        super().__init__(local_hostname=sender.rpartition("@")[2] or "localhost", timeout=timeout)
        self._host, self._server, self._watch = server.host, server, watch

    def open(self) -> None:
        """Up to where mail may be handed over."""
        _expect(220, self.connect(self._server.host, self._server.port))
        self.ehlo_or_helo_if_needed()
        if self._server.tls == "starttls":
            self.starttls(context=ssl.create_default_context())
            self.ehlo()
        if self._server.user is not None:
            self.login(self._server.user, self._server.password or "")

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connected = socket.create_connection((host, port), timeout)
        self._watch(connected)
        if self._server.tls == "ssl":
            return ssl.create_default_context().wrap_socket(connected, server_hostname=host)
        return connected


def _addressed(connection: _Connection, envelope: Envelope, server: Server, deadline: Deadline) -> tuple[str, ...]:
    """Everything before the text; gives back whom the server does not take mail for, if there are others."""
    try:
        connection.open()
        _expect(250, connection.mail(envelope.sender))
        answers = {address: connection.rcpt(address) for address in envelope.to}
    except smtplib.SMTPNotSupportedError:
        raise refused(f"{server.host} offers no STARTTLS or no login; see tls in onus.yml") from None
    except smtplib.SMTPResponseException as error:
        if not deadline.remaining:  # an answer that was cut looks like another one
            raise not_sent(f"{server.host}: no answer in time before the mail was sent") from None
        raise _answered(server, error.smtp_code, error.smtp_error) from None
    except _BROKEN as error:
        raise not_sent(f"{server.host}: {_problem(error, deadline)} before the mail was sent") from None
    if not deadline.remaining:
        raise not_sent(f"{server.host}: no time was left to send the mail")
    left_out = {address: answer for address, answer in answers.items() if answer[0] not in (250, 251)}
    if len(left_out) == len(answers):
        # one that may be let in later is enough to try again
        raise _answered(server, *min(left_out.values(), key=lambda answer: answer[0]))
    return tuple(left_out)


def _given(connection: _Connection, envelope: Envelope, server: Server, deadline: Deadline) -> None:
    try:
        code, said = connection.data(envelope.data)
        if not deadline.remaining:
            raise TimeoutError
    except smtplib.SMTPDataError as error:
        raise _answered(server, error.smtp_code, error.smtp_error) from None
    except _BROKEN as error:
        says = f"{server.host}: {_problem(error, deadline)} after the mail was sent"
        raise UndeliveredError(Attempt(verdict=Verdict.AMBIGUOUS, says=says)) from None
    if code != 250:
        raise _answered(server, code, said)


def _expect(code: int, answer: tuple[int, bytes]) -> None:
    if answer[0] != code:
        raise smtplib.SMTPResponseException(*answer)


def _answered(server: Server, code: int, said: bytes | str) -> UndeliveredError:
    """4xx is a matter of time (RFC 5321, 4.2.1), 5xx is not."""
    text = plain(said.decode("utf-8", "replace") if isinstance(said, bytes) else said, 160)
    verdict = Verdict.PERMANENT if 500 <= code < 600 else Verdict.RETRY
    return UndeliveredError(Attempt(verdict=verdict, says=f"{server.host} answered {code}: {text}"))


def _problem(error: Exception, deadline: Deadline) -> str:
    """In plain words, and never the library's text."""
    if not deadline.remaining or isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ssl.SSLCertVerificationError):
        return "its certificate is not trusted"
    if isinstance(error, ssl.SSLError):
        return "no TLS connection"
    if isinstance(error, socket.gaierror):
        return "no such host"
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    return "the connection broke off"

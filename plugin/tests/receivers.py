"""A receiver on loopback that remembers what it was sent and misbehaves when told to; and a mail server.

`FakeReceiver` answers with its `service` (a function of the request, by default 200 and `{}`). `will(reset, drip)`
queues misbehaviour for the next requests that it is aimed at, one each.
"""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Received:
    """A request as it came."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return {key: values[0] for key, values in parse_qs(urlsplit(self.target).query).items()}

    @property
    def json(self) -> Any:
        return json.loads(self.body) if self.body else None


@dataclass(frozen=True)
class Reply:
    """What a service answers."""

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def raw(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


Service = Callable[[Received], Reply]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    receiver: FakeReceiver

    def log_message(self, *_: Any) -> None:
        pass

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        received = Received(self.command, self.path, dict(self.headers), self.rfile.read(length))
        self.close_connection = True
        self.receiver.take(received)(self, received)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815

    def reply(self, reply: Reply) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.raw)))
        self.end_headers()
        self.wfile.write(reply.raw)


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: Any) -> None:
        """Whoever hangs up on us may."""


Behaviour = Callable[[_Handler, Received], None]


class FakeReceiver:
    """Listens on a free port of loopback for as long as it is entered."""

    def __init__(
        self,
        service: Service | None = None,
        aimed_at: Callable[[Received], bool] | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.service: Service = service or (lambda _: Reply())
        self._aimed_at = aimed_at or (lambda _: True)
        self.requests: list[Received] = []
        self.closing = threading.Event()
        self._queue: list[Behaviour] = []
        self._lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"receiver": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def keys(self) -> list[str]:
        """The idempotency keys that came, each once: what a receiver that dedupes has shown."""
        return list(dict.fromkeys(request.headers.get("Idempotency-Key", "") for request in self.requests))

    def will(self, *behaviours: Behaviour) -> None:
        """Do this with the next requests, one each."""
        self._queue += behaviours

    def take(self, received: Received) -> Behaviour:
        with self._lock:
            self.requests.append(received)
            aimed = bool(self._queue) and self._aimed_at(received)
            return self._queue.pop(0) if aimed else serve

    def __enter__(self) -> FakeReceiver:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()


def serve(handler: _Handler, received: Received) -> None:
    """What the service answers."""
    handler.reply(handler.receiver.service(received))


def answer(status: int, body: Any = b"", **headers: str) -> Behaviour:
    """This status; `retry_after="7"` is the header Retry-After."""
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    return lambda handler, _: handler.reply(Reply(status, body, named))


def accept_then_cut(handler: _Handler, received: Received) -> None:
    """It happens, and the connection ends without an answer."""
    handler.receiver.service(received)


def reset(handler: _Handler, _: Received) -> None:
    """The connection is reset after the request was read."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.connection.close()


def drip(handler: _Handler, _: Received) -> None:
    """A byte of the answer's head now and then, for ever: no read ever times out."""
    for byte in b"HTTP/1.1 200 OK\r\n" + b"X-Slow: " + b"a" * 3000:
        if handler.receiver.closing.wait(0.05):
            return
        handler.connection.send(bytes([byte]))


def drip_body(handler: _Handler, _: Received) -> None:
    """The head at once, then a byte of the body now and then."""
    handler.connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n")
    for _each in range(3000):
        if handler.receiver.closing.wait(0.05):
            return
        handler.connection.send(b" ")


def slow(seconds: float) -> Behaviour:
    """An answer, but later."""

    def behave(handler: _Handler, received: Received) -> None:
        if not handler.receiver.closing.wait(seconds):
            serve(handler, received)

    return behave


def redirect(to: str, status: int = 302) -> Behaviour:
    """Somewhere else."""
    return answer(status, location=to)


def not_http(handler: _Handler, _: Received) -> None:
    """Something that speaks another language."""
    handler.connection.sendall(b"\x00\x01\x02 220 mail.example ESMTP\r\n\r\n")


def huge(handler: _Handler, _: Received) -> None:
    """A body without end."""
    handler.connection.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[")
    try:
        while not handler.receiver.closing.is_set():
            handler.connection.sendall(b'"aaaaaaaaaaaaaaa",' * 4096)
    except OSError:
        pass


class FakeMailServer:
    """A mail server on loopback that speaks the lines it is given, one per line that it hears.

    `{}` accepts everything; `{"DATA": "451 later"}` answers so to that command; the text of a mail is `"."`, the
    greeting `""`. An answer that is a function is called with the socket instead.
    """

    _ANSWERS: Mapping[str, str] = {
        "EHLO": "250 fake",
        "MAIL": "250 ok",
        "RCPT": "250 ok",
        "DATA": "354 go on",
        ".": "250 kept",
        "QUIT": "221 bye",
    }

    def __init__(self, answers: Mapping[str, str | Callable[[socket.socket], None]] | None = None) -> None:
        self._answers = {"": "220 fake", **self._ANSWERS, **(answers or {})}
        self.commands: list[str] = []
        self.mails: list[bytes] = []
        self.closing = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])

    def __enter__(self) -> FakeMailServer:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._listening.close()

    def _serve(self) -> None:
        while not self.closing.is_set():
            try:
                talking, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(talking,), daemon=True).start()

    def _talk(self, talking: socket.socket) -> None:
        try:
            with talking, talking.makefile("rb") as lines:
                self._answer(talking, "")
                while line := lines.readline():
                    word = line.decode("latin-1").strip()
                    self.commands.append(word)
                    self._answer(talking, word[:4].upper())
                    if word.upper() == "DATA" and str(self._answers["DATA"]).startswith("354"):
                        self.mails.append(b"".join(iter(lines.readline, b".\r\n")))
                        self._answer(talking, ".")
        except OSError:
            pass

    def _answer(self, talking: socket.socket, word: str) -> None:
        said = self._answers.get(word, "502 what?")
        if callable(said):
            said(talking)
        else:
            talking.sendall(said.encode() + b"\r\n")


def hang_up(talking: socket.socket) -> None:
    """Without a word."""
    talking.shutdown(socket.SHUT_RDWR)


def mumble(talking: socket.socket) -> None:
    """A letter of an answer now and then, for ever."""
    for _ in range(400):
        talking.sendall(b"2")
        threading.Event().wait(0.02)


def closed_port() -> int:
    """A port of loopback where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

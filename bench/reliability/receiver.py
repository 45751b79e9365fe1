"""A receiver that behaves badly: it refuses, hangs up, drips, redirects and forgets to answer.

It dedupes by `Idempotency-Key`, as a receiver that can does; what it shows is what a person would have seen.
"""

from __future__ import annotations

import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

#: What it does instead of answering, each as often as the next.
FAULTS = ("503", "503_patience", "429", "cut_before", "cut_after", "reset", "drip", "redirect", "slow")


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing that a person would have seen."""

    key: str
    incident: str
    episode: int
    receiver: str
    transition: str
    reason: str


@dataclass
class Receiver:
    """Listens on loopback. `share` of the requests meet a fault; `seed` makes them the same every time."""

    share: float = 0.0
    seed: int = 1
    shown: list[Shown] = field(default_factory=list)
    repeats: int = 0
    requests: int = 0
    faults: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._lock = threading.Lock()
        self._keys: set[str] = set()
        handler = type("Handler", (_Handler,), {"receiver": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def fault(self) -> str | None:
        with self._lock:
            self.requests += 1
            if self._random.random() >= self.share:
                return None
            fault = self._random.choice(FAULTS)
            self.faults[fault] += 1
            return fault

    def show(self, path: str, key: str, body: dict[str, Any]) -> None:
        """What arrives is seen once for each key."""
        with self._lock:
            if key in self._keys:
                self.repeats += 1
                return
            self._keys.add(key)
            self.shown.append(
                Shown(
                    key=key,
                    incident=str(body["incident"]),
                    episode=int(key.split("-")[1]),
                    receiver=path.strip("/"),
                    transition=str(body["transition"]),
                    reason=str(body["reason"]),
                )
            )


class _Handler(BaseHTTPRequestHandler):
    """Answers one request, well or badly."""

    receiver: Receiver
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        return

    def do_POST(self) -> None:
        fault = self.receiver.fault()
        if fault in ("cut_before", "reset"):
            self._hang_up(reset=fault == "reset")
            return
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if fault in ("503", "503_patience", "429"):
            self._answer(int(fault[:3]), {"Retry-After": "2"} if fault != "503" else {})
            return
        if fault == "redirect":
            self._answer(302, {"Location": "http://127.0.0.1:9/elsewhere"})
            return
        self.receiver.show(self.path, self.headers["Idempotency-Key"], body)
        if fault == "cut_after":
            self._hang_up(reset=False)
        elif fault == "drip":
            self._drip()
        else:
            time.sleep(0.3 if fault == "slow" else 0.0)
            self._answer(200, {})

    def _answer(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _drip(self) -> None:
        """Bytes for a while, never an end: whoever waits for it waits in vain."""
        try:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
            for _ in range(30):
                self.wfile.write(b".")
                self.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass
        self.close_connection = True

    def _hang_up(self, *, reset: bool) -> None:
        if reset:
            # linger of zero: the peer gets a reset instead of an end
            self.connection.setsockopt(1, 13, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self.connection.close()
        self.close_connection = True

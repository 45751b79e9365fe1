"""The end of everybody's patience: how long a send may still take, and sockets cut when that is over."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress


class Deadline:
    """So many seconds from now, on a clock that nobody sets. `connected` tells whether anybody was spoken to."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + max(seconds, 0)
        self.connected = False

    @property
    def remaining(self) -> float:
        """Seconds left, never below 0."""
        return max(self._end - time.monotonic(), 0.0)

    @contextmanager
    def cutting(self) -> Iterator[Callable[[socket.socket], None]]:
        """Sockets given to the function are cut at the deadline, whatever they wait for.

        A timeout of a socket bounds one read; a server that sends a byte a second never meets it.
        """
        watched: list[socket.socket] = []

        def watch(connected: socket.socket) -> None:
            # a duplicate: TLS takes the descriptor away from the socket that it wraps
            self.connected = True
            watched.append(socket.socket(fileno=os.dup(connected.fileno())))

        def cut() -> None:
            for each in tuple(watched):
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(self.remaining, cut)
        timer.daemon = True
        timer.start()
        try:
            yield watch
        finally:
            timer.cancel()
            for each in watched:
                each.close()

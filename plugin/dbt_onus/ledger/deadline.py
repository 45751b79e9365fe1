"""An end to waiting for a server that never answers: it is stopped, or its disk hangs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socket import SHUT_RDWR, socket
from threading import Timer

#: Longer than a transaction takes, in seconds: the server keeps its own times only while it runs.
DEADLINE = 45.0


@contextmanager
def hung_up_on(descriptor: int) -> Iterator[None]:
    """Hang up a connection where it takes too long: whoever waits for an answer then gets an error."""
    watch = Timer(DEADLINE, _hang_up, [descriptor])
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()


def _hang_up(descriptor: int) -> None:
    with suppress(OSError), socket(fileno=os.dup(descriptor)) as line:
        line.shutdown(SHUT_RDWR)

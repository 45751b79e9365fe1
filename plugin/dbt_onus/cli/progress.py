"""One line on standard error that says what takes so long; wiped away before anything else is printed."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Mapping
from typing import TextIO

#: After so many seconds a person wants to know.
PATIENCE = 1.0
_EVERY = 0.2
_TURNING = "|/-\\"


def watches(stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a person looks at the stream: a terminal that can wipe a line, and no CI job."""
    return stream.isatty() and environment.get("TERM", "dumb") != "dumb" and not environment.get("CI")


class Progress:
    """A `doing.Watcher` on a terminal. The clock runs from the first piece of work on: ten short ones are long."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._work: list[str] = []
        self._began: float | None = None
        self._shown = False
        self._lock = threading.Lock()
        self._over = threading.Event()

    def begin(self, what: str) -> None:
        """See `doing.Watcher`."""
        with self._lock:
            self._work.append(what)
        if self._began is None:
            self._began = time.monotonic()
            threading.Thread(target=self._tick, daemon=True).start()

    def change(self, what: str) -> None:
        """See `doing.Watcher`."""
        with self._lock:
            if self._work:
                self._work[-1] = what

    def end(self) -> None:
        """See `doing.Watcher`."""
        with self._lock:
            if self._work:
                self._work.pop()
            if not self._work:
                self._wipe()

    def _tick(self) -> None:
        for turn in range(1_000_000):
            if self._over.wait(_EVERY):
                return
            with self._lock:
                seconds = time.monotonic() - (self._began or 0.0)
                if self._work and seconds > PATIENCE:
                    self._show(f"{_TURNING[turn % 4]} {self._work[-1]} ({seconds:.0f} s)")

    def _show(self, text: str) -> None:
        self._write(f"\r{text}\x1b[K")
        self._shown = True

    def _wipe(self) -> None:
        if self._shown:
            self._write("\r\x1b[K")
            self._shown = False

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            # whoever watched has left
            self._over.set()

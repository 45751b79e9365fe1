"""What a use case is at, for whoever watches: said here, shown elsewhere or by nobody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol


class Watcher(Protocol):
    """Whoever shows what is being done. A piece of work may have others within it."""

    def begin(self, what: str) -> None:
        """It is begun."""

    def change(self, what: str) -> None:
        """It is still the same piece of work, and this is how far it is."""

    def end(self) -> None:
        """It is over, however it ended."""


_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


def watched_by(watcher: Watcher | None) -> None:
    """From now on, `watcher` is told."""
    _watcher.set(watcher)


@contextmanager
def doing(what: str) -> Iterator[None]:
    """A piece of work that may take longer than a moment. Whoever does it prints nothing until it is over."""
    watcher = _watcher.get()
    if watcher is None:
        yield
        return
    watcher.begin(what)
    try:
        yield
    finally:
        watcher.end()


def now_doing(what: str) -> None:
    """How far the present piece of work is."""
    watcher = _watcher.get()
    if watcher is not None:
        watcher.change(what)

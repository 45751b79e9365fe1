"""Python's cyclic collector, kept from walking a whole manifest over and over."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: New objects that set it off, and its rounds that set off the next generation. A manifest brings millions of
#: objects that live to the end; the syntax trees of SQL are cyclic garbage, so it is never switched off for good.
THRESHOLDS = (200_000, 20, 100)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Collect seldom within; afterwards as before, for the process may be somebody else's."""
    before = gc.get_threshold()
    gc.set_threshold(*THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)

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
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    gc.set_threshold(*THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        if not frozen:
            gc.unfreeze()


@contextmanager
def kept_to_the_end() -> Iterator[None]:
    """What is read within is not looked at until `seldom_collected` ends: a walk costs half of reading it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()

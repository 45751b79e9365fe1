"""Fixtures that tests of every folder may ask for, and how hypothesis searches."""

from __future__ import annotations

from hypothesis import settings

from tests.ledgers import ledger, served, store
from tests.postgres import postgres

__all__ = ["ledger", "postgres", "served", "store"]

# A busy machine breaks no rule, so no example has a deadline. Whoever works on the code searches anew in each run;
# what decides whether a change lands looks at the same examples each time (--hypothesis-profile=landing).
settings.register_profile("searching", deadline=None)
settings.register_profile("landing", deadline=None, derandomize=True)
settings.load_profile("searching")

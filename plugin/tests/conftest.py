"""Fixtures that tests of every folder may ask for."""

from __future__ import annotations

from tests.ledgers import ledger, served, store
from tests.postgres import postgres

__all__ = ["ledger", "postgres", "served", "store"]

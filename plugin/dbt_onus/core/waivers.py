"""What is knowingly left alone, by whom, why and until when."""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class Waiver(Struct, frozen=True, kw_only=True):
    """An accepted failure: of what `select` selects, of these contract `terms` (empty: all of them).

    `approved_by` is a team; `until` is the last day (UTC) on which it counts.
    """

    select: str
    reason: str
    approved_by: str
    until: date
    terms: tuple[str, ...] = ()


class Silence(Struct, frozen=True, kw_only=True):
    """No messages about what `select` selects, up to and including `until` (UTC); it resolves nothing."""

    select: str
    reason: str
    by: str
    until: date

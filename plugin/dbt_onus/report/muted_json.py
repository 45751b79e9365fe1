"""How an incident is left alone, as JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from dbt_onus.core.incidents.muting import Muted


def muted_fields(muted: Muted | None) -> dict[str, Any] | None:
    """`{"how", "by", "because", "until"}`, or `None` where it is not left alone."""
    if muted is None:
        return None
    return {"how": muted.how.value, "by": muted.by, "because": muted.because, "until": stamp(muted.until)}


def stamp(moment: datetime) -> str:
    """A moment as every JSON of Onus writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""What an answer over HTTP comes to."""

from __future__ import annotations

import json
from datetime import timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from dbt_onus.channels.http import Answer
from dbt_onus.core.deliveries import Attempt, Verdict
from dbt_onus.core.plain import plain

#: Nobody is waited for longer than this before the next attempt, whatever they ask for.
_LONGEST = timedelta(days=1)
#: The server may have acted on it and only the answer got lost on the way through a gateway.
_LOST_ON_THE_WAY = frozenset({502, 504})
_COME_BACK = frozenset({408, 425, 429})


def attempt_of(answer: Answer, *, reference: str | None = None) -> Attempt:
    """2xx is delivered, a gateway's 502 and 504 ambiguous, 408, 425, 429 and other 5xx retry, else permanent."""
    if 200 <= answer.status < 300:
        return Attempt(verdict=Verdict.DELIVERED, says=f"{answer.host} took it", reference=reference)
    return Attempt(verdict=_verdict(answer.status), says=_says(answer), after=pause(answer))


def _verdict(status: int) -> Verdict:
    if status in _LOST_ON_THE_WAY:
        return Verdict.AMBIGUOUS
    if status in _COME_BACK or status >= 500:
        return Verdict.RETRY
    return Verdict.PERMANENT


def pause(answer: Answer) -> timedelta | None:
    """`Retry-After` as seconds or as a date (RFC 9110, 10.2.3), at most a day.

    A date is compared with the server's own `Date`: this machine's clock may be wrong, and no clock is read here.
    """
    said = answer.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return min(timedelta(seconds=int(said[:9])), _LONGEST)
    try:
        until = parsedate_to_datetime(said)
        since = parsedate_to_datetime(answer.headers.get("date", ""))
        return min(max(until - since, timedelta()), _LONGEST)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def document(answer: Answer) -> dict[str, Any] | list[Any] | None:
    """The JSON of an answer; `None` where it is none, or was cut."""
    if not answer.complete:
        return None
    try:
        value = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict | list) else None


def _says(answer: Answer) -> str:
    if 300 <= answer.status < 400:
        return f"{answer.host} answered {answer.status}: redirects are not followed; correct the address"
    excerpt = plain(answer.body[:1000].decode("utf-8", "replace"), 160)
    looks_like_text = excerpt and not excerpt.startswith("<")
    return f"{answer.host} answered {answer.status}" + (f": {excerpt}" if looks_like_text else "")

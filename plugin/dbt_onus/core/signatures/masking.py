"""Hides in a message what may come from a row, and makes one line of the rest."""

from __future__ import annotations

import re

from dbt_onus.core.signatures.reading import OF_A_VALUE, Kind
from dbt_onus.core.signatures.signature import Match

HIDDEN = "…"
#: Error lines that only announce the next one.
MOST_LINES = 4

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_LONG_NUMBER = re.compile(r"(?<![\w.])[+-]?\d[\d -]{5,40}\d(?![\w])")
_NUMBER = re.compile(r"(?<![\w.])[+-]?\d{3,}(?:\.\d+)?(?!\w)")
_CODE = re.compile(r"\A\d{6} \([0-9A-Z]{5}\)")
_QUOTED = re.compile(r"""(?<!\w)'[^'\n]*'(?!\w)|(?<!\w)"[^"\n]*"(?!\w)|`[^`\n]*`""")
_KEY = re.compile(r"(\)=\()[^\n]*?(\) (?:already exists|is duplicated|is not present|is still))")
_ROW = re.compile(r"((?:Failing row contains|Row Values:)[ \t]*)[(\[][^\n]*")
_BARE_WORDS = frozenset(OF_A_VALUE | {Kind.OTHER})


def hidden(body: str, match: Match | None) -> str:
    """The body with row values replaced by dots."""
    kind = match.signature.kind if match else Kind.OTHER
    # Values are cut at their own place first: they may hold quotes that would pair up wrongly later.
    head = _without_value(body, match)
    text = _ROW.sub(rf"\1{HIDDEN}", _KEY.sub(rf"\1{HIDDEN}\2", head))
    text = _LONG_NUMBER.sub(HIDDEN, _EMAIL.sub(HIDDEN, text))
    if kind in _BARE_WORDS:
        kept = {name for name in (match.column, match.part("relation")) if name} if match else set()
        text = _QUOTED.sub(lambda quoted: _kept_or_hidden(quoted[0], kept), text)
        code = _CODE.match(text)
        start = code.end() if code else 0
        text = text[:start] + _NUMBER.sub(HIDDEN, text[start:])
    return text


def one_line(text: str, limit: int) -> str:
    """The first line that says something, with the next ones while it only announces them, cut to `limit`."""
    chosen: list[str] = []
    for line in text.split("\n"):
        if line := " ".join(line.split()):
            chosen.append(line)
            if not line.endswith(":") or len(chosen) == MOST_LINES:
                break
    whole = " ".join(chosen)
    return whole if len(whole) <= limit else whole[: max(limit - 1, 0)] + HIDDEN[: max(limit, 0)]


def _without_value(body: str, match: Match | None) -> str:
    if match is None or not match.raw("value"):
        return body
    start, end = match.found.span("value")
    return body[:start] + HIDDEN + body[end:]


def _kept_or_hidden(quoted: str, kept: set[str]) -> str:
    return quoted if quoted[1:-1].replace('"', "") in kept else quoted[0] + HIDDEN + quoted[-1]

"""Secrets, fetched from the environment when something is sent, and masked in everything that is said after."""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from urllib.parse import quote, quote_plus, unquote, urlsplit

from dbt_onus.core.receivers import SecretRef

HIDDEN = "***"
#: Anything shorter is no secret, and masking it would leave no text to read.
_SHORTEST = 4
_MOST_BYTES = 64 * 1024
#: A piece of an address that is more than a word: `services` is one, `T0123ABC` and `B0c9dE` are not.
_TOKEN = re.compile(r"(?=.*(?:\d|[a-z][A-Z]|[A-Z][a-z]))[\w.~+/=-]{6,}|[\w.~+/=-]{16,}")


class EnvironmentSecrets:
    """`env:NAME` is the value of NAME or, failing that, the text of the file that NAME_FILE names."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self._environment = os.environ if environment is None else environment
        self._known: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def value(self, reference: SecretRef) -> str | None:
        """The secret, or `None` where there is none of that name, it cannot be read or is under 4 characters."""
        secret = (self._environment.get(reference.name) or self._in_file(reference.name) or "").strip()
        if len(secret) < _SHORTEST:
            return None
        if not {secret} <= self._known:
            self._known |= {secret, *_disguises(secret)}
            longest_first = sorted(self._known, key=len, reverse=True)
            self._pattern = re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)
        return secret

    def masked(self, text: str) -> str:
        """The text without any secret that was fetched, as it stands, as a URL, JSON, HTML or base64 has it."""
        return self._pattern.sub(HIDDEN, text) if self._pattern else text

    def __repr__(self) -> str:
        return f"EnvironmentSecrets({len(self._known)} masked)"

    def _in_file(self, name: str) -> str | None:
        path = self._environment.get(f"{name}_FILE")
        if not path:
            return None
        try:
            with Path(path).open("rb") as file:
                return file.read(_MOST_BYTES).decode("utf-8-sig")
        except (OSError, ValueError):
            return None


def _disguises(secret: str) -> Iterator[str]:
    """The other shapes in which a secret, or a part of it that opens as much, may turn up."""
    for piece in (secret, *_parts_of_an_address(secret)):
        yield from (piece, quote(piece), quote(piece, safe=""), quote_plus(piece), unquote(piece))
        yield from (json.dumps(piece)[1:-1], repr(piece)[1:-1], escape(piece))
        yield from _in_base64(piece)


def _parts_of_an_address(secret: str) -> Iterator[str]:
    if "://" not in secret:
        return
    try:
        parts = urlsplit(secret)
        beyond = [parts.path, parts.query, parts.netloc.rpartition("@")[0]]
    except ValueError:
        return
    words = [word for part in beyond for word in (part, *re.split(r"[/&=:?]", part))]
    yield from (word for word in words if _TOKEN.fullmatch(word.strip("/")))


def _in_base64(piece: str) -> Iterator[str]:
    """What of it shows in base64 wherever it begins: the letters that no neighbour changes."""
    raw = piece.encode("utf-8", "surrogateescape")
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + raw).decode()
        first = (0, 2, 3)[before]
        last = (len(raw) + before) * 8 // 6
        if last - first >= 8:
            yield encoded[first:last]
            yield encoded[first:last].replace("+", "-").replace("/", "_")

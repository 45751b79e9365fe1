"""Values of the manifest that are left as JSON: most nodes' SQL is never looked at."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Raw

NO_CODE = Raw()
#: How dbt writes that there is no SQL.
NO_SQL = frozenset({b"", b"null", b'""'})


def text_of(kept: bytes | Raw) -> str:
    """The string that was left undecoded; `""` where it is none."""
    text = bytes(kept)
    return msgspec.json.decode(text.decode(errors="replace"), type=str) if text.startswith(b'"') else ""


def entries_of(raw: Raw) -> list[dict[str, Any]]:
    """The objects of a list that was left undecoded; none where it is no list."""
    data = bytes(raw)
    found = msgspec.json.decode(data) if data.startswith(b"[") else []
    return [one for one in found if isinstance(one, dict)]

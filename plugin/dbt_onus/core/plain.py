"""Text of unknown origin as one plain line, and cut so that it fits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

#: Nothing that is said is longer than this, whatever the channel would carry.
LONGEST = 2_000
#: Escape sequences of terminals (ECMA-48): control sequences, texts to the terminal, and all shorter ones.
_ANSI = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[PX^_][^\x1b]*(?:\x1b\\)?"
    r"|\x1b[ -/]*[0-~]"
)
_ZERO_WIDTH = "\u200b"
_LINK = re.compile(r"(?<=:)//|(?<=\bwww)\.|(?<=\bmailto):", re.IGNORECASE)
#: Control and format characters (bidi overrides among them), surrogates that no encoding takes, line separators.
_UNWANTED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_JOINED = frozenset({"Mn", "Mc", "Me"})
_CUT = "… [cut]"


def plain(text: str, limit: int = LONGEST) -> str:
    """One line without terminal codes, control and bidi characters, cut to `limit` characters."""
    # ten times the limit is plenty to read, and keeps the work small for a name of a megabyte
    beginning = _ANSI.sub("", text[: limit * 10])
    kept = "".join(" " if unicodedata.category(char) in _UNWANTED else char for char in beginning)
    return cut(" ".join(kept.split()), limit)


def unlinked(text: str) -> str:
    """The text with its web addresses broken by a zero-width space: links come from nobody's data."""
    return _LINK.sub(lambda found: f"{found[0][0]}{_ZERO_WIDTH}{found[0][1:]}", text)


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, ended between two letters as people see them; a cut says so."""
    if len(text) <= limit:
        return text
    mark = _CUT if limit >= 4 * len(_CUT) else "…"
    end = max(limit - len(mark), 0)
    while end and unicodedata.category(text[end]) in _JOINED:
        end -= 1
    return (text[:end].rstrip() + mark)[: max(limit, 0)]


def fitted(text: str, limit: int, escaped: Callable[[str], str], size: Callable[[str], int] = len) -> str:
    """The escaped text, with so much of it cut before escaping that `size` of it is at most `limit`."""
    room = min(limit, len(text))
    result = escaped(cut(text, room))
    while size(result) > limit and room:
        room = min(room - 1, room * limit // size(result))
        result = escaped(cut(text, room))
    return result


def zero_width_after(marks: str) -> Callable[[str], str]:
    """A function that breaks each of these characters from what follows, so that it starts no mention."""
    pattern = re.compile(f"[{re.escape(marks)}](?=\\S)")
    return lambda text: pattern.sub(lambda found: found[0] + _ZERO_WIDTH, text)

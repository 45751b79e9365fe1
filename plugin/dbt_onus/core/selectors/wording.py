"""What a person typed, shown back to them: on one line, short, and harmless on a terminal."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

#: Names longer than this are not compared: a suggestion is for a slip of the finger.
COMPARABLE = 120
#: How many names are compared letter by letter, after a rough choice among all.
COMPARED = 200
OFFERED = 3


def quoted(text: str, longest: int = 80) -> str:
    """The text in quotation marks, without control or direction characters, cut where it is long."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in text[: longest + 1])
    return f'"{shown[:longest]}…"' if len(shown) > longest else f'"{shown}"'


def nearest(word: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names most like the word, best first.

    Comparing letter by letter is slow, and a project may have 50,000 names: only those that share the most
    three-letter pieces with the word are compared.
    """
    if not word or len(word) > COMPARABLE:
        return ()
    low = word.lower()
    pieces = _pieces(low)
    shared = {}
    for name in dict.fromkeys(names):
        if len(name) <= COMPARABLE and (count := len(pieces & _pieces(name.lower()))):
            shared[name] = count - abs(len(name) - len(word)) / 10
    closest = sorted(shared, key=lambda name: (-shared[name], name))[:COMPARED]
    spelled: dict[str, str] = {}
    for name in closest:
        spelled.setdefault(name.lower(), name)
    return tuple(spelled[match] for match in difflib.get_close_matches(low, spelled, n=OFFERED, cutoff=0.4))


def suggestion(word: str, names: Iterable[str]) -> str:
    """`; nearest: a, b, c`, or nothing where nothing is near."""
    near = nearest(word, names)
    return f"; nearest: {', '.join(quoted(name)[1:-1] for name in near)}" if near else ""


def _pieces(text: str) -> set[str]:
    padded = f"^{text}$"
    return {padded[at : at + 3] for at in range(len(padded) - 2)} | {padded[:2]}

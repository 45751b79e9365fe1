"""What a message must contain for a pattern to be found in it, told without compiling the pattern.

Ten warehouses have hundreds of signatures, and a message is tried against most of them. Compiling a pattern costs
far more than reading through it once for a word that it cannot do without.
"""

from __future__ import annotations

import re

#: A shorter text is in every other message.
_SHORTEST = 4

_REPEAT = re.compile(r"\{\d*,?\d*\}")
_CLASS = re.compile(r"\[\^?\]?(?:[^\]\\]|\\.)*\]", re.DOTALL)


def literals_of(pattern: str) -> tuple[str, ...]:
    """Texts in lower case of which whatever matches contains one; none where that cannot be told.

    The case of what matches does not matter. Only what stands outside of groups is looked at.
    """
    runs: list[str] = []
    found: list[str] = []
    for part in _parts(pattern):
        if part == "|":
            found.append(max(runs, key=len, default=""))
            runs = []
        else:
            runs.append(part)
    found.append(max(runs, key=len, default=""))
    return tuple(found) if min(map(len, found)) >= _SHORTEST else ()


def _parts(pattern: str) -> list[str]:
    """The stretches of plain text outside of groups, and `|` between the alternatives."""
    parts: list[str] = []
    run, depth, place = "", 0, 0
    while place < len(pattern):
        piece = _piece(pattern, place)
        place += len(piece)
        depth += (piece == "(") - (piece == ")")
        letter = _letter(piece)
        if depth == 0 and letter:
            run += letter
            continue
        if depth == 0 and piece[0] in "?*{":
            run = run[:-1]
        parts.append(run)
        run = ""
        if depth == 0 and piece == "|":
            parts.append("|")
    return [part for part in (*parts, run) if part]


def _piece(pattern: str, place: int) -> str:
    """The next piece of a pattern: a class, a repetition, an escaped letter, or one character."""
    match pattern[place]:
        case "[":
            found = _CLASS.match(pattern, place)
            return found[0] if found else "["
        case "{":
            found = _REPEAT.match(pattern, place)
            return found[0] if found else "{"
        case "\\":
            return pattern[place : place + 2]
        case other:
            return other


def _letter(piece: str) -> str:
    """The character that a piece stands for, in lower case; nothing where it stands for several, or for none."""
    if len(piece) == 1:
        return "" if piece in ".^$?*+|()[{" else piece.lower()
    # of an escape, a letter or a digit has a meaning of its own
    return piece[1] if piece[0] == "\\" and not piece[1].isalnum() else ""

"""What a query says, whatever way it is written: a digest per output column, and of what decides its rows.

Two versions of a node's SQL are compared by it, to tell which columns an edit can have touched. Comments, layout,
names of CTEs and of aliases, and the order of conditions say nothing; where a part cannot be told from the rest,
it counts as a part of everything, so that an edit is never called harmless for want of understanding.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

#: What a star lets through: the digest of what it stands for, and the names it leaves out.
Star: TypeAlias = tuple[str, frozenset[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """`columns` by lower-case name; `stars` let unnamed columns through.

    `rows` is all that decides which rows there are, but for left joins: those are in `repeats`, because they can
    repeat a row and do nothing else to it.
    """

    columns: Mapping[str, str]
    stars: tuple[Star, ...]
    rows: str
    repeats: str

    @property
    def whole(self) -> str:
        """Everything in one digest."""
        stars = [base + "-".join(sorted(left_out)) for base, left_out in self.stars]
        return digest(
            *(f"{name}={one}" for name, one in sorted(self.columns.items())), *stars, self.rows, self.repeats
        )

    def column(self, name: str) -> str:
        """One column; what nobody named may come from any star, or from anywhere."""
        if name in self.columns:
            return self.columns[name]
        bases = [base for base, left_out in self.stars if name not in left_out]
        return digest("star", name, *bases) if bases else digest("unknown", name, self.whole)


def digest(*parts: str) -> str:
    """A short fingerprint of texts, in their order."""
    made = hashlib.blake2b(digest_size=9)
    for part in parts:
        made.update(len(part).to_bytes(8, "big"))
        made.update(part.encode(errors="replace"))
    return made.hexdigest()


def together(parts: Iterable[str]) -> str:
    """One digest of several; a query that only passes rows on says nothing of its own."""
    said = [part for part in parts if part]
    return said[0] if len(said) == 1 else digest(*said) if said else ""


def unread(name: str) -> Meaning:
    """A table of which only the name is known: every column may come from it."""
    return Meaning(columns={}, stars=((name, frozenset()),), rows=name, repeats="")


def renamed(meaning: Meaning, names: list[str]) -> Meaning:
    """With the column names that an alias gives: `t(a, b)`."""
    if not names:
        return meaning
    known = list(meaning.columns.values()) if not meaning.stars else []
    columns = {
        name: known[place] if place < len(known) else digest("column", str(place), meaning.whole)
        for place, name in enumerate(names)
    }
    return Meaning(columns=columns, stars=meaning.stars, rows=meaning.rows, repeats=meaning.repeats)


def marked(source: Meaning, twins: int) -> Meaning:
    """One more instance of a relation that is read already: its columns are other ones."""
    mark = f"twin {twins}"
    return Meaning(
        columns={name: digest(one, mark) for name, one in source.columns.items()},
        stars=tuple((digest(base, mark), left_out) for base, left_out in source.stars),
        rows=digest(source.rows, mark),
        repeats=source.repeats,
    )

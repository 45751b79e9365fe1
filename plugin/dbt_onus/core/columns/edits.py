"""What an edit of a query can have touched: some of its columns, its rows, everything, or nothing at all."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: A text as written, Jinja and all: what is in quotes counts as it is, comments and layout do not.
_PIECES = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\{#.*?#\}|/\*.*?\*/|--[^\n]*|\w+|\s+|.", re.DOTALL)
_SILENT = ("{#", "/*", "--")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """The difference between two versions of a query.

    `columns`: those that read otherwise, new ones and dropped ones among them, lower case; `None`: any may.
    `rows`: which rows there are is decided otherwise. `repeats`: a left join came, went or changed, so a row may
    be there more or fewer times.
    """

    columns: frozenset[str] | None = frozenset()
    rows: bool = False
    repeats: bool = False

    @property
    def is_nothing(self) -> bool:
        """Whether both versions say the same."""
        return self == NOTHING

    def touches(self, column: str | None) -> bool:
        """Whether a column may read otherwise; without a name, whether any may."""
        if self.columns is None:
            return True
        return bool(self.columns) if column is None else column.lower() in self.columns


NOTHING = Edit()
EVERYTHING = Edit(columns=None, rows=True, repeats=True)


def edit_between(
    old: str,
    new: str,
    *,
    dialect: str,
    relations: Mapping[str, str] | None = None,
    schema: Mapping[str, Sequence[str]] | None = None,
) -> Edit:
    """What differs between two texts of one query. Never raises: what cannot be read may touch everything.

    `relations` and `schema` as of `resolve`, but with complete lists of columns only.
    """
    if old == new:
        return NOTHING
    from dbt_onus.core.columns.meanings.comparing import compare

    return compare(old, new, dialect, relations or {}, schema or {})


def same_text(old: str, new: str) -> bool:
    """Whether two texts differ in comments and layout alone, SQL with Jinja in it or not."""
    return old == new or _pieces(old) == _pieces(new)


def _pieces(text: str) -> list[str]:
    found = (piece[0] for piece in _PIECES.finditer(text))
    return [piece for piece in found if not piece.isspace() and not piece.startswith(_SILENT)]

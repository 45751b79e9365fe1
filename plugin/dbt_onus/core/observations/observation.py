"""One number that was measured of a table or a column, and which number it is in every run."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Measure(StrEnum):
    """What is measured.

    Shares are of the table's rows, between 0 and 1; lengths are characters; `newest` is seconds since 1970, UTC.
    `words` and `forms` are fingerprints, without a size: equal where the different texts of a column, or their
    forms (`A-9` of `BR-042`), are the same as before.
    """

    ROWS = "rows"
    NULL_SHARE = "null_share"
    DISTINCT = "distinct"
    MIN = "min"
    MAX = "max"
    MEAN = "mean"
    SHORTEST = "shortest"
    LONGEST = "longest"
    NEWEST = "newest"
    WORDS = "words"
    FORMS = "forms"

    @property
    def is_fingerprint(self) -> bool:
        """Whether it only tells the same from something else."""
        return self in (Measure.WORDS, Measure.FORMS)

    @property
    def in_words(self) -> str:
        """What people call it."""
        return _IN_WORDS.get(self, self.value)


_IN_WORDS = {
    Measure.NULL_SHARE: "share of nulls",
    Measure.DISTINCT: "different values",
    Measure.MIN: "smallest value",
    Measure.MAX: "largest value",
    Measure.SHORTEST: "shortest text",
    Measure.LONGEST: "longest text",
    Measure.NEWEST: "newest value",
    Measure.WORDS: "values",
    Measure.FORMS: "values' forms (`BR-042` is `A-9`)",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One number; `column` is `None` for the table as a whole."""

    unique_id: str
    column: str | None
    measure: Measure
    value: float

    @property
    def series(self) -> Series:
        """What it is a value of."""
        return (self.unique_id, self.column, self.measure)

    @property
    def key(self) -> str:
        """What an incident remembers it by, as it remembers a check."""
        return f"{self.unique_id}#observed:{self.measure}" + (f":{self.column}" if self.column else "")


#: (node, column, measure): the same number in every run.
Series = tuple[str, str | None, Measure]

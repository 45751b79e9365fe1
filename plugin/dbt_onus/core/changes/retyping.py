"""What becomes of the values when a column's type changes, as whoever reads it sees it."""

from __future__ import annotations

from enum import StrEnum

from dbt_onus.core.columns.casting.types import Family, SqlType, read_type


class Fit(StrEnum):
    """How the new type holds what the old one held."""

    SAME = "the same type"
    WIDENED = "holds everything that it held, and more"
    NARROWED = "no longer holds everything that it held"
    OTHER = "holds values of another kind"
    UNKNOWN = "nobody here can tell what the new type holds"


#: Bits of an integer that has so many decimal digits, and digits of one that has so many bits.
_BITS_PER_DIGIT = 3.33
#: An integer of more bits is not exact in a float of so many.
_EXACT = {16: 8, 32: 24, 64: 53}


def fit_between(old: str, new: str, adapter: str) -> Fit:
    """How `new` holds the values of `old`, both as declared for a dbt adapter."""
    if _folded(old) == _folded(new):
        return Fit.SAME
    before, after = read_type(old, adapter), read_type(new, adapter)
    if before is None or after is None:
        return Fit.UNKNOWN
    if before.spelled == after.spelled:
        return Fit.SAME
    if before.family is after.family:
        return _within(before, after)
    return _across(before, after)


def _folded(text: str) -> str:
    return "".join(text.lower().split())


def _within(before: SqlType, after: SqlType) -> Fit:
    if before.family is Family.OTHER:
        return Fit.OTHER
    grown = [_grown(before.room, after.room), _grown(before.scale, after.scale)]
    if Fit.NARROWED in grown:
        return Fit.NARROWED
    return Fit.WIDENED if Fit.WIDENED in grown else Fit.SAME


def _grown(before: int | None, after: int | None) -> Fit:
    """A size that is not said bounds nothing."""
    if before == after:
        return Fit.SAME
    if after is None:
        return Fit.WIDENED
    return Fit.NARROWED if before is None or after < before else Fit.WIDENED


def _across(before: SqlType, after: SqlType) -> Fit:
    """Numbers of one kind may all be numbers of another; nothing else of one family is ever of another."""
    pair = (before.family, after.family)
    if pair == (Family.INTEGER, Family.DECIMAL):
        return (
            Fit.WIDENED
            if after.room is None or after.room >= (before.room or 0) / _BITS_PER_DIGIT
            else Fit.NARROWED
        )
    if pair == (Family.DECIMAL, Family.INTEGER):
        whole = before.scale == 0 and before.room is not None
        # NUMBER(38,0) and BIGINT: what is called an integer stays one, though not every value need fit
        return Fit.WIDENED if whole and (before.room or 0) * _BITS_PER_DIGIT <= (after.room or 0) else Fit.NARROWED
    if pair == (Family.INTEGER, Family.FLOAT):
        return Fit.WIDENED if (before.room or 0) <= _EXACT.get(after.room or 0, 0) else Fit.NARROWED
    if pair in ((Family.DECIMAL, Family.FLOAT), (Family.FLOAT, Family.DECIMAL), (Family.FLOAT, Family.INTEGER)):
        return Fit.NARROWED
    return Fit.OTHER

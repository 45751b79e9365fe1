"""How a clause moved between two promises, for whoever reads the table: tighter, looser, or something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any

from dbt_onus.core.changes.clauses import Said
from dbt_onus.core.durations import read_duration

_PERIODS = {"minute": "m", "hour": "h", "day": "d", "week": "w"}


class Move(StrEnum):
    """What became of a clause, for whoever reads the table."""

    SAME = "same"
    TIGHTER = "tighter"
    LOOSER = "looser"
    OTHER = "other"


def moved(term: str, old: Said, new: Said) -> Move:
    """How a clause that is in both promises moved."""
    move = Move.SAME if old.value == new.value else _MOVES.get(term, _bounds)(old.value, new.value)
    if old.warns == new.warns or move in (Move.LOOSER, Move.OTHER):
        return move
    return Move.LOOSER if new.warns else Move.TIGHTER


def _sets(old: Any, new: Any) -> Move:
    before, after = _values(old), _values(new)
    if before == after:
        return Move.SAME
    if after < before:
        return Move.TIGHTER
    return Move.LOOSER if after > before else Move.OTHER


def _values(said: Any) -> frozenset[str]:
    values = said.get("values") if isinstance(said, Mapping) else said
    return frozenset(map(str, values if isinstance(values, list) else [values]))


def _bounds(old: Any, new: Any) -> Move:
    """`{min, max, …}`: looser where a bound is gone or further out; whatever else differs is something else."""
    before, after = _limits(old), _limits(new)
    if before is None or after is None:
        return Move.OTHER
    moves = {
        _side(before.get("min"), after.get("min"), outward=-1),
        _side(before.get("max"), after.get("max"), outward=1),
    }
    if any(before.get(key) != after.get(key) for key in (before.keys() | after.keys()) - {"min", "max"}):
        moves.add(_rest(before, after))
    return next((move for move in (Move.OTHER, Move.LOOSER, Move.TIGHTER) if move in moves), Move.SAME)


def _limits(said: Any) -> dict[str, Any] | None:
    if isinstance(said, Mapping):
        return dict(said)
    number = _number(said)
    return None if number is None else {"min": number, "max": number}


def _rest(before: Mapping[str, Any], after: Mapping[str, Any]) -> Move:
    """Bounds by the table's own past: more of them is tighter, one less is looser."""
    ours, theirs = before.keys() - {"min", "max"}, after.keys() - {"min", "max"}
    if ours < theirs and all(before[key] == after[key] for key in ours):
        return Move.TIGHTER
    if theirs < ours and all(before[key] == after[key] for key in theirs):
        return Move.LOOSER
    changed = [key for key in ours & theirs if before[key] != after[key]]
    numbers = [(_number(before[key]), _number(after[key])) for key in changed]
    if ours == theirs and changed == ["change"] and None not in numbers[0]:
        return Move.LOOSER if numbers[0][1] > numbers[0][0] else Move.TIGHTER  # type: ignore[operator]
    return Move.OTHER


def _side(old: Any, new: Any, *, outward: int) -> Move:
    if old == new:
        return Move.SAME
    if old is None:
        return Move.TIGHTER
    if new is None:
        return Move.LOOSER
    before, after = _number(old), _number(new)
    if before is not None and after is not None:
        further = (after - before) * outward
        return Move.SAME if not further else Move.LOOSER if further > 0 else Move.TIGHTER
    if isinstance(old, type(new)) and isinstance(old, str):  # dates as ISO writes them sort by themselves
        return Move.LOOSER if (new > old) == (outward > 0) else Move.TIGHTER
    return Move.OTHER


def _number(said: Any) -> float | None:
    """A number, or `5%` and `3 sigma` as one."""
    if isinstance(said, int | float) and not isinstance(said, bool):
        return float(said)
    written = re.fullmatch(r"\s*(-?\d+(?:\.\d+)?)\s*(%|sigma)?\s*", said) if isinstance(said, str) else None
    return None if written is None else float(written[1]) / (100 if written[2] == "%" else 1)


def _freshness(old: Any, new: Any) -> Move:
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return Move.OTHER
    moves = {
        _later(old.get("error_after"), new.get("error_after")),
        _later(old.get("warn_after"), new.get("warn_after")),
    }
    if any(old.get(key) != new.get(key) for key in ("column", "days", "holidays", "timezone")):
        moves.add(Move.OTHER)
    return next((move for move in (Move.LOOSER, Move.OTHER, Move.TIGHTER) if move in moves), Move.SAME)


def _later(old: Any, new: Any) -> Move:
    before, after = _length(old), _length(new)
    if before == after:
        return Move.SAME
    if before is None:
        return Move.TIGHTER
    return Move.LOOSER if after is None or after > before else Move.TIGHTER


def _length(said: Any) -> timedelta | None:
    if isinstance(said, Mapping):
        unit = _PERIODS.get(str(said.get("period")))
        return read_duration(f"{said.get('count')}{unit}") if unit else None
    text = str(said or "").strip().lower()
    spelled = re.fullmatch(r"(\d+)\s*(minute|hour|day|week)s?", text)
    return read_duration(f"{spelled[1]}{_PERIODS[spelled[2]]}" if spelled else text)


_MOVES: dict[str, Callable[[Any, Any], Move]] = {
    "accepted_values": _sets,
    "freshness": _freshness,
    "pattern": lambda _, __: Move.OTHER,
    "foreign_key": lambda _, __: Move.OTHER,
    "check": lambda _, __: Move.OTHER,
    "slices": lambda _, __: Move.OTHER,
}

"""Bounds of a term as the operators of a quality rule, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_OPERATORS = ("mustBe", "mustBeBetween", "mustBeGreaterOrEqualTo", "mustBeLessOrEqualTo")
#: Operators that exclude the bound itself: sayable only of whole numbers.
_EXCLUSIVE = {"mustBeGreaterThan": ("min", 1), "mustBeLessThan": ("max", -1)}
OPERATORS = (*_OPERATORS, *_EXCLUSIVE, "mustNotBe", "mustNotBeBetween")
_DIGITS = 12


def number(value: object) -> float | int | None:
    """A number, also one written as `5%`; `None` for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    if isinstance(value, str):
        text, share = value.strip().removesuffix("%"), value.strip().endswith("%")
        try:
            found = float(text)
        except ValueError:
            return None
        return tidy(found / 100 if share else found)
    return None


def tidy(value: float) -> float | int:
    """Without the dust of binary fractions; whole numbers as such."""
    rounded = round(value, _DIGITS)
    return int(rounded) if rounded == int(rounded) else rounded


def plain_bounds(value: object) -> dict[str, float | int] | None:
    """`{min, max}` of numbers and nothing else; `None` for anything richer."""
    if not isinstance(value, Mapping) or not value or set(value) - {"min", "max"}:
        return None
    found = {side: number(bound) for side, bound in value.items()}
    said = {side: bound for side, bound in found.items() if bound is not None}
    return said if len(said) == len(found) else None


def operator_of(bounds: Mapping[str, float | int], scale: int = 1) -> dict[str, Any]:
    """The one operator that says the bounds; both ends are inside."""
    said = {side: tidy(bound * scale) for side, bound in bounds.items()}
    if len(said) == 2:
        low, high = said["min"], said["max"]
        return {"mustBe": low} if low == high else {"mustBeBetween": [low, high]}
    return {"mustBeGreaterOrEqualTo": said["min"]} if "min" in said else {"mustBeLessOrEqualTo": said["max"]}


def bounds_of(rule: Mapping[str, Any], *, scale: int = 1, whole: bool = False) -> dict[str, float | int] | None:
    """The bounds that a rule's operator says; `None` where bounds cannot say it. `whole`: of a count."""
    said = {key: rule[key] for key in OPERATORS if rule.get(key) is not None}
    if len(said) != 1:
        return None
    operator, value = next(iter(said.items()))
    bounds = _bounds(operator, value, whole=whole)
    return None if bounds is None else {side: tidy(bound / scale) for side, bound in bounds.items()}


def _bounds(operator: str, value: Any, *, whole: bool) -> dict[str, float | int] | None:
    if operator == "mustBeBetween":
        ends = [number(end) for end in value] if isinstance(value, list | tuple) else []
        low, high = ends if len(ends) == 2 else (None, None)
        return None if low is None or high is None else {"min": low, "max": high}
    bound = number(value)
    if bound is None:
        return None
    if operator in _EXCLUSIVE and whole:
        side, step = _EXCLUSIVE[operator]
        return {side: bound + step}
    sides = {
        "mustBe": ("min", "max"),
        "mustBeGreaterOrEqualTo": ("min",),
        "mustBeLessOrEqualTo": ("max",),
    }
    return dict.fromkeys(sides[operator], bound) if operator in sides else None

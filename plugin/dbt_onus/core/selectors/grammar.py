"""How a selector is written: `+tag:nightly,path:models/staging 2+orders` as values.

The grammar is dbt's (`RAW_SELECTOR_PATTERN` in dbt/graph/selector_spec.py, dbt-core 1.11): a space is a
union, a comma an intersection, and one criterion is `[@][N+][method[.argument]:]value[+N]`.
"""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from dbt_onus.core.selectors.wording import quoted
from dbt_onus.errors import SelectorError

#: Longer ones are mistakes (a file pasted into an argument), and would only cost time.
LONGEST = 20_000
MOST = 500
#: More hops than any graph has nodes in a row; dbt reads any number.
DEEPEST_DIGITS = 9

_CRITERION = re.compile(
    r"(?P<at>@)?"
    r"(?:(?P<parents_depth>[0-9]*)(?P<parents>\+))?"
    r"(?:(?P<method>[\w.]+):)?(?P<value>.*?)"
    r"(?:(?P<children>\+)(?P<children_depth>[0-9]*))?"
)


class Criterion(Struct, frozen=True, kw_only=True):
    """One term of a selector: what it matches, and which relatives of that it takes along.

    A `depth` of `None` means any distance. `method` is `None` where none was written: dbt then judges by the
    look of the value.
    """

    text: str
    method: str | None
    arguments: tuple[str, ...]
    value: str
    parents: bool
    parents_depth: int | None
    children: bool
    children_depth: int | None
    childrens_parents: bool


Intersection = tuple[Criterion, ...]


def parse(expression: str) -> tuple[Intersection, ...]:
    """The unions of intersections that an expression says; a part that is said twice is kept once.

    Raises SelectorError for what has no meaning: nothing at all, an empty part, `@x+`.
    """
    if len(expression) > LONGEST:
        raise SelectorError(f"the selector is {len(expression)} characters long; at most {LONGEST} are read")
    parts = dict.fromkeys(expression.split())
    if not parts:
        raise SelectorError("the selector is empty; name a node, or a method and a value such as tag:nightly")
    pieces = [part.split(",") for part in parts]
    if sum(map(len, pieces)) > MOST:
        raise SelectorError(f"the selector has more than {MOST} parts; name a folder, a tag or a pattern instead")
    return tuple(
        tuple(_criterion(piece, part) for piece in each) for part, each in zip(parts, pieces, strict=True)
    )


def without_relatives(criterion: Criterion) -> Criterion:
    """The same without its graph operators."""
    return replace(criterion, parents=False, children=False, childrens_parents=False)


def has_operators(expression: str) -> bool:
    """Whether the selector asks for any relatives."""
    return any(takes_relatives(criterion) for part in parse(expression) for criterion in part)


def takes_relatives(criterion: Criterion) -> bool:
    """Whether it has graph operators."""
    return criterion.parents or criterion.children or criterion.childrens_parents


def _criterion(piece: str, part: str) -> Criterion:
    if not piece:
        raise SelectorError(f"{quoted(part)} has a comma with nothing beside it; a comma joins two selectors")
    found = _CRITERION.fullmatch(piece)
    if found is None or not found["value"].strip("+@"):
        raise SelectorError(f"{quoted(piece)} names nothing; write a node or method:value between the operators")
    if found["at"] and found["children"]:
        raise SelectorError(f"{quoted(piece)} has both @ and a + behind; @ already takes the children along")
    method, *arguments = (found["method"] or "").split(".")
    return Criterion(
        text=piece,
        method=method or None,
        arguments=tuple(arguments),
        value=found["value"],
        parents=bool(found["parents"]),
        parents_depth=_depth(found["parents_depth"]),
        children=bool(found["children"]),
        children_depth=_depth(found["children_depth"]),
        childrens_parents=bool(found["at"]),
    )


def _depth(digits: str | None) -> int | None:
    return int(digits) if digits and len(digits) <= DEEPEST_DIGITS else None

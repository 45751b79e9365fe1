"""Makes a message small enough for where it goes: shorter texts first, then fewer incidents of a digest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from dbt_onus.channels.wording import MOST_PARTS, Wording
from dbt_onus.core.messages import Fact
from dbt_onus.core.plain import LONGEST, cut

_Body = TypeVar("_Body")
#: The longest text and the most incidents, from generous to what fits everywhere.
_SHAPES = (
    (LONGEST, MOST_PARTS),
    (800, MOST_PARTS),
    (400, 10),
    (200, 10),
    (200, 4),
    (100, 4),
    (100, 1),
    (50, 0),
    (20, 0),
)


def fitting(wording: Wording, build: Callable[[Wording], _Body], size: Callable[[_Body], int], most: int) -> _Body:
    """What `build` makes of it, with no more cut than has to be for `size` to be at most `most`."""
    body = build(wording)
    for longest, parts in _SHAPES:
        if size(body) <= most:
            break
        body = build(_shortened(wording, longest, parts))
    return body


def _shortened(wording: Wording, longest: int, most_parts: int) -> Wording:
    parts = tuple(_shortened(part, longest, 0) for part in wording.parts[:most_parts])
    return replace(
        wording,
        title=cut(wording.title, longest),
        lead=cut(wording.lead, longest),
        facts=_cut(wording.facts, longest),
        evidence=tuple(cut(line, longest) for line in wording.evidence),
        commands=_cut(wording.commands, longest),
        parts=parts,
        left_out=wording.left_out + len(wording.parts) - len(parts),
    )


def _cut(facts: tuple[Fact, ...], longest: int) -> tuple[Fact, ...]:
    return tuple(Fact(name=fact.name, says=cut(fact.says, longest)) for fact in facts)

"""Where a column comes from, through any number of nodes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from dbt_onus.core.columns.edges import ColumnEdge, ColumnRef


class Step(NamedTuple):
    """One edge of a trace, with the node into which it goes: the edge names only the one it comes from."""

    node: str
    edge: ColumnEdge


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A column that a trace reached. `hops`: edges on the shortest way; `step`: the last of them.

    `certain`: there is a way on which no edge is a guess.
    """

    hops: int
    certain: bool
    step: Step
    before: ColumnRef


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnTrace:
    """Every column that `start` comes from (upstream) or goes into (downstream), nearest first.

    A reference without a column means the node alone: how the columns inside of it hang together is not known.
    """

    start: ColumnRef
    reached: Mapping[ColumnRef, Reached]
    steps: tuple[Step, ...]

    @property
    def certain(self) -> bool:
        """Whether no edge of the whole trace is a guess."""
        return all(step.edge.certain for step in self.steps)

    def path(self, ref: ColumnRef) -> tuple[Step, ...]:
        """The edges of the shortest way from `start` to `ref`; empty where `ref` was not reached."""
        found: list[Step] = []
        while ref in self.reached:
            found.append(self.reached[ref].step)
            ref = self.reached[ref].before
        return tuple(reversed(found))


#: A way onward from a column: the edge, and the column at its other end.
Onward = Callable[[ColumnRef], Iterable[tuple[Step, ColumnRef]]]


def trace(start: ColumnRef, onward: Onward) -> ColumnTrace:
    """Follow `onward` from `start`, breadth first."""
    first: dict[ColumnRef, tuple[int, Step, ColumnRef]] = {}
    steps: dict[Step, None] = {}
    sure: dict[ColumnRef, list[ColumnRef]] = {}
    queue = deque([(start, 0)])
    while queue:
        ref, hops = queue.popleft()
        for step, following in onward(ref):
            steps.setdefault(step)
            if step.edge.certain:
                sure.setdefault(ref, []).append(following)
            if following != start and following not in first:
                first[following] = (hops + 1, step, ref)
                queue.append((following, hops + 1))
    certain = _reachable(start, sure)
    return ColumnTrace(
        start=start,
        reached={
            ref: Reached(hops=hops, certain=ref in certain, step=step, before=before)
            for ref, (hops, step, before) in first.items()
        },
        steps=tuple(steps),
    )


def _reachable(start: ColumnRef, edges: Mapping[ColumnRef, list[ColumnRef]]) -> set[ColumnRef]:
    seen = {start}
    stack = [start]
    while stack:
        for ref in edges.get(stack.pop(), ()):
            if ref not in seen:
                seen.add(ref)
                stack.append(ref)
    return seen

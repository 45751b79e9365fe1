"""The lines of a tree, drawn before the names in it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)


def branches(
    root: Key, under: Mapping[Key, Sequence[Item]], key_of: Callable[[Item], Key]
) -> Iterator[tuple[str, Item]]:
    """Everything below `root`, each with the lines before it. A loop: graphs are deeper than Python's stack."""
    stack = [("", item, last) for item, last in _siblings(under.get(root, ()))]
    while stack:
        before, item, last = stack.pop()
        yield before + ("└─ " if last else "├─ "), item
        after = before + ("   " if last else "│  ")
        stack += [(after, child, end) for child, end in _siblings(under.get(key_of(item), ()))]


def _siblings(items: Sequence[Item]) -> list[tuple[Item, bool]]:
    """Each with whether it is the last one, turned round: they are taken from the end."""
    return [(item, at == len(items) - 1) for at, item in reversed(list(enumerate(items)))]

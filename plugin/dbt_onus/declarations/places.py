"""On which line something stands in a YAML file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

#: A YAML file larger than this was made by a program, and nobody looks for a line in it.
_MOST_BYTES = 5 * 1024 * 1024


class Places:
    """Lines of YAML files; each file is read once."""

    def __init__(self) -> None:
        self._trees: dict[Path, Node | None] = {}

    def line(self, file: Path, *ways: Sequence[str | int]) -> int | None:
        """The line (from 1) of the entry that one of the ways leads to; `None` where there is no YAML.

        A way is made of keys of mappings, places in lists (from 0), and what names a list's entry. The first way
        that leads all the way counts; where none does, the nearest place on that which leads farthest.
        """
        tree = self._tree(file)
        if tree is None:
            return None
        line, farthest = 1, 0
        for way in ways:
            reached, steps = _followed(tree, way)
            if steps == len(way) and steps:
                return reached
            if steps > farthest:
                line, farthest = reached, steps
        return line

    def _tree(self, file: Path) -> Node | None:
        if file not in self._trees:
            self._trees[file] = _read(file)
        return self._trees[file]


def _read(file: Path) -> Node | None:
    """The file as nodes with marks; `None` where it cannot be read: a line less is no reason to fail."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        if file.suffix not in (".yml", ".yaml") or file.stat().st_size > _MOST_BYTES:
            return None
        found: Node | None = yaml.compose(file.read_text(encoding="utf-8-sig"), Loader=loader)
    except (OSError, ValueError, yaml.YAMLError, RecursionError):
        return None
    return found


def _followed(tree: Node, way: Sequence[str | int]) -> tuple[int, int]:
    """The line that is reached, and after how many steps."""
    line = 1
    for steps, key in enumerate(way):
        found = _entry(tree, key)
        if found is None:
            return line, steps
        marked, tree = found
        line = marked.start_mark.line + 1
    return line, len(way)


def _entry(tree: Node, key: str | int) -> tuple[Node, Node] | None:
    """What carries the line, and the value: for a key of a mapping these are two nodes."""
    if isinstance(tree, MappingNode):
        return next(((name, value) for name, value in tree.value if name.value == str(key)), None)
    if not isinstance(tree, SequenceNode):
        return None
    if isinstance(key, int):
        return (tree.value[key], tree.value[key]) if key < len(tree.value) else None
    for names in (_name_of, _kind_of):
        item = next((item for item in tree.value if (names(item) or "").lower() == key.lower()), None)
        if item is not None:
            return item, item
    return None


def _name_of(item: Node) -> str | None:
    """An entry is called by its `name`; a word on its own, by itself."""
    if isinstance(item, ScalarNode):
        return str(item.value)
    return _said(item, "name")


def _kind_of(item: Node) -> str | None:
    """A constraint is known by its `type`, a test by its `test_name` or by the key that has its arguments."""
    keys = [name.value for name, _ in item.value] if isinstance(item, MappingNode) else []
    return _said(item, "type") or _said(item, "test_name") or (keys[0] if keys else None)


def _said(item: Node, key: str) -> str | None:
    pairs = item.value if isinstance(item, MappingNode) else ()
    return next(
        (value.value for name, value in pairs if name.value == key and isinstance(value, ScalarNode)), None
    )

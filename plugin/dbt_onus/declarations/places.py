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

    def line(self, file: Path, keys: Sequence[str | int]) -> int | None:
        """The line (from 1) of the entry that `keys` lead to; `None` where there is no YAML.

        Keys are those of mappings, places in lists (from 0), or the `name` of a list's entry. Where the rest is
        not there, the nearest place on the way.
        """
        tree = self._tree(file)
        if tree is None:
            return None
        line = 1
        for key in keys:
            found = _entry(tree, key)
            if found is None:
                break
            marked, tree = found
            line = marked.start_mark.line + 1
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


def _entry(tree: Node, key: str | int) -> tuple[Node, Node] | None:
    """What carries the line, and the value: for a key of a mapping these are two nodes."""
    if isinstance(tree, MappingNode):
        return next(((name, value) for name, value in tree.value if name.value == str(key)), None)
    if not isinstance(tree, SequenceNode):
        return None
    if isinstance(key, int):
        return (tree.value[key], tree.value[key]) if key < len(tree.value) else None
    return next(((item, item) for item in tree.value if _name_of(item) == key), None)


def _name_of(item: Node) -> str | None:
    pairs = item.value if isinstance(item, MappingNode) else ()
    return next(
        (value.value for name, value in pairs if name.value == "name" and isinstance(value, ScalarNode)), None
    )

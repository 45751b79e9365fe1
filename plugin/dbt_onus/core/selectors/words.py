"""By which words a node is found: what an index keeps, so that a selector need not look at every node.

`words_of` says under which words a node is kept, `words_asked` which of them hold everything that a criterion can
mean. The criterion's own predicate decides: these only spare it the nodes that it cannot be about.
"""

from __future__ import annotations

from collections.abc import Iterator

from dbt_onus.core.nodes import Node
from dbt_onus.core.selectors.names import WILDCARDS

#: What a node may be called by whoever asks for one node.
CALLED = "called"
_BY_KIND = frozenset({"exposure", "metric", "semantic_model", "saved_query"})


def words_of(node: Node) -> Iterator[str]:
    """The words of a node; of a test its names alone, for nothing else finds it without asking for tests."""
    yield f"called:{node.name}"
    if node.resource_type == "source":
        yield f"called:{node.label_name}"
        yield f"called:{node.package_name}.{node.label_name}"
        yield f"source:{node.source_name}"
    if node.is_test:
        return
    yield f"resource_type:{node.resource_type}"
    yield from (f"fqn:{word}" for word in _qualified(node))
    yield from (f"tag:{tag}" for tag in node.tags)
    if node.group:
        yield f"group:{node.group}"
    yield from (f"path:{place}" for place in _places(node))
    file = node.original_file_path.rpartition("/")[2]
    yield from (f"file:{name}" for name in {file, file.rpartition(".")[0] or file})


def words_asked(method: str, value: str) -> tuple[str, ...] | None:
    """The words that hold all that `method:value` can mean; `None` where that is not known: any node may."""
    plain = WILDCARDS.isdisjoint(value)
    if method == "fqn":
        segments = value.split(".")
        first = segments[0]
        if not WILDCARDS.isdisjoint(first):
            return None
        return tuple(dict.fromkeys(f"fqn:{word}" for word in (value, first, "_".join(segments[-2:]))))
    if method == "source":
        name = value.split(".")[0 if value.count(".") < 2 else 1]
        return (f"source:{name}",) if WILDCARDS.isdisjoint(name) else ("resource_type:source",)
    if method in _BY_KIND:
        return (f"resource_type:{method}",)
    if method == "path":
        return (f"path:{'/'.join(_pieces(value))}",) if plain else None
    if method in (CALLED, "tag", "group", "file", "resource_type") and plain:
        return (f"{method}:{value}",)
    return None


def _qualified(node: Node) -> set[str]:
    """Where `fqn` may begin, with and without the package, and what it may end in."""
    name = node.fqn or [node.package_name, node.name]
    words = {part.split(".")[0] for part in name[:2]}
    words |= {name[-1], *name[-2:-1]} if node.version is not None else {name[-1]}
    if node.version is not None:
        words.add("_".join(name[-2:]))
    return words


def _places(node: Node) -> set[str]:
    """Its file, every folder above it, and the file that describes it."""
    pieces = _pieces(node.original_file_path)
    found = {"/".join(pieces[:end]) for end in range(1, len(pieces) + 1)}
    if node.patch_path:
        found.add("/".join(_pieces(node.patch_path.partition("://")[2])))
    return found


def _pieces(text: str) -> list[str]:
    return [piece for piece in text.replace("\\", "/").split("/") if piece not in ("", ".")]

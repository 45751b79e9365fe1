"""In which file a node, or one promise of it, is declared, and where in that file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dbt_onus.core.checks import Check
from dbt_onus.core.nodes import Node

#: Where something stands in a YAML file: keys, places in lists (from 0), or what names an entry of a list.
Keys = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A place in a file of a project, the path relative to that project.

    `ways` lead to it, the likeliest spelling first; none where the file as a whole is meant.
    """

    project: str
    file: str
    ways: tuple[Keys, ...] = ()


def declared_at(node: Node) -> tuple[str, Keys]:
    """The file in which a node is described, relative to its project, and the place there."""
    if node.resource_type == "source":
        return node.original_file_path, ("sources", node.source_name or "", "tables", node.name)
    section = "exposures" if node.resource_type == "exposure" else f"{node.resource_type}s"
    if node.patch_path:
        return node.patch_path.partition("://")[2] or node.patch_path, (section, node.name)
    described = node.original_file_path.endswith((".yml", ".yaml"))
    return node.original_file_path, (section, node.name) if described else ()


def node_declared(node: Node) -> Declared:
    """Where the node is described."""
    file, keys = declared_at(node)
    return Declared(project=node.package_name, file=file, ways=(keys,) if keys else ())


def promise_declared(check: Check, nodes: Mapping[str, Node]) -> Declared | None:
    """Where stands what the check holds its node to: a test, a term, a freshness; a build's own file.

    `None` where the project no longer has it.
    """
    said = nodes.get(check.unique_id)
    if said is None:
        return None
    if not said.is_test:
        file, keys = declared_at(said)
        if check.key.endswith("#freshness"):
            return Declared(project=said.package_name, file=file, ways=_freshness(said, keys))
        return Declared(project=said.package_name, file=said.original_file_path)
    if not said.original_file_path.endswith((".yml", ".yaml")):
        return Declared(project=said.package_name, file=said.original_file_path)
    ways = tuple(_ways(check, said, nodes.get(check.node or "")))
    return Declared(project=said.package_name, file=said.original_file_path, ways=ways)


def _freshness(source: Node, keys: Keys) -> tuple[Keys, ...]:
    whole = ("sources", source.source_name or "")
    ways: list[Keys] = [(*at, *name) for at in (keys, whole) for name in (("freshness",), ("config", "freshness"))]
    return tuple(ways)


def _ways(check: Check, test: Node, node: Node | None) -> Iterator[Keys]:
    if test.resource_type == "unit_test":
        yield ("unit_tests", test.name)
    if node is None:
        return
    _, top = declared_at(node)
    top = top or (f"{node.resource_type}s", node.name)
    column = check.column or test.column_name
    levels = [(*top, "columns", column), top] if column else [top]
    for level in levels:
        if check.term is not None:
            for way in (("config", "meta"), ("meta",)):
                yield (*level, *way, "onus", "contract", check.term.term)
            yield (*level, "constraints", check.term.term)
        for name in _names(test):
            yield (*level, "data_tests", name)
            yield (*level, "tests", name)
    # nothing of it is written as we know it: the column, or the node
    yield levels[0]


def _names(test: Node) -> tuple[str, ...]:
    said = test.test_metadata
    if said is None:
        return (test.name,)
    return (test.name, f"{said.namespace}.{said.name}" if said.namespace else said.name)

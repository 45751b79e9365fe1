"""What could have been written after a method: the names that a suggestion chooses from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from dbt_onus.core.nodes import Node
from dbt_onus.core.selectors.scope import Scope

_NAMES: Final[Mapping[str, Callable[[Node], Iterable[str | None]]]] = {
    "tag": lambda node: node.tags,
    "group": lambda node: (node.group,),
    "package": lambda node: (node.package_name,),
    "path": lambda node: (node.original_file_path, node.original_file_path.rpartition("/")[0]),
    "file": lambda node: (node.original_file_path.rpartition("/")[2],),
    "source": lambda node: (node.source_name, node.label_name) if node.resource_type == "source" else (),
    "test_name": lambda node: (node.test_metadata.name,) if node.test_metadata else (),
    "fqn": lambda node: () if node.is_test else (node.label_name,),
}
_KINDS: Final = frozenset({"exposure", "metric", "semantic_model", "saved_query", "unit_test"})


def offered(method: str | None, scope: Scope) -> list[str]:
    """The names there are, sorted; none for methods whose values are a fixed list."""
    nodes = scope.nodes.values()
    if method == "team" and scope.team_of is not None:
        names: set[str | None] = {scope.team_of(node.unique_id) for node in nodes if not node.is_test}
    elif method in _KINDS:
        names = {node.name for node in nodes if node.resource_type == method}
    else:
        names_of = _NAMES.get(method or "fqn")
        names = {name for node in nodes for name in names_of(node)} if names_of else set()
    if method == "group":
        names |= {group.name for group in scope.groups.values()}
    return sorted(name for name in names if name)

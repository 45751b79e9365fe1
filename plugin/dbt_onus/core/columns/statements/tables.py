"""The tables of a project by the names that SQL may give them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

import msgspec

from dbt_onus.core.columns.edges import NodeColumns
from dbt_onus.core.columns.statements.statement import relation_names
from dbt_onus.core.nodes import Node


class ProjectTables:
    """Listed when the first name is asked for."""

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        self._nodes = nodes

    @cached_property
    def by_name(self) -> dict[str, str]:
        """Every relation of the project by its longer names; what two nodes claim is nobody's."""
        claims: dict[str, set[str]] = {}
        for uid, node in self._nodes.items():
            if not node.is_test and node.resource_type in ("model", "seed", "snapshot", "source"):
                for key in relation_names(node)[:2]:
                    claims.setdefault(key, set()).add(uid)
        return {key: next(iter(uids)) for key, uids in claims.items() if len(uids) == 1}

    def adopted(self, columns: NodeColumns) -> NodeColumns:
        """Tables named without `ref` that are nodes all the same, by their `unique_id`."""
        strangers = {name for name in columns.reads if name not in self._nodes and name in self.by_name}
        if not strangers:
            return columns
        own = {name: self.by_name[name] for name in strangers}
        text = msgspec.to_builtins(columns)
        return msgspec.convert(_renamed(text, own), NodeColumns)


def _renamed(value: object, names: Mapping[str, str]) -> object:
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, dict):
        return {key: _renamed(item, names) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_renamed(item, names) for item in value]
    return value

"""A dbt plugin that makes another project's public models known, as dbt Mesh and dbt-loom do, for the bench alone.

`BENCH_REFS` names the manifest. dbt finds plugins in every top-level module whose name begins with `dbt_`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from dbt.contracts.graph.node_args import ModelNodeArgs
from dbt.contracts.graph.nodes import ModelNode
from dbt.plugins.manager import dbt_hook, dbtPlugin
from dbt.plugins.manifest import PluginNodes

_GROUPS: dict[str, str | None] = {}
_from_args = ModelNode.from_args


def _with_group(args: ModelNodeArgs) -> ModelNode:
    """dbt has no place for the group of such a model; dbt-loom keeps it like this."""
    model = _from_args(args)
    model.group = _GROUPS.get(args.unique_id)
    return model


class Refs(dbtPlugin):
    """The public models of one other project."""

    def initialize(self) -> None:
        self._manifest = os.environ.get("BENCH_REFS", "")

    @dbt_hook
    def get_nodes(self) -> PluginNodes:
        nodes = PluginNodes()
        if not self._manifest:
            return nodes
        ModelNode.from_args = _with_group  # type: ignore[method-assign]
        manifest: dict[str, Any] = json.loads(Path(self._manifest).read_text(encoding="utf-8"))
        for node in manifest["nodes"].values():
            if node["resource_type"] == "model" and node["access"] == "public":
                _GROUPS[node["unique_id"]] = node["group"]
                nodes.add_model(
                    ModelNodeArgs(
                        name=node["name"],
                        package_name=node["package_name"],
                        identifier=node["alias"],
                        schema=node["schema"],
                        database=node["database"],
                        relation_name=node["relation_name"],
                    )
                )
        return nodes


plugins = [Refs]

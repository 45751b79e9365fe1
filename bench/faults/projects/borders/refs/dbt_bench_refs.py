"""A dbt plugin that makes another project's public models known, as dbt Mesh and dbt-loom do, for the bench alone.

`BENCH_REFS` names the manifest. dbt finds plugins in every top-level module whose name begins with `dbt_`.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from dbt.contracts.graph.node_args import ModelNodeArgs
from dbt.plugins.manager import dbt_hook, dbtPlugin
from dbt.plugins.manifest import PluginNodes


class Refs(dbtPlugin):
    """The public models of one other project."""

    def initialize(self) -> None:
        self._manifest = os.environ.get("BENCH_REFS", "")

    @dbt_hook
    def get_nodes(self) -> PluginNodes:
        nodes = PluginNodes()
        if not self._manifest:
            return nodes
        manifest: dict[str, Any] = json.loads(Path(self._manifest).read_text(encoding="utf-8"))
        for node in manifest["nodes"].values():
            if node["resource_type"] == "model" and node["access"] == "public":
                nodes.add_model(
                    ModelNodeArgs(
                        name=node["name"],
                        package_name=node["package_name"],
                        identifier=node["alias"],
                        schema=node["schema"],
                        database=node["database"],
                        relation_name=node["relation_name"],
                        version=node["version"],
                        latest_version=node["latest_version"],
                    )
                )
        return nodes


plugins = [Refs]

"""One project as dbt parsed it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Raw, Struct

from dbt_onus.core.nodes.declarations import DependsOn
from dbt_onus.core.nodes.groups import Group
from dbt_onus.core.nodes.node import Node
from dbt_onus.core.nodes.undecoded import NO_CODE, text_of


class Macro(Struct, frozen=True, kw_only=True, gc=False):
    """A macro: part of the code of every node whose SQL it wrote."""

    unique_id: str
    package_name: str = ""
    original_file_path: str = ""
    macro_sql: Raw = NO_CODE
    depends_on: DependsOn | None = None

    @property
    def text(self) -> str:
        """The macro as written."""
        return text_of(self.macro_sql)


class Manifest(Struct, frozen=True, kw_only=True, gc=False):
    """One project as dbt parsed it, by one invocation.

    `nodes` holds everything that has a `unique_id` and a place in the graph: models, seeds, snapshots, tests,
    unit tests, sources, exposures, metrics and their kin. `groups` and `macros` are by `unique_id` too.
    """

    project_name: str
    adapter_type: str
    dbt_version: str
    invocation_id: str
    generated_at: str
    nodes: Mapping[str, Node]
    groups: Mapping[str, Group]
    macros: dict[str, Macro]

"""What dbt's manifest says of a project, as facts.

These are the decode targets of ``manifest.json``: the fields carry dbt's own names, and what dbt versions
say differently is evened out in properties. They are msgspec structs, not dataclasses, because a project of
50,000 models has 250,000 of them and a second copy of each would cost more than reading the file
(docs/decisions/0002). What comes from JSON has no cycles, so they stay out of the cyclic collector
(`gc=False`): that halves every full collection for the rest of the process.
"""

from __future__ import annotations

from dbt_onus.core.nodes.declarations import (
    NO_CONFIG,
    Checksum,
    Column,
    ColumnConfig,
    Config,
    DependsOn,
    Freshness,
    FreshnessBound,
    Meta,
    TestMetadata,
)
from dbt_onus.core.nodes.groups import Group, GroupConfig, Person
from dbt_onus.core.nodes.manifest import Macro, Manifest
from dbt_onus.core.nodes.node import BUILT, ENTRIES, TESTS, Node
from dbt_onus.core.nodes.undecoded import NO_CODE, NO_SQL, text_of

__all__ = [
    "BUILT",
    "ENTRIES",
    "NO_CODE",
    "NO_CONFIG",
    "NO_SQL",
    "TESTS",
    "Checksum",
    "Column",
    "ColumnConfig",
    "Config",
    "DependsOn",
    "Freshness",
    "FreshnessBound",
    "Group",
    "GroupConfig",
    "Macro",
    "Manifest",
    "Meta",
    "Node",
    "Person",
    "TestMetadata",
    "text_of",
]
